//! Those who were written to beside those who were held out.

use super::{Held, Told};
use crate::{
    format::{
        Format, MISSING,
        campaign_words::{more, percent, points},
    },
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::campaigns::{CampaignResult, CampaignVerdict, GroupResult};
use patron_domain::money::Money;
use rust_decimal::prelude::ToPrimitive;

#[component]
pub fn Groups(c: Held, r: Told) -> impl IntoView {
    let format = use_format();
    let rows = move || {
        let currency = c.with(|c| c.currency.clone());
        r.with(|r| format.with_value(|f| rows(r, &currency, f)))
    };
    let control = Memo::new(move |_| r.with(|r| r.held_out.is_some()));
    view! {
        <section class="card flush" aria-labelledby="groups-title" data-testid="campaign-groups">
            <header><h2 id="groups-title">"Treatment and control"</h2></header>
            <div class="table-wrap" style="margin-top:8px" tabindex="0" role="region" aria-labelledby="groups-title">
                <table class="table plain dense">
                    <caption class="sr">"What each group did in the window"</caption>
                    <thead><tr><th scope="col">"Measure"</th><th scope="col" class="r">"Treatment"</th>
                        {move || control.get().then(|| view! { <th scope="col" class="r">"Control"</th><th scope="col" class="r">"Difference"</th> })}
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        </section>
    }
}

fn rows(r: &CampaignResult, currency: &str, f: &Format) -> AnyView {
    let money = |m: Option<Money>| m.map_or_else(|| MISSING.to_owned(), |m| f.exact_money(m, currency));
    let rate = |share: Option<f64>| share.map_or_else(|| MISSING.to_owned(), percent);
    let told = matches!(r.verdict, CampaignVerdict::Positive | CampaignVerdict::Negative);
    let lift = r.lift.as_ref();
    let conversion =
        lift.map(|lift| (lift.conversion.value, format!("{} pts", points(lift.conversion.value))));
    let each =
        lift.map(|lift| (lift.revenue_per_person.value, more(lift.revenue_per_person.value, currency, f)));
    let average = |g: &GroupResult| g.average_order.and_then(|m| m.amount().to_f64());
    let average = average(&r.treated)
        .zip(r.held_out.as_ref().and_then(average))
        .map(|(treated, held_out)| (treated - held_out, more(treated - held_out, currency, f)));
    let row = |name: &'static str, of: &dyn Fn(&GroupResult) -> String, difference: Option<(f64, String)>| {
        // Colour says that it is good or bad, which only a verdict can.
        let tone = |value: f64| match (told, value > 0.0) {
            (true, true) => "delta up",
            (true, false) => "delta down",
            (false, _) => "delta",
        };
        let control = r.held_out.as_ref().map(|group| {
            let difference = difference.map(|(value, text)| view! { <span class=tone(value)>{text}</span> });
            view! { <td class="r">{of(group)}</td><td class="r">{difference}</td> }
        });
        view! { <tr><th scope="row">{name}</th><td class="r">{of(&r.treated)}</td>{control}</tr> }
    };
    view! {
        {row("People", &|g: &GroupResult| f.number(g.people), None)}
        {row("People who ordered", &|g: &GroupResult| f.number(g.buyers), None)}
        {row("Conversion", &|g: &GroupResult| rate(g.conversion), conversion)}
        {row("Orders", &|g: &GroupResult| f.number(g.orders), None)}
        {row("Revenue", &|g: &GroupResult| money(Some(g.revenue)), None)}
        {row("Revenue per person", &|g: &GroupResult| money(g.revenue_per_person), each)}
        {row("Average order", &|g: &GroupResult| money(g.average_order), average)}
    }
    .into_any()
}

//! What it brought and what it cost.

use super::{Held, Told};
use crate::{
    format::{
        Format, MISSING,
        campaign_words::{amount, between, days, percent, points, roi, times},
    },
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::campaigns::{Campaign, CampaignResult, CampaignStatus, CampaignVerdict};
use patron_domain::money::Money;

#[component]
pub fn Figures(c: Held, r: Told, editing: RwSignal<bool>) -> impl IntoView {
    let format = use_format();
    let strip = move || c.with(|c| r.with(|r| format.with_value(|f| strip(c, r, f, editing))));
    view! { <section class="stats" style="--n:5" aria-label="Result">{strip}</section> }
}

fn strip(c: &Campaign, r: &CampaignResult, f: &Format, editing: RwSignal<bool>) -> AnyView {
    view! { {lift(r)}{extra(c, r, f)}{attributed(c, r, f)}{cost(c, r, f, editing)}{back(r, f)} }.into_any()
}

/// One figure. The value carries the plain number for machines.
fn figure(
    label: &'static str,
    id: &'static str,
    raw: String,
    value: String,
    small: &'static str,
    below: AnyView,
) -> AnyView {
    view! {
        <div class="stat">
            <span class="label truncate">{label}</span>
            <span class="value"><span data-testid=id data-value=raw>{value}</span>" "<small>{small}</small></span>
            <span class="vs">{below}</span>
        </div>
    }
    .into_any()
}

fn small(text: impl Into<String>) -> AnyView {
    let text: String = text.into();
    view! { <span>{text}</span> }.into_any()
}

/// A figure that needs somebody to compare with.
fn unknown(label: &'static str, id: &'static str) -> AnyView {
    figure(label, id, String::new(), MISSING.to_owned(), "", small("nobody was held out"))
}

fn lift(r: &CampaignResult) -> AnyView {
    let (label, id) = ("Lift in conversion", "campaign-lift");
    let Some(lift) = &r.lift else { return unknown(label, id) };
    let tone = match r.verdict {
        CampaignVerdict::Positive => "ok-ink strong",
        CampaignVerdict::Negative => "bad-ink strong",
        _ => "",
    };
    let rate = |share: Option<f64>| share.map_or_else(|| MISSING.to_owned(), percent);
    let held_out = r.held_out.as_ref().and_then(|group| group.conversion);
    let against = format!("{} against {}", rate(r.treated.conversion), rate(held_out));
    let raw = format!("{:.4}", lift.conversion.value);
    let below = view! { <span class=tone>{against}</span> }.into_any();
    figure(label, id, raw, points(lift.conversion.value), "points", below)
}

fn extra(c: &Campaign, r: &CampaignResult, f: &Format) -> AnyView {
    let (label, id) = ("Extra revenue", "campaign-extra");
    let Some(lift) = &r.lift else { return unknown(label, id) };
    let revenue = &lift.incremental_revenue;
    let (value, raw) = (f.exact_money(amount(revenue.value), &c.currency), amount(revenue.value).to_string());
    let range = between(revenue, &c.currency, f);
    let below = view! { <span title="95% interval of what the campaign caused">{range}</span> }.into_any();
    figure(label, id, raw, value, "", below)
}

fn attributed(c: &Campaign, r: &CampaignResult, f: &Format) -> AnyView {
    let revenue = r.treated.revenue;
    let below = if c.status == CampaignStatus::Measuring {
        format!("all orders so far, of {}", days(c.window_days))
    } else {
        format!("all orders in {}", days(c.window_days))
    };
    let value = f.exact_money(revenue, &c.currency);
    figure("Attributed revenue", "campaign-revenue", revenue.to_string(), value, "", small(below))
}

fn cost(c: &Campaign, r: &CampaignResult, f: &Format, editing: RwSignal<bool>) -> AnyView {
    let (label, id) = ("Cost", "campaign-cost");
    let Some(cost) = c.cost else {
        let tell = view! { <button class="link" data-testid="campaign-tell-cost" on:click=move |_| editing.set(true)>"Tell what it cost"</button> };
        return figure(label, id, String::new(), MISSING.to_owned(), "", tell.into_any());
    };
    let each = cost.amount().checked_div(r.treated.people.into()).map(Money::trusted);
    let below = each
        .map_or_else(String::new, |each| format!("{} a person written to", f.exact_money(each, &c.currency)));
    figure(label, id, cost.to_string(), f.exact_money(cost, &c.currency), "", small(below))
}

/// What came back of each unit of cost: what was caused, where that is known, beside what only followed.
fn back(r: &CampaignResult, f: &Format) -> AnyView {
    let (label, id) = ("Return on cost", "campaign-return");
    let naive = r.naive_roi.as_ref().and_then(|naive| naive.roi);
    let caused = r.lift.as_ref().and_then(|lift| lift.iroas.as_ref());
    match (caused, naive) {
        (Some(caused), naive) => {
            let naive = naive.map(|naive| format!(", naive {}", roi(naive, f))).unwrap_or_default();
            let text = format!("{} to {}{naive}", times(caused.low), times(caused.high));
            let title = "Extra revenue for each unit of cost, with its 95% interval. Naive: as if it had caused every order.";
            let below = view! { <span title=title data-testid="campaign-naive">{text}</span> }.into_any();
            figure(label, id, format!("{:.2}", caused.value), times(caused.value), "× the cost", below)
        }
        (None, Some(naive)) => figure(
            label,
            id,
            format!("{naive:.4}"),
            roi(naive, f),
            "",
            small("naive: as if it had caused every order"),
        ),
        (None, None) => {
            figure(label, id, String::new(), MISSING.to_owned(), "", small("the cost is not known"))
        }
    }
}

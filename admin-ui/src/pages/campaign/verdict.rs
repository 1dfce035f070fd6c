//! What can be said of it in plain words, and how that is found out.

use super::{Held, Told};
use crate::{
    format::campaign_words::{Said, days, verdict},
    icons::Icon,
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::campaigns::{Campaign, CampaignStatus};

#[component]
pub fn Verdict(c: Held, r: Told) -> impl IntoView {
    let format = use_format();
    let banner = move || {
        let needed = r.with(|r| r.needed_per_group).map(|n| format.with_value(|f| f.number(n)));
        let Said { tone, icon, lead, text } = r.with(|r| verdict(r, needed));
        let word = r.with(|r| r.verdict.as_str());
        let open = c.with(|c| c.status == CampaignStatus::Measuring);
        let open = open.then_some(" It is still being measured, so this may change.");
        view! {
            <div class=format!("banner {tone}") role="status" data-testid="campaign-verdict" data-verdict=word>
                <Icon name=icon/><span class="grow"><b>{lead}</b>" "{text}{open}</span>
            </div>
        }
    };
    view! {
        <div>
            {banner}
            <details class="chart-data">
                <summary data-testid="campaign-how"><Icon name="chevr" class="sm"/>"How we measure"</summary>
                {move || c.with(|c| how(c))}
            </details>
        </div>
    }
}

fn how(c: &Campaign) -> AnyView {
    let window = days(c.window_days);
    let line = |name: &'static str, text: String| view! { <dt>{name}</dt><dd>{text}</dd> };
    view! {
        <dl class="counted">
            {line("By chance", "Whoever was held out was drawn at random, so both groups would have ordered alike without the campaign. What one ordered more, it caused.".to_owned())}
            {line("Everybody counts where chance put them", "Whether or not a message reached them, and whether or not they opened it. Leaving people out would make the groups unlike.".to_owned())}
            {line("Orders", format!("Those of the {window} after the people were fixed that are neither cancelled nor returned; revenue is their totals less refunds."))}
            {line("Lift", "The share who ordered of those written to, less that of those held out. Its interval is Newcombe's (1998), its p that of a test of two proportions.".to_owned())}
            {line("Extra revenue", "Revenue a person of those written to, less that of those held out, times the people written to. Its interval is a bootstrap of 2,000.".to_owned())}
            {line("95% interval", "In 95 of 100 campaigns the true value lies in it. Where it spans 0, there may be no effect at all. Judge once the window has closed: who looks every day finds effects that are none.".to_owned())}
            {line("Naive return", "As if the campaign had caused every order of those written to, which it has not: some would have ordered anyway.".to_owned())}
        </dl>
    }
    .into_any()
}

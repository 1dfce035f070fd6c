//! What each number of this page counts.

use super::Held;
use crate::{format::data_words, icons::Icon};
use leptos::prelude::*;

#[component]
pub fn Definitions(h: Held) -> impl IntoView {
    let all = Memo::new(move |_| h.with(|h| h.about.definitions.clone()));
    let line = |(field, text): (&String, &String)| view! { <dt>{name(field)}</dt><dd>{text.clone()}</dd> };
    view! {
        <details class="chart-data" data-testid="health-definitions">
            <summary><Icon name="chevr" class="sm"/>"What is counted"</summary>
            <dl class="counted">{move || all.with(|all| all.iter().map(line).collect_view())}</dl>
        </details>
    }
}

/// A number as the page calls it.
fn name(field: &str) -> String {
    match field {
        "accounts" => "Accounts under attack".to_owned(),
        "addresses" => "Addresses without a customer".to_owned(),
        "days" => "Attempts per day".to_owned(),
        "failed_24h" => "Failed in 24 hours".to_owned(),
        "logins" => "Signed in".to_owned(),
        "logins_24h" => "Signed in, in 24 hours".to_owned(),
        "reasons" => "Why they failed".to_owned(),
        "sources" => "Where attempts come from".to_owned(),
        "throttled" => "Refused by the throttle".to_owned(),
        "throttled_24h" => "Refused by the throttle in 24 hours".to_owned(),
        other => data_words::field(other),
    }
}

//! How it was set up: fixed when it was made.

use super::{Held, head::whom};
use crate::{
    format::{campaign_words::days, words},
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::campaigns::Campaign;

#[component]
pub fn SetUp(c: Held) -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="setup-title" data-testid="campaign-setup">
            <header><h2 id="setup-title">"Set-up"</h2></header>
            <div class="body">{move || c.with(|c| facts(c))}</div>
        </section>
    }
}

fn facts(c: &Campaign) -> AnyView {
    let format = use_format();
    let stamp = |at| format.with_value(|f| f.stamp(at));
    let held = if c.holdout_percent.is_zero() {
        "Nobody".to_owned()
    } else {
        format!("{}%, random by customer id", c.holdout_percent.normalize())
    };
    let left_out = match c.exclude_days {
        Some(n) => format!("Who was in another campaign in the {} before", days(n)),
        None => "Nobody beyond consent and status".to_owned(),
    };
    view! {
        <dl class="facts">
            <dt>"Whom"</dt><dd>{whom(c)}</dd>
            <dt>"Rule at that time"</dt><dd><code class="small">{c.rule.clone()}</code></dd>
            <dt>"Channel"</dt><dd>{words::channel(c.channel)}</dd>
            <dt>"Purpose"</dt><dd>{c.purpose.clone()}</dd>
            <dt>"Hold-out"</dt><dd>{held}</dd>
            <dt>"Began"</dt><dd>{stamp(c.started_at)}</dd>
            <dt>"Window"</dt><dd>{days(c.window_days)}", until "{stamp(c.window_ends_at)}</dd>
            <dt>"Counts as success"</dt><dd>"Any order not cancelled or returned"</dd>
            <dt>"Left out"</dt><dd>{left_out}</dd>
            <dt>"Owner"</dt><dd>{c.created_by.clone()}</dd>
        </dl>
    }
    .into_any()
}

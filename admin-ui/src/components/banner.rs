//! Lines across the page that say how things stand.

use crate::{
    feed::{Feed, Freshness},
    icons::Icon,
    session::use_format,
};
use leptos::prelude::*;

/// Says since when the numbers are old, and offers to try now.
#[component]
pub fn OfflineBanner() -> impl IntoView {
    let feed = expect_context::<Feed>();
    let format = use_format();
    let since = move || {
        let at = feed.overview.fresh_at.get()?;
        Some(format!(" Showing figures from {}.", format.with_value(|f| f.clock(at))))
    };
    move || {
        let lead = match feed.freshness.get() {
            Freshness::Live => return None,
            Freshness::Delayed => "The server does not answer as it should.",
            Freshness::Offline => "You are offline.",
        };
        Some(view! {
            <div class="banner warn" role="status" style="margin-bottom:16px" data-testid="offline-banner">
                <Icon name="wifioff"/>
                <span class="grow"><b>{lead}</b>{since()}" Nothing was lost."</span>
                <button class="btn sm" on:click=move |_| feed.overview.again()>
                    <Icon name="refresh" class="sm"/>"Try now"
                </button>
            </div>
        })
    }
}

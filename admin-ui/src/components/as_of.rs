//! When figures were read, whose days they mean, and that other days are being counted.

use crate::{icons::Icon, session::use_format};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use patron_api_types::stats::Rebuilding;

/// `As of 14:30:06 IST, days of Asia/Kolkata.`
#[component]
pub fn AsOf(#[prop(into)] at: Signal<DateTime<Utc>>, #[prop(into)] zone: Signal<String>) -> impl IntoView {
    let format = use_format();
    let clock = move || format.with_value(|f| f.clock(at.get()));
    let stamp = move || format.with_value(|f| f.stamp(at.get()));
    view! {
        <p class="small muted">
            "As of "<span class="num" title=stamp data-testid="as-of">{clock}</span>
            ", days of "<span data-testid="as-of-zone">{zone}</span>"."
        </p>
    }
}

/// Says whose days the figures are while those of another zone are counted.
#[component]
pub fn RebuildingNote(
    #[prop(into)] rebuilding: Signal<Option<Rebuilding>>,
    #[prop(into)] zone: Signal<String>,
) -> impl IntoView {
    let format = use_format();
    move || {
        let change = rebuilding.get()?;
        let since = format.with_value(|f| f.clock(change.since));
        // The same zone with another first day of the week is counted anew too.
        let what = if change.time_zone == zone.get() {
            "Weeks with another first day are being counted".to_owned()
        } else {
            format!("Days of {} are being counted", change.time_zone)
        };
        Some(view! {
            <div class="banner" role="status" data-testid="rebuilding">
                <Icon name="clock"/>
                <span class="grow"><b>{what}</b>" since "{since}". Until that is done, all figures are those of "{zone}"."</span>
            </div>
        })
    }
}

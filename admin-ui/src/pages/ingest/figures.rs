//! The strip of figures: the last whole minute, and the last 24 hours.

use crate::{components::time::Ago, format::number::a_second, session::use_format};
use leptos::prelude::*;
use patron_api_types::ingest::{IngestCounts, IngestHealth};
use std::sync::Arc;

/// Events of whatever kind.
fn all(counts: &IngestCounts) -> i64 {
    counts.stored + counts.duplicate + counts.waiting + counts.rejected
}

/// Events of the last minute that is over; the newest one is still growing.
fn last_minute(health: &IngestHealth) -> i64 {
    health.minutes.iter().rev().nth(1).map(|minute| all(&minute.counts)).unwrap_or_default()
}

#[component]
pub fn Figures(h: RwSignal<Arc<IngestHealth>>) -> impl IntoView {
    let format = use_format();
    let to_look_at = Memo::new(move |_| h.with(|h| h.rejected_waiting));
    let due = move || to_look_at.get() > 0;
    let last = Memo::new(move |_| h.with(|h| h.last_received_at));
    let rate = Memo::new(move |_| h.with(|h| pace(last_minute(h))));
    view! {
        <section class="stats" style="--n:5" aria-label="Key figures">
            <Figure h id="minute" label="Last minute" title="Events in the last whole minute, of whatever kind" of=last_minute>
                {move || rate.get()}
            </Figure>
            <Figure h id="stored" label="Stored" title="Stored and counted in the last 24 hours" of=|h| h.day.stored>
                {move || view! { <span>"in 24 hours, newest "<Ago at=last.get()/></span> }}
            </Figure>
            <Figure h id="duplicates" label="Duplicates" title="Sent again in the last 24 hours, and not counted again" of=|h| h.day.duplicate>
                "in 24 hours, not counted again"
            </Figure>
            <Figure h id="rejected" label="Refused" title="Refused in the last 24 hours" of=|h| h.day.rejected>
                "in 24 hours · "<span class:warn-ink=due>
                    {move || format.with_value(|f| f.number(to_look_at.get()))}" to look at"
                </span>
            </Figure>
            <Figure h id="waiting" label="Waiting" title="Events of a person or an order that nobody knows yet" of=|h| h.waiting>
                "for their person or order"
            </Figure>
        </section>
    }
}

/// How many a second, of so many a minute. What is too little to show is not shown as nothing.
fn pace(a_minute: i64) -> String {
    match a_minute {
        ..=0 => "nothing came in".to_owned(),
        1..6 => "under 0.1 a second".to_owned(),
        _ => format!("{} a second", a_second(a_minute)),
    }
}

/// One figure; the value carries the plain number for machines.
#[component]
fn Figure(
    h: RwSignal<Arc<IngestHealth>>,
    id: &'static str,
    label: &'static str,
    title: &'static str,
    of: fn(&IngestHealth) -> i64,
    children: Children,
) -> impl IntoView {
    let format = use_format();
    let value = Memo::new(move |_| h.with(|h| of(h)));
    view! {
        <div class="stat">
            <span class="label" title=title>{label}</span>
            <span class="value" data-testid=format!("ingest-{id}") data-value=move || value.get().to_string()>
                {move || format.with_value(|f| f.number(value.get()))}
            </span>
            <span class="vs"><span>{children()}</span></span>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use patron_api_types::ingest::IngestMinute;

    #[test]
    fn the_minute_that_is_not_over_yet_is_no_rate() {
        let at = chrono::DateTime::UNIX_EPOCH;
        let counts = |stored| IngestCounts { stored, duplicate: 1, waiting: 0, rejected: 0 };
        let minutes = vec![
            IngestMinute { minute: at, counts: counts(419) },
            IngestMinute { minute: at + chrono::Duration::minutes(1), counts: counts(3) },
        ];
        let mut health = IngestHealth {
            as_of: at,
            minutes,
            day: counts(0),
            rejected_waiting: 0,
            waiting: 0,
            last_received_at: None,
        };
        assert_eq!(last_minute(&health), 420);
        health.minutes.clear();
        assert_eq!(last_minute(&health), 0);
    }

    #[test]
    fn a_little_is_not_shown_as_nothing() {
        assert_eq!([pace(0), pace(5), pace(420)], ["nothing came in", "under 0.1 a second", "7.0 a second"]);
    }
}

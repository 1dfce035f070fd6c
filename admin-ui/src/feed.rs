//! The overview's numbers, told by the server's stream while somebody can see the page; while that is broken, asked
//! for again and again.
//!
//! One feed for the whole app: the overview shows it, the lists take their counts from it, and the live
//! dot says how fresh it is.

use crate::{browser, live::Live, remote::Remote, routes::BASE};
use chrono::{DateTime, Utc};
use leptos::{leptos_dom::helpers::set_interval_with_handle, prelude::*};
use leptos_router::hooks::use_location;
use patron_api_client::Error;
use patron_api_types::stats::Overview;
use std::time::Duration;

const BEAT: Duration = Duration::from_secs(1);
/// Away from the overview every so many beats are enough for the counts.
const SLOW: u32 = 12;
/// So does a server that fails: no need to add to its troubles.
const HELD_OFF: u32 = 3;
/// While the stream tells, asking only keeps the time of the numbers young.
const WHILE_LIVE: u32 = 20;
/// Without an answer for this long the numbers count as old.
const PATIENCE_SECONDS: i64 = 30;

/// How fresh the numbers are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Freshness {
    Live,
    Delayed,
    Offline,
}

/// The feed, in context below the frame.
#[derive(Clone, Copy)]
pub struct Feed {
    pub overview: Remote<Overview>,
    pub freshness: Memo<Freshness>,
    pub live: Live,
}

/// The instant that relative times count from; moves every beat that matters to them.
#[derive(Clone, Copy)]
pub struct Now(pub RwSignal<DateTime<Utc>>);

impl Feed {
    pub fn provide() -> Self {
        let now = RwSignal::new(browser::now());
        provide_context(Now(now));
        let overview = Remote::new(|| (), |session, ()| async move { session.overview().await });
        let live = Live::follow(overview);
        let feed = Self { overview, freshness: freshness(overview, now), live };
        provide_context(feed);
        beat(overview, now, live);
        feed
    }
}

fn freshness(overview: Remote<Overview>, now: RwSignal<DateTime<Utc>>) -> Memo<Freshness> {
    let begun = browser::now();
    let online = RwSignal::new(browser::is_online());
    for (event, is_online) in [("online", true), ("offline", false)] {
        let handle = window_event_listener_untyped(event, move |_| online.set(is_online));
        on_cleanup(move || handle.remove());
    }
    Memo::new(move |_| {
        let since = overview.fresh_at.get().unwrap_or(begun);
        let old = (now.get() - since).num_seconds() > PATIENCE_SECONDS;
        match overview.error.get() {
            _ if !online.get() => Freshness::Offline,
            Some(Error::Network(_)) if old => Freshness::Offline,
            Some(_) if old => Freshness::Delayed,
            _ => Freshness::Live,
        }
    })
}

fn beat(overview: Remote<Overview>, now: RwSignal<DateTime<Utc>>, live: Live) {
    let path = use_location().pathname;
    let count = StoredValue::new(0_u32);
    let pulse = move || {
        if !browser::is_visible() {
            return;
        }
        count.update_value(|n| *n = n.wrapping_add(1));
        let on_overview = path.get_untracked().trim_end_matches('/') == BASE;
        let every = match (on_overview, overview.error.with_untracked(Option::is_some)) {
            (_, false) if live.open.get_untracked() => WHILE_LIVE,
            (true, false) => 1,
            (true, true) => HELD_OFF,
            (false, _) => SLOW,
        };
        let due = count.get_value().is_multiple_of(every);
        if due && !overview.busy.get_untracked() {
            overview.again();
        }
        if count.get_value().is_multiple_of(4) {
            now.set(browser::now());
        }
    };
    if let Ok(handle) = set_interval_with_handle(pulse, BEAT) {
        on_cleanup(move || handle.clear());
    }
    let handle = window_event_listener_untyped("visibilitychange", move |_| {
        if browser::is_visible() {
            now.set(browser::now());
            overview.again();
        }
    });
    on_cleanup(move || handle.remove());
}

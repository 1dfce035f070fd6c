//! When people sign in: by weekday and hour. Asked for on its own, after the numbers are there.

use crate::{
    beat::beat,
    chart::heat::HeatMap,
    components::{load::Load, skeleton},
    format::data_words,
    remote::{Remote, on_return},
};
use leptos::prelude::*;
use patron_api_types::stats::{Engagement, HeatRow, SpanQuery};
use std::{sync::Arc, time::Duration};

/// Thirty days don't change their shape in a minute.
const EVERY: Duration = Duration::from_secs(300);

#[component]
pub fn SignInHours() -> impl IntoView {
    // without a span the last 30 days are meant
    let engagement =
        Remote::new(|| (), |session, ()| async move { session.engagement(&SpanQuery::default()).await });
    beat(engagement, EVERY, || true);
    on_return(move || engagement.again());
    let zone = move || engagement.value.with(|e| e.as_ref().map(|e| e.about.time_zone.clone()));
    view! {
        <section class="card" aria-labelledby="hours-title" data-testid="sign-in-hours">
            <header><h2 id="hours-title">"When people sign in"</h2><p class="push">"last 30 days · "{zone}</p></header>
            <Load remote=engagement what="The hours" waiting=|| skeleton::block(240) ready=|e| view! { <Hours e/> }.into_any()/>
        </section>
    }
}

#[component]
fn Hours(e: RwSignal<Arc<Engagement>>) -> impl IntoView {
    let rows = Memo::new(move |_| e.with(|e| e.heat_map.clone()));
    let line =
        move || rows.with(|rows| busiest(rows)).unwrap_or_else(|| "Nobody has signed in yet.".to_owned());
    view! {
        <div class="body">
            <HeatMap rows caption="Sign-ins by weekday and hour in the last 30 days"/>
            <p class="small ink-2" style="margin-top:12px" data-testid="busiest-hour">{line}</p>
        </div>
    }
}

/// `Busiest: Saturday at 19:00.`; nothing when nobody signed in.
fn busiest(rows: &[HeatRow]) -> Option<String> {
    let hours = |row: &HeatRow| row.hours.iter().copied().enumerate().max_by_key(|(_, n)| *n);
    let tops = rows.iter().filter_map(|row| hours(row).map(|(hour, n)| (n, hour, &row.weekday)));
    let (_, hour, weekday) = tops.filter(|(n, _, _)| *n > 0).max_by_key(|(n, _, _)| *n)?;
    Some(format!("Busiest: {} at {hour:02}:00.", data_words::field(weekday)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_busiest_hour_is_named_and_none_where_nobody_came() {
        let row = |weekday: &str, at: usize, n: i64| {
            let hours = (0..24).map(|hour| if hour == at { n } else { 0 }).collect();
            HeatRow { weekday: weekday.to_owned(), hours }
        };
        let rows = [row("friday", 9, 3), row("saturday", 19, 8)];
        assert_eq!(busiest(&rows).as_deref(), Some("Busiest: Saturday at 19:00."));
        assert_eq!(busiest(&[row("friday", 9, 0)]), None);
    }
}

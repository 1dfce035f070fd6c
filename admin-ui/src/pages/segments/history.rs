//! The segment's size over time, and who came and left since a day.

use crate::{
    browser,
    chart::{Chart, Data, Kind, Series},
    components::{
        avatar::display_name,
        field::typed,
        load::{Load, explain_fields},
        skeleton,
    },
    format::time::{day_month, full_date, week_day},
    remote::Remote,
    routes::Route,
    session::use_format,
};
use chrono::{Duration, NaiveDate};
use leptos::prelude::*;
use patron_api_types::{
    customers::CustomerRow,
    segments::{SegmentChanges, SegmentHistory},
};
use patron_domain::rule::SegmentKey;
use std::sync::Arc;

#[component]
pub fn OverTime(segment: SegmentKey) -> impl IntoView {
    let history =
        Remote::new(|| (), move |session, ()| async move { session.segment_history(&segment, None).await });
    view! {
        <section class="card" aria-labelledby="over-time">
            <header><h2 id="over-time">"Size over time"</h2><p>"A point a day, of the last 90 days."</p></header>
            <div class="body stack" style="--gap:16px">
                <Load remote=history what="The sizes" waiting=|| skeleton::block(160) ready=|h| view! { <Sizes h/> }.into_any()/>
                <Since segment/>
            </div>
        </section>
    }
}

#[component]
fn Sizes(h: RwSignal<Arc<SegmentHistory>>) -> impl IntoView {
    let few = Memo::new(move |_| h.with(|h| h.items.len() < 2));
    let data = Signal::derive(move || h.with(|h| data(h)));
    view! {
        <Show when=move || !few.get() fallback=|| view! {
            <p class="small muted" data-testid="history-few">"The line begins with the second day."</p>
        }>
            <div data-testid="history"><Chart data height=140/></div>
        </Show>
    }
}

fn data(history: &SegmentHistory) -> Data {
    let items = &history.items;
    let today = items.last().map(|point| point.day).unwrap_or_default();
    let (first, last) = (items.first().map_or(0, |p| p.people), items.last().map_or(0, |p| p.people));
    let series =
        |name: &'static str, kind, colour, values| Series { name: name.into(), kind, colour, values };
    Data {
        finding: format!(
            "People in the segment on each of {} days: {first} at first, {last} now",
            items.len()
        ),
        ticks: items.iter().map(|point| day_month(point.day, today)).collect(),
        names: items.iter().map(|point| week_day(point.day)).collect(),
        series: vec![
            series("People", Kind::Area, "var(--c1)", items.iter().map(|p| p.people).collect()),
            series(
                "Can be emailed",
                Kind::Dash,
                "var(--c6)",
                items.iter().map(|p| p.reachable_email).collect(),
            ),
        ],
        last_is_partial: true,
        ..Data::default()
    }
}

/// Asked for only when somebody wants to know: it compares two days of everybody.
#[component]
fn Since(segment: SegmentKey) -> impl IntoView {
    let month_ago = use_format().with_value(|f| f.day(browser::now() - Duration::days(30)));
    let day = RwSignal::new(month_ago.to_string());
    let asked = RwSignal::new(None::<NaiveDate>);
    let changes = Remote::new(
        move || asked.get(),
        move |session, day| async move {
            let Some(day) = day else { return Ok(None) };
            session.segment_changes(&segment, day).await.map(Some)
        },
    );
    let ask = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let wanted: Option<NaiveDate> = day.with_untracked(|day| day.parse().ok());
        if asked.get_untracked() == wanted {
            changes.again();
        } else {
            asked.set(wanted);
        }
    };
    let failed = move || changes.error.get().map(|error| explain_fields(&error));
    view! {
        <form class="row" style="--gap:8px" on:submit=ask>
            <label for="since" class="small strong">"Entered and left since"</label>
            <input class="input" style="width:150px" id="since" data-testid="since" type="date" prop:value=day on:input=move |event| typed(day, &event) on:change=move |event| typed(day, &event)/>
            <button class="btn sm" data-testid="since-show" disabled=move || changes.busy.get()>{move || if changes.busy.get() && asked.get().is_some() { "Comparing…" } else { "Show" }}</button>
        </form>
        {move || failed().map(|text| view! { <p class="small bad-ink" role="alert">{text}</p> })}
        <div aria-live="polite">{move || changes.value.get().and_then(|changes| (*changes).as_ref().map(moved))}</div>
    }
}

fn moved(changes: &SegmentChanges) -> AnyView {
    let format = use_format();
    let number = |n: i64| format.with_value(|f| f.number(n));
    let since = full_date(changes.since);
    view! {
        <p class="small muted">"Since the beginning of "{since}"."</p>
        <div class="grid two" style="--gap:14px">
            {side("Entered", "entered", changes.entered, number(changes.entered), &changes.entered_people)}
            {side("Left", "left", changes.left, number(changes.left), &changes.left_people)}
        </div>
    }
    .into_any()
}

fn side(name: &'static str, id: &'static str, n: i64, text: String, people: &[CustomerRow]) -> AnyView {
    let person = |row: &CustomerRow| {
        let name = display_name(row.full_name.as_deref(), row.email.as_deref());
        view! { <li><a class="link small" href=Route::Customer(row.id).href()>{name}</a></li> }
    };
    let list = (!people.is_empty()).then(|| view! {
        <details><summary class="small">"The latest"</summary><ul>{people.iter().map(person).collect_view()}</ul></details>
    });
    view! {
        <div><span class="small muted">{name}</span>
            <p class="num strong" style="font:var(--t-20);font-weight:600" data-testid=id data-value=n.to_string()>{text}</p>{list}</div>
    }
    .into_any()
}

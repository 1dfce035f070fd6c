//! Engagement: who comes back, how often, when and with what.

use super::{
    card::{Card, Choice, Csv, Plotted},
    engagement_bars::{DevicesCard, FrequencyCard, MethodsCard, ReasonsCard},
    foot::{Report, said},
    links::{days, people},
    state::{PageState, kept},
};
use crate::{
    chart::{Data, HeatMap, Kind, Legend, Measure, Series},
    components::skeleton,
    format::{
        MISSING,
        stats_words::rate,
        time::{day_month, days as span, week_day},
    },
    remote::Remote,
    session::use_format,
};
use chrono::{Days, NaiveDate};
use leptos::prelude::*;
use patron_api_types::stats::{Engagement, EngagementDay};
use patron_domain::people_set::PeopleSet;
use std::sync::Arc;

type Held = RwSignal<Arc<Engagement>>;

pub fn engagement_of(state: PageState) -> Remote<Engagement> {
    kept(Remote::new(
        move || state.span.get(),
        |session, span| async move { session.engagement(&span).await },
    ))
}

#[component]
pub fn EngagementTab(state: PageState) -> impl IntoView {
    let engagement = engagement_of(state);
    view! {
        <Report said=vec![said(engagement)]>
            <LinesCard engagement state/>
            <div class="grid fill"><HeatCard engagement state/><FrequencyCard engagement/></div>
            <div class="grid fill" style="--cols:repeat(3,minmax(0,1fr))">
                <MethodsCard engagement state/><DevicesCard engagement state/><ReasonsCard engagement state/>
            </div>
        </Report>
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Shown {
    People,
    Stickiness,
}

#[component]
fn LinesCard(engagement: Remote<Engagement>, state: PageState) -> impl IntoView {
    let shown = RwSignal::new(Shown::People);
    let data = Memo::new(move |_| {
        let (shown, today) = (shown.get(), state.today.get());
        let of = |e: &Engagement| match shown {
            Shown::People => Data { links: links(&e.days), ..active(&e.days, today) },
            Shown::Stickiness => stickiness(&e.days, today),
        };
        engagement.value.with(|e| e.as_ref().map(|e| of(e))).unwrap_or_default()
    });
    view! {
        <Card
            remote=engagement name="engagement" title="Active people" note="with a sign-in or an order, by day" field="mau" what="Engagement"
            csv=Csv::of_span("engagement", "days", state) waiting=|| skeleton::block(360)
            ready=move |e| view! { <Figures e/><div style="margin:16px 0 12px"><Legend data/></div><Plotted data/> }.into_any()
        >
            <Choice label="Measure" value=shown options=vec![
                (Shown::People, "People", "engagement-people"), (Shown::Stickiness, "Stickiness", "engagement-stickiness"),
            ]/>
        </Card>
    }
}

#[component]
fn Figures(e: Held) -> impl IntoView {
    let format = use_format();
    let today = Memo::new(move |_| format.with_value(|f| f.day(e.with(|e| e.about.as_of))));
    let count = move |label: &'static str,
                      id: &'static str,
                      of: fn(&Engagement) -> i64,
                      set: fn(NaiveDate) -> PeopleSet,
                      what: &'static str| {
        let value = Memo::new(move |_| e.with(|e| of(e)));
        let defined = Memo::new(move |_| e.with(|e| e.about.definitions.get(id).cloned()));
        view! {
            <a class="stat compact" href=move || people(set(today.get())) title=move || defined.get()>
                <span class="label">{label}</span>
                <span class="value" data-testid=format!("engagement-{id}") data-value=move || value.get().to_string()>
                    {move || format.with_value(|f| f.number(value.get()))}
                </span>
                <span class="vs">{what}</span>
            </a>
        }
    };
    let sticky = move || e.with(|e| rate(e.stickiness.as_deref()));
    let per_person = move || e.with(|e| e.logins_per_engaged.clone()).unwrap_or_else(|| MISSING.to_owned());
    let logins = move || e.with(|e| format.with_value(|f| f.number(e.logins_30d)));
    view! {
        <div class="stats" style="--n:5">
            {count("Today", "dau", |e| e.dau, |day| PeopleSet::Active(days(day, day)), "active people")}
            {count("7 days", "wau", |e| e.wau, |day| PeopleSet::Active(until(day, 7)), "today and six before")}
            {count("30 days", "mau", |e| e.mau, |_| PeopleSet::Engaged30d, "engaged people")}
            <div class="stat compact"><span class="label">"Stickiness"</span>
                <span class="value" data-testid="stickiness">{sticky}</span><span class="vs">"a usual day's part of 30 days"</span></div>
            <div class="stat compact"><span class="label">"Sign-ins per person"</span>
                <span class="value" data-testid="logins-per-engaged">{per_person}</span><span class="vs">{logins}" in 30 days"</span></div>
        </div>
    }
}

/// So many days that end with this one.
fn until(day: NaiveDate, n: u64) -> patron_domain::people_set::Days {
    days(day.checked_sub_days(Days::new(n.saturating_sub(1))).unwrap_or(day), day)
}

fn links(all: &[EngagementDay]) -> Vec<Vec<String>> {
    let within = |n: u64| all.iter().map(|d| people(PeopleSet::Active(until(d.day, n)))).collect();
    vec![within(1), within(7), within(30)]
}

fn labelled(all: &[EngagementDay], today: NaiveDate, finding: &str, series: Vec<Series>) -> Data {
    Data {
        finding: finding.to_owned(),
        ticks: all.iter().map(|d| day_month(d.day, today)).collect(),
        names: all.iter().map(|d| week_day(d.day)).collect(),
        series,
        ..Data::default()
    }
}

/// Active within a day, 7 days and 30 days.
fn active(all: &[EngagementDay], today: NaiveDate) -> Data {
    let line = |name: &'static str, colour, of: fn(&EngagementDay) -> i64| Series {
        name: name.into(),
        kind: Kind::Line,
        colour,
        values: all.iter().map(of).collect(),
    };
    let series = vec![
        line("Daily", "var(--c1)", |d| d.dau),
        line("Weekly", "var(--c2)", |d| d.wau),
        line("Monthly", "var(--c3)", |d| d.mau),
    ];
    labelled(all, today, "People active within a day, 7 days and 30 days, by day", series)
}

/// A day's active people as a part of those of the 30 days that end with it.
fn stickiness(all: &[EngagementDay], today: NaiveDate) -> Data {
    let part = |d: &EngagementDay| d.dau.saturating_mul(10_000).checked_div(d.mau).unwrap_or_default();
    let values = all.iter().map(part).collect();
    let series = vec![Series { name: "Stickiness".into(), kind: Kind::Area, colour: "var(--c1)", values }];
    let finding = "Active people of a day as a part of those of the 30 days that end with it";
    Data { measure: Measure::Percent, ..labelled(all, today, finding, series) }
}

#[component]
pub fn HeatCard(engagement: Remote<Engagement>, state: PageState) -> impl IntoView {
    let rows = move |e: Held| Memo::new(move |_| e.with(|e| e.heat_map.clone()));
    let caption = move |e: Held| {
        Memo::new(move |_| {
            let today = state.today.get();
            e.with(|e| format!("Sign-ins, {}, {}", e.about.time_zone, span(e.from, e.to, today)))
        })
    };
    view! {
        <Card
            remote=engagement name="heat" title="Sign-ins by hour and weekday" field="heat_map" what="The hours"
            csv=Csv::of_span("engagement", "heat_map", state) waiting=|| skeleton::block(220)
            ready=move |e| view! { <HeatMap rows=rows(e) caption=caption(e)/> }.into_any()
        />
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_week_that_ends_with_a_day_has_seven() {
        let week = until(day("2026-11-20"), 7);
        assert_eq!((week.from, week.to), (day("2026-11-14"), day("2026-11-20")));
    }

    #[test]
    fn stickiness_is_a_part_and_nothing_without_anybody() {
        let of = |dau, mau| EngagementDay {
            day: day("2026-11-20"),
            dau,
            wau: 0,
            mau,
            logins: 0,
            failed_logins: 0,
        };
        let data = stickiness(&[of(1, 4), of(0, 0)], day("2026-11-20"));
        assert_eq!(data.series[0].values, [2_500, 0]);
        assert_eq!(data.measure, Measure::Percent);
    }
}

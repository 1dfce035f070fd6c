//! Retention: of those who first came in a period, how many came again in each one after it.

use super::{
    card::{Card, Choice, Csv, NotYet},
    foot::{Report, said},
    links::{days, people, people_in},
    refresh::Prepared,
    state::{PageState, kept},
};
use crate::{
    chart::heat::Ramp,
    components::skeleton,
    format::{
        number::share,
        time::{days as span, month_year},
    },
    remote::Remote,
    session::use_format,
};
use chrono::{Days, Months, NaiveDate};
use leptos::prelude::*;
use patron_api_types::stats::{
    Cohort, Retention, RetentionQuery,
    retention::{CohortUnit, Entry},
};
use patron_domain::people_set::PeopleSet;
use std::sync::Arc;

/// Which cohorts are shown.
#[derive(Clone, Copy)]
pub struct Wanted {
    entry: RwSignal<Entry>,
    unit: RwSignal<CohortUnit>,
}

impl Wanted {
    pub fn new(entry: Entry) -> Self {
        Self { entry: RwSignal::new(entry), unit: RwSignal::new(CohortUnit::Month) }
    }

    fn query(self) -> RetentionQuery {
        RetentionQuery {
            entry: Some(self.entry.get()),
            unit: Some(self.unit.get()),
            ..RetentionQuery::default()
        }
    }

    fn csv(self) -> Csv {
        Csv::of_table("retention", move || {
            vec![("entry", self.entry.get().to_string()), ("unit", self.unit.get().to_string())]
        })
    }
}

pub fn retention_of(wanted: Wanted) -> Remote<Retention> {
    kept(Remote::new(move || wanted.query(), |session, q| async move { session.retention(&q).await }))
}

#[component]
pub fn RetentionTab(state: PageState) -> impl IntoView {
    let wanted = Wanted::new(Entry::Login);
    let retention = retention_of(wanted);
    let computed_at = move || retention.value.with(|r| r.as_ref().and_then(|r| r.computed_at));
    let prepared = Prepared::new(computed_at, move || retention.again());
    view! {
        <Report said=vec![said(retention)] prepared>
            <RetentionCard retention wanted state/>
        </Report>
    }
}

#[component]
pub fn RetentionCard(retention: Remote<Retention>, wanted: Wanted, state: PageState) -> impl IntoView {
    let title = Signal::derive(move || {
        let unit = wanted.unit.get();
        match wanted.entry.get() {
            Entry::Login => format!("Retention by {unit} of the first sign-in"),
            Entry::Order => format!("Retention by {unit} of the first order"),
        }
    });
    let note = Signal::derive(move || {
        let unit = wanted.unit.get();
        match wanted.entry.get() {
            Entry::Login => format!("% who signed in during {unit} n"),
            Entry::Order => format!("% who ordered in {unit} n"),
        }
    });
    view! {
        <Card
            remote=retention name="retention" title note field="cells" what="Retention" csv=wanted.csv()
            waiting=|| skeleton::block(340) ready=move |r| view! { <Table r state/> }.into_any()
        >
            <Ramp low="0%" high="50%+"/>
            <Choice label="Beginning" value=wanted.entry options=vec![
                (Entry::Login, "Sign-in", "retention-login"), (Entry::Order, "Order", "retention-order"),
            ]/>
            <Choice label="Periods" value=wanted.unit options=vec![
                (CohortUnit::Week, "Week", "retention-week"), (CohortUnit::Month, "Month", "retention-month"),
            ]/>
        </Card>
    }
}

#[component]
fn Table(r: RwSignal<Arc<Retention>>, state: PageState) -> impl IntoView {
    move || {
        let today = state.today.get();
        r.with(|r| if r.cohorts.is_empty() { view! { <NotYet/> }.into_any() } else { table(r, today) })
    }
}

fn table(r: &Retention, today: NaiveDate) -> AnyView {
    // the period that still goes on is nobody's, so no cohort fills the last column
    let filled = |cohort: &Cohort| cohort.cells.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
    let periods = r.cohorts.iter().map(filled).max().unwrap_or_default();
    let (first, did) = match r.entry {
        Entry::Login => ("First sign-in", "signed in"),
        Entry::Order => ("First order", "ordered"),
    };
    let caption = format!("Retention by cohort: per cent of people who {did} in each later {}", r.unit);
    let rows = r.cohorts.iter().map(|cohort| row(r, cohort, periods, did, today)).collect_view();
    let width = match r.unit {
        CohortUnit::Week => 132,
        CohortUnit::Month => 78,
    };
    view! {
        <div class="scroll-x" tabindex="0">
            <table class="heat" style=format!("--rowhead:{width}px;min-width:600px")>
                <caption class="sr">{caption}</caption>
                <thead><tr>
                    <th scope="col" style=format!("text-align:start;width:{width}px")>{first}</th>
                    <th scope="col" class="n">"Size"</th>
                    {(0..periods).map(|n| view! { <th scope="col">{n}</th> }).collect_view()}
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn row(r: &Retention, cohort: &Cohort, periods: usize, did: &str, today: NaiveDate) -> AnyView {
    let format = use_format();
    let name = match r.unit {
        CohortUnit::Week => span(cohort.start, cohort.end, today),
        CohortUnit::Month => month_year(cohort.start),
    };
    let size = format.with_value(|f| f.number(cohort.size));
    let cell = |(n, count): (usize, &Option<i64>)| match count {
        Some(count) => {
            let (percent, level) = percent(*count, cohort.size);
            let people = format.with_value(|f| f.number(*count));
            let share = share(*count, cohort.size).unwrap_or_else(|| "0%".to_owned());
            let label = format!("{name}, {} {n}: {share}, {people} people {did}", r.unit);
            let at = format!("{}-{n}", cohort.start);
            let href = came_in(r, cohort, n)
                .map_or_else(String::new, |came| people_in(vec![members(r.entry, cohort), came]));
            let title = label.clone();
            view! {
                <td class=format!("h{level}") title=title>
                    <a href=href aria-label=label data-testid="retention-cell" data-at=at data-value=count.to_string()>{percent}</a>
                </td>
            }
            .into_any()
        }
        None => view! { <td class="none"></td> }.into_any(),
    };
    let cells = cohort.cells.iter().take(periods).enumerate().map(cell).collect_view();
    view! {
        <tr>
            <th scope="row">{name.clone()}</th>
            <td class="size"><a href=people(members(r.entry, cohort)) data-testid="retention-size" data-value=cohort.size.to_string()>{size}</a></td>
            {cells}
        </tr>
    }
    .into_any()
}

/// Who is in a cohort.
fn members(entry: Entry, cohort: &Cohort) -> PeopleSet {
    let days = days(cohort.start, cohort.end);
    match entry {
        Entry::Login => PeopleSet::FirstLogin(days),
        Entry::Order => PeopleSet::FirstOrder(days),
    }
}

/// Who came in the n-th period after a cohort began.
fn came_in(r: &Retention, cohort: &Cohort, n: usize) -> Option<PeopleSet> {
    let (from, to) = interval(cohort.start, r.unit, n)?;
    Some(match r.entry {
        Entry::Login => PeopleSet::LoggedIn(days(from, to)),
        Entry::Order => PeopleSet::Ordered(days(from, to)),
    })
}

/// First and last day of the n-th period after the one that begins at `start`.
fn interval(start: NaiveDate, unit: CohortUnit, n: usize) -> Option<(NaiveDate, NaiveDate)> {
    let n = u32::try_from(n).ok()?;
    match unit {
        CohortUnit::Week => {
            let from = start.checked_add_days(Days::new(u64::from(n) * 7))?;
            Some((from, from.checked_add_days(Days::new(6))?))
        }
        CohortUnit::Month => {
            let from = start.checked_add_months(Months::new(n))?;
            Some((from, start.checked_add_months(Months::new(n + 1))?.pred_opt()?))
        }
    }
}

/// Whole per cent, and how strong the cell is: 50 per cent and more is the strongest.
fn percent(count: i64, size: i64) -> (i64, i64) {
    if size <= 0 || count <= 0 {
        return (0, 0);
    }
    let percent = (count.saturating_mul(200) / size + 1) / 2;
    (percent, ((percent * 6 + 49) / 50).clamp(1, 6))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_follow_each_other_without_a_gap() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let months = |n| interval(day("2026-01-01"), CohortUnit::Month, n).unwrap();
        assert_eq!(months(0), (day("2026-01-01"), day("2026-01-31")));
        assert_eq!(months(1), (day("2026-02-01"), day("2026-02-28")));
        assert_eq!(months(11), (day("2026-12-01"), day("2026-12-31")));
        let weeks = |n| interval(day("2026-11-09"), CohortUnit::Week, n).unwrap();
        assert_eq!(weeks(0), (day("2026-11-09"), day("2026-11-15")));
        assert_eq!(weeks(2), (day("2026-11-23"), day("2026-11-29")));
    }

    #[test]
    fn half_of_a_cohort_is_as_strong_as_it_gets() {
        assert_eq!(percent(0, 10), (0, 0));
        assert_eq!(percent(1, 3), (33, 4));
        assert_eq!(percent(2, 3), (67, 6));
        assert_eq!(percent(1, 200), (1, 1), "somebody is never nothing");
        assert_eq!(percent(5, 5), (100, 6));
        assert_eq!(percent(0, 0), (0, 0));
    }
}

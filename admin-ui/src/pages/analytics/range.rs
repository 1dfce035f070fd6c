//! Which days: usual spans, or two dates.

use super::state::PageState;
use crate::{browser, components::field::TextField, erased::effect, format::time::days, icons::Icon};
use chrono::{Datelike, Days, Months, NaiveDate};
use leptos::prelude::*;
use patron_api_types::stats::Unit;

/// A usual span that ends today.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Preset {
    Days30,
    Weeks12,
    Months6,
    Months12,
    Months18,
    ThisYear,
}

impl Preset {
    const ALL: [Self; 6] =
        [Self::Days30, Self::Weeks12, Self::Months6, Self::Months12, Self::Months18, Self::ThisYear];

    const fn title(self) -> &'static str {
        match self {
            Self::Days30 => "Last 30 days",
            Self::Weeks12 => "Last 12 weeks",
            Self::Months6 => "Last 6 months",
            Self::Months12 => "Last 12 months",
            Self::Months18 => "Last 18 months",
            Self::ThisYear => "This year",
        }
    }

    const fn word(self) -> &'static str {
        match self {
            Self::Days30 => "30-days",
            Self::Weeks12 => "12-weeks",
            Self::Months6 => "6-months",
            Self::Months12 => "12-months",
            Self::Months18 => "18-months",
            Self::ThisYear => "this-year",
        }
    }

    /// The first day of it.
    fn first(self, today: NaiveDate) -> Option<NaiveDate> {
        let after = |months: u32| today.checked_sub_months(Months::new(months))?.succ_opt();
        match self {
            Self::Days30 => today.checked_sub_days(Days::new(29)),
            Self::Weeks12 => today.checked_sub_days(Days::new(83)),
            Self::Months6 => after(6),
            Self::Months12 => after(12),
            Self::Months18 => after(18),
            Self::ThisYear => NaiveDate::from_ymd_opt(today.year(), 1, 1),
        }
    }
}

/// What the button says: the days chosen, or what the server takes by itself.
fn label(from: Option<NaiveDate>, to: Option<NaiveDate>, unit: Unit, today: NaiveDate) -> String {
    match (from, to) {
        (Some(from), to) => days(from, to.unwrap_or(today), today),
        (None, Some(to)) => format!("Until {}", days(to, to, today)),
        (None, None) => match unit {
            Unit::Day => Preset::Days30.title(),
            Unit::Week => Preset::Weeks12.title(),
            Unit::Month => Preset::Months12.title(),
        }
        .to_owned(),
    }
}

#[component]
pub fn RangeMenu(state: PageState) -> impl IntoView {
    let text = move || {
        let view = state.view.get();
        // channels are of everybody unless days were chosen
        if !view.tab.has_unit() && view.from.is_none() && view.to.is_none() {
            return "All time".to_owned();
        }
        label(view.from, view.to, view.unit, state.today.get())
    };
    let preset = move |preset: Preset| {
        let first = Memo::new(move |_| preset.first(state.today.get()));
        let pressed = move || {
            let view = state.view.get();
            let here = view.from.is_some() && view.from == first.get() && view.to == Some(state.today.get());
            if here { "true" } else { "false" }
        };
        let choose = move |_| {
            browser::hide_popover("range-menu");
            let (first, today) = (first.get_untracked(), state.today.get_untracked());
            state.change(|view| (view.from, view.to) = (first, Some(today)));
        };
        let test_id = format!("range-{}", preset.word());
        view! { <button aria-pressed=pressed data-testid=test_id on:click=choose>{preset.title()}</button> }
    };
    let usual = move |_| {
        browser::hide_popover("range-menu");
        state.change(|view| (view.from, view.to) = (None, None));
    };
    view! {
        <button class="btn" popovertarget="range-menu" data-testid="analytics-range">
            <Icon name="calendar"/>{text}<Icon name="chev" class="sm"/>
        </button>
        <div popover id="range-menu" class="menu">
            {Preset::ALL.map(preset).into_iter().collect_view()}
            <button data-testid="range-usual" on:click=usual>"As usual"</button>
            <hr/>
            <Custom state/>
        </div>
    }
}

/// Two dates; they are taken when both are there and in order.
#[component]
fn Custom(state: PageState) -> impl IntoView {
    let (from, to) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    effect(move || {
        let view = state.view.get();
        let text = |day: Option<NaiveDate>| day.map(|day| day.to_string()).unwrap_or_default();
        from.set(text(view.from));
        to.set(text(view.to));
    });
    let chosen = Memo::new(move |_| {
        let day = |text: RwSignal<String>| text.with(|text| text.trim().parse::<NaiveDate>().ok());
        Some((day(from)?, day(to)?)).filter(|(from, to)| from <= to)
    });
    let error = Signal::derive(move || {
        let both = from.with(|from| !from.is_empty()) && to.with(|to| !to.is_empty());
        (both && chosen.get().is_none()).then(|| "The last day must not be before the first.".to_owned())
    });
    let apply = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some((from, to)) = chosen.get_untracked() else { return };
        browser::hide_popover("range-menu");
        state.change(|view| (view.from, view.to) = (Some(from), Some(to)));
    };
    view! {
        <form class="dates" on:submit=apply aria-label="Other days">
            <TextField id="range-from" label="First day" kind="date" value=from/>
            <TextField id="range-to" label="Last day" kind="date" value=to error/>
            <button class="btn sm" data-testid="range-apply" disabled=move || chosen.get().is_none()>"Show these days"</button>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn spans_hold_today_and_as_much_as_they_say() {
        let today = day("2026-11-20");
        let first = |preset: Preset| preset.first(today).unwrap();
        assert_eq!(first(Preset::Days30), day("2026-10-22"));
        assert_eq!(first(Preset::Weeks12), day("2026-08-29"));
        assert_eq!(first(Preset::Months6), day("2026-05-21"));
        assert_eq!(first(Preset::Months18), day("2025-05-21"));
        assert_eq!(first(Preset::ThisYear), day("2026-01-01"));
        assert_eq!(Preset::Months6.first(day("2026-08-31")), Some(day("2026-03-01")));
    }

    #[test]
    fn the_button_names_the_days() {
        let today = day("2026-11-20");
        let from = Some(day("2026-06-29"));
        assert_eq!(label(from, Some(today), Unit::Week, today), "29 Jun to 20 Nov");
        assert_eq!(label(from, None, Unit::Week, today), "29 Jun to 20 Nov");
        assert_eq!(label(None, None, Unit::Month, today), "Last 12 months");
    }
}

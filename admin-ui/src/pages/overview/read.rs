//! What the overview's parts read of the answer: figures, definitions, and links to the people they count.

use crate::{
    chart::hundredths,
    format::number::{Change, change},
    routes::Route,
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::stats::Overview;
use patron_domain::{
    money::Money,
    people_set::{self, PeopleSet},
};
use rust_decimal::Decimal;
use std::sync::Arc;

/// The last answer.
pub type Held = RwSignal<Arc<Overview>>;

/// Days of the series and of what is compared.
pub const SPAN: usize = 30;
/// A base below this says nothing in per cent.
const SMALLEST_BASE: i64 = 30;

/// A number of the overview, raw and written.
pub fn figure(o: Held, of: fn(&Overview) -> i64) -> (Signal<i64>, Signal<String>) {
    let format = use_format();
    let value = Memo::new(move |_| o.with(|o| of(o)));
    (value.into(), Signal::derive(move || format.with_value(|f| f.number(value.get()))))
}

/// What a figure counts, by its field.
pub fn definition(o: Held, field: &'static str) -> Memo<String> {
    Memo::new(move |_| o.with(|o| o.definitions.get(field).cloned().unwrap_or_default()))
}

/// The list with exactly these people.
pub fn people(set: PeopleSet) -> String {
    Route::people(set).href()
}

/// The list with the people of the last 30 days: those who signed in, or ordered, in them.
pub fn people_of_30(o: Held, set: fn(people_set::Days) -> PeopleSet) -> Memo<String> {
    Memo::new(move |_| {
        let days = o.with(|o| {
            let first = o.days.get(o.days.len().saturating_sub(SPAN))?;
            Some((first.day, o.days.last()?.day))
        });
        match days {
            Some((from, to)) => people(set(people_set::Days { from, to })),
            None => Route::Customers.href(),
        }
    })
}

/// How a share moved, in points: of `now` against `before`, each a part and its whole.
pub fn points(now: (i64, i64), before: (i64, i64)) -> Option<Change> {
    // A part that nobody recorded is not a share of zero.
    if before.1 < SMALLEST_BASE || before.0 <= 0 || now.1 <= 0 {
        return None;
    }
    let rate = |(part, whole): (i64, i64)| Decimal::from(part) * Decimal::ONE_HUNDRED / Decimal::from(whole);
    let moved = (rate(now) - rate(before)).round_dp(1);
    Some(Change { text: format!("{} pts", moved.abs().normalize()), direction: moved.cmp(&Decimal::ZERO) })
}

/// How an amount moved, when there were orders enough before.
pub fn money_change(now: Money, before: Money, orders_before: i64) -> Option<Change> {
    (orders_before >= SMALLEST_BASE).then(|| change(hundredths(now), hundredths(before))).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cmp::Ordering;

    #[test]
    fn a_share_moves_by_points_and_an_unknown_one_does_not() {
        let moved = points((663, 1_000), (651, 1_000)).unwrap();
        assert_eq!((moved.text.as_str(), moved.direction), ("1.2 pts", Ordering::Greater));
        let moved = points((10, 100), (20, 100)).unwrap();
        assert_eq!((moved.text.as_str(), moved.direction), ("10 pts", Ordering::Less));
        assert_eq!(points((10, 100), (5, 29)), None);
        assert_eq!(points((10, 100), (0, 100)), None);
    }

    #[test]
    fn money_moves_only_against_orders_enough() {
        let money = |text| Money::parse(text).unwrap();
        let moved = money_change(money("150.00"), money("100.00"), 30).unwrap();
        assert_eq!((moved.text.as_str(), moved.direction), ("50%", Ordering::Greater));
        assert_eq!(money_change(money("150.00"), money("100.00"), 29), None);
    }
}

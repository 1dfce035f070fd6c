//! Related rows: all filters must hold of the same row.

use super::{number, outcome_of};
use crate::{
    people_set::Moment,
    rule::{
        Field, Filter, Measure, Relation, Rows,
        facts::{Facts, Row, Value},
    },
};
use rust_decimal::Decimal;

/// What is made of the person's rows; `None` when it isn't known.
pub(super) fn value(rows: &Rows, facts: &Facts, at: &Moment) -> Option<Value> {
    let kept = kept(rows, facts, at);
    match &rows.measure {
        Measure::Count => Some(Value::Number(Decimal::from(kept.len()))),
        Measure::Sum(field) => Some(Value::Number(sum(&kept, field))),
        Measure::LastAt => kept.iter().map(|row| row.date).max().map(Value::Instant),
        Measure::FirstAt => kept.iter().map(|row| row.date).min().map(Value::Instant),
    }
}

/// Those of which all filters hold.
fn kept<'a>(rows: &Rows, facts: &'a Facts, at: &Moment) -> Vec<&'a Row> {
    let asks_status = rows.filters.iter().any(|filter| filter.field == Field::Status);
    let (all, of_orders) = match &rows.relation {
        Relation::Orders => (&facts.orders, true),
        Relation::Products => (&facts.products, true),
        Relation::Event(_) => (&facts.events, false),
        Relation::Logins => (&facts.logins, false),
        Relation::FailedLogins => (&facts.failed_logins, false),
    };
    let named = |row: &Row| match &rows.relation {
        Relation::Event(name) => row.name == *name,
        _ => true,
    };
    all.iter()
        .filter(|row| named(row))
        .filter(|row| !of_orders || asks_status || row.counts)
        .filter(|row| rows.filters.iter().all(|filter| passes(filter, row, at)))
        .collect()
}

fn passes(filter: &Filter, row: &Row, at: &Moment) -> bool {
    let value = row.value(&filter.field);
    outcome_of(&filter.test, filter.field.kind(), value.as_ref(), at).matches(filter.unknown)
}

/// Values that are no numbers are left out.
fn sum(rows: &[&Row], field: &Field) -> Decimal {
    rows.iter()
        .filter_map(|row| number::of(&row.value(field)?))
        .fold(Decimal::ZERO, |sum, n| sum.checked_add(n).unwrap_or(sum))
}

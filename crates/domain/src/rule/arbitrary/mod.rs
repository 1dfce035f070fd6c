//! Any rule: for tests of what holds of all of them. What a rule asks for is made of a small [`vocabulary`], so that
//! people made of the same match now and then.

mod tests_of;
pub mod vocabulary;

use super::{
    Attribute, Condition, Field, Filter, MAX_CONDITIONS, Measure, Relation, Rows, Rule, Subject, Test,
    Unknown, evaluate::text,
};
use crate::people_set::Moment;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use chrono_tz::Tz;
use proptest::{collection::vec, option, prelude::*, sample::select};
use rust_decimal::Decimal;

/// The zones of [`moment`]: one without clock changes, two with.
pub const ZONES: &[Tz] = &[Tz::Asia__Kolkata, Tz::Europe__Berlin, Tz::America__New_York];

/// Any rule that passes its check, in its normal form, of at most 5 levels. It refers to no segment, campaign or export.
pub fn rule() -> impl Strategy<Value = Rule> {
    let groups = condition().prop_map(Rule::Is).prop_recursive(4, 16, 3, |inner| {
        prop_oneof![
            3 => vec(inner.clone(), 1..=3).prop_map(Rule::All),
            3 => vec(inner.clone(), 1..=3).prop_map(Rule::Any),
            2 => inner.prop_map(|rule| Rule::Not(Box::new(rule))),
        ]
    });
    prop_oneof![1 => Just(Rule::EVERYONE), 60 => groups]
        .prop_map(Rule::normal)
        // with two filters on each, that many are within what a check allows
        .prop_filter("few enough conditions", |rule| rule.conditions().len() <= MAX_CONDITIONS / 3)
}

/// Any condition of such a rule.
pub fn condition() -> impl Strategy<Value = Condition> {
    prop_oneof![
        8 => attribute(),
        2 => trait_(),
        4 => rows(),
        1 => bucket(),
    ]
}

/// Any moment about a day of the vocabulary, whole seconds: midnights, clock changes and ends of months among them.
pub fn moment() -> impl Strategy<Value = Moment> {
    (select(ZONES), select(vocabulary::DAYS), second(), select(vec!["monday", "sunday"]))
        .prop_map(|(zone, day, second, week)| Moment::new(instant_of(day, second, zone), zone, week))
}

/// Any instant about a moment or about a day of the vocabulary, on a bound of a day or of an hour more often than not.
pub fn instant(about: Moment) -> impl Strategy<Value = DateTime<Utc>> {
    let zone = about.zone;
    let edge = select(vec![-1_i64, 0, 1]);
    prop_oneof![
        // days are counted back and on
        4 => (-70_i64..=10, second()).prop_map(move |(days, second)| {
            let day = crate::period::day_of(about.now, zone).checked_add_signed(TimeDelta::days(days));
            moved(crate::period::day_start(day.unwrap_or_default(), zone), second * 1_000_000)
        }),
        2 => (-200_i64..=30, edge.clone())
            .prop_map(move |(hours, edge)| moved(about.now, hours * 3_600_000_000 + edge)),
        2 => (-40_i64..=3, edge).prop_map(move |(days, edge)| {
            let day = crate::period::day_of(about.now, zone).checked_add_signed(TimeDelta::days(days));
            moved(crate::period::day_start(day.unwrap_or_default(), zone), edge)
        }),
        2 => (select(vocabulary::DAYS), second())
            .prop_map(move |(day, second)| instant_of(day, second, zone)),
    ]
}

fn moved(at: DateTime<Utc>, micros: i64) -> DateTime<Utc> {
    at.checked_add_signed(TimeDelta::microseconds(micros)).unwrap_or(at)
}

/// A second of a day or of those around it.
fn second() -> impl Strategy<Value = i64> {
    prop_oneof![3 => 0..90_000_i64, 2 => -2..=2_i64, 1 => 86_398..=86_402_i64]
}

fn instant_of(day: (i32, u32, u32), second: i64, zone: Tz) -> DateTime<Utc> {
    moved(crate::period::day_start(day_of(day), zone), second * 1_000_000)
}

fn day_of((year, month, day): (i32, u32, u32)) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap_or_default()
}

/// Negative tests say both, all others exclude.
fn unknown(test: &Test, excluded: bool) -> Unknown {
    if test.is_negative() && !excluded { Unknown::Include } else { Unknown::Exclude }
}

fn tested(subject: Subject, tests: BoxedStrategy<Test>) -> impl Strategy<Value = Condition> {
    (Just(subject), tests, any::<bool>()).prop_map(|(subject, test, excluded)| {
        let unknown = unknown(&test, excluded);
        Condition { subject, test, unknown }
    })
}

fn attribute() -> impl Strategy<Value = Condition> {
    select(Attribute::ALL).prop_flat_map(|attribute| {
        tested(Subject::Attribute(attribute), tests_of::kind(attribute.kind(), tests_of::words(attribute)))
    })
}

fn trait_() -> impl Strategy<Value = Condition> {
    select(vocabulary::TRAITS).prop_flat_map(|name| {
        let subject = Subject::Trait(name.to_owned());
        let kind = subject.kind();
        tested(subject, tests_of::kind(kind, vocabulary::TEXTS))
    })
}

fn bucket() -> impl Strategy<Value = Condition> {
    (select(vec!["a", "spring 2026"]), select(vec![1_i64, 1000, 5000, 10_000]), any::<bool>()).prop_map(
        |(salt, hundredths, wanted)| {
            let subject = Subject::Bucket { salt: salt.to_owned(), percent: Decimal::new(hundredths, 2) };
            Condition::new(subject, Test::Is(wanted))
        },
    )
}

fn rows() -> impl Strategy<Value = Condition> {
    let event = select(vocabulary::EVENTS).prop_map(|name| Relation::Event(name.to_owned()));
    let relation = prop_oneof![
        3 => Just(Relation::Orders),
        2 => Just(Relation::Products),
        2 => event,
        1 => Just(Relation::Logins),
        1 => Just(Relation::FailedLogins),
    ];
    relation
        .prop_flat_map(|relation| {
            (vec(filter(&relation), 0..=2), measure(&relation), Just(relation))
                .prop_map(|(filters, measure, relation)| Rows { relation, filters, measure })
        })
        .prop_flat_map(|rows| {
            let kind = rows.kind();
            tested(Subject::Rows(rows), tests_of::kind(kind, vocabulary::TEXTS))
        })
}

fn measure(relation: &Relation) -> BoxedStrategy<Measure> {
    let sums: Vec<Measure> = match relation {
        Relation::Orders => vec![Measure::Sum(Field::Amount)],
        Relation::Products => vec![Measure::Sum(Field::Amount), Measure::Sum(Field::Quantity)],
        Relation::Event(_) => vec![Measure::Sum(Field::Property("price".to_owned()))],
        Relation::Logins | Relation::FailedLogins => Vec::new(),
    };
    let all = [vec![Measure::Count, Measure::Count, Measure::LastAt, Measure::FirstAt], sums].concat();
    select(all).boxed()
}

fn filter(relation: &Relation) -> BoxedStrategy<Filter> {
    let own = select(relation.fields());
    let named = match relation {
        Relation::Event(_) => option::weighted(0.8, select(vocabulary::PROPERTIES)).boxed(),
        _ => Just(None).boxed(),
    };
    (own, named)
        .prop_map(|(own, name)| name.map_or(own, |name| Field::Property(name.to_owned())))
        .prop_flat_map(|field| {
            let tests = tests_of::kind(field.kind(), tests_of::words_of_field(&field));
            (Just(field), tests, any::<bool>()).prop_map(|(field, test, excluded)| {
                let unknown = unknown(&test, excluded);
                Filter { field, test, unknown }
            })
        })
        .boxed()
}

/// A value of the vocabulary as people may have it: with blanks around it, or in other letters' case.
pub fn spelled(text: &'static str) -> impl Strategy<Value = String> {
    prop_oneof![
        3 => Just(text.to_owned()),
        1 => Just(format!(" {text}\t")),
        1 => Just(text::lower(text)),
        1 => Just(text.to_uppercase()),
    ]
}

#[cfg(test)]
mod tests;

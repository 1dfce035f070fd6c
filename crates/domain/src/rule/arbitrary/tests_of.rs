//! Any test of a kind of value.

use super::{day_of, vocabulary};
use crate::rule::{
    Attribute, Calendar, Compare, DateTest, Field, Kind, ListTest, NumberTest, Span, Test, TextTest, Unit,
    When,
};
use chrono::NaiveDate;
use proptest::{collection::vec, prelude::*, sample::select, strategy::Union};
use rust_decimal::Decimal;

type Words = &'static [&'static str];

/// Any test that values of this kind take; `texts` is what texts are compared with.
pub(super) fn kind(kind: Kind, texts: Words) -> BoxedStrategy<Test> {
    let set = select(vec![Test::IsSet, Test::IsNotSet]).boxed();
    let flag = any::<bool>().prop_map(Test::Is).boxed();
    let own = match kind {
        Kind::Flag => flag,
        Kind::Count => numbers(0),
        Kind::Number | Kind::Money => numbers(2),
        Kind::Text => prop_oneof![2 => equals(texts), 3 => parts(texts)].boxed(),
        Kind::Word(words) => equals(words),
        Kind::Sealed => equals(vocabulary::PHONES),
        Kind::Date => prop_oneof![4 => dates(), 1 => anniversaries()].boxed(),
        Kind::Anniversary => anniversaries(),
        Kind::List => lists(texts),
        Kind::Any => prop_oneof![
            1 => flag,
            2 => numbers(0),
            1 => numbers(2),
            2 => equals(texts),
            2 => parts(texts),
            3 => dates(),
            1 => anniversaries(),
            2 => lists(vocabulary::CATEGORIES),
        ]
        .boxed(),
    };
    prop_oneof![1 => set, 8 => own].boxed()
}

/// What an attribute's texts are compared with.
pub(super) const fn words(attribute: Attribute) -> Words {
    match attribute {
        Attribute::Email => vocabulary::EMAILS,
        Attribute::EmailDomain => vocabulary::DOMAINS,
        Attribute::FullName | Attribute::FirstName | Attribute::LastName => vocabulary::NAMES,
        Attribute::PhoneCountry | Attribute::Country => vocabulary::COUNTRIES,
        Attribute::City => vocabulary::CITIES,
        Attribute::State => vocabulary::STATES,
        Attribute::PreferredCategories => vocabulary::CATEGORIES,
        Attribute::EmailConsentMethod
        | Attribute::EmailNoticeVersion
        | Attribute::SmsConsentMethod
        | Attribute::SmsNoticeVersion
        | Attribute::WhatsappConsentMethod
        | Attribute::WhatsappNoticeVersion => vocabulary::CONSENT_TEXTS,
        Attribute::ReferrerDomain | Attribute::LastReferrerDomain => vocabulary::REFERRERS,
        _ => vocabulary::TEXTS,
    }
}

/// What a field's texts are compared with.
pub(super) fn words_of_field(field: &Field) -> Words {
    match field {
        Field::PaymentMethod => vocabulary::PAYMENT_METHODS,
        Field::Source => vocabulary::ORDER_SOURCES,
        Field::Currency => vocabulary::CURRENCIES,
        Field::City => vocabulary::CITIES,
        Field::State => vocabulary::STATES,
        Field::Country => vocabulary::COUNTRIES,
        Field::Id | Field::Product => &["P-1", "p-2", "P"],
        Field::Name => &["steel pan", "Steel", "rake", "large"],
        Field::Category => vocabulary::CATEGORIES,
        Field::Method => vocabulary::LOGIN_METHODS,
        Field::Reason => vocabulary::REASONS,
        _ => vocabulary::TEXTS,
    }
}

fn owned(texts: Words) -> impl Strategy<Value = String> {
    select(texts).prop_map(str::to_owned)
}

fn several(texts: Words) -> impl Strategy<Value = Vec<String>> {
    vec(owned(texts), 1..=3)
}

fn numbers(decimals: u32) -> BoxedStrategy<Test> {
    let values = if decimals == 0 { vocabulary::COUNTS } else { vocabulary::HUNDREDTHS };
    let n = select(values).prop_map(move |n| Decimal::new(n, decimals));
    let compared = prop_oneof![
        n.clone().prop_map(NumberTest::Equals),
        n.clone().prop_map(NumberTest::NotEquals),
        n.clone().prop_map(NumberTest::MoreThan),
        n.clone().prop_map(NumberTest::AtLeast),
        n.clone().prop_map(NumberTest::LessThan),
        n.clone().prop_map(NumberTest::AtMost),
        (n.clone(), n).prop_map(|(a, b)| NumberTest::Between(a.min(b), a.max(b))),
    ];
    compared.prop_map(Test::Number).boxed()
}

fn equals(texts: Words) -> BoxedStrategy<Test> {
    prop_oneof![
        owned(texts).prop_map(TextTest::Equals),
        owned(texts).prop_map(TextTest::NotEquals),
        several(texts).prop_map(TextTest::In),
        several(texts).prop_map(TextTest::NotIn),
    ]
    .prop_map(Test::Text)
    .boxed()
}

fn parts(texts: Words) -> BoxedStrategy<Test> {
    prop_oneof![
        owned(texts).prop_map(TextTest::Contains),
        owned(texts).prop_map(TextTest::NotContains),
        owned(texts).prop_map(TextTest::StartsWith),
        owned(texts).prop_map(TextTest::NotStartsWith),
        owned(texts).prop_map(TextTest::EndsWith),
        owned(texts).prop_map(TextTest::NotEndsWith),
    ]
    .prop_map(Test::Text)
    .boxed()
}

fn lists(texts: Words) -> BoxedStrategy<Test> {
    let compare =
        select(vec![Compare::Equal, Compare::Less, Compare::AtMost, Compare::More, Compare::AtLeast]);
    prop_oneof![
        owned(texts).prop_map(ListTest::Contains),
        owned(texts).prop_map(ListTest::NotContains),
        several(texts).prop_map(ListTest::ContainsAny),
        several(texts).prop_map(ListTest::ContainsAll),
        several(texts).prop_map(ListTest::NotContainsAny),
        several(texts).prop_map(ListTest::NotContainsAll),
        (compare, 0..=3_u32).prop_map(|(compare, n)| ListTest::Length(compare, n)),
        Just(ListTest::IsEmpty),
    ]
    .prop_map(Test::List)
    .boxed()
}

fn day() -> impl Strategy<Value = NaiveDate> {
    select(vocabulary::DAYS).prop_map(day_of)
}

fn when() -> impl Strategy<Value = When> {
    (day(), any::<bool>(), 0..86_400_i64).prop_map(|(day, whole, second)| {
        if whole {
            return When::Day(day);
        }
        let midnight = day.and_time(chrono::NaiveTime::MIN).and_utc();
        When::Instant(midnight.checked_add_signed(chrono::TimeDelta::seconds(second)).unwrap_or(midnight))
    })
}

fn span() -> impl Strategy<Value = Span> {
    prop_oneof![
        3 => (select(vec![1_u16, 2, 7, 30, 90]), Just(Unit::Day)),
        1 => (1..=200_u16, Just(Unit::Hour)),
        1 => (1..=5_u16, Just(Unit::Week)),
        1 => (1..=13_u16, Just(Unit::Month)),
        1 => (1..=3_u16, Just(Unit::Year)),
    ]
    .prop_map(|(n, unit)| Span { n, unit })
}

fn dates() -> BoxedStrategy<Test> {
    let between = (when(), when()).prop_map(|(a, b)| match (a, b) {
        (When::Day(a), When::Day(b)) => DateTest::Between(When::Day(a.min(b)), When::Day(a.max(b))),
        (When::Instant(a), When::Instant(b)) => {
            DateTest::Between(When::Instant(a.min(b)), When::Instant(a.max(b)))
        }
        (day, _) => DateTest::Between(day, day),
    });
    let ago = (span(), 0..=30_u16)
        .prop_map(|(near, more)| DateTest::BetweenAgo(near, Span { n: near.n + more, unit: near.unit }));
    Union::new([
        day().prop_map(DateTest::On).boxed(),
        day().prop_map(DateTest::NotOn).boxed(),
        when().prop_map(DateTest::Before).boxed(),
        when().prop_map(DateTest::OnOrBefore).boxed(),
        when().prop_map(DateTest::After).boxed(),
        when().prop_map(DateTest::OnOrAfter).boxed(),
        between.boxed(),
        span().prop_map(DateTest::InLast).boxed(),
        span().prop_map(DateTest::NotInLast).boxed(),
        span().prop_map(DateTest::AtLeastAgo).boxed(),
        span().prop_map(DateTest::InNext).boxed(),
        ago.boxed(),
        select(Calendar::ALL).prop_map(DateTest::In).boxed(),
    ])
    .prop_map(Test::Date)
    .boxed()
}

fn anniversaries() -> BoxedStrategy<Test> {
    prop_oneof![
        (1..=12_u8).prop_map(DateTest::InMonth),
        Just(DateTest::AnniversaryToday),
        (1..=366_u16).prop_map(DateTest::AnniversaryInNext),
        (1..=40_u16).prop_map(DateTest::AnniversaryInLast),
    ]
    .prop_map(Test::Date)
    .boxed()
}

//! What follows from other facts of a person, each with the expression that gives the same in SQL. The columns named there
//! are those of `customer_profiles`, `o` is `orders` of the person, `e` their `events`.

use super::{Row, Value};
use crate::rule::{
    Field,
    evaluate::{number, text},
};
use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::{Decimal, RoundingStrategy};
use std::collections::BTreeSet;

/// The countries that `region_group` calls EU: the 27 of the European Union, and Iceland, Liechtenstein and Norway of the
/// European Economic Area. ISO 3166-1 alpha-2.
pub const EU_EEA: &[&str] = &[
    "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT",
    "LI", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// What stands after the last `@`, in lower case; `None` without an `@` or with nothing after it.
///
/// SQL: `nullif(lower(substring(email from '@([^@]*)$')), '')`
pub fn email_domain(email: &str) -> Option<String> {
    let (_, domain) = email.rsplit_once('@')?;
    (!domain.is_empty()).then(|| text::lower(domain))
}

/// The first word of a name, and the rest of it without blanks around; words end at a space, tab or line end.
///
/// SQL, first: `substring(full_name from E'[^ \t\n\r]+')`; last:
/// `nullif(btrim(substring(btrim(full_name, E' \t\n\r') from E'^[^ \t\n\r]+(.*)$'), E' \t\n\r'), '')`
pub fn first_and_last(name: &str) -> (Option<String>, Option<String>) {
    let filled = |s: &str| (!s.is_empty()).then(|| s.to_owned());
    let name = name.trim_matches(text::BLANKS);
    match name.split_once(text::BLANKS) {
        Some((first, rest)) => (filled(first), filled(rest.trim_matches(text::BLANKS))),
        None => (filled(name), None),
    }
}

/// `EU` (of [`EU_EEA`]), `UK`, `IN` or `other`, by the country of the phone number; `None` when that isn't known.
///
/// SQL: `case when phone_country is null then null when phone_country = any($eu_eea) then 'EU' when phone_country = 'GB'
/// then 'UK' when phone_country = 'IN' then 'IN' else 'other' end`
pub fn region_group(phone_country: &str) -> Option<&'static str> {
    match phone_country {
        "" => None,
        "GB" => Some("UK"),
        "IN" => Some("IN"),
        country if EU_EEA.contains(&country) => Some("EU"),
        _ => Some("other"),
    }
}

/// The host of the page before, in lower case, without one `www.` in front; `None` of what is no address.
///
/// SQL: `nullif(regexp_replace(lower(substring(referrer from '(?i)^[a-z][a-z0-9+.-]*://([^/:?#]+)')), '^www\.', ''), '')`
pub fn referrer_domain(referrer: &str) -> Option<String> {
    let (scheme, rest) = referrer.split_once("://")?;
    let in_scheme = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '.' | '-');
    if !scheme.starts_with(|c: char| c.is_ascii_alphabetic()) || !scheme.chars().all(in_scheme) {
        return None;
    }
    let host = text::lower(rest.split(['/', ':', '?', '#']).next().unwrap_or_default());
    let host = host.strip_prefix("www.").unwrap_or(&host);
    (!host.is_empty()).then(|| host.to_owned())
}

/// `total_spent / total_orders` to two decimals, a half away from zero; `None` without orders.
///
/// SQL: `round(total_spent / nullif(total_orders, 0), 2)`
pub fn average_order_value(total_spent: Decimal, total_orders: Decimal) -> Option<Decimal> {
    let average = total_spent.checked_div(total_orders)?;
    Some(average.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero))
}

/// Mean days of 24 hours between the first and the last order that count, to six decimals, a half away from zero; `None`
/// with fewer than two.
///
/// SQL: `case when total_orders >= 2 then round(extract(epoch from last_order_at - first_order_at)
/// / (86400 * (total_orders - 1)::numeric), 6) end`
pub fn days_between_orders(
    first: DateTime<Utc>,
    last: DateTime<Utc>,
    total_orders: Decimal,
) -> Option<Decimal> {
    let gaps = total_orders.checked_sub(Decimal::ONE).filter(|gaps| *gaps >= Decimal::ONE)?;
    let seconds = Decimal::new(last.signed_duration_since(first).num_microseconds()?, 6);
    let days = seconds.checked_div(Decimal::from(86_400).checked_mul(gaps)?)?;
    Some(days.round_dp_with_strategy(6, RoundingStrategy::MidpointAwayFromZero))
}

/// Orders whose status is `returned`.
///
/// SQL: `(select count(*) from orders o where o.customer_id = customer_profiles.id and o.status = 'returned')`
pub fn returns_count(orders: &[Row]) -> Decimal {
    let returned = Value::Text("returned".to_owned());
    Decimal::from(
        orders.iter().filter(|order| order.value(&Field::Status).as_ref() == Some(&returned)).count(),
    )
}

/// The latest of the last successful login, the last order that counts and the last event; `None` when there is none.
///
/// SQL: `greatest(last_login_at, last_order_at, (select max(e.occurred_at) from events e where e.customer_id =
/// customer_profiles.id))`
pub fn last_activity_at(
    login: Option<DateTime<Utc>>,
    order: Option<DateTime<Utc>>,
    event: Option<DateTime<Utc>>,
) -> Option<DateTime<Utc>> {
    [login, order, event].into_iter().flatten().max()
}

/// What the orders have in a field, without doubles (by [`text::key`]); all orders, also those that don't count. `None`
/// when there is nothing.
///
/// SQL, compared by `text_key` as every list: `array(select distinct text_key(o.city) from orders o where o.customer_id =
/// customer_profiles.id and text_key(o.city) is not null)`
pub fn distinct(orders: &[Row], field: &Field) -> Option<Value> {
    let mut seen = BTreeSet::new();
    let mut list = Vec::new();
    for order in orders {
        if let Some(Value::Text(found)) = order.value(field)
            && let Some(key) = text::key(&found)
            && seen.insert(key)
        {
            list.push(found);
        }
    }
    (!list.is_empty()).then_some(Value::List(list))
}

/// The trait `birthday`, when it is a text that begins with a day.
///
/// SQL: `text_day(traits ->> 'birthday')`
pub fn birthday(told: &serde_json::Value) -> Option<NaiveDate> {
    told.as_str().and_then(number::day)
}

/// The trait `language`, or else `locale`: the first that is a text (or number or flag) with something in it.
///
/// SQL: `coalesce(text_key(t('language')), text_key(t('locale')))`, where `t(x)` is `case when jsonb_typeof(traits -> x) in
/// ('string', 'number', 'boolean') then traits ->> x end`
pub fn language(language: Option<&serde_json::Value>, locale: Option<&serde_json::Value>) -> Option<String> {
    let told = |value: &serde_json::Value| text::of_json(value).filter(|t| text::key(t).is_some());
    language.and_then(told).or_else(|| locale.and_then(told))
}

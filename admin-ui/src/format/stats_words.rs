//! The words of statistics in the dashboard's words: periods, rates, and the keys of splits.

use super::{
    MISSING, data_words,
    time::{day_month, days, month_year, week_day},
    words,
};
use chrono::NaiveDate;
use patron_api_types::stats::Unit;
use patron_domain::{
    customer::{SignupMethod, Source},
    login::LoginMethod,
};
use rust_decimal::Decimal;

/// `Thu 22 Oct`, `10 to 16 Aug`, `Mar 2026`.
pub fn period(start: NaiveDate, end: NaiveDate, unit: Unit, today: NaiveDate) -> String {
    match unit {
        Unit::Day => week_day(start),
        Unit::Week => days(start, end, today),
        Unit::Month => month_year(start),
    }
}

/// As the axis has it: `22 Oct`, `Mar 2026`.
pub fn period_tick(start: NaiveDate, unit: Unit, today: NaiveDate) -> String {
    match unit {
        Unit::Day | Unit::Week => day_month(start, today),
        Unit::Month => month_year(start),
    }
}

/// `day`, `week`, `month`.
pub const fn unit(unit: Unit) -> &'static str {
    match unit {
        Unit::Day => "day",
        Unit::Week => "week",
        Unit::Month => "month",
    }
}

/// `65.4%` of `0.6537`; an en dash for what is not known.
pub fn rate(text: Option<&str>) -> String {
    let value = text.and_then(|text| text.parse::<Decimal>().ok());
    value.map_or_else(
        || MISSING.to_owned(),
        |value| format!("{}%", (value * Decimal::ONE_HUNDRED).round_dp(1).normalize()),
    )
}

/// Where people came from: a source of ours, or a shop's own word.
pub fn source(key: &str) -> String {
    key.parse::<Source>().map_or_else(|_| data_words::field(key), |known| words::source(known).to_owned())
}

/// How people signed up.
pub fn signup_method(key: &str) -> String {
    key.parse::<SignupMethod>()
        .map_or_else(|_| data_words::field(key), |known| words::signup_method(known).to_owned())
}

/// How people signed in, standing alone.
pub fn login_method(key: &str) -> String {
    capital(key.parse::<LoginMethod>().map_or(key, |known| words::login_method(known)))
}

/// With what people signed in.
pub fn device(key: &str) -> String {
    match key {
        "phone" => "Phone",
        "computer" => "Computer",
        "tablet" => "Tablet",
        "bot" => "Program",
        "device" => "Other device",
        "unknown" => "Not known",
        other => other,
    }
    .to_owned()
}

/// Why a sign-in failed, standing alone.
pub fn failure_reason(key: &str) -> String {
    if key == "unknown" { "No reason given".to_owned() } else { capital(&words::failure_reason(key)) }
}

/// By which wording consent was given.
pub fn wording(key: &str) -> String {
    if key == "none" { "No wording named".to_owned() } else { key.to_owned() }
}

/// How consent was given, standing alone.
pub fn consent_method(key: &str) -> String {
    if key == "none" { "Not named".to_owned() } else { capital(&words::consent_method(key)) }
}

/// `3 to 5 sign-ins`, `51 sign-ins and more`.
pub fn frequency(from: i32, to: Option<i32>) -> String {
    match to {
        Some(0) => "Never signed in".to_owned(),
        Some(1) => "1 sign-in".to_owned(),
        Some(to) if to == from => format!("{from} sign-ins"),
        Some(to) => format!("{from} to {to} sign-ins"),
        None => format!("{from} sign-ins and more"),
    }
}

/// A field of an answer, for people: `new_before` as `New before`.
pub fn figure(name: &str) -> String {
    match name {
        "dau" => "Daily active people".to_owned(),
        "wau" => "Weekly active people".to_owned(),
        "mau" => "Monthly active people".to_owned(),
        other => data_words::field(other),
    }
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rates_become_per_cent_and_nothing_stays_unknown() {
        assert_eq!(rate(Some("0.6537")), "65.4%");
        assert_eq!(rate(Some("1.0000")), "100%");
        assert_eq!(rate(Some("0.0000")), "0%");
        assert_eq!(rate(None), MISSING);
    }

    #[test]
    fn periods_are_named_by_their_unit() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let name = |unit| period(day("2026-11-09"), day("2026-11-15"), unit, day("2026-11-20"));
        assert_eq!(name(Unit::Day), "Mon 9 Nov");
        assert_eq!(name(Unit::Week), "9 to 15 Nov");
        assert_eq!(name(Unit::Month), "Nov 2026");
    }

    #[test]
    fn a_shops_own_words_are_shown_too() {
        assert_eq!(source("website"), "Website");
        assert_eq!(source("shop_counter"), "Shop counter");
        assert_eq!(failure_reason("wrong_password"), "Wrong password");
        assert_eq!(login_method("otp"), "With a one-time code");
        assert_eq!(frequency(51, None), "51 sign-ins and more");
        assert_eq!(frequency(3, Some(5)), "3 to 5 sign-ins");
        assert_eq!(frequency(0, Some(0)), "Never signed in");
    }
}

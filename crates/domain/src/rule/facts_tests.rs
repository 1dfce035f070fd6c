use super::*;
use crate::ids::next;
use serde_json::json;

fn somebody(values: &[(Attribute, Value)]) -> Facts {
    let mut facts = Facts::new(CustomerId(next()));
    facts.values.extend(values.iter().cloned());
    facts
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn number(text: &str) -> Value {
    Value::Number(text.parse().unwrap())
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

#[test]
fn names_and_addresses_come_apart() {
    let mut facts = somebody(&[
        (Attribute::Email, text("\"a@b\"@Shop.Example.COM")),
        (Attribute::FullName, text("  Zoë \t van  Dam ")),
        (Attribute::PhoneCountry, text("NO")),
    ]);
    facts.derive();
    assert_eq!(facts.values.get(&Attribute::EmailDomain), Some(&text("shop.example.com")));
    assert_eq!(facts.values.get(&Attribute::FirstName), Some(&text("Zoë")));
    assert_eq!(facts.values.get(&Attribute::LastName), Some(&text("van  Dam")));
    assert_eq!(facts.values.get(&Attribute::RegionGroup), Some(&text("EU")));
    assert_eq!(derived::first_and_last("Zoë"), (Some("Zoë".to_owned()), None));
    assert_eq!(derived::first_and_last(" "), (None, None));
    assert_eq!((derived::email_domain("a@"), derived::email_domain("a")), (None, None));
}

#[test]
fn regions_go_by_the_numbers_country() {
    for (country, region) in
        [("GB", Some("UK")), ("IN", Some("IN")), ("HR", Some("EU")), ("US", Some("other")), ("", None)]
    {
        assert_eq!(derived::region_group(country), region, "{country}");
    }
    assert_eq!(derived::EU_EEA.len(), 30);
    assert!(derived::EU_EEA.is_sorted());
}

#[test]
fn a_referrer_is_its_host_without_www() {
    for (referrer, domain) in [
        ("https://www.Google.com/search?q=a", Some("google.com")),
        ("HTTP://news.example.com:8080", Some("news.example.com")),
        ("android-app://com.example.app", Some("com.example.app")),
        ("www.google.com/a", None),
        ("https://", None),
        ("https://www.", None),
        ("a b://c", None),
        ("a:b://c", None),
        ("1a://c", None),
    ] {
        assert_eq!(derived::referrer_domain(referrer).as_deref(), domain, "{referrer}");
    }
}

#[test]
fn averages_round_a_half_away_from_zero_and_need_orders() {
    let average =
        |spent: &str, orders: i64| derived::average_order_value(spent.parse().unwrap(), orders.into());
    assert_eq!(average("100.01", 2), Some("50.01".parse().unwrap()));
    assert_eq!(average("100", 3), Some("33.33".parse().unwrap()));
    assert_eq!(average("100", 0), None);
    let between = |orders: i64| {
        derived::days_between_orders(
            at("2026-11-01T00:00:00Z"),
            at("2026-11-08T12:00:00.000001Z"),
            orders.into(),
        )
    };
    assert_eq!(between(1), None);
    assert_eq!(between(2), Some("7.5".parse().unwrap()));
    assert_eq!(between(8), Some("1.071429".parse().unwrap()));
}

#[test]
fn orders_give_places_returns_and_refunds() {
    let mut facts = somebody(&[]);
    for (status, city) in
        [("placed", "Pune"), ("returned", " PUNE "), ("returned", "Berlin"), ("placed", " ")]
    {
        let mut order = Row::new(at("2026-11-01T00:00:00Z"));
        order.fields = vec![(Field::Status, text(status)), (Field::City, text(city))];
        facts.orders.push(order);
    }
    facts.derive();
    let cities = ["Pune", "Berlin"].map(str::to_owned).to_vec();
    assert_eq!(facts.values.get(&Attribute::City), Some(&Value::List(cities)));
    assert_eq!(facts.values.get(&Attribute::State), None);
    assert_eq!(facts.values.get(&Attribute::ReturnsCount), Some(&number("2")));
    assert_eq!(facts.values.get(&Attribute::RefundedAmount), Some(&number("0")));
}

#[test]
fn the_last_activity_is_the_latest_of_login_order_and_event() {
    let mut facts = somebody(&[(Attribute::LastLoginAt, Value::Instant(at("2026-11-02T00:00:00Z")))]);
    facts.events.push(Row::new(at("2026-11-03T00:00:00Z")));
    facts.derive();
    let latest = Value::Instant(at("2026-11-03T00:00:00Z"));
    assert_eq!(facts.values.get(&Attribute::LastActivityAt), Some(&latest));
    let mut nobody = somebody(&[]);
    nobody.derive();
    assert_eq!(nobody.values.get(&Attribute::LastActivityAt), None);
}

#[test]
fn what_is_there_already_stays() {
    let mut facts =
        somebody(&[(Attribute::Email, text("a@b.example")), (Attribute::EmailDomain, text("c.example"))]);
    facts.derive();
    assert_eq!(facts.values.get(&Attribute::EmailDomain), Some(&text("c.example")));
}

#[test]
fn traits_give_birthday_and_language() {
    let mut facts = somebody(&[]);
    facts.traits.insert("birthday".to_owned(), json!("1990-05-17T00:00:00Z"));
    facts.traits.insert("language".to_owned(), json!(" "));
    facts.traits.insert("locale".to_owned(), json!("en-IN"));
    facts.derive();
    assert_eq!(facts.values.get(&Attribute::Birthday), Some(&Value::Day("1990-05-17".parse().unwrap())));
    assert_eq!(facts.values.get(&Attribute::Language), Some(&text("en-IN")));
    assert_eq!(derived::birthday(&json!(19_900_517)), None);
}

//! Every filter of the list, alone and together.

use super::found_set;
use chrono::{DateTime, NaiveDate, Utc};
use patron_api_types::{
    customers::{CustomerQuery, StatusChange},
    profiles::ProfileUpsert,
};
use patron_domain::{
    consent::Channel,
    customer::{CustomerStatus, Source},
    rule::SegmentKey,
    segment::NamedSet,
};
use patron_tests::{
    App,
    seed::{money, order, profile},
};

const A: &str = "a@example.com";
const B: &str = "b@example.com";
const C: &str = "c@example.com";

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn day(text: &str) -> Option<NaiveDate> {
    Some(text.parse().unwrap())
}

/// A: three orders of 500, app, phone. B: one order of 2000, inactive, withdrew. C: nothing but the address.
async fn app_with_people() -> App {
    let app = App::start().await;
    let phone = Some("98765 43210".to_owned());
    app.has_profile(&ProfileUpsert { source: Some(Source::Mobile), mobile_number: phone, ..profile(A) })
        .await;
    app.has_profile(&ProfileUpsert { marketing_consent: Some(false), ..profile(B) }).await;
    app.has_profile(&profile(C)).await;
    for n in 0..3 {
        app.has_order(&order(A, &format!("A-{n}"), "500.00")).await;
    }
    app.has_order(&order(B, "B-1", "2000.00")).await;
    // 31 October, 23:59:59 and 1 November, 00:00 in Kolkata, which are half past six in UTC
    app.has_login_at(A, at("2026-10-31T18:29:59Z")).await;
    app.has_login_at(B, at("2026-10-31T18:30:00Z")).await;
    app.signed_up_at(A, at("2026-03-14T18:29:59Z")).await;
    app.signed_up_at(B, at("2026-03-14T18:30:00Z")).await;
    let owner = app.owner().await;
    let change = StatusChange { status: CustomerStatus::Inactive, reason: "Moved abroad".into() };
    owner.change_status(app.id_of(B).await, &change).await.unwrap();
    app
}

#[tokio::test]
async fn each_filter_finds_exactly_its_people() {
    let app = app_with_people().await;
    let owner = app.owner().await;
    let q = CustomerQuery::default;
    let cases: Vec<(CustomerQuery, Vec<&str>)> = vec![
        (q(), vec![A, B, C]),
        (CustomerQuery { status: Some(CustomerStatus::Active), ..q() }, vec![A, C]),
        (CustomerQuery { status: Some(CustomerStatus::Inactive), ..q() }, vec![B]),
        (CustomerQuery { status: Some(CustomerStatus::Blocked), ..q() }, vec![]),
        (CustomerQuery { consent: Some(Channel::Email), ..q() }, vec![A, C]),
        (CustomerQuery { consent: Some(Channel::Sms), ..q() }, vec![A]),
        (CustomerQuery { marketing_consent: Some(true), ..q() }, vec![A, C]),
        (CustomerQuery { marketing_consent: Some(false), ..q() }, vec![B]),
        (CustomerQuery { source: Some(Source::Mobile), ..q() }, vec![A]),
        (CustomerQuery { source: Some(Source::Website), ..q() }, vec![B, C]),
        (CustomerQuery { min_orders: Some(1), ..q() }, vec![A, B]),
        (CustomerQuery { max_orders: Some(1), ..q() }, vec![B, C]),
        (CustomerQuery { min_spent: Some(money("1500.00")), ..q() }, vec![A, B]),
        (CustomerQuery { min_spent: Some(money("1500.01")), ..q() }, vec![B]),
        (CustomerQuery { max_spent: Some(money("1500.00")), ..q() }, vec![A, C]),
        (CustomerQuery { segment: Some(SegmentKey::Named(NamedSet::HighValue)), ..q() }, vec![A]),
        (CustomerQuery { rule: Some("total_orders >= 2 and status = \"active\"".into()), ..q() }, vec![A]),
        (CustomerQuery { rule: Some("not (total_orders >= 1)".into()), min_orders: Some(1), ..q() }, vec![]),
        (
            CustomerQuery {
                min_orders: Some(1),
                marketing_consent: Some(true),
                search: Some("example".into()),
                ..q()
            },
            vec![A],
        ),
    ];
    for (query, expected) in cases {
        assert_eq!(found_set(&owner, query.clone()).await, expected, "{query:?}");
    }
}

#[tokio::test]
async fn days_are_those_of_the_shops_zone_and_never_is_no_day() {
    let app = app_with_people().await;
    let owner = app.owner().await;
    let q = CustomerQuery::default;
    let cases: Vec<(CustomerQuery, Vec<&str>)> = vec![
        (CustomerQuery { signup_to: day("2026-03-14"), ..q() }, vec![A]),
        (CustomerQuery { signup_from: day("2026-03-15"), ..q() }, vec![B, C]),
        (CustomerQuery { signup_from: day("2026-03-15"), signup_to: day("2026-03-15"), ..q() }, vec![B]),
        (CustomerQuery { last_login_to: day("2026-10-31"), ..q() }, vec![A]),
        (CustomerQuery { last_login_from: day("2026-11-01"), ..q() }, vec![B]),
        (
            CustomerQuery { last_login_from: day("2026-10-31"), last_login_to: day("2026-11-01"), ..q() },
            vec![A, B],
        ),
    ];
    for (query, expected) in cases {
        assert_eq!(found_set(&owner, query.clone()).await, expected, "{query:?}");
    }
}

#[tokio::test]
async fn a_filter_that_is_misspelt_or_out_of_range_is_named_and_not_ignored() {
    let app = App::start().await;
    let token = app.owner().await.access_token().unwrap();
    for (query, parameter) in [
        ("statuss=active", "statuss"),
        ("status=sleeping", "status"),
        ("min_orders=many", "min_orders"),
        ("min_spent=1,000", "min_spent"),
        ("signup_from=2026-02-30", "signup_from"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("sort=shoe_size", "sort"),
    ] {
        let request =
            app.request(reqwest::Method::GET, &format!("/api/v1/customers?{query}")).bearer_auth(&token);
        let answer = patron_tests::raw::send(request).await;

        assert!(answer.status.is_client_error(), "{query}: {answer:?}");
        assert!(answer.problem().code.as_str() == "validation_failed", "{query}: {answer:?}");
        assert!(answer.body.contains(parameter), "{query}: {answer:?}");
    }
}

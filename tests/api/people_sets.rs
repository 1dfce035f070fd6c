//! Named sets of people: where the numbers of the statistics lead.

use patron_api_client::Session;
use patron_api_types::{customers::CustomerQuery, profiles::ProfileUpsert};
use patron_tests::{
    App,
    raw::send,
    seed::{order, profile},
};
use reqwest::Method;

const A: &str = "a@example.com";
const B: &str = "b@example.com";
const C: &str = "c@example.com";

/// A: two orders of today, a phone. B: signed in long ago and withdrew. C: nothing but the address.
async fn app_with_people() -> App {
    let app = App::start().await;
    let phone = Some("98765 43210".to_owned());
    app.has_profile(&ProfileUpsert { mobile_number: phone, ..profile(A) }).await;
    app.has_profile(&ProfileUpsert { marketing_consent: Some(false), ..profile(B) }).await;
    app.has_profile(&profile(C)).await;
    for n in 0..2 {
        app.has_order(&order(A, &format!("A-{n}"), "500.00")).await;
    }
    // 1 March, 00:00 in Kolkata
    app.has_login_at(B, "2025-02-28T18:30:00Z".parse().unwrap()).await;
    app.signed_up_at(B, "2025-01-15T06:00:00Z".parse().unwrap()).await;
    app
}

async fn found(owner: &Session, query: CustomerQuery) -> (Vec<String>, Option<i64>) {
    let page = owner.customers(&CustomerQuery { total: Some(true), ..query }).await.expect("a page");
    let mut emails: Vec<String> = page.items.into_iter().filter_map(|row| row.email).collect();
    emails.sort();
    (emails, page.total)
}

fn set(text: &str) -> CustomerQuery {
    CustomerQuery { set: Some(text.parse().expect("sets")), ..CustomerQuery::default() }
}

#[tokio::test]
async fn a_set_lists_and_counts_its_people() {
    let app = app_with_people().await;
    let owner = app.owner().await;
    let cases: &[(&str, &[&str])] = &[
        ("engaged_30d", &[A]),
        ("inactive_30d", &[B]),
        ("disengaged_30d", &[B]),
        ("new_today", &[A, C]),
        ("signed_up:2025-01-15..2100-01-01", &[A, B, C]),
        ("opted_in:sms", &[A]),
        ("unsubscribed:email", &[B]),
        ("repeat_buyers", &[A]),
        ("never_ordered,opted_in", &[C]),
        ("logins:1-", &[B]),
        ("value:1000.00-", &[A]),
        ("first_login:2025-03-01..2025-03-31", &[B]),
        ("logged_in:2025-02-01..2025-02-28", &[]),
        ("first_touch:unknown", &[A, B, C]),
        ("rfm_group:PROSPECTS", &[B, C]),
    ];
    for (text, expected) in cases {
        let (emails, total) = found(&owner, set(text)).await;
        assert_eq!(emails, *expected, "{text}");
        assert_eq!(total, i64::try_from(expected.len()).ok(), "{text}");
    }
}

#[tokio::test]
async fn search_and_filters_work_within_a_set() {
    let app = app_with_people().await;
    let owner = app.owner().await;

    let searched = CustomerQuery { search: Some("c@".into()), ..set("never_ordered") };
    assert_eq!(found(&owner, searched).await, (vec![C.to_owned()], Some(1)));
    let filtered = CustomerQuery { marketing_consent: Some(false), ..set("never_ordered") };
    assert_eq!(found(&owner, filtered).await, (vec![B.to_owned()], Some(1)));
}

#[tokio::test]
async fn a_set_that_does_not_exist_is_named_by_its_parameter() {
    let app = App::start().await;
    let token = app.owner().await.access_token().unwrap();
    let many = (0..9).map(|n| format!("logins:{n}-")).collect::<Vec<_>>().join(",");
    for (query, message) in [
        ("everybody", "must be the name of a set"),
        ("buyers,", "must be the name of a set"),
        ("opted_in:fax", "opted_in: must be one of"),
        ("active:2026-02-30..2026-03-01", "active: must be two days"),
        (many.as_str(), "at most 8"),
    ] {
        let request = app.request(Method::GET, &format!("/api/v1/customers?set={query}")).bearer_auth(&token);
        let problem = send(request).await.problem();

        assert_eq!(problem.status, 422, "{query}: {problem:?}");
        let fields: Vec<&str> = problem.errors.iter().map(|e| e.pointer.as_str()).collect();
        assert_eq!(fields, ["set"], "{query}: {problem:?}");
        assert!(problem.errors.iter().all(|e| e.message.contains(message)), "{query}: {problem:?}");
    }
}

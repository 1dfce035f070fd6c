//! The named sets and targeted groups; segments that a shop makes.

mod changes;
mod saved;
mod sight;

use chrono::DateTime;
use chrono::{TimeDelta, Utc};
use patron_api_client::Session;
use patron_api_types::{profiles::ProfileUpsert, segments::TargetQuery};
use patron_domain::{clock::Clock, consent::Channel, rule::SegmentKey, segment::NamedSet};
use patron_tests::{
    App,
    seed::{money, order, profile},
};
use std::collections::HashSet;

fn days_ago(days: i64) -> DateTime<Utc> {
    Clock::system().now() - TimeDelta::days(days)
}

async fn targeted(owner: &Session, query: TargetQuery) -> Vec<String> {
    let page = owner.targeted(&query).await.unwrap();
    page.items.into_iter().map(|row| row.email.unwrap().split('@').next().unwrap().to_owned()).collect()
}

/// never: signed up 60 days ago, never logged in. old: last login 40 days ago. recent: 2 days ago.
/// today: signed up now, never logged in. rich: 3 orders, 1500. out: as old, but withdrew.
pub(crate) async fn app_with_people() -> App {
    let app = App::start().await;
    for name in ["never", "old", "recent", "rich", "today", "out"] {
        let said = (name == "out").then_some(false);
        let email = format!("{name}@example.com");
        app.has_profile(&ProfileUpsert { marketing_consent: said, ..profile(&email) }).await;
        if name != "today" {
            app.signed_up_at(&email, days_ago(60)).await;
        }
    }
    app.has_login_at("old@example.com", days_ago(40)).await;
    app.has_login_at("out@example.com", days_ago(40)).await;
    app.has_login_at("recent@example.com", days_ago(2)).await;
    app.has_login_at("rich@example.com", days_ago(1)).await;
    for n in 0..3 {
        app.has_order(&order("rich@example.com", &format!("O-{n}"), "500.00")).await;
    }
    app
}

#[tokio::test]
async fn the_three_groups_hold_whom_they_say() {
    let app = app_with_people().await;
    let owner = app.owner().await;

    let segments = owner.segments().await.unwrap().items;

    let sizes: Vec<_> = segments.iter().map(|s| (s.name, s.people, s.reachable_email)).collect();
    let expected = [
        (SegmentKey::Named(NamedSet::HighValue), 1, 1),
        (SegmentKey::Named(NamedSet::RecentSignups), 1, 1),
        (SegmentKey::Named(NamedSet::Inactive30d), 3, 2),
    ];
    assert_eq!(sizes, expected);
    for (set, people) in [
        (NamedSet::HighValue, vec!["rich"]),
        (NamedSet::RecentSignups, vec!["today"]),
        (NamedSet::Inactive30d, vec!["old", "never"]),
    ] {
        let query = TargetQuery { segment: Some(SegmentKey::Named(set)), ..TargetQuery::default() };
        assert_eq!(targeted(&owner, query).await, people, "{set}: last login first, never last");
    }
}

#[tokio::test]
async fn each_condition_of_a_target_holds_exactly() {
    let app = app_with_people().await;
    let owner = app.owner().await;
    let q = TargetQuery::default;
    let day = |days| Some(days_ago(days).format("%Y-%m-%d").to_string());
    let instant = |days| Some(days_ago(days).to_rfc3339());
    for (query, expected) in [
        (q(), vec!["rich", "recent", "old", "never", "today"]),
        (TargetQuery { min_orders: Some(3), ..q() }, vec!["rich"]),
        (TargetQuery { min_orders: Some(4), ..q() }, vec![]),
        (TargetQuery { min_spent: Some(money("1500.00")), ..q() }, vec!["rich"]),
        (TargetQuery { min_spent: Some(money("1500.01")), ..q() }, vec![]),
        (TargetQuery { signup_after: day(7), ..q() }, vec!["today"]),
        (TargetQuery { last_login_after: instant(10), ..q() }, vec!["rich", "recent"]),
        (TargetQuery { last_login_before: instant(10), ..q() }, vec!["old", "never", "today"]),
        (TargetQuery { categories: Some("kitchen, LIGHTING".into()), ..q() }, vec!["rich"]),
        (TargetQuery { categories: Some("Kitchen".into()), ..q() }, vec![]),
        (TargetQuery { channel: Some(Channel::Sms), ..q() }, vec![]),
    ] {
        let found: HashSet<String> = targeted(&owner, query.clone()).await.into_iter().collect();
        assert_eq!(found, expected.iter().map(|s| (*s).to_owned()).collect(), "{query:?}");
    }
}

#[tokio::test]
async fn a_target_is_paged_without_missing_or_repeating_anyone() {
    let app = app_with_people().await;
    let owner = app.owner().await;
    let mut query = TargetQuery { limit: Some(2), total: Some(true), ..TargetQuery::default() };
    let mut names = Vec::new();
    loop {
        let page = owner.targeted(&query).await.unwrap();
        assert_eq!(page.total, Some(5));
        names.extend(page.items.into_iter().map(|row| row.email.unwrap()));
        query.cursor = page.next_cursor;
        if query.cursor.is_none() {
            break;
        }
    }

    assert_eq!(names.len(), 5);
    assert_eq!(names.iter().collect::<HashSet<_>>().len(), 5);
    assert_eq!(&names[..3], ["rich@example.com", "recent@example.com", "old@example.com"]);
}

#[tokio::test]
async fn a_condition_that_cannot_be_read_is_named() {
    let app = App::start().await;
    let owner = app.owner().await;
    for (query, parameter) in [
        (TargetQuery { signup_after: Some("last week".into()), ..TargetQuery::default() }, "signup_after"),
        (
            TargetQuery { last_login_before: Some("2026-02-30".into()), ..TargetQuery::default() },
            "last_login_before",
        ),
        (TargetQuery { min_orders: Some(-1), ..TargetQuery::default() }, "min_orders"),
    ] {
        let error = owner.targeted(&query).await.unwrap_err();
        assert_eq!(error.code(), Some("validation_failed"), "{query:?}");
        assert!(error.field(parameter).is_some(), "{parameter}: {error:?}");
    }
}

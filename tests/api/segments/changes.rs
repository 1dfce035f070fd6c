//! A segment's size day by day, and who came and left.

use super::{
    app_with_people,
    saved::{analysis, nothing},
};
use chrono::Days;
use patron_api_types::{
    customers::{CustomerRow, StatusChange},
    segments::{RuleInput, SegmentChange},
};
use patron_domain::{customer::CustomerStatus, rule::SegmentKey, segment::NamedSet};
use patron_tests::{App, seed::order};

fn names(rows: &[CustomerRow]) -> Vec<&str> {
    rows.iter().filter_map(|row| row.email.as_deref()?.split('@').next()).collect()
}

/// Makes the last comparison too old to be told without another one.
async fn minutes_pass(app: &App) {
    sqlx::query("update segment_tracks set compared_at = compared_at - interval '6 minutes'")
        .execute(&mut app.sql().await)
        .await
        .unwrap();
}

#[tokio::test]
async fn who_came_and_who_left_is_told_once_each() {
    let app = app_with_people().await;
    let owner = app.owner().await;
    let wanted = analysis("Buyers", "total_orders >= 1 and status = \"active\"");
    let made = owner.create_segment(&wanted).await.unwrap().summary;
    let (key, today) = (made.name, made.points[0].day);
    let long_ago = today - Days::new(30);
    let set_status = async |name: &str, status| {
        let id = app.id_of(&format!("{name}@example.com")).await;
        let change = StatusChange { status, reason: "test".into() };
        owner.change_status(id, &change).await.unwrap();
    };

    let first = owner.segment_changes(&key, long_ago).await.unwrap();
    assert_eq!((first.since, first.entered, first.left), (today, 0, 0), "it is no older");

    app.has_order(&order("old@example.com", "O-old", "100.00")).await;
    set_status("rich", CustomerStatus::Inactive).await;
    minutes_pass(&app).await;
    let seen = owner.segment_changes(&key, long_ago).await.unwrap();
    assert_eq!((seen.entered, seen.left), (1, 1));
    assert_eq!((names(&seen.entered_people), names(&seen.left_people)), (vec!["old"], vec!["rich"]));

    // whoever comes back did not leave
    set_status("rich", CustomerStatus::Active).await;
    minutes_pass(&app).await;
    let seen = owner.segment_changes(&key, long_ago).await.unwrap();
    assert_eq!((seen.entered, seen.left), (1, 0));
    assert_eq!(names(&seen.left_people), Vec::<&str>::new());

    let rule = SegmentChange { rule: Some(RuleInput::Text("everyone".into())), ..nothing() };
    owner.change_segment(&key, &rule).await.unwrap();
    minutes_pass(&app).await;
    let seen = owner.segment_changes(&key, long_ago).await.unwrap();
    assert_eq!((seen.entered, seen.left), (0, 0), "another rule begins anew");
    assert!(owner.segment_changes(&key, today + Days::new(7)).await.unwrap_err().field("since").is_some());
}

#[tokio::test]
async fn a_segment_has_a_point_a_day() {
    let app = app_with_people().await;
    let owner = app.owner().await;
    let key = SegmentKey::Named(NamedSet::Inactive30d);
    assert!(owner.segment_history(&key, None).await.unwrap().items.is_empty(), "never counted");
    let today = owner.segment(&key).await.unwrap().summary.points[0].day;
    sqlx::query("insert into segment_points values ('inactive_30d', $1, 7, 5), ('inactive_30d', $2, 9, 9)")
        .bind(today - Days::new(2))
        .bind(today - Days::new(200))
        .execute(&mut app.sql().await)
        .await
        .unwrap();

    let history = owner.segment_history(&key, None).await.unwrap().items;

    let points: Vec<_> = history.iter().map(|p| (p.day, p.people, p.reachable_email)).collect();
    assert_eq!(points, [(today - Days::new(2), 7, 5), (today, 3, 2)]);
    assert_eq!(owner.segment_history(&key, Some(1000)).await.unwrap().items.len(), 3);
    assert!(owner.segment_history(&key, Some(0)).await.unwrap_err().field("days").is_some());
    let listed = owner.segments().await.unwrap().items;
    assert_eq!(listed[2].points.len(), 2, "a list has those of 30 days");
}

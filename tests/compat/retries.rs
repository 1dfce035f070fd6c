//! What trackers send again is counted once; what is in vain they are told at once.

use crate::{
    effects::{customer, number},
    tracker::{ADA, Sdk, Tracker},
};
use patron_tests::App;
use serde_json::json;

/// Counts each time that it is stored: a login has no id of its own.
const SIGNED_IN: &str = "analytics.track({ userId: 'u1', event: 'Signed In', properties: {} })";

/// A busy server, then a broken one, then ours.
async fn refused_twice(sdk: Sdk) {
    let app = App::start().await;
    let tracker = Tracker::new(sdk, &app);
    tracker.send(&[ADA]).await.must_be_well();
    let busy = json!([{"status": 429, "headers": {"retry-after": "1"}}, {"status": 503}]);

    let report = tracker.behind(busy).send(&[SIGNED_IN]).await;

    report.must_be_well();
    assert_eq!(report.statuses(), [429, 503, 200]);
    assert!(report.waited_ms() >= 1000, "as the answer said: {report:?}");
    assert_eq!(customer(&app, "ada@example.com").await.row.login_count, 1);
}

#[tokio::test]
async fn segment_comes_again_after_429_and_503() {
    refused_twice(Sdk::Segment).await;
}

#[tokio::test]
async fn rudder_comes_again_after_429_and_503() {
    refused_twice(Sdk::Rudder).await;
}

/// The events are stored, and their sender never hears of it.
async fn lost_answer(sdk: Sdk) {
    let app = App::start().await;
    let tracker = Tracker::new(sdk, &app);
    tracker.send(&[ADA]).await.must_be_well();

    let report = tracker.behind(json!([{"lost": true}])).send(&[SIGNED_IN]).await;

    report.must_be_well();
    assert_eq!(report.statuses(), [200, 200], "stored, and sent again");
    assert_eq!((report.sum("accepted"), report.sum("duplicates")), (1, 1), "{report:?}");
    assert_eq!(customer(&app, "ada@example.com").await.row.login_count, 1);
    assert_eq!(number(&app, "select count(*) from login_activities").await, 1);
}

#[tokio::test]
async fn what_segment_sends_again_after_a_lost_answer_counts_once() {
    lost_answer(Sdk::Segment).await;
}

#[tokio::test]
async fn what_segment_2_sends_again_after_a_lost_answer_counts_once() {
    lost_answer(Sdk::Segment2).await;
}

#[tokio::test]
async fn what_rudder_sends_again_after_a_lost_answer_counts_once() {
    lost_answer(Sdk::Rudder).await;
}

/// 401 is final: the tracker drops the batch and says so.
async fn wrong_key(sdk: Sdk) {
    let app = App::start().await;
    let tracker = Tracker::with_key(sdk, &app, "ws_patron_nobody_made_this_one").watched();

    let report = tracker.send(&[ADA]).await;

    assert_eq!(report.statuses(), [401]);
    assert!(report.errors.len() == 1 && report.errors[0].contains("401"), "{report:?}");
    assert_eq!(number(&app, "select count(*) from customer_profiles").await, 0);
}

#[tokio::test]
async fn segment_reports_a_wrong_key_at_once() {
    wrong_key(Sdk::Segment).await;
}

#[tokio::test]
async fn rudder_reports_a_wrong_key_at_once() {
    wrong_key(Sdk::Rudder).await;
}

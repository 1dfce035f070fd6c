//! What a visitor did before anybody knew who it was.

use crate::{
    effects::number,
    tracker::{ADA, Sdk, Tracker},
};
use patron_tests::App;

const VIEW: &str =
    "const view = (anonymousId) => analytics.track({ anonymousId, event: 'Product Viewed', properties: {} })";

/// How many stored events are this person's.
async fn of(app: &App, email: &str) -> i64 {
    sqlx::query_scalar("select count(*) from events where customer_id = $1")
        .bind(app.id_of(email).await.0)
        .fetch_one(&mut app.sql().await)
        .await
        .unwrap()
}

async fn joins_at_identify_and_alias(sdk: Sdk) {
    let app = App::start().await;
    let tracker = Tracker::new(sdk, &app);

    tracker.send(&[VIEW, "view('visitor-1'); view('visitor-2'); view('stranger')"]).await.must_be_well();
    assert_eq!(number(&app, "select count(*) from customer_profiles").await, 0, "nobody is made up");
    tracker
        .send(&["const traits = { email: 'ada@example.com' }
            analytics.identify({ userId: 'u1', anonymousId: 'visitor-1', traits })"])
        .await
        .must_be_well();
    assert_eq!(of(&app, "ada@example.com").await, 1, "at identify");
    tracker.send(&["analytics.alias({ userId: 'u1', previousId: 'visitor-2' })"]).await.must_be_well();
    assert_eq!(of(&app, "ada@example.com").await, 2, "at alias");
    tracker.send(&[VIEW, "view('visitor-1'); view('visitor-2')"]).await.must_be_well();

    assert_eq!(of(&app, "ada@example.com").await, 4, "what comes later, too");
    let nobodys = "select count(*) from events where customer_id is null";
    assert_eq!(number(&app, nobodys).await, 1, "the stranger's");
    assert_eq!(number(&app, "select count(*) from customer_profiles").await, 1);
}

#[tokio::test]
async fn with_segment_it_joins_the_person_at_identify_and_at_alias() {
    joins_at_identify_and_alias(Sdk::Segment).await;
}

#[tokio::test]
async fn with_rudder_it_joins_the_person_at_identify_and_at_alias() {
    joins_at_identify_and_alias(Sdk::Rudder).await;
}

#[tokio::test]
async fn an_alias_of_oneself_changes_nothing() {
    let app = App::start().await;
    let tracker = Tracker::new(Sdk::Segment, &app).watched();

    let report = tracker.send(&[ADA, "analytics.alias({ userId: 'u1', previousId: 'u1' })"]).await;

    report.must_be_well();
    assert_eq!((report.sum("accepted"), report.rejected()), (2, 0), "{report:?}");
    assert_eq!(number(&app, "select count(*) from identities").await, 1);
}

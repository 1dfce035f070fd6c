//! The list of segments.

use crate::{
    campaigns::go,
    desk::{at_the_desk, no_errors},
};
use chrono::Days;
use patron_domain::{rule::SegmentKey, segment::NamedSet};
use patron_tests::App;

#[tokio::test]
async fn a_change_names_the_day_that_it_is_against_as_people_do() {
    let app = App::start().await;
    let key = SegmentKey::Named(NamedSet::Inactive30d);
    let today = app.owner().await.segment(&key).await.unwrap().summary.points[0].day;
    let day = today - Days::new(2);
    sqlx::query("insert into segment_points values ('inactive_30d', $1, 40, 5)")
        .bind(day)
        .execute(&mut app.sql().await)
        .await
        .unwrap();
    let browser = at_the_desk(&app).await;

    go(&app, &browser, "segments").await;

    let delta = browser.shown("[data-testid='segment-inactive_30d'] .delta").await;
    let against = format!("against 40 on {}", day.format("%-d %b %Y"));
    assert_eq!(delta.attr("title").await.unwrap(), Some(against));
    no_errors(&browser).await;
}

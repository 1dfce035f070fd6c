//! A segment that is not there.

use super::has_segment;
use crate::{campaigns::go, desk::at_the_desk};
use patron_tests::App;

#[tokio::test]
async fn a_segment_that_was_deleted_or_never_was_says_so_and_leads_back() {
    let app = App::start().await;
    let gone = has_segment(&app, "Gone", "total_orders >= 0").await;
    app.owner().await.delete_segment(&gone.name).await.unwrap();
    let browser = at_the_desk(&app).await;

    for key in [gone.name.to_string(), "no_such_segment".to_owned()] {
        go(&app, &browser, &format!("segments/{key}")).await;

        browser.by_id("no-such").await;
        assert!(!browser.has("retry").await && !browser.has("live-count").await, "{key}");
        browser.by_id("segment-search").await;
        browser.shown("[data-testid='no-such'] a").await.click().await.unwrap();
        browser.by_id("live-count").await;
        assert!(!browser.has("no-such").await, "{key}");
    }
    // the browser itself reports the 404
    let errors = browser.console_errors(&["/api/v1/session/refresh", "/api/v1/segments/"]).await;
    assert!(errors.is_empty(), "{errors:#?}");
}

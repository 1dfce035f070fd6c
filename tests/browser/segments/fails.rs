//! What a segment's page says while an answer is on its way, or doesn't come.

use crate::{
    campaigns::go,
    desk::{at_the_desk, no_errors},
    exports::{answered, cut},
};
use patron_tests::{App, seed::profile};

#[tokio::test]
async fn a_search_that_failed_says_so_and_not_that_there_is_nobody() {
    let app = App::start().await;
    app.has_profile(&profile("ada@example.com")).await;
    let browser = at_the_desk(&app).await;
    go(&app, &browser, "segments/high_value").await;
    browser.click("explain-open").await;
    cut(&browser, "/api/v1/customers").await;

    browser.fill("explain-search", "ada").await;

    browser.by_id("explain-failed").await;
    assert_eq!(browser.count("[data-testid='explain'] [role='status']").await, 0);
    answered(&browser).await;
    browser.fill("explain-search", "ada@").await;
    browser.by_id("explain-person").await;
    assert!(!browser.has("explain-failed").await);
    no_errors(&browser).await;
}

#[tokio::test]
async fn people_that_are_still_looked_for_have_their_place() {
    let app = App::start().await;
    let browser = at_the_desk(&app).await;
    let never = "window.fetch = (of, ...more) => (of.url ?? `${of}`).includes('/segments/preview')
        ? new Promise(() => {}) : window.fetchOnce(of, ...more)";
    browser.script(&format!("window.fetchOnce = window.fetch; {never}")).await;

    browser.click("nav-segments").await;
    browser.by_id("explain-open").await;

    let places = async || browser.count("section[aria-labelledby='segment-title'] [aria-busy='true']").await;
    browser.until("where they will stand", places, |n| *n == 1).await;
    no_errors(&browser).await;
}

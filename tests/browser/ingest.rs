//! What comes in: the feed, refused events, imports of files; and all new pages on a phone.

use crate::{
    desk::{at_the_desk, no_errors, signed_in, text, value},
    duplicates::has_a_pair,
    looks::{as_a_phone, overflow},
};
use patron_api_types::{imports::UploadQuery, ingest::RejectedQuery};
use patron_tests::{App, TempDir, raw, seed::order};
use reqwest::Method;
use std::time::Duration;
use thirtyfour::prelude::By;

/// What the shop's server reports stands in the open dashboard's feed within this time.
const SOON: Duration = Duration::from_secs(3);

/// Shopify's export of customers: one good row, one without a usable address.
const CUSTOMERS: &str = "First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,\
Default Address Address1,Default Address Address2,Default Address City,Default Address Province Code,\
Default Address Country Code,Default Address Zip,Default Address Phone,Phone,Accepts SMS Marketing,Tags,Note,Tax Exempt\r\n\
Ada,Lovelace,ada@example.com,yes,,,,Pune,MH,IN,411001,,+919876543210,no,,,no\r\n\
No,Address,nobody,yes,,,,Pune,MH,IN,411001,,,no,,,no\r\n";

/// Sends an event without a name, as a page would, which is refused.
async fn has_refused_event(app: &App, message_id: &str) {
    let key = app.key("write_browser", "");
    let event = serde_json::json!({
        "type": "track", "event": "", "anonymousId": "visitor-1", "messageId": message_id, "writeKey": key,
        "properties": {"product_id": "DIYA-12", "price": 249},
    });
    let answer = raw::send(app.request(Method::POST, "/v1/track").json(&event)).await;
    assert!(answer.status.is_success(), "{answer:?}");
}

#[tokio::test]
async fn an_order_that_the_shops_server_reports_stands_in_the_open_feed_within_three_seconds() {
    let app = App::start().await;
    let browser = at_the_desk(&app).await;
    browser.by_id("activity-empty").await;

    app.has_order(&order("bela@example.com", "TT-20417", "1499.00")).await;

    let feed = async || text(&browser, "activity").await;
    let took = browser
        .until("the order in the feed", feed, |feed| feed.contains("TT-20417") && feed.contains("1,499"))
        .await;
    assert!(took <= SOON, "{took:?}");
    no_errors(&browser).await;
}

#[tokio::test]
async fn a_paused_feed_stands_still_until_it_goes_on() {
    let app = App::start().await;
    let browser = at_the_desk(&app).await;
    browser.by_id("activity-empty").await;
    browser.click("activity-pause").await;

    app.has_order(&order("bela@example.com", "TT-1", "249.00")).await;
    tokio::time::sleep(SOON).await;
    let while_paused = text(&browser, "activity").await;
    browser.click("activity-pause").await;

    assert!(!while_paused.contains("TT-1"), "{while_paused}");
    browser.until("the order", async || text(&browser, "activity").await, |feed| feed.contains("TT-1")).await;
    no_errors(&browser).await;
}

#[tokio::test]
async fn a_refused_event_is_shown_mended_and_replayed() {
    let app = App::start().await;
    has_refused_event(&app, "message-1").await;
    let browser = at_the_desk(&app).await;
    browser.click("nav-ingest").await;
    browser.click("rejected-row").await;
    let shown = browser.by_id("rejected-json").await.prop("value").await.unwrap().unwrap_or_default();
    assert!(shown.contains("visitor-1"), "{shown}");

    browser.fill("rejected-json", "{\"type\": \"track\", event}").await;
    browser.click("rejected-replay").await;
    let told = async || {
        browser.script("return document.querySelector('#rejected-json-error')?.innerText ?? ''").await
    };
    browser
        .until("where it is broken", told, |text| {
            text.as_str().is_some_and(|text| text.contains("Line 1, column"))
        })
        .await;
    let mended = shown.replace("\"event\": \"\"", "\"event\": \"Product Viewed\"");
    // Typed text would be indented by the field; the value is what counts.
    let script = format!(
        "const field = document.querySelector('#rejected-json'); field.value = {};
         field.dispatchEvent(new Event('input', {{bubbles: true}}))",
        serde_json::to_string(&mended).unwrap()
    );
    browser.script(&script).await;
    browser.click("rejected-replay").await;

    browser.by_id("rejected-empty").await;
    browser.click("rejected-replayed").await;
    let replayed = async || text(&browser, "rejected-row").await;
    browser.until("it stands under Replayed", replayed, |row| !row.is_empty()).await;
    let waiting = app.owner().await.rejected_events(&RejectedQuery::default()).await.unwrap();
    assert!(waiting.items.is_empty(), "{waiting:?}");
    no_errors(&browser).await;
}

#[tokio::test]
async fn a_refused_event_that_comes_in_meanwhile_appears_and_can_be_discarded() {
    let app = App::start().await;
    let browser = at_the_desk(&app).await;
    browser.click("nav-ingest").await;
    browser.by_id("rejected-empty").await;

    has_refused_event(&app, "message-1").await;

    browser.click("rejected-row").await;
    browser.click("rejected-discard").await;
    browser.by_id("rejected-empty").await;
    browser.click("rejected-discarded").await;
    browser.by_id("rejected-row").await;
    no_errors(&browser).await;
}

#[tokio::test]
async fn a_file_is_brought_checked_and_imported_and_its_refused_row_comes_back() {
    let app = App::start().await;
    let dir = TempDir::new();
    let path = dir.path().join("customers_export.csv");
    std::fs::write(&path, CUSTOMERS).unwrap();
    let browser = at_the_desk(&app).await;
    browser.click("nav-exports").await;
    browser.click("exports-import").await;
    browser.by_id("imports-empty").await;

    let input = browser.driver.find(By::Css("[data-testid='import-file']")).await.unwrap();
    input.send_keys(path.display().to_string()).await.unwrap();
    browser.by_id("import-name").await;
    let format = browser.script("return document.querySelector('#import-format')?.value ?? ''").await;
    assert_eq!(format, "shopify");
    browser.click("import-check").await;
    for (count, n) in [("count-created", 1), ("count-refused", 1)] {
        browser.until(count, async || value(&browser, count).await, |shown| *shown == n).await;
    }
    assert_eq!(app.owner().await.overview().await.unwrap().total_customers, 0, "a check stores nothing");
    browser.click("rows-refuse").await;
    let lines = async || browser.count("[data-testid='import-line']").await;
    browser.until("the refused row alone", lines, |n| *n == 1).await;
    browser.click("import-refused").await;
    let refused = std::fs::read_to_string(browser.downloaded().await).unwrap();
    assert!(refused.contains("nobody") && !refused.contains("ada@example.com"), "{refused}");

    // The server does the work: the page may be opened anew at any point.
    browser.driver.refresh().await.unwrap();
    browser.click("import-start").await;
    browser.by_id("import-done").await;

    assert_eq!(app.owner().await.overview().await.unwrap().total_customers, 1);
    no_errors(&browser).await;
}

#[tokio::test]
async fn nothing_overflows_on_a_phone_when_the_new_pages_are_full() {
    let app = App::start().await;
    has_a_pair(&app).await;
    has_refused_event(&app, &"a-message-id-that-goes-on-and-on".repeat(4)).await;
    let owner = app.owner().await;
    let file_name = "an-export-of-our-customers-with-a-name-that-would-not-fit-on-any-phone.csv".to_owned();
    let query = UploadQuery { file_name, ..UploadQuery::default() };
    let import = owner.upload_import(&query, CUSTOMERS.into()).await.unwrap();
    owner.search_merges().await.unwrap();
    let browser = signed_in(&app, 390, 844).await;
    as_a_phone(&browser).await;
    for (path, shows) in [
        ("/admin".to_owned(), "[data-testid='activity-row']"),
        ("/admin/more".to_owned(), "[data-testid='more-ingest']"),
        ("/admin/ingest".to_owned(), "[data-testid='rejected-row']"),
        ("/admin/imports".to_owned(), "[data-testid='import-row']"),
        (format!("/admin/imports/{}", import.id), "[data-testid='map-column']"),
        ("/admin/duplicates".to_owned(), "[data-testid='pair']"),
    ] {
        browser.driver.goto(format!("{}{path}", app.origin())).await.unwrap();
        browser.shown(shows).await;

        assert_eq!(browser.script("return window.innerWidth").await, 390, "{path}");
        assert_eq!(overflow(&browser).await, 0, "{path}");
    }
    browser.click("pair-merge").await;
    browser.by_id("merge-save").await;
    assert_eq!(overflow(&browser).await, 0, "the merge dialog");
    browser.driver.goto(format!("{}/admin/more", app.origin())).await.unwrap();
    browser.click("more-ingest").await;
    browser.click("rejected-row").await;
    browser.by_id("rejected-json").await;
    assert_eq!(overflow(&browser).await, 0, "the event's dialog");
    no_errors(&browser).await;
}

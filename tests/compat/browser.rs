//! `@segment/analytics-next` in a page of another origin, in real Chromium.

use crate::{
    effects::{customer, number, stored},
    storefront::Storefront,
    tracker::{ADA, Sdk, Tracker},
};
use patron_tests::{App, browser::Browser, raw::send};
use reqwest::Method;
use serde_json::{Value, json};
use std::time::Duration;

/// A visitor in a storefront's page whose key may stand in pages.
async fn visitor(app: &App) -> Browser {
    let shop = Storefront::open(app, &app.key("write_browser", ""));
    let browser = Browser::open(1100, 900).await;
    browser.driver.goto(format!("{}/?utm_source=news", shop.origin)).await.unwrap();
    browser
}

/// Calls the library; gives the message's id.
async fn call(browser: &Browser, call: &str) -> String {
    let id = browser.script(&format!("return analytics.{call}.then(sent => sent.event.messageId)")).await;
    id.as_str().unwrap_or_default().to_owned()
}

/// What the page posted so far, with the answers.
async fn wire(browser: &Browser) -> Vec<Value> {
    let posts = browser.script("return wire.filter(seen => !seen.url.endsWith('/settings'))").await;
    posts.as_array().cloned().unwrap_or_default()
}

/// The same, once this many are answered.
async fn posts(browser: &Browser, count: usize) -> Vec<Value> {
    let all = |seen: &Vec<Value>| seen.len() == count && seen.iter().all(|post| post["status"].is_u64());
    browser.until(&format!("{count} answered posts"), async || wire(browser).await, all).await;
    wire(browser).await
}

/// Whether one event was taken or is listed as refused.
fn answered(post: &Value) -> bool {
    let rejected = post["answer"]["rejected"].as_array().map_or(0, Vec::len);
    post["answer"]["accepted"].as_u64().unwrap_or_default() + rejected as u64 == 1
}

#[tokio::test]
async fn a_page_reports_with_only_its_settings_address_and_key_changed_and_speaks_to_nobody_else() {
    let app = App::start().await;
    let browser = visitor(&app).await;

    call(&browser, "page()").await;
    call(&browser, "track('Product Viewed', { product_id: 'p1', price: 249 })").await;
    call(&browser, "identify('u-1042', { plan: 'gold' })").await;
    call(&browser, "alias('u-1042', 'u-before')").await;
    let posts = posts(&browser, 4).await;
    // its usage counters would have left by now
    tokio::time::sleep(Duration::from_millis(1500)).await;

    let urls: Vec<_> = posts.iter().filter_map(|post| post["url"].as_str()).collect();
    assert_eq!(urls, ["p", "t", "i", "a"].map(|path| format!("{}/v1/{path}", app.origin())));
    assert!(posts.iter().all(|post| post["status"] == 200 && answered(post)), "{posts:?}");
    assert!(posts[..2].iter().all(|post| post["answer"]["accepted"] == 1), "{posts:?}");
    assert_eq!(number(&app, "select count(*) from events where kind = 'page'").await, 1);
    assert_eq!(stored(&app, "Product Viewed").await, 1);
    assert_eq!(browser.script("return strangers").await, json!([]), "refused by the page's policy");
    let hosts = browser
        .script(
            "const urls = performance.getEntriesByType('resource').map(entry => new URL(entry.name))
             return [...new Set(urls.map(url => url.origin))].filter(origin => origin !== location.origin)",
        )
        .await;
    assert_eq!(hosts, json!([app.origin()]));
    let errors = browser.console_errors(&[]).await;
    assert!(errors.is_empty(), "{errors:?}");
}

#[tokio::test]
async fn an_order_from_a_page_is_not_believed_and_is_kept_for_the_staff() {
    let app = App::start().await;
    let browser = visitor(&app).await;

    let order = call(&browser, "track('Order Completed', { order_id: 'o1', total: 5 })").await;
    call(&browser, "track('Product Viewed', { product_id: 'p1' })").await;
    let posts = posts(&browser, 2).await;

    assert_eq!(posts[0]["status"], 200, "an error would make the library send it again and again");
    assert_eq!(posts[0]["answer"]["rejected"][0]["messageId"], order, "{posts:?}");
    assert_eq!(posts[1]["answer"]["accepted"], 1, "{posts:?}");
    assert_eq!(number(&app, "select count(*) from orders").await, 0);
    let owner = app.owner().await;
    let request = app.request(Method::GET, "/api/v1/rejected-events");
    let page = send(request.bearer_auth(owner.access_token().unwrap())).await.json();
    assert_eq!(page["items"].as_array().map(Vec::len), Some(1), "{page}");
    let kept = &page["items"][0];
    assert_eq!((&kept["code"], &kept["name"]), (&json!("identifier_not_allowed"), &json!("Order Completed")));
    assert_eq!(kept["message_id"], order);
    assert_eq!(kept["event"]["properties"]["order_id"], "o1");
}

#[tokio::test]
async fn a_page_cannot_make_itself_another_customer() {
    let app = App::start().await;
    Tracker::new(Sdk::Segment, &app).send(&[ADA]).await.must_be_well();
    let browser = visitor(&app).await;

    call(&browser, "identify('u1', { email: 'mallory@example.com', phone: '98765 43210' })").await;
    call(&browser, "track('Signed In', {})").await;
    let posts = posts(&browser, 2).await;

    assert!(posts.iter().all(|post| post["status"] == 200 && answered(post)), "{posts:?}");
    assert_eq!(number(&app, "select count(*) from customer_profiles").await, 1, "nobody is made");
    let ada = customer(&app, "ada@example.com").await;
    assert_eq!((ada.mobile_number, ada.row.login_count), (None, 0));
}

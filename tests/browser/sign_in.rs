//! Signing in and out.

use crate::desk::{at_the_door, knock, no_errors, stat};
use patron_tests::{App, app::OWNER_PASSWORD, seed::profile};

#[tokio::test]
async fn the_owner_signs_in_stays_over_a_reload_and_signs_out() {
    let app = App::start().await;
    app.has_profile(&profile("ada@example.com")).await;
    let browser = at_the_door(&app, 1280, 900).await;

    knock(&browser, "not the password").await;
    browser.until("the refusal", async || page(&browser).await, |text| text.contains("is wrong")).await;
    let refused = browser.console_errors(&["/api/v1/session"]).await;
    assert!(refused.is_empty(), "{refused:?}");

    knock(&browser, OWNER_PASSWORD).await;
    assert_eq!(stat(&browser, "total_customers").await, 1);
    browser.driver.refresh().await.unwrap();
    assert_eq!(stat(&browser, "total_customers").await, 1, "the cookie brings the session back");
    let stored = browser
        .script("return JSON.stringify([{...localStorage}, {...sessionStorage}, document.cookie])")
        .await;
    assert!(!stored.as_str().unwrap().contains("eyJ"), "no token in reach of scripts: {stored}");
    no_errors(&browser).await;

    browser.click("user-menu").await;
    browser.click("sign-out").await;
    browser.by_id("sign-in-email").await;
    browser.driver.goto(format!("{}/admin/customers", app.origin())).await.unwrap();
    browser.by_id("sign-in-email").await;
    knock(&browser, OWNER_PASSWORD).await;
    browser.by_id("customer-search").await;
    assert!(
        browser.driver.current_url().await.unwrap().path().ends_with("/admin/customers"),
        "back to where one was"
    );
}

async fn page(browser: &patron_tests::browser::Browser) -> String {
    browser.script("return document.body.innerText").await.as_str().unwrap_or_default().to_owned()
}

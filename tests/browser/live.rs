//! From a signup in a storefront page to a number on the dashboard.

use crate::desk::{at_the_desk, no_errors, stat};
use patron_tests::{App, browser::Browser, demo_shop::DemoShop};
use std::time::Duration;

/// What is done in the shop shows on the open dashboard within this time, without a reload.
const AT_ONCE: Duration = Duration::from_secs(2);

async fn fill(shop: &Browser, id: &str, text: &str) {
    let field = shop.shown(id).await;
    field.clear().await.unwrap();
    field.send_keys(text).await.unwrap();
}

async fn press(shop: &Browser, id: &str) {
    shop.shown(id).await.click().await.unwrap();
}

/// Waits for the shop's word that what was asked is done.
async fn told(shop: &Browser, part: &str) {
    let read = async || shop.script("return document.querySelector('#message').textContent").await;
    shop.until(part, read, |text| text.as_str().is_some_and(|text| text.contains(part))).await;
}

/// What the shop's page shows of the customer under this name.
async fn own(shop: &Browser, name: &str) -> String {
    let script = format!(
        "return [...document.querySelectorAll('#me dt')].find(dt => dt.textContent === '{name}')?.nextSibling.textContent ?? ''"
    );
    shop.script(&script).await.as_str().unwrap_or_default().to_owned()
}

/// Waits for a card of the dashboard to show this number, which must not take long.
async fn shows(dashboard: &Browser, name: &str, number: i64) {
    let took = dashboard.until(name, async || stat(dashboard, name).await, |shown| *shown == number).await;
    assert!(took <= AT_ONCE, "{name} took {took:?}");
}

#[tokio::test]
async fn a_signup_in_the_shop_is_counted_on_the_open_dashboard_within_two_seconds() {
    let app = App::start().await;
    let demo = DemoShop::start(&app);
    let dashboard = at_the_desk(&app).await;
    let before = [stat(&dashboard, "total_customers").await, stat(&dashboard, "marketing_opt_ins").await];
    dashboard.script("window.sameDocument = true").await;
    // A second browser: a hidden tab of the first would rightly stop asking for numbers.
    let shop = Browser::open(1100, 900).await;
    shop.driver.goto(demo.origin()).await.unwrap();

    fill(&shop, "#signup-name", "Ananya Marigold").await;
    fill(&shop, "#signup-email", "Ananya@example.com").await;
    fill(&shop, "#signup-phone", "98765 43210").await;
    fill(&shop, "#signup-password", "lotus-and-lamp-29").await;
    press(&shop, "#signup-consent").await;
    press(&shop, "#signup-submit").await;
    told(&shop, "Welcome, Ananya Marigold").await;

    shows(&dashboard, "total_customers", 1).await;
    assert_eq!(before, [0, 0]);
    assert_eq!(stat(&dashboard, "active_customers").await, 1);
    assert_eq!(stat(&dashboard, "new_7d").await, 1);
    assert_eq!(stat(&dashboard, "marketing_opt_ins").await, 1);

    press(&shop, "#withdraw").await;
    told(&shop, "will not write to you").await;
    shows(&dashboard, "marketing_opt_ins", 0).await;
    assert_eq!(dashboard.script("return window.sameDocument === true").await, true, "without a reload");
    no_errors(&dashboard).await;
    let errors = shop.console_errors(&[]).await;
    assert!(errors.is_empty(), "{errors:?}");
}

#[tokio::test]
async fn the_shops_page_logs_in_rightly_and_wrongly_buys_and_signs_out_across_origins() {
    let app = App::start().await;
    let demo = DemoShop::start(&app);
    let ada = app.customer("ada@example.com").await;
    let shop = Browser::open(1100, 900).await;
    shop.driver.goto(demo.origin()).await.unwrap();

    fill(&shop, "#login-email", "ada@example.com").await;
    fill(&shop, "#login-password", "wrong-password").await;
    press(&shop, "#login-submit").await;
    told(&shop, "Invalid login credentials").await;
    let refused = shop.console_errors(&["/auth/v1/token"]).await;
    assert!(refused.is_empty(), "an error is readable across origins: {refused:?}");
    fill(&shop, "#login-password", patron_tests::people::PASSWORD).await;
    press(&shop, "#login-submit").await;
    told(&shop, "ada@example.com").await;
    press(&shop, "#buy-teak-tray").await;
    press(&shop, "#buy-elephant").await;
    press(&shop, "#checkout").await;
    told(&shop, "is on its way").await;

    assert_eq!(own(&shop, "Orders").await, "1");
    assert_eq!(own(&shop, "Spent").await, "₹1,823");
    assert_eq!(own(&shop, "Logins").await, "2");
    let me = ada.me.me().await.unwrap();
    assert_eq!((me.total_orders, me.total_spent.to_string()), (1, "1823.00".into()));
    shop.driver.refresh().await.unwrap();
    shop.until(
        "the session outlives a reload",
        async || own(&shop, "Email").await,
        |email| email == "ada@example.com",
    )
    .await;
    press(&shop, "#signout").await;
    told(&shop, "signed out").await;
    shop.shown("#login-email").await;
    let errors = shop.console_errors(&[]).await;
    assert!(errors.is_empty(), "{errors:?}");
}

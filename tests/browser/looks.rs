//! Phone, dark theme, and the states a page can be in.

use crate::desk::{at_the_desk, no_errors, signed_in};
use patron_api_types::profiles::ProfileUpsert;
use patron_tests::{
    App,
    browser::Browser,
    seed::{order, profile},
};

/// How far the page is wider than its window.
pub async fn overflow(browser: &Browser) -> i64 {
    let script = "return document.documentElement.scrollWidth - document.documentElement.clientWidth";
    browser.script(script).await.as_i64().unwrap()
}

/// Gives the page the screen of a phone: a headless window can't be narrower than 500 pixels.
pub async fn as_a_phone(browser: &Browser) {
    let screen = serde_json::json!({"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": true});
    browser.driver.cdp().send_raw("Emulation.setDeviceMetricsOverride", screen).await.unwrap();
}

async fn wide_app() -> App {
    let app = App::start().await;
    let long = ProfileUpsert {
        full_name: Some("Venkatanarasimharajuvaripeta Subrahmanyam Marigold-Featherstonehaugh".into()),
        location: Some("Thiruvananthapuram, Kerala".into()),
        mobile_number: Some("98765 43210".into()),
        ..profile("a.very.long.address.that.goes.on.and.on@an.even.longer.domain.example.com")
    };
    app.has_profile(&long).await;
    let mut big = order(long.email.as_str(), "TT-1", "99999999.99");
    big.items[0].name =
        "A thing with a name that would not fit on any phone in the world, not even turned".into();
    app.has_order(&big).await;
    app
}

#[tokio::test]
async fn nothing_overflows_on_a_phone() {
    let app = wide_app().await;
    let browser = signed_in(&app, 390, 844).await;
    let id = app.id_of("a.very.long.address.that.goes.on.and.on@an.even.longer.domain.example.com").await;
    as_a_phone(&browser).await;
    for (path, shows) in [
        ("/admin".to_owned(), "[data-testid='stat-total_customers']"),
        ("/admin/customers".to_owned(), "[data-testid='customer-row']"),
        (format!("/admin/customers/{id}"), "[data-testid='customer-name']"),
        ("/admin/segments".to_owned(), "[data-testid^='segment-']"),
        ("/admin/exports".to_owned(), "[data-testid='exports-stats']"),
        ("/admin/exports?new=1".to_owned(), "[data-testid='export-rows'][data-value]"),
        ("/admin/ingest".to_owned(), "[data-testid='rejected-empty']"),
        ("/admin/imports".to_owned(), "[data-testid='imports-empty']"),
        ("/admin/duplicates".to_owned(), "[data-testid='pairs-empty']"),
        ("/admin/more".to_owned(), "[data-testid='more-exports']"),
    ] {
        browser.driver.goto(format!("{}{path}", app.origin())).await.unwrap();
        browser.shown(shows).await;

        assert_eq!(browser.script("return window.innerWidth").await, 390, "{path}");
        assert_eq!(overflow(&browser).await, 0, "{path}");
    }
    no_errors(&browser).await;
}

/// Lightness of the page's background, 0 to 255.
async fn lightness(browser: &Browser) -> i64 {
    let script = "
        const canvas = document.createElement('canvas').getContext('2d');
        let element = document.body, colour = getComputedStyle(element).backgroundColor;
        if (colour === 'rgba(0, 0, 0, 0)') colour = getComputedStyle(document.documentElement).backgroundColor;
        canvas.fillStyle = colour; canvas.fillRect(0, 0, 1, 1);
        const [r, g, b] = canvas.getImageData(0, 0, 1, 1).data;
        return Math.round((r + g + b) / 3)";
    browser.script(script).await.as_i64().unwrap()
}

#[tokio::test]
async fn the_theme_follows_the_system_and_the_switch_and_is_kept() {
    let app = App::start().await;
    let browser = at_the_desk(&app).await;
    assert!(lightness(&browser).await > 200, "light to begin with");
    let dark = serde_json::json!({"features": [{"name": "prefers-color-scheme", "value": "dark"}]});

    browser.driver.cdp().send_raw("Emulation.setEmulatedMedia", dark).await.unwrap();
    browser.until("dark by the system", async || lightness(&browser).await, |l| *l < 60).await;
    browser.click("theme-toggle").await;
    browser.until("light by the switch", async || lightness(&browser).await, |l| *l > 200).await;
    browser.driver.refresh().await.unwrap();
    browser.by_id("stat-total_customers").await;

    assert!(lightness(&browser).await > 200, "the switch outlives a reload");
    no_errors(&browser).await;
}

#[tokio::test]
async fn an_unknown_page_says_so_and_leads_back() {
    let app = App::start().await;
    let browser = at_the_desk(&app).await;

    browser.driver.goto(format!("{}/admin/no-such-page", app.origin())).await.unwrap();

    browser.by_id("not-found").await;
    browser.click("nav-overview").await;
    browser.by_id("stat-total_customers").await;
}

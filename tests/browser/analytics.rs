//! The analytics page: every report with data, its links to people, its files, its keys, on a phone too.

use crate::{
    desk::{at_the_desk, no_errors, rows, signed_in},
    looks::{as_a_phone, overflow},
};
use patron_domain::clock::Clock;
use patron_tests::{
    App,
    browser::{Browser, PATIENCE},
    seed::{order, profile},
};
use std::time::Duration;
use thirtyfour::prelude::Key;

/// Each report, and what shows that it is there with data.
const REPORTS: [(&str, &str); 8] = [
    ("summary", "[data-testid='card-active'] .bar rect"),
    ("growth", "[data-testid='growth-total'][data-value='3']"),
    ("retention", "[data-testid='retention-cell'][data-value='3']"),
    ("lifetime-value", "[data-testid='value-buyers'][data-value='2']"),
    ("channels", "[data-testid='channel-row']"),
    ("rfm", "[data-testid='rfm-cell']:not([data-value='0'])"),
    ("engagement", "[data-testid='engagement-mau'][data-value='3']"),
    ("consent", "[data-testid='consent-channel']"),
];

/// Three people who signed in today; one of them ordered once, one twice. The reports are computed.
async fn busy_app() -> App {
    let app = App::start().await;
    for address in ["ada@example.com", "bela@example.com", "cleo@example.com"] {
        app.has_profile(&profile(address)).await;
        app.has_login_at(address, Clock::system().now()).await;
    }
    app.has_order(&order("ada@example.com", "A-1", "1499.00")).await;
    app.has_order(&order("bela@example.com", "B-1", "249.00")).await;
    app.has_order(&order("bela@example.com", "B-2", "7999.00")).await;
    computed(&app).await;
    app
}

/// Has the prepared reports computed, and waits for them.
async fn computed(app: &App) {
    let owner = app.owner().await;
    owner.refresh_reports().await.unwrap();
    let done = async {
        while owner.refresh_state().await.unwrap().running {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    };
    tokio::time::timeout(PATIENCE, done).await.unwrap();
}

async fn open(app: &App, browser: &Browser, report: &str) {
    browser.driver.goto(format!("{}/admin/analytics?tab={report}", app.origin())).await.unwrap();
}

/// What an element counts, and where it or the link in it leads.
async fn number_and_link(browser: &Browser, css: &str) -> (usize, String) {
    let script = format!(
        "const e = document.querySelector(\"{css}\"), a = e.matches('a') ? e : e.querySelector('a') ?? e.closest('a');
         return [Number(e.dataset.value), a.getAttribute('href')]"
    );
    let found = browser.script(&script).await;
    let number = found[0].as_u64().and_then(|n| usize::try_from(n).ok()).unwrap();
    (number, found[1].as_str().unwrap().to_owned())
}

#[tokio::test]
async fn every_report_opens_with_its_data_and_says_what_is_counted() {
    let app = busy_app().await;
    let browser = at_the_desk(&app).await;
    browser.click("nav-analytics").await;
    for (report, shows) in REPORTS {
        browser.click(&format!("analytics-tab-{report}")).await;
        browser.shown(shows).await;

        browser.by_id("as-of").await;
        let defined = "[data-testid='definitions'] dd";
        assert!(browser.count(defined).await > 0, "{report} has definitions");
        assert!(!browser.has("load-error").await, "{report}");
        assert_eq!(overflow(&browser).await, 0, "{report}");
    }
    no_errors(&browser).await;
}

#[tokio::test]
async fn no_report_overflows_on_a_phone() {
    let app = busy_app().await;
    let browser = signed_in(&app, 390, 844).await;
    as_a_phone(&browser).await;
    for (report, shows) in REPORTS {
        open(&app, &browser, report).await;
        browser.shown(shows).await;

        assert_eq!(browser.script("return window.innerWidth").await, 390, "{report}");
        assert_eq!(overflow(&browser).await, 0, "{report}");
    }
    browser.by_id("tab-analytics").await;
    no_errors(&browser).await;
}

#[tokio::test]
async fn a_number_leads_to_exactly_the_people_it_counts() {
    let app = busy_app().await;
    let browser = at_the_desk(&app).await;
    for (report, counted) in [
        ("growth", "[data-testid='growth-total']"),
        ("retention", "[data-testid='retention-cell'][data-value='3']"),
        ("retention", "[data-testid='retention-size'][data-value='3']"),
        ("lifetime-value", "[data-testid='value-range']:not([data-value='0'])"),
        ("lifetime-value", "[data-testid='value-cohort'][data-value='2']"),
        ("channels", "[data-testid^='channel-'][data-value='3']"),
        ("rfm", "[data-testid='rfm-cell']:not([data-value='0'])"),
        ("rfm", "[data-testid='rfm-group-PROSPECTS']"),
        ("engagement", "[data-testid='engagement-dau']"),
        ("engagement", "[data-testid='engagement-mau']"),
        ("engagement", "[data-testid='frequency-1']"),
        ("consent", "[data-testid='consent-email-subscribed']"),
    ] {
        open(&app, &browser, report).await;
        browser.shown(counted).await;
        let (number, link) = number_and_link(&browser, counted).await;
        assert!(number > 0, "{counted}");

        browser.driver.goto(format!("{}{link}", app.origin())).await.unwrap();

        let what = format!("{counted} of {report} leads to {number}");
        browser.until(&what, async || rows(&browser).await.len(), |shown| *shown == number).await;
    }
    no_errors(&browser).await;
}

#[tokio::test]
async fn a_chart_comes_as_a_file() {
    let app = busy_app().await;
    let browser = at_the_desk(&app).await;
    open(&app, &browser, "growth").await;
    browser.by_id("growth-total").await;

    browser.click("csv-active").await;

    let path = browser.downloaded().await;
    assert_eq!(path.extension().and_then(|e| e.to_str()), Some("csv"), "{path:?}");
    let mut reader = csv::Reader::from_path(&path).unwrap();
    assert!(reader.headers().unwrap().len() > 3, "{:?}", reader.headers());
    let periods: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(periods.len(), 12, "as many weeks as without a choice");
    no_errors(&browser).await;
}

/// What the growth chart tells a screen reader.
async fn spoken(browser: &Browser) -> String {
    let script =
        "return document.querySelector(\"[data-testid='card-active'] [role='status']\")?.textContent ?? ''";
    browser.script(script).await.as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn arrow_keys_speak_a_charts_values() {
    let app = busy_app().await;
    let browser = at_the_desk(&app).await;
    open(&app, &browser, "growth").await;
    let plot = browser.shown("[data-testid='card-active'] .plot").await;

    plot.send_keys(Key::End + "").await.unwrap();
    browser.until("this week", async || spoken(&browser).await, |text| text.contains("Active 3")).await;
    plot.send_keys(Key::Left + "").await.unwrap();

    browser.until("the week before", async || spoken(&browser).await, |text| text.contains("Active 0")).await;
    no_errors(&browser).await;
}

#[tokio::test]
async fn unit_and_days_stand_in_the_address() {
    let app = busy_app().await;
    let browser = at_the_desk(&app).await;
    open(&app, &browser, "growth").await;
    browser.by_id("growth-total").await;

    browser.click("analytics-unit-month").await;
    browser.click("analytics-range").await;
    browser.click("range-6-months").await;

    let search =
        async || browser.script("return location.search").await.as_str().unwrap_or_default().to_owned();
    let wanted = |search: &String| {
        ["tab=growth", "unit=month", "from=", "to="].iter().all(|part| search.contains(part))
    };
    browser.until("the address says it all", search, wanted).await;
    browser.driver.refresh().await.unwrap();
    browser.by_id("growth-total").await;
    let bars = async || browser.count("[data-testid='card-active'] .bar").await;
    browser.until("seven months, two of them in part", bars, |bars| (6..=7).contains(bars)).await;
    no_errors(&browser).await;
}

#[tokio::test]
async fn reports_are_refreshed_on_demand() {
    let app = busy_app().await;
    let browser = at_the_desk(&app).await;
    open(&app, &browser, "rfm").await;
    browser.shown("[data-testid='rfm-group-PROSPECTS'][data-value='1']").await;
    browser.by_id("computed-at").await;
    app.has_order(&order("cleo@example.com", "C-1", "99.00")).await;

    browser.click("reports-refresh").await;

    browser.shown("[data-testid='rfm-group-PROSPECTS'][data-value='0']").await;
    no_errors(&browser).await;
}

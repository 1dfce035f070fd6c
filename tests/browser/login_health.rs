//! Login health, and the overview's figures with the people behind them.

use crate::{
    desk::{at_the_desk, no_errors, signed_in, text, value},
    looks::{as_a_phone, overflow},
};
use patron_api_types::logins::LoginReport;
use patron_tests::{
    App,
    people::PASSWORD,
    seed::{login, order, profile},
};

/// Reports so many failed attempts at an address, all from one place.
async fn fails(app: &App, address: &str, times: usize) {
    let report = LoginReport {
        success: false,
        failure_reason: Some("wrong_password".into()),
        ip_address: Some("203.0.113.9".into()),
        ..login(address)
    };
    for _ in 0..times {
        app.shop_server().report_login(&report).await.unwrap();
    }
}

#[tokio::test]
async fn failed_sign_ins_appear_with_who_is_tried_from_where_and_whether_somebody_got_in() {
    let app = App::start().await;
    app.customer("ada@example.com").await;
    fails(&app, "ada@example.com", 6).await;
    fails(&app, "nobody@example.com", 5).await;
    let health = app.owner().await.login_health().await.unwrap();
    let browser = at_the_desk(&app).await;

    browser.click("nav-login-health").await;

    let failed = async || value(&browser, "health-failed_24h").await;
    browser.until("the failed attempts", failed, |shown| *shown == health.failed_24h).await;
    assert_eq!(health.failed_24h, 11);
    assert_eq!(value(&browser, "health-logins_24h").await, health.logins_24h);
    assert_eq!(value(&browser, "health-throttled_24h").await, health.throttled_24h);
    assert_eq!(value(&browser, "reason").await, 11);
    for (row, failures, shows) in [
        ("attacked-account", 6, "ada@example.com"),
        ("attacked-address", 5, "nobody@example.com"),
        ("attack-source", 11, health.sources[0].ip_address.as_str()),
    ] {
        assert_eq!(browser.count(&format!("[data-testid='{row}']")).await, 1, "{row}");
        assert_eq!(value(&browser, row).await, failures, "{row}");
        assert!(text(&browser, row).await.contains(shows), "{row}");
    }
    assert!(!browser.has("signed-in-since").await, "nobody got in since");

    app.page().sign_in("ada@example.com", PASSWORD).await.unwrap();
    browser.script("window.dispatchEvent(new Event('focus'))").await;

    let warned = async || browser.has("signed-in-since").await;
    browser.until("the warning", warned, |shown| *shown).await;
    browser.click("csv-accounts").await;
    let file = std::fs::read_to_string(browser.downloaded().await).unwrap();
    assert!(file.contains("ada@example.com") && !file.contains("nobody@example.com"), "{file}");
    no_errors(&browser).await;
}

#[tokio::test]
async fn the_overviews_figures_equal_the_apis_and_open_exactly_the_people_they_count() {
    let app = App::start().await;
    app.customer("ada@example.com").await;
    for address in ["bela@example.com", "chitra@example.com", "dev@example.com"] {
        app.has_profile(&profile(address)).await;
    }
    for (address, id) in [("bela@example.com", "1"), ("bela@example.com", "2"), ("chitra@example.com", "3")] {
        app.has_order(&order(address, id, "249.00")).await;
    }
    fails(&app, "ada@example.com", 2).await;
    let o = app.owner().await.overview().await.unwrap();
    assert_eq!((o.engaged_30d, o.orders_30d, o.buyers, o.repeat_buyers), (3, 3, 2, 1));
    assert_eq!(o.failed_logins_30d, 2);
    let browser = at_the_desk(&app).await;

    for (id, number) in [
        ("stat-engaged_30d", o.engaged_30d),
        ("stat-inactive_30d", o.inactive_30d),
        ("stat-logins_30d", o.logins_30d),
        ("stat-failed_logins_30d", o.failed_logins_30d),
        ("stat-orders_30d", o.orders_30d),
        ("also-new_today", o.new_today),
        ("also-engaged_30d", o.engaged_30d),
        ("also-new_wtd", o.new_wtd),
        ("also-email_opt_ins", o.email_opt_ins),
        ("period-new_7d", o.new_7d),
        ("period-new_30d", o.new_30d),
        ("period-new_wtd", o.new_wtd),
        ("period-new_mtd", o.new_mtd),
        ("channel-email-reachable", o.reachable_email),
    ] {
        browser.until(id, async || value(&browser, id).await, |shown| *shown == number).await;
    }
    for (id, said) in [
        ("stat-revenue_30d", Some(o.revenue_30d.to_string())),
        ("stat-average_order_value", o.average_order_value.map(|amount| amount.to_string())),
        ("stat-repeat_rate", o.repeat_rate.clone()),
    ] {
        assert_eq!(browser.by_id(id).await.attr("data-value").await.unwrap(), said, "{id}");
    }
    for (id, people) in [
        ("stat-engaged_30d", o.engaged_30d),
        ("stat-orders_30d", o.buyers),
        ("stat-average_order_value", o.buyers),
        ("stat-repeat_rate", o.repeat_buyers),
        ("also-new_wtd", o.new_wtd),
        ("period-new_30d", o.new_30d),
        ("channel-email-subscribed", o.email_opt_ins),
    ] {
        browser.driver.goto(format!("{}/admin", app.origin())).await.unwrap();
        browser.click(id).await;
        let rows = async || browser.count("[data-testid='customer-row']").await;
        browser.until(id, rows, |rows| i64::try_from(*rows) == Ok(people)).await;
    }
    browser.driver.goto(format!("{}/admin", app.origin())).await.unwrap();
    browser.click("stat-failed_logins_30d").await;
    browser.by_id("health-failed_24h").await;
    no_errors(&browser).await;
}

#[tokio::test]
async fn growth_is_shown_by_new_people_activity_and_revenue() {
    let app = App::start().await;
    app.has_order(&order("bela@example.com", "1", "1499.00")).await;
    let browser = at_the_desk(&app).await;
    for (button, finding) in [
        ("growth-active", "Active people per day"),
        ("growth-revenue", "Revenue per day"),
        ("growth-cumulative", "Customers in all"),
        ("growth-new", "New customers per day"),
    ] {
        browser.click(button).await;

        let script = "return document.querySelector(\"[data-testid='growth-chart'] .plot\").ariaLabel";
        let label = async || browser.script(script).await.as_str().unwrap_or_default().to_owned();
        browser.until(button, label, |label| label.starts_with(finding)).await;
    }
    browser.click("growth-revenue").await;
    let figure = async || text(&browser, "new-30d").await;
    browser.until("the revenue", figure, |figure| figure.contains("1,499")).await;
    no_errors(&browser).await;
}

#[tokio::test]
async fn a_calm_shop_is_told_so_and_nothing_overflows_on_a_phone() {
    let app = App::start().await;
    let browser = signed_in(&app, 390, 844).await;
    as_a_phone(&browser).await;
    browser.driver.goto(format!("{}/admin/more", app.origin())).await.unwrap();
    browser.click("more-login-health").await;
    for calm in ["health-calm", "attacked-account-calm", "attacked-address-calm", "attack-source-calm"] {
        browser.by_id(calm).await;
    }
    assert_eq!(overflow(&browser).await, 0, "a calm page");
    let long = "a.very.long.address.that.goes.on.and.on@an.even.longer.domain.example.com";
    app.has_order(&order(long, "TT-1", "99999999.99")).await;
    fails(&app, long, 5).await;
    fails(&app, &format!("nobody.{long}"), 5).await;

    for (path, shows) in [
        ("/admin/login-health", ["attacked-account", "attacked-address", "attack-source"]),
        ("/admin", ["valuable-row", "busiest-hour", "channel-email-rate"]),
    ] {
        browser.driver.goto(format!("{}{path}", app.origin())).await.unwrap();
        for shown in shows {
            browser.by_id(shown).await;
        }

        assert_eq!(browser.script("return window.innerWidth").await, 390, "{path}");
        assert_eq!(overflow(&browser).await, 0, "{path}");
    }
    no_errors(&browser).await;
}

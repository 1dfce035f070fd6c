//! The customer list and one customer's page.

use crate::desk::{at_the_desk, lists, no_errors, text};
use patron_api_types::{events::EventReport, profiles::ProfileUpsert};
use patron_domain::{customer::CustomerStatus, ids::CustomerId};
use patron_tests::{
    App,
    browser::Browser,
    seed::{email, order, profile},
};

async fn app_with_people() -> App {
    let app = App::start().await;
    for (email, name, phone) in [
        ("ananya@example.com", "Ananya Marigold", "98765 43210"),
        ("bela@example.com", "Bela Teak", "91234 55555"),
        ("chitra@example.com", "Chitra Lamp", ""),
    ] {
        let phone = Some(phone.to_owned()).filter(|p| !p.is_empty());
        app.has_profile(&ProfileUpsert {
            full_name: Some(name.into()),
            mobile_number: phone,
            ..profile(email)
        })
        .await;
    }
    app.has_order(&order("bela@example.com", "TT-1", "1499.00")).await;
    app
}

async fn choose(browser: &Browser, test_id: &str, value: &str) {
    let option = browser.shown(&format!("[data-testid='{test_id}'] option[value='{value}']")).await;
    option.click().await.unwrap();
}

#[tokio::test]
async fn the_list_is_searched_filtered_and_keeps_its_state_in_the_address() {
    let app = app_with_people().await;
    let owner = app.owner().await;
    let reason = patron_api_types::customers::StatusChange {
        status: CustomerStatus::Inactive,
        reason: "Moved".into(),
    };
    owner.change_status(app.id_of("chitra@example.com").await, &reason).await.unwrap();
    let browser = at_the_desk(&app).await;
    browser.click("nav-customers").await;
    lists(&browser, &["Ananya Marigold", "Bela Teak", "Chitra Lamp"]).await;

    browser.fill("customer-search", "mari").await;
    lists(&browser, &["Ananya Marigold"]).await;
    browser.fill("customer-search", "5555").await;
    lists(&browser, &["Bela Teak"]).await;
    browser.fill("customer-search", "nobody at all").await;
    browser.by_id("customers-empty").await;
    browser.fill("customer-search", "").await;
    lists(&browser, &["Ananya Marigold", "Bela Teak", "Chitra Lamp"]).await;

    browser.click("filter-open").await;
    choose(&browser, "filter-status", "inactive").await;
    browser.click("filter-apply").await;
    lists(&browser, &["Chitra Lamp"]).await;
    let address = browser.driver.current_url().await.unwrap();
    assert!(address.query().is_some_and(|query| query.contains("inactive")), "{address}");
    browser.driver.refresh().await.unwrap();
    lists(&browser, &["Chitra Lamp"]).await;
    browser.click("customer-row").await;
    browser.by_id("customer-name").await;
    browser.driver.back().await.unwrap();
    lists(&browser, &["Chitra Lamp"]).await;
    no_errors(&browser).await;
}

#[tokio::test]
async fn a_sort_and_more_rows_are_a_click_away() {
    let app = App::start().await;
    for n in 0..60 {
        let name = Some(format!("Person {n:02}"));
        app.has_profile(&ProfileUpsert { full_name: name, ..profile(&format!("p{n}@example.com")) }).await;
    }
    let browser = at_the_desk(&app).await;
    browser.click("nav-customers").await;
    browser.click("sort-full_name").await;
    let first = async || crate::desk::rows(&browser).await.first().cloned().unwrap_or_default();
    browser
        .until("sorted by name", first, |row| row.contains("Person 00") || row.contains("Person 59"))
        .await;

    browser.click("load-more").await;

    let count = async || browser.count("[data-testid='customer-row']").await;
    browser.until("all rows are there", count, |n| *n == 60).await;
    no_errors(&browser).await;
}

#[tokio::test]
async fn a_customer_is_edited_and_blocked_on_their_page() {
    let app = app_with_people().await;
    let browser = at_the_desk(&app).await;
    browser.click("nav-customers").await;
    browser.fill("customer-search", "bela").await;
    lists(&browser, &["Bela Teak"]).await;
    browser.click("customer-row").await;
    browser
        .until("the name", async || text(&browser, "customer-name").await, |name| name == "Bela Teak")
        .await;
    browser.by_id("order-row").await;

    browser.click("edit-customer").await;
    browser.fill("edit-full_name", "Bela Teakwood").await;
    browser.click("edit-save").await;
    browser
        .until("the new name", async || text(&browser, "customer-name").await, |name| name == "Bela Teakwood")
        .await;
    browser.by_id("toast").await;
    browser.click("status-change").await;
    browser.script("document.querySelector(\"[data-testid='status-blocked']\").click()").await;
    browser.fill("status-reason", "Chargeback fraud").await;
    browser.click("status-save").await;
    browser
        .until("the badge", async || text(&browser, "status-badge").await, |badge| badge.contains("Blocked"))
        .await;

    let id: CustomerId = app.id_of("bela@example.com").await;
    let customer = app.owner().await.customer(id).await.unwrap();
    assert_eq!(customer.row.full_name.as_deref(), Some("Bela Teakwood"));
    assert_eq!(customer.row.status, CustomerStatus::Blocked);
    no_errors(&browser).await;
}

#[tokio::test]
async fn what_a_customer_did_is_a_tab_away() {
    let app = app_with_people().await;
    let properties = serde_json::json!({"name": "Diya set", "price": 249, "currency": "INR"});
    let event = EventReport {
        name: "Product Viewed".into(),
        email: Some(email("bela@example.com")),
        user_id: None,
        anonymous_id: None,
        properties: properties.as_object().cloned().unwrap_or_default(),
        occurred_at: None,
        message_id: None,
    };
    app.reader().report_event(&event).await.unwrap();
    let browser = at_the_desk(&app).await;
    browser.click("nav-customers").await;
    browser.fill("customer-search", "bela").await;
    lists(&browser, &["Bela Teak"]).await;
    browser.click("customer-row").await;
    browser.by_id("order-row").await;

    browser.click("tab-events").await;

    let row = async || text(&browser, "event-row").await;
    let told = |row: &String| row.contains("Product Viewed") && row.contains("Diya set · INR 249");
    browser.until("the event is told", row, told).await;
    no_errors(&browser).await;
}

#[tokio::test]
async fn a_customer_is_added_and_a_taken_address_is_told_at_its_field() {
    let app = app_with_people().await;
    let browser = at_the_desk(&app).await;
    browser.click("nav-customers").await;
    browser.click("customer-add").await;
    browser.fill("add-full_name", "Dev Nair").await;
    browser.fill("add-email", "BELA@example.com").await;
    browser.click("add-save").await;
    let shown =
        async || browser.script("return document.querySelector('dialog[open]')?.innerText ?? ''").await;
    browser
        .until("the refusal", shown, |text| {
            text.as_str()
                .is_some_and(|t| t.contains("belongs") || t.contains("taken") || t.contains("already"))
        })
        .await;

    browser.fill("add-email", "dev@example.com").await;
    browser.click("add-save").await;

    let added = async || app.owner().await.overview().await.unwrap().total_customers;
    browser.until("the newcomer is stored", added, |n| *n == 4).await;
    let errors = browser.console_errors(&["/api/v1/session/refresh", "/api/v1/customers"]).await;
    assert!(errors.is_empty(), "{errors:?}");
}

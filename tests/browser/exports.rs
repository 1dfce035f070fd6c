//! An export going out: preview, file, record, download.

use crate::{
    campaigns::{attribute, go},
    desk::{at_the_desk, no_errors, text, value},
};
use patron_api_types::profiles::ProfileUpsert;
use patron_tests::{
    App,
    browser::Browser,
    seed::{order, profile},
};
use std::path::Path;

/// Waits until the open dialog tells of so many rows.
pub async fn tells_rows(browser: &Browser, rows: i64) {
    browser.until("the preview", async || value(browser, "export-rows").await, |shown| *shown == rows).await;
}

/// Has requests to such addresses fail, as when the line is down.
pub async fn cut(browser: &Browser, address: &str) {
    let fails = format!(
        "window.fetch = (of, ...more) => (of.url ?? `${{of}}`).includes('{address}')
            ? Promise.reject(new TypeError('cut')) : window.fetchOnce(of, ...more)"
    );
    browser.script(&format!("window.fetchOnce ??= window.fetch; {fails}")).await;
}

/// And has them answered again.
pub async fn answered(browser: &Browser) {
    browser.script("window.fetch = window.fetchOnce").await;
}

/// Headers and rows of a file, every row as long as the first.
pub fn read(path: &Path) -> (Vec<String>, Vec<csv::StringRecord>) {
    let mut reader = csv::ReaderBuilder::new().flexible(false).from_path(path).unwrap();
    let headers = reader.headers().unwrap().iter().map(ToOwned::to_owned).collect();
    (headers, reader.records().map(Result::unwrap).collect())
}

/// What stands under a field of the open dialog and isn't tied to it.
const LOOSE: &str = "const dialog = document.querySelector('dialog[open]');
    return [...dialog.querySelectorAll('.hint')]
        .filter(hint => !hint.id || !dialog.querySelector(`[aria-describedby~='${hint.id}']`))
        .map(hint => hint.innerText)";

/// Ada with an order, Bo without one, and somebody who withdrew.
async fn people(app: &App) {
    let ada = ProfileUpsert {
        full_name: Some("Ada \"The Lamp\" Löv".into()),
        mobile_number: Some("98765 43210".into()),
        ..profile("ada@example.com")
    };
    app.has_profile(&ada).await;
    app.has_order(&order("ada@example.com", "1", "1499.50")).await;
    app.has_profile(&profile("bo@example.com")).await;
    app.has_profile(&ProfileUpsert { marketing_consent: Some(false), ..profile("out@example.com") }).await;
}

#[tokio::test]
async fn people_of_a_rule_leave_for_mailchimp_and_the_file_has_a_record() {
    let app = App::start().await;
    people(&app).await;
    let browser = at_the_desk(&app).await;
    let address = format!("{}/admin/exports?rule=total_orders%20%3E%3D%201&new=1", app.origin());
    browser.driver.goto(address).await.unwrap();
    tells_rows(&browser, 1).await;
    assert_eq!(text(&browser, "export-who-rule").await.trim(), "total_orders >= 1");

    browser.click("export-format-mailchimp").await;
    browser.fill("export-purpose", "Diwali newsletter").await;
    browser.click("export-create").await;
    let ready = async || text(&browser, "export-row-download").await;
    browser.until("the file is made", ready, |button| button.contains("Download")).await;
    browser.click("export-row-download").await;

    let path = browser.downloaded().await;
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    assert!(name.starts_with("patron-mailchimp-") && name.ends_with(".csv"), "{name}");
    let (headers, rows) = read(&path);
    assert_eq!(headers[..5], ["Email Address", "First Name", "Last Name", "Phone Number", "Address"]);
    assert_eq!(headers.len(), 11, "{headers:?}");
    assert_eq!(rows.len(), 1);
    assert_eq!(&rows[0][0], "ada@example.com");
    assert_eq!(&rows[0][1], "Ada");
    assert_eq!(&rows[0][2], "\"The Lamp\" Löv");
    assert_eq!(&rows[0][3], "+919876543210");

    browser.click("export-row").await;
    browser
        .until("who may not be written to", async || value(&browser, "since-people").await, |n| *n == 1)
        .await;
    let record = text(&browser, "export-record").await;
    assert!(record.contains("Diwali newsletter") && record.contains("Mailchimp"), "{record}");
    assert!(text(&browser, "export-rule").await.contains("total_orders >= 1"));
    assert_eq!(text(&browser, "export-sha").await.trim().len(), 64);
    no_errors(&browser).await;
}

#[tokio::test]
async fn a_column_that_the_mailing_tool_does_not_need_is_left_out() {
    let app = App::start().await;
    people(&app).await;
    let browser = at_the_desk(&app).await;
    browser.click("nav-exports").await;
    browser.click("exports-new").await;
    browser.click("export-format-customers").await;
    tells_rows(&browser, 2).await;
    assert_eq!(value(&browser, "export-left-out").await, 1);

    browser.click("export-column-mobile_number").await;
    let told = async || text(&browser, "export-columns").await;
    browser.until("one less", told, |told| told.starts_with("8 of nine")).await;
    browser.click("export-download").await;

    let (headers, rows) = read(&browser.downloaded().await);
    assert_eq!(headers[..3], ["Email", "Full Name", "Signup Date"]);
    assert_eq!(headers.len(), 8);
    assert_eq!(rows.len(), 2);
    assert!(rows.iter().all(|row| row.iter().all(|cell| !cell.contains("9876543210"))), "{rows:?}");
    no_errors(&browser).await;
}

#[tokio::test]
async fn columns_of_ones_own_are_ordered_renamed_and_kept_as_a_preset() {
    let app = App::start().await;
    people(&app).await;
    let browser = at_the_desk(&app).await;
    browser.driver.goto(format!("{}/admin/exports?new=1", app.origin())).await.unwrap();
    browser.click("export-format-custom").await;
    tells_rows(&browser, 2).await;

    browser.click("own-remove-last_name").await;
    browser.click("own-up-first_name").await;
    browser.fill("own-header-email", "E-mail").await;
    browser.by_id("own-renamed").await;
    browser.fill("preset-title", "Winter mailing").await;
    browser.click("preset-save").await;
    browser.by_id("preset").await;
    tells_rows(&browser, 2).await;
    let usable = async || browser.count("[data-testid='export-download']:not([disabled])").await;
    browser.until("the preset's preview", usable, |n| *n == 1).await;
    browser.click("export-download").await;

    let (headers, rows) = read(&browser.downloaded().await);
    assert_eq!(headers, ["first_name", "E-mail"]);
    assert_eq!(rows.len(), 2);
    no_errors(&browser).await;
}

#[tokio::test]
async fn the_three_groups_show_their_sizes_and_lead_to_their_people() {
    let app = App::start().await;
    app.has_profile(&ProfileUpsert { full_name: Some("Ada Löv".into()), ..profile("ada@example.com") }).await;
    let browser = at_the_desk(&app).await;

    browser.click("nav-segments").await;

    for (set, people) in [("recent_signups", "1"), ("high_value", "0"), ("inactive_30d", "0")] {
        let id = format!("segment-{set}-people");
        let shown = async || text(&browser, &id).await;
        browser.until(set, shown, |text| text.trim() == people).await;
    }
    browser.click("segment-recent_signups").await;
    crate::desk::lists(&browser, &["Ada Löv"]).await;
    no_errors(&browser).await;
}

#[tokio::test]
async fn what_goes_out_and_what_came_in_are_one_place_in_the_sidebar() {
    let app = App::start().await;
    let browser = at_the_desk(&app).await;

    for (path, shows) in [("exports", "exports-stats"), ("imports", "imports-empty")] {
        go(&app, &browser, path).await;
        browser.by_id(shows).await;

        assert_eq!(text(&browser, "nav-exports").await.trim(), "Exports & imports");
        assert_eq!(attribute(&browser, "nav-exports", "aria-current").await, "page", "{path}");
        assert_eq!(browser.count("[data-testid^='nav-'][aria-current]").await, 1, "{path}");
    }

    browser.shown(".topbar .crumbs a").await.click().await.unwrap();
    browser.by_id("exports-stats").await;
    browser.click("exports-import").await;
    browser.by_id("import-drop").await;
    no_errors(&browser).await;
}

#[tokio::test]
async fn what_stands_under_a_field_is_told_with_it() {
    let app = App::start().await;
    people(&app).await;
    let browser = at_the_desk(&app).await;

    go(&app, &browser, "exports?new=1").await;
    tells_rows(&browser, 2).await;
    assert_eq!(attribute(&browser, "export-purpose", "aria-describedby").await, "export-purpose-hint");
    assert_eq!(browser.script(LOOSE).await, serde_json::json!([]));
    assert_eq!(browser.count("dialog[open] table:not(:has(caption))").await, 0);

    go(&app, &browser, "campaigns?segment=recent_signups&new=1").await;
    browser.by_id("new-cost").await;
    assert_eq!(browser.script(LOOSE).await, serde_json::json!([]));
    browser.fill("new-exclude", "1.5").await;
    browser.click("campaign-make").await;
    let described = async || attribute(&browser, "new-exclude", "aria-describedby").await;
    browser.until("both", described, |ids| ids == "new-exclude-error new-exclude-hint").await;
    no_errors(&browser).await;
}

#[tokio::test]
async fn imports_that_could_not_be_loaded_are_not_none() {
    let app = App::start().await;
    let browser = at_the_desk(&app).await;
    cut(&browser, "/api/v1/imports").await;

    browser.click("nav-exports").await;

    browser.by_id("load-error").await;
    assert!(!browser.has("history-empty").await);
    browser.click("history-exports").await;
    browser.by_id("history-empty").await;
    assert!(!browser.has("load-error").await, "exports are known");
    browser.click("history-imports").await;
    browser.by_id("load-error").await;
    answered(&browser).await;
    browser.click("retry").await;
    browser.by_id("history-empty").await;
    no_errors(&browser).await;
}

#[tokio::test]
async fn segments_that_could_not_be_loaded_are_missed_in_the_choice_of_people() {
    let app = App::start().await;
    let browser = at_the_desk(&app).await;
    browser.click("nav-exports").await;
    cut(&browser, "/api/v1/segments").await;

    browser.click("exports-new").await;

    browser.by_id("export-who-failed").await;
    answered(&browser).await;
    browser.click("export-who-again").await;
    browser.until("the segments", async || browser.has("export-who-failed").await, |failed| !failed).await;
    no_errors(&browser).await;
}

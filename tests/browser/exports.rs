//! An export going out: preview, download, the file itself.

use crate::desk::{at_the_desk, no_errors};
use patron_api_types::profiles::ProfileUpsert;
use patron_tests::{
    App,
    seed::{order, profile},
};

#[tokio::test]
async fn the_file_for_marketing_is_downloaded_and_holds_the_consented_people() {
    let app = App::start().await;
    let ada = ProfileUpsert {
        full_name: Some("Ada \"The Lamp\" Löv".into()),
        mobile_number: Some("98765 43210".into()),
        ..profile("ada@example.com")
    };
    app.has_profile(&ada).await;
    app.has_order(&order("ada@example.com", "1", "1499.50")).await;
    app.has_profile(&ProfileUpsert { marketing_consent: Some(false), ..profile("out@example.com") }).await;
    let browser = at_the_desk(&app).await;
    browser.click("nav-exports").await;
    let rows = async || {
        let element = browser.by_id("export-rows").await;
        element.attr("data-value").await.ok().flatten().unwrap_or(element.text().await.unwrap_or_default())
    };
    browser.until("the preview", rows, |rows| rows == "1").await;

    browser.click("export-download").await;

    let path = browser.downloaded().await;
    assert_eq!(path.extension().and_then(|e| e.to_str()), Some("csv"), "{path:?}");
    let mut reader = csv::Reader::from_path(&path).unwrap();
    assert_eq!(reader.headers().unwrap().len(), 9);
    assert_eq!(reader.headers().unwrap().iter().next(), Some("Email"));
    let rows: Vec<csv::StringRecord> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 1);
    assert_eq!(&rows[0][0], "ada@example.com");
    assert_eq!(&rows[0][1], "Ada \"The Lamp\" Löv");
    assert_eq!(&rows[0][2], "+919876543210");
    assert_eq!(&rows[0][7], "1499.50");
    no_errors(&browser).await;
}

#[tokio::test]
async fn a_column_that_the_mailing_tool_does_not_need_is_left_out() {
    let app = App::start().await;
    let phone = Some("98765 43210".into());
    app.has_profile(&ProfileUpsert { mobile_number: phone, ..profile("ada@example.com") }).await;
    let browser = at_the_desk(&app).await;
    browser.click("nav-exports").await;
    let ready = async || crate::desk::text(&browser, "export-rows").await;
    browser.until("the preview", ready, |rows| rows.trim() == "1").await;

    browser.click("export-column-mobile_number").await;
    let told = crate::desk::text(&browser, "export-columns").await;
    browser.click("export-download").await;

    assert!(told.starts_with("8 of nine"), "{told}");
    let text = std::fs::read_to_string(browser.downloaded().await).unwrap();
    assert!(text.starts_with("Email,Full Name,Signup Date,"), "{text}");
    assert!(!text.contains("9876543210"));
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
        let shown = async || crate::desk::text(&browser, &id).await;
        browser.until(set, shown, |text| text.trim() == people).await;
    }
    browser.click("segment-recent_signups").await;
    crate::desk::lists(&browser, &["Ada Löv"]).await;
    no_errors(&browser).await;
}

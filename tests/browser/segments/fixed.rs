//! Rules about people who were fixed once: of a campaign, of its hold-out, of a file.

use super::{chain::turn, means, new_of};
use crate::{
    campaigns::has_campaign,
    desk::{at_the_desk, no_errors, text},
};
use patron_api_types::exports::{Export, ExportFormat, ExportQuery, ExportStatus};
use patron_domain::consent::Channel;
use patron_tests::{
    App,
    browser::Browser,
    seed::{order, profile},
};
use std::time::{Duration, Instant};

/// A file of whom a rule means, once it is made.
async fn file_of(app: &App, rule: &str) -> Export {
    let owner = app.owner().await;
    let query = ExportQuery {
        format: Some(ExportFormat::Mailchimp),
        channel: Some(Channel::Email),
        rule: Some(rule.into()),
        ..ExportQuery::default()
    };
    let export = owner.create_export_file(&query).await.unwrap();
    let start = Instant::now();
    loop {
        let now = owner.export(export.id).await.unwrap();
        if now.status == ExportStatus::Done {
            return now;
        }
        assert!(start.elapsed() < Duration::from_secs(60), "it is not made: {now:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// What is chosen in the select with this label.
async fn chosen(browser: &Browser, label: &str) -> String {
    let of = format!("document.querySelector(\"[aria-label='{label}']\")?.selectedOptions[0]?.textContent");
    browser.script(&format!("return {of} ?? ''")).await.as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn people_of_a_campaign_of_its_hold_out_and_of_a_file_are_chosen_by_its_name() {
    let app = App::start().await;
    for n in 0..20 {
        app.has_profile(&profile(&format!("p{n}@example.com"))).await;
    }
    for n in 0..3 {
        app.has_order(&order(&format!("p{n}@example.com"), &format!("O-{n}"), "100.00")).await;
    }
    let campaign = has_campaign(&app, "Diwali thank-you", 50).await;
    assert_eq!(campaign.treated + campaign.held_out, 20);
    let file = file_of(&app, "total_orders >= 1").await;
    app.has_profile(&profile("later@example.com")).await;
    let browser = at_the_desk(&app).await;
    new_of(&app, &browser, "Fixed", "total_orders >= 0").await;
    means(&browser, 21).await;

    let of = campaign.id.to_string();
    for (key, picker, id, people, name) in [
        ("in_campaign", "Campaign", &of, 20, "Diwali thank-you"),
        ("held_out", "Campaign", &of, campaign.held_out, "Diwali thank-you"),
        ("in_export", "Export", &file.id.to_string(), 3, "Mailchimp"),
    ] {
        turn(&browser, 0, "Field", key).await;
        browser.shown(&format!("[aria-label='{picker}'] option[value='{id}']")).await;
        turn(&browser, 0, picker, id).await;

        means(&browser, people).await;
        let rule = text(&browser, "rule-text").await;
        assert!(rule.trim().starts_with(&format!("{key}(\"{id}\")")), "{rule}");
        assert!(chosen(&browser, picker).await.contains(name), "{key}");
    }

    browser.click("segment-save").await;
    browser.by_id("segment-duplicate").await;
    browser.driver.refresh().await.unwrap();
    means(&browser, 3).await;
    let named = async || chosen(&browser, "Export").await;
    browser.until("the file's name", named, |text| text.contains("Mailchimp")).await;
    no_errors(&browser).await;
}

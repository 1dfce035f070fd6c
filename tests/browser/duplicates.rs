//! Two profiles of one person: found, merged, undone, or kept apart.

use crate::desk::{at_the_desk, no_errors, value};
use patron_api_types::profiles::ProfileUpsert;
use patron_tests::{App, seed::profile};

/// Two profiles with one phone.
pub async fn has_a_pair(app: &App) {
    for (email, name) in
        [("ananya@example.com", "Ananya Marigold"), ("a.marigold@example.org", "A. Marigold")]
    {
        let mobile_number = Some("98765 43210".to_owned());
        app.has_profile(&ProfileUpsert { full_name: Some(name.into()), mobile_number, ..profile(email) })
            .await;
    }
}

#[tokio::test]
async fn a_pair_is_found_merged_the_other_way_round_and_undone() {
    let app = App::start().await;
    has_a_pair(&app).await;
    let browser = at_the_desk(&app).await;
    browser.click("nav-duplicates").await;
    browser.click("pairs-search").await;
    browser.until("the pair", async || value(&browser, "pairs-total").await, |n| *n == 1).await;
    let kept = async || {
        let script =
            "return document.querySelector(\"dialog[open] [data-testid='pair-side']\")?.dataset.id ?? ''";
        browser.script(script).await.as_str().unwrap_or_default().to_owned()
    };

    browser.click("pair-merge").await;
    browser.by_id("merge-save").await;
    let first = kept().await;
    browser.click("merge-swap").await;
    browser.until("the other one stays", async || kept().await, |id| !id.is_empty() && *id != first).await;
    let stays = kept().await;
    browser.fill("merge-reason", "Told us on the phone").await;
    browser.click("merge-save").await;
    browser.by_id("merge-row").await;
    let people = async || app.owner().await.overview().await.unwrap().total_customers;
    assert_eq!(people().await, 1);
    let merges = app.owner().await.merges().await.unwrap();
    assert_eq!(merges.items[0].kept.to_string(), stays);
    assert_eq!(merges.items[0].reason.as_deref(), Some("Told us on the phone"));

    browser.click("merge-undo").await;
    browser.until("both are back", people, |n| *n == 2).await;
    no_errors(&browser).await;
}

#[tokio::test]
async fn a_pair_that_is_not_the_same_person_is_put_away() {
    let app = App::start().await;
    has_a_pair(&app).await;
    let browser = at_the_desk(&app).await;
    browser.click("nav-duplicates").await;
    browser.click("pairs-search").await;

    browser.click("pair-dismiss").await;

    browser.by_id("pairs-empty").await;
    assert_eq!(app.owner().await.merge_suggestions().await.unwrap().total, 0);
    no_errors(&browser).await;
}

//! Campaigns: made over a segment with a hold-out, measured, told in words; on a phone too.

use crate::{
    desk::{at_the_desk, no_errors, signed_in, text, value},
    looks::{as_a_phone, overflow},
};
use patron_api_types::{
    campaigns::{Campaign, CampaignMembersQuery, CampaignVerdict, NewCampaign},
    page::PageQuery,
    segments::{RuleInput, RuleOf},
};
use patron_domain::consent::Channel;
use patron_tests::{
    App,
    browser::Browser,
    seed::{money, order, profile},
};
use rust_decimal::Decimal;
use thirtyfour::prelude::Key;

/// Enough that chance leaves neither half with fewer than a hundred.
const PEOPLE: u32 = 300;

async fn app_with(people: u32) -> App {
    let app = App::start().await;
    for n in 0..people {
        app.has_profile(&profile(&format!("p{n}@example.com"))).await;
    }
    app
}

/// A campaign of everybody by the API, so many of a hundred held out.
pub async fn has_campaign(app: &App, name: &str, holdout: u32) -> Campaign {
    let new = NewCampaign {
        name: name.into(),
        of: RuleOf { segment: None, rule: Some(RuleInput::Text("everyone".into())) },
        channel: Channel::Email,
        purpose: "Thank good customers".into(),
        holdout_percent: Some(Decimal::from(holdout)),
        cost: None,
        window_days: None,
        exclude_days: None,
    };
    app.owner().await.create_campaign(&new).await.unwrap()
}

/// The first so many people of a group order once each.
pub async fn orders(app: &App, campaign: &Campaign, held_out: bool, people: usize, total: &str) {
    let query = CampaignMembersQuery { held_out: Some(held_out), limit: Some(200), cursor: None };
    let members = app.owner().await.campaign_members(campaign.id, &query).await.unwrap().items;
    assert!(members.len() >= people, "{} members", members.len());
    for (n, member) in members.iter().take(people).enumerate() {
        let id = format!("{}-{n}", if held_out { "H" } else { "T" });
        app.has_order(&order(member.email.as_deref().unwrap(), &id, total)).await;
    }
}

/// Opens a page below `/admin/`.
pub async fn go(app: &App, browser: &Browser, path: &str) {
    browser.driver.goto(format!("{}/admin/{path}", app.origin())).await.unwrap();
}

/// An attribute of the element with this test id, empty while it is not there.
pub async fn attribute(browser: &Browser, test_id: &str, name: &str) -> String {
    let script =
        format!("return document.querySelector(\"[data-testid='{test_id}']\")?.getAttribute('{name}') ?? ''");
    browser.script(&script).await.as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn a_campaign_is_made_with_a_hold_out_and_its_lift_is_read() {
    let app = app_with(PEOPLE).await;
    let browser = at_the_desk(&app).await;
    browser.click("nav-campaigns").await;
    browser.by_id("campaigns-empty").await;
    go(&app, &browser, "campaigns?segment=recent_signups&new=1").await;

    browser.fill("new-name", "Diwali thank-you").await;
    browser.fill("new-purpose", "Thank new customers with a discount").await;
    browser.fill("new-holdout", "50").await;
    browser.fill("new-cost", "1000").await;
    let counted = async || value(&browser, "campaign-people").await;
    browser.until("how many people it has", counted, |n| *n == i64::from(PEOPLE)).await;
    browser.click("campaign-make").await;
    browser.by_id("campaign-name").await;
    assert_eq!(text(&browser, "campaign-name").await, "Diwali thank-you");
    assert_eq!(text(&browser, "campaign-status").await, "Measuring, day 1 of 14");
    let said = async || attribute(&browser, "campaign-verdict", "data-verdict").await;
    browser.until("that nobody ordered so far", said, |word| word == "too_few").await;

    let made = app.owner().await.campaigns(&PageQuery::default()).await.unwrap().items.remove(0);
    assert_eq!(made.segment_title.as_deref(), Some("Recent signups"));
    assert_eq!((made.treated + made.held_out, made.cost), (i64::from(PEOPLE), Some(money("1000"))));
    orders(&app, &made, false, 60, "500.00").await;
    orders(&app, &made, true, 10, "400.00").await;
    browser.driver.refresh().await.unwrap();

    browser.until("the verdict", said, |word| word == "positive").await;
    let words = text(&browser, "campaign-verdict").await;
    assert!(
        words.contains("A real effect is very likely.") && words.contains("95% confidence (p"),
        "{words}"
    );
    let result = app.owner().await.campaign_result(made.id).await.unwrap();
    assert_eq!(result.verdict, CampaignVerdict::Positive);
    let lift = result.lift.unwrap();
    let shown = attribute(&browser, "campaign-lift", "data-value").await;
    assert_eq!(shown, format!("{:.4}", lift.conversion.value));
    assert_eq!(text(&browser, "campaign-lift").await, format!("+{:.1}", lift.conversion.value * 100.0));
    assert_eq!(attribute(&browser, "campaign-revenue", "data-value").await, "30000.00");
    assert_eq!(attribute(&browser, "campaign-cost", "data-value").await, "1000.00");
    let back = format!("{:.2}", lift.iroas.unwrap().value);
    assert_eq!(attribute(&browser, "campaign-return", "data-value").await, back);
    assert!(text(&browser, "campaign-naive").await.ends_with("naive 2,900%"));
    assert_eq!(value(&browser, "campaign-ordered").await, 60);
    assert_eq!(browser.count("[data-testid='campaign-groups'] tbody tr").await, 7);
    assert_eq!(
        browser.count("[data-testid='campaign-chart'] .plot > svg > circle").await,
        2,
        "a day of two groups"
    );

    browser.click("members-held_out").await;
    browser.shown("[data-testid='campaign-member'][data-held='true']").await;
    let others = async || browser.count("[data-testid='campaign-member'][data-held='false']").await;
    browser.until("only those held out", others, |n| *n == 0).await;
    assert_eq!(overflow(&browser).await, 0);
    no_errors(&browser).await;
}

#[tokio::test]
async fn without_a_hold_out_the_page_says_so_and_the_cost_can_be_told_later() {
    let app = app_with(3).await;
    let campaign = has_campaign(&app, "Everybody", 0).await;
    let browser = at_the_desk(&app).await;
    browser.shown("body").await.send_keys("gm").await.unwrap();
    browser.click("campaign-row").await;
    browser.by_id("campaign-verdict").await;
    assert_eq!(attribute(&browser, "campaign-verdict", "data-verdict").await, "no_holdout");

    browser.click("campaign-tell-cost").await;
    browser.fill("edit-cost", "250").await;
    browser.fill("edit-name", "Everybody, once").await;
    browser.click("edit-save").await;

    let cost = async || attribute(&browser, "campaign-cost", "data-value").await;
    browser.until("what it cost", cost, |cost| cost == "250.00").await;
    assert_eq!(text(&browser, "campaign-name").await, "Everybody, once");
    let kept = app.owner().await.campaign(campaign.id).await.unwrap();
    assert_eq!((kept.name.as_str(), kept.cost), ("Everybody, once", Some(money("250"))));

    browser.click("campaign-edit").await;
    browser.fill("edit-cost", "").await;
    browser.click("edit-save").await;

    browser.by_id("campaign-tell-cost").await;
    assert_eq!(app.owner().await.campaign(campaign.id).await.unwrap().cost, None);
    no_errors(&browser).await;
}

#[tokio::test]
async fn who_was_in_another_campaign_is_left_out_of_the_count_and_of_the_campaign() {
    let app = app_with(5).await;
    has_campaign(&app, "First", 0).await;
    app.has_profile(&profile("fresh@example.com")).await;
    let browser = at_the_desk(&app).await;
    go(&app, &browser, "campaigns?rule=total_orders%20%3D%200&new=1").await;
    let counted = async || value(&browser, "campaign-people").await;
    browser.until("everybody", counted, |n| *n == 6).await;
    browser.by_id("campaign-few").await;

    browser.fill("new-exclude", "7").await;
    browser.until("without those of the first", counted, |n| *n == 1).await;
    assert_eq!(text(&browser, "campaign-left-out").await, "Left out: 5 in another campaign lately.");
    browser.fill("new-name", "Second").await;
    browser.click("campaign-make").await;
    browser.shown("#new-purpose-error").await;
    browser.fill("new-purpose", "Say hello").await;
    browser.fill("new-holdout", "0").await;
    browser.click("campaign-make").await;

    browser.by_id("campaign-name").await;
    let made = app.owner().await.campaigns(&PageQuery::default()).await.unwrap().items.remove(0);
    assert_eq!((made.name.as_str(), made.treated, made.left_out_recent), ("Second", 1, 5));
    // the refused form: the browser itself reports that 422
    let errors = browser.console_errors(&["/api/v1/session/refresh", "/api/v1/campaigns"]).await;
    assert!(errors.is_empty(), "{errors:#?}");
}

#[tokio::test]
async fn campaigns_fit_a_phone_and_stand_in_a_persons_history() {
    let app = app_with(30).await;
    let campaign =
        has_campaign(&app, "A campaign with a name that would not fit on any phone at all", 50).await;
    orders(&app, &campaign, false, 2, "99999.99").await;
    let person = app.id_of("p0@example.com").await;
    let browser = signed_in(&app, 390, 844).await;
    as_a_phone(&browser).await;
    for (path, shows) in [
        ("campaigns".to_owned(), "[data-testid='campaign-row']"),
        (
            "campaigns?segment=recent_signups&new=1".to_owned(),
            "[data-testid='campaign-people'][data-value='30']",
        ),
        (format!("campaigns/{}", campaign.id), "[data-testid='campaign-member']"),
    ] {
        go(&app, &browser, &path).await;
        browser.shown(shows).await;

        assert_eq!(browser.script("return window.innerWidth").await, 390, "{path}");
        assert_eq!(overflow(&browser).await, 0, "{path}");
    }
    browser.by_id("campaign-verdict").await;
    browser.click("campaign-how").await;
    assert_eq!(overflow(&browser).await, 0, "with how it is measured");

    go(&app, &browser, &format!("customers/{person}")).await;
    browser.click("tab-campaigns").await;
    browser.by_id("customer-campaign").await;
    assert_eq!(overflow(&browser).await, 0, "a person's campaigns");
    no_errors(&browser).await;
}

#[tokio::test]
async fn a_dialog_that_is_closed_leaves_the_address() {
    let app = app_with(1).await;
    let browser = at_the_desk(&app).await;
    go(&app, &browser, "campaigns?segment=recent_signups&new=1").await;
    let name = browser.by_id("new-name").await;

    name.send_keys(Key::Escape + "").await.unwrap();

    let search = async || browser.script("return location.search").await.as_str().unwrap_or("?").to_owned();
    browser.until("the address is the list's", search, |search| search.is_empty()).await;
    browser.by_id("campaigns-empty").await;
    no_errors(&browser).await;
}

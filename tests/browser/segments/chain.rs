//! The whole way: a rule built by its selects and typed as text, saved, exported for Mailchimp, made a campaign of, and
//! its lift read.

use super::{RULE, each, kept, means};
use crate::{
    campaigns::{attribute, orders},
    desk::{at_the_desk, no_errors, text, value},
    exports::{read, tells_rows},
};
use patron_api_types::{campaigns::CampaignVerdict, page::PageQuery};
use patron_tests::{App, browser::Browser};
use thirtyfour::prelude::{By, Key, WebElement};

/// Those in [`RULE`] who may be written to: enough that chance leaves neither half with fewer than a hundred.
const REACHED: i64 = 300;
/// And those who never said yes.
const SILENT: i64 = 10;

/// 300 with enough orders and money, ten like them without consent, five with one large order, ten with five small ones.
/// What they ordered is told as a balance from before Patron: 640 orders one by one would take most of the test's time.
const PEOPLE: &str = r#"
    insert into customer_profiles (id, email, full_name, signup_date, created_at, updated_at, email_consent,
      email_consent_basis, marketing_consent, opening_orders, total_orders, opening_spent, total_spent, lifetime_value)
    select gen_random_uuid(), 'p' || n || '@example.com', 'Ada "' || n || '", Löv', now(), now(), now(),
      case when n between 301 and 310 then 'NOT_SUBSCRIBED' else 'SUBSCRIBED' end,
      case when n between 301 and 310 then null else 'default' end, n not between 301 and 310,
      orders, orders, spent, spent, spent
    from generate_series(1, 325) n cross join lateral (
      select case when n <= 310 then 2 when n <= 315 then 1 else 5 end as orders,
        case when n <= 310 then 1000 + n when n <= 315 then 5000 else 999.99 end as spent) o"#;

/// What has this label, or is in it, in a line of the builder.
async fn part(browser: &Browser, line: usize, label: &str, inner: &str) -> WebElement {
    browser.by_id("rule-line").await;
    let lines = browser.driver.find_all(By::Css("[data-testid='rule-line']")).await.unwrap();
    lines[line].find(By::Css(format!("[aria-label='{label}'] {inner}"))).await.unwrap()
}

/// Chooses in a line.
pub(super) async fn turn(browser: &Browser, line: usize, label: &str, option: &str) {
    part(browser, line, label, &format!("option[value='{option}']")).await.click().await.unwrap();
}

/// Types over the value of a line.
async fn enter(browser: &Browser, line: usize, text: &str) {
    let field = part(browser, line, "Value", "").await;
    field.send_keys(Key::Control + "a").await.unwrap();
    field.send_keys(text).await.unwrap();
}

/// How many people each line means by itself.
async fn lines(browser: &Browser) -> Vec<i64> {
    let counts = each(browser, "rule-count", "dataset.value").await;
    counts
        .as_array()
        .into_iter()
        .flatten()
        .map(|n| n.as_str().and_then(|n| n.parse().ok()).unwrap_or(-1))
        .collect()
}

/// The text of what the selector finds, empty while it is not there.
async fn words(browser: &Browser, css: &str) -> String {
    let script = format!("return document.querySelector(\"{css}\")?.innerText ?? ''");
    browser.script(&script).await.as_str().unwrap_or_default().to_owned()
}

/// [`RULE`], by selects and fields, from nothing.
async fn is_built(browser: &Browser) {
    browser.click("nav-segments").await;
    browser.click("segment-new").await;
    browser.click("template-blank").await;
    browser.by_id("segment-name").await;
    means(browser, 325).await;

    browser.click("rule-add").await;
    turn(browser, 0, "Field", "total_orders").await;
    turn(browser, 0, "Condition", "=").await;
    enter(browser, 0, "5").await;
    means(browser, 10).await;
    assert_eq!(text(browser, "rule-text").await.trim(), "total_orders = 5");
    turn(browser, 0, "Condition", ">=").await;
    enter(browser, 0, "2").await;
    means(browser, 320).await;
    browser.click("rule-add").await;
    turn(browser, 1, "Field", "total_spent").await;
    turn(browser, 1, "Condition", ">=").await;
    enter(browser, 1, "1000").await;

    means(browser, REACHED + SILENT).await;
    assert_eq!(text(browser, "rule-text").await.trim(), RULE);
    browser.until("each line's people", async || lines(browser).await, |n| *n == [320, 315]).await;
    let reach = async || (text(browser, "live-email").await, text(browser, "live-none").await);
    browser.until("whom one can write to", reach, |(email, none)| email == "300" && none == "10").await;
}

/// The builder follows the text, and keeps the last rule that was right.
async fn is_typed(browser: &Browser) {
    let other = "total_orders >= 2 and (total_spent >= 1000 or email = \"p325@example.com\")";
    browser.click("rule-edit").await;
    browser.fill("rule-input", other).await;
    means(browser, REACHED + SILENT + 1).await;
    browser.until("each line's people", async || lines(browser).await, |n| *n == [320, 315, 1]).await;

    browser.by_id("rule-input").await.send_keys(" and totl_spent > 5").await.unwrap();

    let told = async || words(browser, "#rule-input-error").await;
    let at = format!("at character {}: ", other.chars().count() + " and ".len() + 1);
    let right = |told: &String| told.starts_with(&at) && told.contains("did you mean `total_spent`?");
    browser.until("what is wrong, and where", told, right).await;
    assert!(text(browser, "rule-input-state").await.contains("the last rule that was right"));
    assert_eq!(lines(browser).await, [320, 315, 1]);
    assert_eq!(value(browser, "live-count").await, REACHED + SILENT + 1);

    browser.fill("rule-input", RULE).await;
    means(browser, REACHED + SILENT).await;
    browser.until("two lines again", async || lines(browser).await, |n| *n == [320, 315]).await;
    assert_eq!(told().await, "");
    browser.click("rule-edit").await;
    browser.by_id("rule-text").await;
    assert_eq!(text(browser, "rule-text").await.trim(), RULE);
}

/// The segment's file for Mailchimp holds those who may be written to, each as it should be.
async fn is_exported(browser: &Browser) {
    browser.click("segment-export").await;
    browser.click("export-format-mailchimp").await;
    tells_rows(browser, REACHED).await;
    assert_eq!(value(browser, "export-left-out").await, SILENT);
    browser.fill("export-purpose", "Thank loyal buyers").await;
    browser.click("export-create").await;
    browser.shown("[data-testid='export-row'][data-status='done']").await;
    let row = text(browser, "export-row").await;
    assert!(row.contains("Loyal buyers") && row.contains("Ready"), "{row}");
    browser.click("export-row-download").await;

    let (headers, rows) = read(&browser.downloaded().await);
    assert_eq!(
        headers,
        [
            "Email Address",
            "First Name",
            "Last Name",
            "Phone Number",
            "Address",
            "Birthday",
            "Tags",
            "OPTIN_TIME",
            "OPTIN_IP",
            "CONFIRM_TIME",
            "CONFIRM_IP"
        ]
    );
    let mut found: Vec<Vec<String>> =
        rows.iter().map(|row| row.iter().map(ToOwned::to_owned).collect()).collect();
    let mut wanted: Vec<Vec<String>> = (1..=REACHED)
        .map(|n| {
            let mut row = vec![format!("p{n}@example.com"), "Ada".to_owned(), format!("\"{n}\", Löv")];
            row.resize(11, String::new());
            row
        })
        .collect();
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted);
}

/// A campaign of the segment, half of it held out, in which those written to order more.
async fn is_proved(app: &App, browser: &Browser) {
    browser.click("segment-campaign").await;
    browser.fill("new-name", "Loyalty thank-you").await;
    browser.fill("new-purpose", "Thank loyal buyers with a discount").await;
    browser.fill("new-holdout", "50").await;
    browser.fill("new-cost", "1000").await;
    let counted = async || value(browser, "campaign-people").await;
    browser.until("how many people it has", counted, |n| *n == REACHED).await;
    browser.click("campaign-make").await;
    browser.by_id("campaign-name").await;
    let said = async || attribute(browser, "campaign-verdict", "data-verdict").await;
    browser.until("that nobody ordered so far", said, |word| word == "too_few").await;

    let owner = app.owner().await;
    let made = owner.campaigns(&PageQuery::default()).await.unwrap().items.remove(0);
    assert_eq!(
        (made.segment_title.as_deref(), made.treated + made.held_out),
        (Some("Loyal buyers"), REACHED)
    );
    assert_eq!(made.left_out.not_asked, SILENT);
    orders(app, &made, false, 60, "500.00").await;
    orders(app, &made, true, 10, "400.00").await;
    browser.driver.refresh().await.unwrap();

    browser.until("the verdict", said, |word| word == "positive").await;
    assert!(text(browser, "campaign-verdict").await.contains("A real effect is very likely."));
    let result = owner.campaign_result(made.id).await.unwrap();
    assert_eq!(result.verdict, CampaignVerdict::Positive);
    let lift = result.lift.unwrap().conversion;
    let share = |buyers: f64, people: i64| buyers / people as f64;
    let difference = share(60.0, made.treated) - share(10.0, made.held_out);
    assert!((lift.value - difference).abs() < 1e-9 && lift.low > 0.0 && lift.high > lift.value, "{lift:?}");
    assert_eq!(attribute(browser, "campaign-lift", "data-value").await, format!("{difference:.4}"));
    assert_eq!(attribute(browser, "campaign-revenue", "data-value").await, "30000.00");
}

#[tokio::test]
async fn a_rule_is_built_saved_exported_and_proved_to_pay() {
    let app = App::start().await;
    sqlx::raw_sql(PEOPLE).execute(&mut app.sql().await).await.unwrap();
    let browser = at_the_desk(&app).await;

    is_built(&browser).await;
    is_typed(&browser).await;

    browser.fill("segment-name", "Loyal buyers").await;
    browser.fill("segment-definition", "Came back, and spent.").await;
    assert_eq!(text(&browser, "segment-state").await, "Not saved");
    browser.click("segment-save").await;
    browser.by_id("segment-duplicate").await;
    let saved = kept(&app, "Loyal buyers").await.unwrap();
    assert_eq!((saved.text.as_str(), saved.definition.as_str()), (RULE, "Came back, and spent."));
    assert_eq!((saved.people, saved.reachable_email), (REACHED + SILENT, REACHED));
    let id = format!("segment-{}", saved.name);
    let listed = async || value(&browser, &format!("{id}-people")).await;
    browser.until("it stands in the list", listed, |n| *n == REACHED + SILENT).await;
    browser.until("nothing is unsaved", async || browser.has("segment-state").await, |there| !there).await;

    is_exported(&browser).await;
    browser.click("nav-segments").await;
    browser.click(&id).await;
    means(&browser, REACHED + SILENT).await;
    is_proved(&app, &browser).await;
    no_errors(&browser).await;
}

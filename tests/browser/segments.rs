//! Segments: who is in one and why, what marketing adds, overlap, deleting, the phone; the way from a rule to the proof
//! that it paid is in `chain`.

mod chain;
mod fails;
mod fixed;
mod gone;
mod list;

use crate::{
    campaigns::{attribute, go},
    desk::{at_the_desk, no_errors, signed_in, text, value},
    looks::{as_a_phone, overflow},
};
use patron_api_types::{
    customers::StatusChange,
    problem::ErrorCode,
    profiles::ProfileUpsert,
    segments::{NewSegment, RuleInput, SegmentSummary},
};
use patron_domain::{consent::Channel, customer::CustomerStatus, segment::Audience};
use patron_tests::{
    App,
    browser::Browser,
    seed::{order, profile},
};

const RULE: &str = "total_orders >= 2 and total_spent >= 1000";

/// Chooses in a select.
async fn choose(browser: &Browser, within: &str, option: &str) {
    let css = format!("[data-testid='{within}'] option[value='{option}']");
    browser.shown(&css).await.click().await.unwrap();
}

/// Waits until the rule on the desk means so many people.
async fn means(browser: &Browser, people: i64) {
    browser.until("the live count", async || value(browser, "live-count").await, |n| *n == people).await;
}

/// The desk with a new segment of this rule.
async fn new_of(app: &App, browser: &Browser, title: &str, rule: &str) {
    let rule = rule.replace(' ', "%20").replace('=', "%3D").replace('>', "%3E").replace('"', "%22");
    go(app, browser, &format!("segments/new?title={title}&rule={rule}")).await;
    browser.by_id("segment-name").await;
}

/// Whether what the selector finds can be seen.
async fn is_seen(browser: &Browser, css: &str) -> bool {
    let script = format!("return document.querySelector(\"{css}\")?.checkVisibility() ?? false");
    browser.script(&script).await.as_bool().unwrap_or(false)
}

/// What each element with this test id has as its `innerText` or `dataset.value`.
async fn each(browser: &Browser, test_id: &str, what: &str) -> serde_json::Value {
    let all = format!("document.querySelectorAll(\"[data-testid='{test_id}']\")");
    browser.script(&format!("return [...{all}].map(n => n.{what} ?? '')")).await
}

async fn has_segment(app: &App, title: &str, rule: &str) -> SegmentSummary {
    let new = NewSegment {
        title: title.into(),
        definition: None,
        rule: RuleInput::Text(rule.into()),
        audience: Some(Audience::Analysis),
        channel: None,
    };
    app.owner().await.create_segment(&new).await.unwrap().summary
}

/// The shop's segment of this name, as it is kept.
async fn kept(app: &App, title: &str) -> Option<SegmentSummary> {
    app.owner().await.segments().await.unwrap().items.into_iter().find(|segment| segment.title == title)
}

#[tokio::test]
async fn why_somebody_is_in_it_or_is_not_is_told_with_what_was_compared() {
    let app = App::start().await;
    let named =
        |name: &str, address: &str| ProfileUpsert { full_name: Some(name.into()), ..profile(address) };
    app.has_profile(&named("Ada Löv", "ada@example.com")).await;
    app.has_profile(&named("Bo Teak", "bo@example.com")).await;
    for (who, id, total) in [("ada", "A-1", "750.50"), ("ada", "A-2", "749.50"), ("bo", "B-1", "2500.00")] {
        app.has_order(&order(&format!("{who}@example.com"), id, total)).await;
    }
    let browser = at_the_desk(&app).await;
    new_of(&app, &browser, "Buyers", RULE).await;
    means(&browser, 1).await;
    let values = async || each(&browser, "explain-value", "innerText").await;
    let parts = async || each(&browser, "explain-part", "dataset.value").await;

    browser.click("explain").await;

    let answer = async || attribute(&browser, "explain-answer", "data-value").await;
    browser.until("the answer", answer, |said| said == "true").await;
    assert!(text(&browser, "explain-answer").await.contains("In the segment"));
    assert_eq!(values().await, serde_json::json!(["2", "1500"]));
    assert_eq!(parts().await, serde_json::json!(["true", "true", "true"]), "the whole, and both lines");
    browser.shown("dialog[open] [aria-label='Close']").await.click().await.unwrap();
    browser.until("the dialog is closed", async || browser.has("explain-answer").await, |there| !there).await;

    browser.click("explain-open").await;
    browser.fill("explain-search", "Teak").await;
    let found = async || text(&browser, "explain-person").await;
    browser.until("whom it is about", found, |person| person.contains("Bo Teak")).await;
    browser.click("explain-person").await;

    browser.until("the other answer", answer, |said| said == "false").await;
    assert!(text(&browser, "explain-answer").await.contains("Not in the segment"));
    assert_eq!(values().await, serde_json::json!(["1", "2500"]));
    assert_eq!(parts().await, serde_json::json!(["false", "false", "true"]), "one order is too few");
    no_errors(&browser).await;
}

#[tokio::test]
async fn a_segment_for_marketing_has_a_line_that_cannot_be_taken_off() {
    let app = App::start().await;
    for name in ["ada", "bo", "asleep"] {
        app.has_profile(&profile(&format!("{name}@example.com"))).await;
    }
    app.has_profile(&ProfileUpsert { marketing_consent: Some(false), ..profile("out@example.com") }).await;
    let asleep = StatusChange { status: CustomerStatus::Inactive, reason: "Moved away".into() };
    let id = app.id_of("asleep@example.com").await;
    app.owner().await.change_status(id, &asleep).await.unwrap();
    let browser = at_the_desk(&app).await;
    new_of(&app, &browser, "Newcomers", "total_orders >= 0").await;
    means(&browser, 4).await;
    assert!(!browser.has("rule-locked").await, "nothing is added for analysis");

    choose(&browser, "segment-audience", "marketing").await;

    means(&browser, 2).await;
    let locked = async || text(&browser, "rule-locked").await;
    assert!(locked().await.contains("status = \"active\" and email_consent = \"SUBSCRIBED\""));
    assert_eq!(browser.count("[data-testid='rule-locked'] :is(button, select, input, a)").await, 0);
    assert_eq!(text(&browser, "rule-text").await.trim(), "total_orders >= 0", "the rule itself stays");
    choose(&browser, "segment-channel", "sms").await;
    browser.until("the channel's", locked, |line| line.contains("sms_consent = \"SUBSCRIBED\"")).await;
    choose(&browser, "segment-channel", "email").await;
    browser.until("and back", locked, |line| line.contains("email_consent = \"SUBSCRIBED\"")).await;
    browser.click("segment-save").await;
    browser.by_id("segment-duplicate").await;
    browser.driver.refresh().await.unwrap();
    browser.by_id("rule-locked").await;
    means(&browser, 2).await;

    let saved = kept(&app, "Newcomers").await.unwrap();
    assert_eq!((saved.audience, saved.channel, saved.people), (Audience::Marketing, Channel::Email, 2));
    assert_eq!(saved.text, "total_orders >= 0");
    no_errors(&browser).await;
}

#[tokio::test]
async fn an_overlap_counts_each_side_and_both() {
    let app = App::start().await;
    for (n, address) in ["ada@example.com", "bo@example.com", "cleo@shop.example"].into_iter().enumerate() {
        app.has_profile(&profile(address)).await;
        app.has_order(&order(address, &format!("O-{n}"), "100.00")).await;
    }
    for name in ["dev", "eve", "fay"] {
        app.has_profile(&profile(&format!("{name}@shop.example"))).await;
    }
    app.has_profile(&profile("neither@example.com")).await;
    let other = has_segment(&app, "The shop's own", "email ends with \"@shop.example\"").await;
    let browser = at_the_desk(&app).await;
    new_of(&app, &browser, "Buyers", "total_orders >= 1").await;
    means(&browser, 3).await;

    choose(&browser, "overlap-with", &other.name.to_string()).await;

    let shown = async || {
        let mut all = Vec::new();
        for id in ["overlap-a", "overlap-both", "overlap-b"] {
            all.push(value(&browser, id).await);
        }
        all
    };
    browser.until("who is in one, in both, in the other", shown, |n| *n == [2, 1, 3]).await;
    no_errors(&browser).await;
}

#[tokio::test]
async fn a_segment_that_another_one_refers_to_stays() {
    let app = App::start().await;
    app.has_profile(&profile("ada@example.com")).await;
    let base = has_segment(&app, "Base", "total_orders >= 0").await;
    let other = has_segment(&app, "Built on it", &format!("in_segment(\"{}\")", base.name)).await;
    let owner = app.owner().await;
    let browser = at_the_desk(&app).await;
    go(&app, &browser, &format!("segments/{}", base.name)).await;

    browser.click("segment-delete").await;

    let why = async || text(&browser, "segment-delete-why").await;
    browser.until("what stands in the way", why, |why| why.contains("“Built on it” refers to it")).await;
    assert_eq!(browser.count("[data-testid='segment-delete-yes'][disabled]").await, 1);
    let refused = owner.delete_segment(&base.name).await.unwrap_err();
    assert_eq!(refused.code(), Some(ErrorCode::WrongState.as_str()));

    owner.delete_segment(&other.name).await.unwrap();
    browser.driver.refresh().await.unwrap();
    browser.click("segment-delete").await;
    browser.shown("[data-testid='segment-delete-yes']:not([disabled])").await;
    browser.click("segment-delete-yes").await;

    let id = format!("segment-{}", base.name);
    browser.until("it is gone from the list", async || browser.has(&id).await, |there| !there).await;
    assert!(kept(&app, "Base").await.is_none());
    no_errors(&browser).await;
}

#[tokio::test]
async fn on_a_phone_the_list_and_a_segment_are_two_pages_that_fit() {
    let app = App::start().await;
    let long = ProfileUpsert {
        full_name: Some("Venkatanarasimharajuvaripeta Subrahmanyam Marigold-Featherstonehaugh".into()),
        ..profile("a.very.long.address.that.goes.on.and.on@an.even.longer.domain.example.com")
    };
    app.has_profile(&long).await;
    app.has_order(&order(long.email.as_str(), "TT-1", "99999999.99")).await;
    let wide = has_segment(
        &app,
        "A segment with a name that would not fit on any phone in the world, not even turned",
        "total_orders >= 1 and (total_spent >= 1000 or orders(amount >= 500, date in last 30 days).count >= 2) \
         and not (preferred_categories contains any (\"Kitchen\", \"Brass and copper\") or full_name is not set)",
    )
    .await;
    let browser = signed_in(&app, 390, 844).await;
    as_a_phone(&browser).await;
    let (list, detail) = ("[data-testid='segment-search']", "[data-testid='live-count']");
    let fits = async |what: &str| {
        assert_eq!(browser.script("return window.innerWidth").await, 390, "{what}");
        assert_eq!(overflow(&browser).await, 0, "{what}");
    };

    go(&app, &browser, "segments").await;
    let id = format!("segment-{}", wide.name);
    browser.by_id(&id).await;
    assert!(is_seen(&browser, list).await && !is_seen(&browser, detail).await, "the list alone");
    fits("the list").await;

    browser.click(&id).await;
    browser.shown(detail).await;
    means(&browser, 1).await;
    browser.by_id("customer-row").await;
    assert!(!is_seen(&browser, list).await, "the segment alone");
    fits("a segment").await;
    browser.click("rule-edit").await;
    browser.by_id("rule-input").await;
    fits("a segment as text").await;
    choose(&browser, "segment-audience", "marketing").await;
    browser.by_id("rule-locked").await;
    fits("a segment for marketing").await;

    browser.shown(".topbar .crumbs a").await.click().await.unwrap();
    browser.shown(list).await;
    assert!(!is_seen(&browser, detail).await, "back at the list");
    no_errors(&browser).await;
}

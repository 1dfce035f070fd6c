//! What a rule means before it is kept: its people, its conditions, why somebody matches.

use super::app_with_people;
use patron_api_types::{
    customers::{CustomerQuery, CustomerSort},
    segments::{
        ConditionsRequest, ExplainRequest, ExplainedKind, ExplainedOutcome, OverlapRequest, PreviewRequest,
        RuleInput, RuleOf,
    },
};
use patron_domain::{
    rule::SegmentKey,
    segment::{Audience, NamedSet},
};
use patron_tests::{App, seed::money};

fn text(rule: &str) -> RuleInput {
    RuleInput::Text(rule.into())
}

fn preview(rule: &str) -> PreviewRequest {
    PreviewRequest {
        rule: text(rule),
        audience: None,
        channel: None,
        sample: None,
        sort: None,
        order: None,
        reach: None,
    }
}

fn of_rule(rule: &str) -> RuleOf {
    RuleOf { segment: None, rule: Some(text(rule)) }
}

fn of_set(set: NamedSet) -> RuleOf {
    RuleOf { segment: Some(SegmentKey::Named(set)), rule: None }
}

#[tokio::test]
async fn a_preview_counts_and_shows_who_matches() {
    let app = app_with_people().await;
    let owner = app.owner().await;

    let all = PreviewRequest { reach: Some(true), sort: Some(CustomerSort::Spent), ..preview("everyone") };
    let seen = owner.preview_segment(&all).await.unwrap();

    assert_eq!((seen.people, seen.customers, seen.sample.len()), (6, 6, 6));
    assert_eq!(seen.sample[0].email.as_deref(), Some("rich@example.com"));
    let reach = seen.reach.unwrap();
    assert_eq!((reach.email, reach.other_only, reach.none), (5, 0, 1));
    assert_eq!(reach.lifetime_value, money("1500.00"));
    assert_eq!((seen.text.as_str(), seen.added, seen.time_zone.as_str()), ("everyone", None, "Asia/Kolkata"));

    let marketing =
        PreviewRequest { audience: Some(Audience::Marketing), sample: Some(2), ..preview("everyone") };
    let seen = owner.preview_segment(&marketing).await.unwrap();
    assert_eq!((seen.people, seen.sample.len(), seen.reach), (5, 2, None));
    let added = seen.added.unwrap();
    assert!(added.contains("status = \"active\"") && added.contains("email_consent"), "{added}");

    let counted = PreviewRequest { sample: Some(0), ..preview("total_orders >= 3") };
    let seen = owner.preview_segment(&counted).await.unwrap();
    assert_eq!((seen.people, seen.sample.len()), (1, 0));
    let refused = PreviewRequest { sample: Some(201), ..preview("everyone") };
    assert!(owner.preview_segment(&refused).await.unwrap_err().field("/sample").is_some());
}

#[tokio::test]
async fn each_condition_is_counted_with_whom_it_knows_nothing_of() {
    let app = app_with_people().await;
    let owner = app.owner().await;
    let rule = "total_orders >= 3 and last_login_at not in last 30 days and in_segment(\"inactive_30d\")";

    let counts = owner.count_conditions(&ConditionsRequest { rule: text(rule) }).await.unwrap();

    assert_eq!(counts.customers, 6);
    let numbers: Vec<_> = counts
        .items
        .iter()
        .map(|c| (c.matched, c.not_matched, c.unknown, c.unknown_matches, c.failure.is_some()))
        .collect();
    assert_eq!(
        numbers,
        [(1, 5, 0, false, false), (4, 2, 2, true, false), (3, 3, 0, false, false)],
        "never was is among those not in the last 30 days"
    );
    assert_eq!(counts.items[0].text, "total_orders >= 3");
}

#[tokio::test]
async fn why_somebody_is_in_or_not_is_told_with_the_value() {
    let app = app_with_people().await;
    let owner = app.owner().await;
    let explain = async |of: RuleOf, name: &str| {
        let customer_id = app.id_of(&format!("{name}@example.com")).await;
        owner.explain_segment(&ExplainRequest { of, customer_id }).await.unwrap()
    };

    let never = explain(of_set(NamedSet::Inactive30d), "never").await;

    assert!(never.matches, "{never:?}");
    assert_eq!((never.rule.kind, never.rule.rules.len()), (ExplainedKind::All, 2));
    let login = &never.rule.rules[0];
    assert_eq!((login.outcome, login.matches), (Some(ExplainedOutcome::Unknown), true));
    assert_eq!(login.value, None);

    let rich = explain(of_rule("total_orders >= 3 and total_spent >= 5000"), "rich").await;
    assert!(!rich.matches, "{rich:?}");
    let parts: Vec<_> = rich.rule.rules.iter().map(|p| (p.outcome, p.value.as_deref())).collect();
    assert_eq!(
        parts,
        [(Some(ExplainedOutcome::True), Some("3")), (Some(ExplainedOutcome::False), Some("1500"))]
    );

    let customer_id = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f".parse().unwrap();
    let nobody = owner.explain_segment(&ExplainRequest { of: of_rule("everyone"), customer_id }).await;
    assert!(nobody.unwrap_err().field("/customer_id").is_some());
    let both = RuleOf { rule: Some(text("everyone")), ..of_set(NamedSet::HighValue) };
    let customer_id = app.id_of("rich@example.com").await;
    let refused = owner.explain_segment(&ExplainRequest { of: both, customer_id }).await.unwrap_err();
    assert!(refused.field("/rule").is_some(), "{refused:?}");
}

#[tokio::test]
async fn an_overlap_counts_each_and_both() {
    let app = app_with_people().await;
    let owner = app.owner().await;
    let wanted =
        OverlapRequest { a: of_set(NamedSet::Inactive30d), b: of_rule("email_consent = \"SUBSCRIBED\"") };

    let seen = owner.overlap_segments(&wanted).await.unwrap();

    assert_eq!((seen.a, seen.b, seen.both), (3, 5, 2));
    let bad = OverlapRequest { a: of_set(NamedSet::HighValue), b: of_rule("total_orders >=") };
    assert!(owner.overlap_segments(&bad).await.unwrap_err().field("/b/rule").is_some());
}

#[tokio::test]
async fn every_template_can_be_counted_as_it_is() {
    let app = app_with_people().await;
    let owner = app.owner().await;

    let templates = owner.segment_templates().await.unwrap().items;

    assert!(templates.len() >= 3, "{templates:?}");
    for template in templates {
        let seen = owner.preview_segment(&preview(&template.text)).await;
        assert_eq!(seen.unwrap().rule, template.rule, "{}", template.name);
    }
}

#[tokio::test]
async fn the_list_of_customers_takes_a_rule_too() {
    let app = app_with_people().await;
    let owner = app.owner().await;
    let rule = Some("last_login_at in last 10 days".to_owned());

    let query = CustomerQuery { rule, min_orders: Some(1), total: Some(true), ..CustomerQuery::default() };
    let page = owner.customers(&query).await.unwrap();

    assert_eq!((page.total, page.items.len()), (Some(1), 1));
    assert_eq!(page.items[0].email.as_deref(), Some("rich@example.com"));
    let wrong = CustomerQuery { rule: Some("total_ordrs >= 1".into()), ..CustomerQuery::default() };
    let refused = owner.customers(&wrong).await.unwrap_err();
    assert!(refused.field("rule").unwrap().contains("`total_orders`"), "{refused:?}");
}

#[tokio::test]
async fn a_segment_that_is_not_there_is_named_by_the_parameter() {
    let app = App::start().await;
    let owner = app.owner().await;
    let key = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f".parse().unwrap();
    let query = CustomerQuery { segment: Some(key), ..CustomerQuery::default() };
    assert!(owner.customers(&query).await.unwrap_err().field("segment").is_some());
}

//! Segments that a shop makes: kept, counted, changed, deleted.

use super::app_with_people;
use futures_util::future::join;
use patron_api_types::{
    problem::ErrorCode,
    segments::{NewSegment, RuleInput, SegmentChange, SegmentUser},
};
use patron_domain::{
    rule::SegmentKey,
    segment::{Audience, NamedSet},
};
use patron_tests::{App, raw::send};
use reqwest::Method;
use serde_json::json;

pub(super) fn analysis(title: &str, rule: &str) -> NewSegment {
    NewSegment {
        title: title.into(),
        definition: None,
        rule: RuleInput::Text(rule.into()),
        audience: Some(Audience::Analysis),
        channel: None,
    }
}

pub(super) fn nothing() -> SegmentChange {
    SegmentChange { title: None, definition: None, rule: None, audience: None, channel: None }
}

fn by_rule(rule: String) -> SegmentChange {
    SegmentChange { rule: Some(RuleInput::Text(rule)), ..nothing() }
}

fn in_segment(key: SegmentKey) -> String {
    format!("in_segment(\"{key}\")")
}

#[tokio::test]
async fn a_segment_is_counted_when_it_is_made_and_when_it_changes() {
    let app = app_with_people().await;
    let owner = app.owner().await;
    let wanted = NewSegment {
        audience: None,
        ..analysis("  Asleep ", "last_login_at not in last 30 days AND signup_date at least 30 days ago")
    };

    let made = owner.create_segment(&wanted).await.unwrap();

    let summary = &made.summary;
    assert_eq!((summary.title.as_str(), summary.definition.as_str()), ("Asleep", ""));
    assert_eq!(summary.audience, Audience::Marketing, "unless told otherwise");
    // whoever withdrew is in no marketing segment
    assert_eq!((summary.people, summary.reachable_email, &summary.failure), (2, 2, &None));
    assert_eq!(summary.text, "last_login_at not in last 30 days and signup_date at least 30 days ago");
    assert_eq!(summary.points.iter().map(|p| (p.people, p.reachable_email)).collect::<Vec<_>>(), [(2, 2)]);
    assert!(made.created_at.is_some() && made.created_by.is_some() && made.used_by.is_empty(), "{made:?}");

    let change = SegmentChange {
        audience: Some(Audience::Analysis),
        definition: Some("Not here for a month.".into()),
        ..nothing()
    };
    let changed = owner.change_segment(&summary.name, &change).await.unwrap();
    assert_eq!((changed.summary.people, changed.summary.reachable_email), (3, 2));
    assert_eq!(changed.summary.definition, "Not here for a month.");
    assert_eq!(changed.summary.points.len(), 1, "today's point is the newest count");

    let listed = owner.segments().await.unwrap().items;
    assert_eq!(listed.len(), 4);
    assert_eq!((listed[3].name, listed[3].people), (summary.name, 3));
    assert_eq!(owner.segment(&summary.name).await.unwrap().summary.rule, summary.rule);

    owner.delete_segment(&summary.name).await.unwrap();
    assert_eq!(owner.segment(&summary.name).await.unwrap_err().code(), Some("not_found"));
    assert_eq!(owner.segments().await.unwrap().items.len(), 3);
}

#[tokio::test]
async fn what_is_wrong_with_a_rule_is_told_with_its_place() {
    let app = App::start().await;
    let owner = app.owner().await;

    let refused = owner.create_segment(&analysis("A", "total_ordrs >= 3")).await.unwrap_err();

    assert_eq!(refused.code(), Some("validation_failed"));
    let told = refused.field("/rule").unwrap();
    assert!(told.contains("at character 1") && told.contains("`total_orders`"), "{told}");

    let tree = json!({ "title": "A", "rule": { "all": [
        { "attribute": "total_orders", "op": ">=", "value": 3 },
        { "attribute": "total_ordrs", "op": ">=", "value": 3 },
    ] } });
    let token = owner.access_token().unwrap();
    let request = app.request(Method::POST, "/api/v1/segments").bearer_auth(token).json(&tree);
    let problem = send(request).await.problem();
    assert_eq!(problem.code, ErrorCode::ValidationFailed);
    assert!(problem.errors[0].pointer.starts_with("/rule/all/1"), "{problem:?}");

    let gone = in_segment("0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f".parse().unwrap());
    let refused = owner.create_segment(&analysis("A", &gone)).await.unwrap_err();
    assert!(refused.field("/rule").unwrap().contains("does not exist"), "{refused:?}");
}

#[tokio::test]
async fn two_segments_never_have_one_name() {
    let app = App::start().await;
    let owner = app.owner().await;
    let first = owner.create_segment(&analysis("At risk", "everyone")).await.unwrap();
    let second = owner.create_segment(&analysis("Other", "everyone")).await.unwrap();

    let rename = SegmentChange { title: Some("at RISK".into()), ..nothing() };
    let taken = [
        owner.create_segment(&analysis("AT RISK", "everyone")).await.unwrap_err(),
        owner.create_segment(&analysis("high value", "everyone")).await.unwrap_err(),
        owner.change_segment(&second.summary.name, &rename).await.unwrap_err(),
    ];

    for error in taken {
        assert_eq!(error.field("/title"), Some("is the name of another segment"), "{error:?}");
    }
    let same = owner.change_segment(&first.summary.name, &rename).await.unwrap();
    assert_eq!(same.summary.title, "at RISK", "it may keep its own");
}

#[tokio::test]
async fn a_rule_never_refers_to_its_own_segment() {
    let app = App::start().await;
    let owner = app.owner().await;
    let key =
        async |title: &str| owner.create_segment(&analysis(title, "everyone")).await.unwrap().summary.name;
    let (a, b, c) = (key("A").await, key("B").await, key("C").await);
    let itself = owner.change_segment(&a, &by_rule(in_segment(a))).await.unwrap_err();
    assert!(itself.field("/rule").unwrap().contains("this segment itself"), "{itself:?}");

    owner.change_segment(&a, &by_rule(in_segment(b))).await.unwrap();
    owner.change_segment(&b, &by_rule(in_segment(c))).await.unwrap();
    let around = owner.change_segment(&c, &by_rule(format!("not ({})", in_segment(a)))).await.unwrap_err();
    assert!(around.field("/rule").unwrap().contains("through other segments"), "{around:?}");

    // two who change at the same time can't make a circle either
    let (d, e) = (key("D").await, key("E").await);
    let (to_e, to_d) = (by_rule(in_segment(e)), by_rule(in_segment(d)));
    let (one, other) = join(owner.change_segment(&d, &to_e), owner.change_segment(&e, &to_d)).await;
    assert!(one.is_ok() != other.is_ok(), "{one:?} {other:?}");
}

#[tokio::test]
async fn a_segment_that_others_use_stays() {
    let app = app_with_people().await;
    let owner = app.owner().await;
    let base = owner.create_segment(&analysis("Buyers", "total_orders >= 1")).await.unwrap().summary.name;
    let rule = format!("{} and in_segment(\"high_value\")", in_segment(base));
    let user = owner.create_segment(&analysis("Best buyers", &rule)).await.unwrap().summary;
    assert_eq!(user.people, 1);

    let refused = owner.delete_segment(&base).await.unwrap_err();
    assert_eq!((refused.code(), refused.status()), (Some("wrong_state"), Some(409)));
    assert!(refused.to_string().contains("“Best buyers”"), "{refused}");
    for key in [base, SegmentKey::Named(NamedSet::HighValue)] {
        let used_by = owner.segment(&key).await.unwrap().used_by;
        let used: Vec<_> = used_by.iter().map(|u| (u.kind, u.title.as_str())).collect();
        assert_eq!(used, [(SegmentUser::Segment, "Best buyers")], "{key}");
    }

    owner.delete_segment(&user.name).await.unwrap();
    owner.delete_segment(&base).await.unwrap();
}

#[tokio::test]
async fn what_every_shop_starts_with_stays_as_it_is() {
    let app = App::start().await;
    let owner = app.owner().await;
    for set in NamedSet::ALL {
        let key = SegmentKey::Named(*set);
        let kept = owner.segment(&key).await.unwrap();
        assert!(kept.summary.built_in && kept.created_at.is_none(), "{kept:?}");
        let renamed = SegmentChange { title: Some("Mine".into()), ..nothing() };
        assert_eq!(owner.change_segment(&key, &renamed).await.unwrap_err().code(), Some("wrong_state"));
        assert_eq!(owner.delete_segment(&key).await.unwrap_err().code(), Some("wrong_state"));
    }
}

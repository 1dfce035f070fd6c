//! Campaigns: who is in one and who is held out, and what is said of what came of it.

use patron_api_client::Session;
use patron_api_types::{
    campaigns::{
        CampaignChange, CampaignMember, CampaignMembersQuery, CampaignStatus, CampaignVerdict, NewCampaign,
    },
    customers::StatusChange,
    exports::ExportQuery,
    merges::MergeRequest,
    orders::OrderUpsert,
    page::PageQuery,
    patch::Patch,
    profiles::ProfileUpsert,
    segments::{RuleInput, RuleOf},
};
use patron_domain::{
    campaign::{self, Group},
    consent::Channel,
    customer::CustomerStatus,
    ids::{CampaignId, CustomerId},
    order::OrderStatus,
    rule::SegmentKey,
    segment::NamedSet,
};
use patron_tests::{
    App,
    seed::{money, order, profile},
};
use rust_decimal::Decimal;

/// A campaign of everybody whom this rule means, with nobody held out.
pub fn of(rule: &str) -> NewCampaign {
    NewCampaign {
        name: "Diwali thank-you".into(),
        of: RuleOf { segment: None, rule: Some(RuleInput::Text(rule.into())) },
        channel: Channel::Email,
        purpose: "Thank good customers".into(),
        holdout_percent: Some(Decimal::ZERO),
        cost: None,
        window_days: None,
        exclude_days: None,
    }
}

pub async fn has_people(app: &App, from: u32, to: u32) {
    for n in from..to {
        app.has_profile(&profile(&format!("p{n}@example.com"))).await;
    }
}

/// Everybody in a campaign, by all pages.
async fn members(owner: &Session, id: CampaignId, held_out: bool) -> Vec<CampaignMember> {
    let mut query = CampaignMembersQuery {
        held_out: Some(held_out),
        limit: Some(100),
        ..CampaignMembersQuery::default()
    };
    let mut all = Vec::new();
    loop {
        let page = owner.campaign_members(id, &query).await.unwrap();
        all.extend(page.items);
        query.cursor = page.next_cursor;
        if query.cursor.is_none() {
            return all;
        }
    }
}

fn email(member: &CampaignMember) -> &str {
    member.email.as_deref().unwrap()
}

/// The names of the campaigns that somebody was in, newest first.
async fn history(owner: &Session, id: CustomerId) -> Vec<String> {
    let page = owner.customer_campaigns(id, &PageQuery::default()).await.unwrap();
    page.items.into_iter().map(|c| c.name).collect()
}

#[tokio::test]
async fn the_result_is_what_each_group_did_in_the_window() {
    let app = App::start().await;
    let owner = app.owner().await;
    has_people(&app, 0, 300).await;
    app.has_profile(&ProfileUpsert { marketing_consent: Some(false), ..profile("out@example.com") }).await;
    app.has_profile(&profile("asleep@example.com")).await;
    let asleep = StatusChange { status: CustomerStatus::Inactive, reason: "Moved away".into() };
    owner.change_status(app.id_of("asleep@example.com").await, &asleep).await.unwrap();
    let new = NewCampaign {
        holdout_percent: Some(Decimal::from(50)),
        cost: Some(money("1000.00")),
        ..of("everyone")
    };

    let made = owner.create_campaign(&new).await.unwrap();

    assert_eq!(made.treated + made.held_out, 300);
    assert!(made.treated >= 100 && made.held_out >= 100, "{made:?}");
    assert_eq!((made.left_out.withdrawn, made.left_out.not_active, made.left_out.not_asked), (1, 1, 0));
    assert_eq!((made.left_out_recent, made.window_days, made.status), (0, 14, CampaignStatus::Measuring));
    assert_eq!(made.rule, "everyone");
    assert_eq!((made.window_ends_at - made.started_at).num_days(), 14);
    let (treated, held_out) = (members(&owner, made.id, false).await, members(&owner, made.id, true).await);
    assert_eq!((treated.len() as i64, held_out.len() as i64), (made.treated, made.held_out));
    let unlike: i64 = sqlx::query_scalar(
        "select count(*) from campaign_members m join campaigns c on c.id = m.campaign_id
         where m.held_out <> (random_place(c.salt, m.customer_id) * 100 < c.holdout_percent * 4294967296)",
    )
    .fetch_one(&mut app.sql().await)
    .await
    .unwrap();
    assert_eq!(unlike, 0, "chance put each where the salt says");

    // treated: 60 with an order of 500, one with another of 250, one with 100 given back; 11 held out, one of whom in a
    // currency without a rate
    for (n, member) in treated.iter().take(60).enumerate() {
        let refunded = (n == 1).then(|| money("100.00"));
        app.has_order(&OrderUpsert { refunded, ..order(email(member), &format!("T{n}"), "500.00") }).await;
    }
    app.has_order(&order(email(&treated[0]), "T-more", "250.00")).await;
    for (n, member) in held_out.iter().take(10).enumerate() {
        app.has_order(&order(email(member), &format!("H{n}"), "400.00")).await;
    }
    let abroad = order(email(&held_out[10]), "H-usd", "90.00");
    app.has_order(&OrderUpsert { currency: Some("USD".into()), ..abroad }).await;
    // these don't count: cancelled, and before the window
    let cancelled = order(email(&treated[70]), "T-cancelled", "900.00");
    app.has_order(&OrderUpsert { status: Some(OrderStatus::Cancelled), ..cancelled }).await;
    let before = order(email(&treated[71]), "T-before", "900.00");
    app.has_order(&OrderUpsert { order_date: Some("2025-11-01T00:00:00Z".parse().unwrap()), ..before }).await;
    app.has_profile(&ProfileUpsert { marketing_consent: Some(false), ..profile(email(&treated[72])) }).await;

    let result = owner.campaign_result(made.id).await.unwrap();

    let t = &result.treated;
    assert_eq!((t.people, t.buyers, t.orders, t.revenue), (made.treated, 60, 61, money("30150.00")));
    let h = result.held_out.as_ref().unwrap();
    assert_eq!((h.people, h.buyers, h.orders, h.revenue), (made.held_out, 11, 11, money("4000.00")));
    assert_eq!((result.unconverted_orders, result.withdrawn), (1, 1));
    assert_eq!(t.average_order, Some(money("494.26")));
    let roi = result.naive_roi.as_ref().unwrap();
    assert_eq!((roi.cost, roi.revenue), (money("1000.00"), money("30150.00")));
    assert!((roi.roi.unwrap() - 29.15).abs() < 1e-9);
    let (nt, nh) = (made.treated as f64, made.held_out as f64);
    let lift = result.lift.as_ref().unwrap();
    let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-6, "{a} is not {b}");
    near(t.conversion.unwrap(), 60.0 / nt);
    near(lift.conversion.value, 60.0 / nt - 11.0 / nh);
    near(lift.relative.unwrap(), (60.0 / nt) / (11.0 / nh) - 1.0);
    near(lift.revenue_per_person.value, 30150.0 / nt - 4000.0 / nh);
    near(lift.incremental_revenue.value, 30150.0 - 4000.0 / nh * nt);
    near(lift.iroas.as_ref().unwrap().value, lift.incremental_revenue.value / 1000.0);
    let group = |people: i64, buyers| Group { people: people.unsigned_abs(), buyers };
    let (a, b) = (group(made.treated, 60), group(made.held_out, 11));
    let interval = campaign::newcombe::difference(a, b);
    near(lift.conversion.low, interval.low);
    near(lift.conversion.high, interval.high);
    assert!(lift.revenue_per_person.low < lift.revenue_per_person.value);
    assert!(lift.p.unwrap() < 0.01);
    assert_eq!((result.verdict, result.needed_per_group), (CampaignVerdict::Positive, None));
    let last = result.days.last().unwrap();
    near(last.treated.value, 60.0 / nt);
    near(last.held_out.as_ref().unwrap().value, 11.0 / nh);
    let again = owner.campaign_result(made.id).await.unwrap();
    assert_eq!(again.lift, result.lift, "the same data gives the same interval");
    let orders: i64 = members(&owner, made.id, true).await.iter().map(|m| m.orders).sum();
    assert_eq!(orders, 11);
}

#[tokio::test]
async fn without_a_hold_out_nothing_is_said_of_what_it_caused() {
    let app = App::start().await;
    let owner = app.owner().await;
    has_people(&app, 0, 3).await;
    let made = owner.create_campaign(&of("everyone")).await.unwrap();
    app.has_order(&order("p0@example.com", "1", "100.00")).await;

    let result = owner.campaign_result(made.id).await.unwrap();

    assert_eq!((made.treated, made.held_out), (3, 0));
    assert_eq!(result.verdict, CampaignVerdict::NoHoldout);
    assert_eq!((result.lift, result.held_out, result.naive_roi), (None, None, None));
    assert_eq!((result.treated.buyers, result.treated.revenue), (1, money("100.00")));
}

#[tokio::test]
async fn who_was_in_a_campaign_lately_can_be_left_out_and_few_people_are_too_few() {
    let app = App::start().await;
    let owner = app.owner().await;
    has_people(&app, 0, 6).await;
    let first = NewCampaign { name: "First".into(), ..of("everyone") };
    owner.create_campaign(&first).await.unwrap();
    let fresh = NewCampaign { name: "Fresh".into(), exclude_days: Some(7), ..of("everyone") };

    let nobody = owner.create_campaign(&fresh).await.unwrap_err();
    has_people(&app, 6, 8).await;
    let half = Some(Decimal::from(50));
    let made = owner.create_campaign(&NewCampaign { holdout_percent: half, ..fresh }).await.unwrap();
    let all = NewCampaign { name: "All".into(), ..of("everyone") };
    owner.create_campaign(&all).await.unwrap();

    assert!(nobody.field("/of").is_some(), "{nobody:?}");
    assert_eq!((made.treated + made.held_out, made.left_out_recent), (2, 6));
    let result = owner.campaign_result(made.id).await.unwrap();
    assert_eq!((result.verdict, result.needed_per_group), (CampaignVerdict::TooFew, None));
    assert_eq!(history(&owner, app.id_of("p0@example.com").await).await, ["All", "First"]);
    assert_eq!(history(&owner, app.id_of("p7@example.com").await).await, ["All", "Fresh"]);
    let listed = owner.campaigns(&PageQuery { limit: Some(2), cursor: None }).await.unwrap();
    let names: Vec<&str> = listed.items.iter().map(|c| c.name.as_str()).collect();
    assert_eq!(names, ["All", "Fresh"], "nothing is left of the one with nobody");
    let rest = owner.campaigns(&PageQuery { limit: Some(2), cursor: listed.next_cursor }).await.unwrap();
    assert_eq!((rest.items.len(), rest.items[0].name.as_str()), (1, "First"));
}

#[tokio::test]
async fn a_campaigns_file_has_those_written_to_and_nobody_held_out() {
    let app = App::start().await;
    let owner = app.owner().await;
    has_people(&app, 0, 30).await;
    let new = NewCampaign { holdout_percent: Some(Decimal::from(50)), ..of("everyone") };
    let made = owner.create_campaign(&new).await.unwrap();

    let text =
        owner.export_csv(&ExportQuery { campaign: Some(made.id), ..ExportQuery::default() }).await.unwrap();

    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let mut emails: Vec<String> = reader.records().map(|row| row.unwrap()[0].to_owned()).collect();
    let treated = members(&owner, made.id, false).await;
    let mut expected: Vec<String> = treated.iter().map(|m| email(m).to_owned()).collect();
    emails.sort();
    expected.sort();
    assert_eq!(emails, expected);
}

#[tokio::test]
async fn a_merged_persons_campaigns_go_along_and_back() {
    let app = App::start().await;
    let owner = app.owner().await;
    has_people(&app, 0, 2).await;
    app.has_order(&order("p1@example.com", "1", "400.00")).await;
    let (keep, other) = (app.id_of("p0@example.com").await, app.id_of("p1@example.com").await);
    let both = NewCampaign { name: "Both".into(), ..of("everyone") };
    let both = owner.create_campaign(&both).await.unwrap();
    let buyers = NewCampaign { name: "Buyers".into(), ..of("total_orders = 1") };
    let buyers = owner.create_campaign(&buyers).await.unwrap();
    app.has_order(&order("p1@example.com", "2", "300.00")).await;

    let merge = owner.merge(&MergeRequest { keep, merge: other, reason: None }).await.unwrap();

    assert_eq!(history(&owner, keep).await, ["Buyers", "Both"]);
    for campaign in [both.id, buyers.id] {
        let people = members(&owner, campaign, false).await;
        assert_eq!(people.len(), 1);
        assert_eq!((people[0].id, people[0].revenue), (keep, money("300.00")));
    }

    owner.undo_merge(merge.id).await.unwrap();

    assert_eq!(history(&owner, keep).await, ["Both"]);
    assert_eq!(history(&owner, other).await, ["Buyers", "Both"]);
}

#[tokio::test]
async fn a_campaign_of_a_segment_keeps_its_name_and_rule_and_only_name_and_cost_change() {
    let app = App::start().await;
    let owner = app.owner().await;
    has_people(&app, 0, 1).await;
    let segment = Some(SegmentKey::Named(NamedSet::RecentSignups));
    let new = NewCampaign { of: RuleOf { segment, rule: None }, holdout_percent: None, ..of("everyone") };
    let made = owner.create_campaign(&new).await.unwrap();
    assert_eq!((made.segment, made.segment_title.as_deref()), (segment, Some("Recent signups")));
    assert_eq!(made.rule, NamedSet::RecentSignups.rule().to_string());
    assert_eq!(made.holdout_percent, Decimal::TEN);

    let change = CampaignChange { name: Some(" Welcome ".into()), cost: Patch::Value(money("250.00")) };
    let changed = owner.change_campaign(made.id, &change).await.unwrap();

    assert_eq!((changed.name.as_str(), changed.cost), ("Welcome", Some(money("250.00"))));
    assert_eq!(owner.campaign(made.id).await.unwrap(), changed);
    let nothing = CampaignChange { name: None, cost: Patch::Absent };
    let kept = owner.change_campaign(made.id, &nothing).await.unwrap();
    assert_eq!(kept, changed);
    let back = CampaignChange { name: None, cost: Patch::Null };
    let cleared = owner.change_campaign(made.id, &back).await.unwrap();
    assert_eq!((cleared.name.as_str(), cleared.cost), ("Welcome", None), "the cost is not known any more");
    let unknown = owner.change_campaign(CampaignId::generate(), &change).await.unwrap_err();
    assert_eq!(unknown.code(), Some("not_found"));
}

#[tokio::test]
async fn what_is_no_campaign_is_refused_and_the_field_is_named() {
    let app = App::start().await;
    let owner = app.owner().await;
    has_people(&app, 0, 1).await;
    let none = RuleOf { segment: None, rule: None };
    let gone = Some(SegmentKey::Saved(patron_domain::ids::SegmentId::generate()));
    let cases = [
        (NewCampaign { name: "  ".into(), ..of("everyone") }, "/name"),
        (NewCampaign { purpose: "x".repeat(201), ..of("everyone") }, "/purpose"),
        (NewCampaign { holdout_percent: Some(Decimal::from(51)), ..of("everyone") }, "/holdout_percent"),
        (NewCampaign { window_days: Some(0), ..of("everyone") }, "/window_days"),
        (NewCampaign { exclude_days: Some(366), ..of("everyone") }, "/exclude_days"),
        (NewCampaign { cost: Some(money("-1.00")), ..of("everyone") }, "/cost"),
        (of("total_ordrs >= 3"), "/of/rule"),
        (of("total_orders >= 3"), "/of"),
        (NewCampaign { of: none, ..of("everyone") }, "/of"),
        (NewCampaign { of: RuleOf { segment: gone, rule: None }, ..of("everyone") }, "/of/segment"),
    ];
    for (new, field) in cases {
        let error = owner.create_campaign(&new).await.unwrap_err();
        assert_eq!(error.code(), Some("validation_failed"), "{field}: {error:?}");
        assert!(error.field(field).is_some(), "{field}: {error:?}");
    }
    assert_eq!(owner.campaigns(&PageQuery::default()).await.unwrap().items, []);
}

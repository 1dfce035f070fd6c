//! What a shop's server reports besides logins, profiles and orders; batches; exactly once.

use chrono::TimeDelta;
use futures_util::{StreamExt as _, stream};
use patron_api_types::{
    events::{BatchItem, ConsentReport, EventReport, OrderChangeItem, RefundItem, RefundReport},
    logins::LoginReport,
    orders::OrderChange,
    profiles::SignupReport,
};
use patron_domain::{
    acquisition::AcquisitionChannel,
    clock::Clock,
    consent::{Channel, ConsentState},
    order::{OrderStatus, PaymentStatus},
};
use patron_tests::{
    App,
    raw::send,
    seed::{email, login, money, order, profile},
};
use reqwest::Method;

fn event(address: Option<&str>, name: &str) -> EventReport {
    EventReport {
        name: name.into(),
        email: address.map(email),
        user_id: None,
        anonymous_id: None,
        properties: serde_json::Map::new(),
        occurred_at: None,
        message_id: None,
    }
}

fn refund(amount: Option<&str>, message: &str) -> RefundReport {
    RefundReport { source: None, amount: amount.map(money), message_id: Some(message.into()) }
}

fn consent(address: &str, state: ConsentState) -> ConsentReport {
    ConsentReport {
        email: email(address),
        channel: Channel::Email,
        state,
        method: Some("checkout".into()),
        notice_version: None,
        occurred_at: None,
        message_id: None,
    }
}

async fn events_of(app: &App, address: &str) -> i64 {
    let id = app.id_of(address).await;
    sqlx::query_scalar("select count(*) from events where customer_id = $1")
        .bind(id.0)
        .fetch_one(&mut app.sql().await)
        .await
        .unwrap()
}

#[tokio::test]
async fn a_batch_answers_each_item_and_a_bad_one_costs_no_neighbour() {
    let app = App::start().await;
    let shop = app.reader();
    let bad_order = order("ada@example.com", "A-2", "-5.00");
    let items = [
        BatchItem::Profile(profile("ada@example.com")),
        BatchItem::LoginAttempt(login("ada@example.com")),
        BatchItem::Order(order("ada@example.com", "A-1", "500.00")),
        BatchItem::Order(bad_order),
        BatchItem::OrderChange(OrderChangeItem {
            order_id: "A-1".into(),
            change: OrderChange {
                source: None,
                status: Some(OrderStatus::Delivered),
                payment_status: Some(PaymentStatus::Paid),
                refunded: None,
            },
        }),
        BatchItem::Refund(RefundItem { order_id: "A-1".into(), refund: refund(Some("100.00"), "r-1") }),
        BatchItem::Refund(RefundItem { order_id: "nope".into(), refund: refund(None, "r-2") }),
        BatchItem::Consent(consent("ada@example.com", ConsentState::Unsubscribed)),
        BatchItem::Event(event(Some("ada@example.com"), "Product Viewed")),
        BatchItem::Event(event(Some("nobody@example.com"), "Product Viewed")),
    ];

    let answer = shop.report_batch(&items).await.unwrap();

    let statuses: Vec<u16> = answer.items.iter().map(|i| i.status).collect();
    assert_eq!(statuses, [201, 201, 201, 422, 200, 200, 404, 200, 201, 404]);
    assert_eq!(answer.items[3].errors[0].pointer, "/subtotal");
    let ada = app.owner().await.customer(app.id_of("ada@example.com").await).await.unwrap();
    assert_eq!((ada.row.total_orders, ada.row.total_spent.to_string()), (1, "400.00".into()));
    assert_eq!((ada.row.login_count, ada.row.marketing_consent), (1, false));
    assert_eq!(events_of(&app, "ada@example.com").await, 1);
}

#[tokio::test]
async fn an_item_needs_its_scope_and_a_malformed_one_is_told_where() {
    let app = App::start().await;
    let key = app.key("secret", "logins:write");
    let body = serde_json::json!({"items": [
        {"type": "login_attempt", "email": "ada@example.com", "success": true},
        {"type": "profile", "email": "ada@example.com"},
        {"type": "login_attempt", "email": 5, "success": true},
        {"type": "teleport"}
    ]});

    let answer = send(app.request(Method::POST, "/api/v1/batch").bearer_auth(&key).json(&body)).await.json();

    let statuses: Vec<_> = answer["items"].as_array().unwrap().iter().map(|i| i["status"].clone()).collect();
    assert_eq!(statuses, [201, 403, 422, 422]);
}

#[tokio::test]
async fn two_hundred_times_the_same_message_at_once_count_once() {
    let app = App::start().await;
    app.has_profile(&profile("ada@example.com")).await;
    app.shop_server().upsert_order(&order("ada@example.com", "A-1", "500.00")).await.unwrap();
    let shop = app.reader();
    let once = LoginReport { message_id: Some("one".into()), ..login("ada@example.com") };
    let seen =
        EventReport { message_id: Some("two".into()), ..event(Some("ada@example.com"), "Product Viewed") };
    let back = refund(Some("50.00"), "three");

    let answers: Vec<(bool, bool, bool)> = stream::iter(0..200)
        .map(|_| async {
            let login = shop.report_login(&once).await.unwrap();
            let event = shop.report_event(&seen).await.unwrap();
            let refund = shop.report_refund("A-1", &back).await.unwrap();
            (login.duplicate, event.duplicate, refund.is_none())
        })
        .buffer_unordered(40)
        .collect()
        .await;

    assert_eq!(answers.iter().filter(|a| !a.0).count(), 1);
    assert_eq!(answers.iter().filter(|a| !a.1).count(), 1);
    assert_eq!(answers.iter().filter(|a| !a.2).count(), 1);
    let ada = app.owner().await.customer(app.id_of("ada@example.com").await).await.unwrap();
    assert_eq!((ada.row.login_count, ada.row.total_spent.to_string()), (1, "450.00".into()));
    assert_eq!(events_of(&app, "ada@example.com").await, 1);
}

#[tokio::test]
async fn what_was_refused_may_be_sent_again_under_its_message_id() {
    let app = App::start().await;
    let shop = app.reader();
    let report = refund(Some("50.00"), "r-1");

    let early = shop.report_refund("A-1", &report).await.unwrap_err();
    shop.upsert_order(&order("ada@example.com", "A-1", "500.00")).await.unwrap();
    let late = shop.report_refund("A-1", &report).await.unwrap();

    assert_eq!(early.code(), Some("not_found"));
    assert_eq!(late.unwrap().payment_status, PaymentStatus::PartlyRefunded);
    let too_much = shop.report_refund("A-1", &refund(Some("450.01"), "r-2")).await.unwrap_err();
    assert_eq!(too_much.code(), Some("validation_failed"));
    let rest = shop.report_refund("A-1", &refund(None, "r-3")).await.unwrap().unwrap();
    assert_eq!((rest.payment_status, rest.refunded), (PaymentStatus::Refunded, money("500.00")));
}

#[tokio::test]
async fn an_order_sent_again_keeps_what_was_given_back() {
    let app = App::start().await;
    let shop = app.reader();
    shop.upsert_order(&order("ada@example.com", "A-1", "500.00")).await.unwrap();
    shop.report_refund("A-1", &refund(Some("100.00"), "r-1")).await.unwrap();

    let again = shop.upsert_order(&order("ada@example.com", "A-1", "500.00")).await.unwrap().value;

    assert_eq!((again.refunded, again.payment_status), (money("100.00"), PaymentStatus::PartlyRefunded));
}

#[tokio::test]
async fn a_visitors_events_join_the_person_once_both_ids_are_seen() {
    let app = App::start().await;
    let shop = app.reader();
    let visitor = |name: &str| EventReport { anonymous_id: Some("v-1".into()), ..event(None, name) };

    let before = shop.report_event(&visitor("Product Viewed")).await.unwrap();
    app.has_profile(&profile("ada@example.com")).await;
    let both = EventReport { email: Some(email("ada@example.com")), ..visitor("Product Added") };
    shop.report_event(&both).await.unwrap();
    let after = shop.report_event(&visitor("Cart Viewed")).await.unwrap();

    assert_eq!(before.customer_id, None);
    assert_eq!(after.customer_id, Some(app.id_of("ada@example.com").await));
    assert_eq!(events_of(&app, "ada@example.com").await, 3);
}

#[tokio::test]
async fn a_signup_brings_its_touches_and_date_and_an_opt_out_sticks() {
    let app = App::start().await;
    let shop = app.reader();
    let long_ago = Clock::system().now() - TimeDelta::days(40);
    let report = SignupReport {
        profile: profile("ada@example.com"),
        signed_up_at: Some(long_ago),
        utm_source: Some("newsletter".into()),
        utm_medium: None,
        utm_campaign: None,
        referrer: None,
        landing_path: Some("/diyas".into()),
        last_utm_source: None,
        last_utm_medium: None,
        last_utm_campaign: None,
        last_referrer: Some("https://www.instagram.com/".into()),
        last_landing_path: Some("/lighting".into()),
        message_id: None,
    };

    let made = shop.report_signup(&report).await.unwrap();
    let later = SignupReport { last_referrer: Some("https://www.youtube.com/".into()), ..report.clone() };
    let again = shop.report_signup(&later).await.unwrap();
    shop.report_consent(&consent("ada@example.com", ConsentState::Unsubscribed)).await.unwrap();
    shop.report_consent(&consent("ada@example.com", ConsentState::Subscribed)).await.unwrap();

    assert!(made.created && !again.created);
    let ada = app.owner().await.customer(made.value.row.id).await.unwrap();
    assert_eq!(ada.row.signup_date, long_ago);
    assert_eq!(ada.first_touch.utm_source.as_deref(), Some("newsletter"));
    let last = &ada.last_touch;
    assert_eq!((last.utm_source.as_deref(), last.landing_path.as_deref()), (None, Some("/lighting")));
    assert_eq!(last.referrer.as_deref(), Some("https://www.instagram.com/"), "only a new profile takes it");
    let channels = (ada.first_channel, ada.last_channel);
    assert_eq!(channels, (AcquisitionChannel::Email, AcquisitionChannel::Instagram));
    assert!(!ada.row.marketing_consent, "only the person lifts it");
}

#[tokio::test]
async fn a_touch_that_is_too_long_is_named_by_its_pointer() {
    let app = App::start().await;
    let long = Some("x".repeat(2049));
    let report = SignupReport {
        profile: profile("ada@example.com"),
        signed_up_at: None,
        utm_source: long.clone(),
        utm_medium: None,
        utm_campaign: None,
        referrer: None,
        landing_path: None,
        last_utm_source: long.clone(),
        last_utm_medium: long.clone(),
        last_utm_campaign: long.clone(),
        last_referrer: long.clone(),
        last_landing_path: long,
        message_id: None,
    };

    let answer = app.reader().report_batch(&[BatchItem::Signup(report)]).await.unwrap();

    let named: Vec<&str> = answer.items[0].errors.iter().map(|e| e.pointer.as_str()).collect();
    let last = ["source", "medium", "campaign"].map(|name| format!("/last_utm_{name}"));
    let [source, medium, campaign] = last.each_ref().map(String::as_str);
    assert_eq!(named, ["/utm_source", source, medium, campaign, "/last_referrer", "/last_landing_path"]);
}

#[tokio::test]
async fn late_reports_land_where_they_belong_and_a_clock_ahead_is_set_right() {
    let app = App::start().await;
    let shop = app.reader();
    app.has_profile(&profile("ada@example.com")).await;
    let now = Clock::system().now();
    let at = |hours: i64| LoginReport {
        occurred_at: Some(now - TimeDelta::hours(hours)),
        ip_address: Some(format!("203.0.113.{hours}")),
        ..login("ada@example.com")
    };

    for hours in [50, 2, 30, -90] {
        shop.report_login(&at(hours)).await.ok();
    }
    shop.report_login(&at(2)).await.unwrap();
    shop.report_login(&at(30)).await.unwrap();
    let ahead = LoginReport { ip_address: None, ..at(-90) };
    shop.report_login(&ahead).await.unwrap();

    let ada = app.owner().await.customer(app.id_of("ada@example.com").await).await.unwrap();
    let last = ada.row.last_login_at.unwrap();
    assert!(last >= now && last <= Clock::system().now(), "{last}");
    assert_eq!(
        ada.ip_address.as_deref(),
        Some("203.0.113.2"),
        "the latest that said one, not the last to come"
    );
    let yesterday: i64 = sqlx::query_scalar(
        "select coalesce(sum(value), 0)::bigint from rollup_daily where metric = 'logins' and day = store_day($1)",
    )
    .bind(now - TimeDelta::hours(30))
    .fetch_one(&mut app.sql().await)
    .await
    .unwrap();
    assert!(yesterday >= 2, "late logins count on their own day: {yesterday}");
}

#[tokio::test]
async fn addresses_are_kept_as_far_as_the_settings_say() {
    let app = App::with_settings(&[("PATRON__TRACKING__IP_STORAGE", "truncated")]).await;
    app.has_profile(&profile("ada@example.com")).await;
    let report = LoginReport { ip_address: Some("203.0.113.24".into()), ..login("ada@example.com") };

    app.shop_server().report_login(&report).await.unwrap();

    let ada = app.owner().await.customer(app.id_of("ada@example.com").await).await.unwrap();
    assert_eq!(ada.ip_address.as_deref(), Some("203.0.113.0"));
}

#[tokio::test]
async fn the_owner_sees_what_came_in_and_how_much() {
    let app = App::start().await;
    let shop = app.reader();
    shop.upsert_order(&order("ada@example.com", "A-1", "500.00")).await.unwrap();
    shop.report_event(&event(Some("ada@example.com"), "Product Viewed")).await.unwrap();
    shop.report_event(&event(Some("nobody@example.com"), "Product Viewed")).await.unwrap_err();

    let owner = app.owner().await;
    let (health, feed) = (owner.ingest_health().await.unwrap(), owner.activity().await.unwrap());

    assert_eq!((health.day.stored, health.day.rejected, health.minutes.len()), (2, 1, 60));
    assert!(health.last_received_at.unwrap() <= Clock::system().now() + TimeDelta::seconds(1));
    let kinds: Vec<&str> = feed.items.iter().map(|a| a.kind.as_str()).collect();
    assert!(kinds.contains(&"order") && kinds.contains(&"event") && kinds.contains(&"signup"), "{kinds:?}");
    let order = feed.items.iter().find(|a| a.what == "A-1").unwrap();
    assert_eq!((order.who.as_deref(), order.amount), (Some("ada@example.com"), Some(money("500.00"))));
}

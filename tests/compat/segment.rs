//! `@segment/analytics-node`.

use crate::{
    effects::{customer, number, stored},
    tracker::{ADA, Sdk, Tracker},
};
use patron_tests::App;

const PHONE_AGENT: &str = concat!(
    "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) ",
    "Chrome/126.0.0.0 Mobile Safari/537.36"
);

#[tokio::test]
async fn identify_makes_a_profile_of_its_traits() {
    let app = App::start().await;
    let tracker = Tracker::new(Sdk::Segment, &app);

    let report = tracker
        .send(&["analytics.identify({ userId: 'u1', traits: {
            email: 'Ada@example.com', firstName: 'Ada', lastName: 'Lovelace', phone: '98765 43210', plan: 'gold',
            createdAt: new Date('2025-06-01T10:00:00Z'), address: { city: 'Bengaluru', state: 'Karnataka' } } })"])
        .await;

    report.must_be_well();
    let ada = customer(&app, "ada@example.com").await;
    assert_eq!(ada.row.email.as_deref(), Some("Ada@example.com"));
    assert_eq!(ada.row.full_name.as_deref(), Some("Ada Lovelace"));
    assert_eq!(ada.mobile_e164.as_deref(), Some("+919876543210"));
    assert!(ada.row.location.as_deref().is_some_and(|l| l.contains("Bengaluru")), "{ada:?}");
    assert_eq!(ada.row.signup_date, "2025-06-01T10:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap());
    assert_eq!(number(&app, "select count(*) from customer_profiles").await, 1);
}

#[tokio::test]
async fn orders_become_totals_once_and_refunds_and_cancellations_leave_them() {
    let app = App::start().await;
    let tracker = Tracker::new(Sdk::Segment, &app).watched();

    let report = tracker
        .send(&[
            ADA,
            "const item = { product_id: 'p1', name: 'Diya set', category: 'Lighting', quantity: 1 }
             const order = (order_id, total) =>
                 ({ order_id, total, currency: 'INR', products: [{ ...item, price: total }] })
             const track = (event, properties) => analytics.track({ userId: 'u1', event, properties })
             track('Order Completed', order('o1', 1499.5))
             track('Order Completed', order('o1', 1499.5))
             track('Order Completed', order('o2', 600))
             track('Order Cancelled', order('o2', 600))
             track('Order Completed', order('o3', 1000))
             track('Order Refunded', { order_id: 'o3', total: 250, currency: 'INR' })",
        ])
        .await;

    report.must_be_well();
    assert_eq!((report.sum("accepted"), report.rejected()), (7, 0), "{report:?}");
    let ada = customer(&app, "ada@example.com").await;
    assert_eq!(ada.row.total_orders, 2, "the same order twice is one, a cancelled one is none");
    assert_eq!(ada.row.total_spent.to_string(), "2249.50");
    assert_eq!(ada.preferred_categories, ["Lighting"]);
    assert_eq!(number(&app, "select count(*) from orders").await, 3);
}

#[tokio::test]
async fn signed_in_is_a_login_from_where_the_event_says() {
    let app = App::start().await;
    let tracker = Tracker::new(Sdk::Segment, &app);
    let context = format!("const context = {{ ip: '203.0.113.7', userAgent: '{PHONE_AGENT}' }}");

    let track = "analytics.track({ userId: 'u1', event: 'Signed In', context, properties: {} })";
    let report = tracker.send(&[ADA, &context, track]).await;

    report.must_be_well();
    let ada = customer(&app, "ada@example.com").await;
    assert_eq!(ada.row.login_count, 1);
    assert!(ada.row.last_login_at.is_some());
    assert_eq!(ada.ip_address.as_deref(), Some("203.0.113.7"));
    let device = ada.device_info.unwrap_or_default();
    assert!(device.contains("Chrome") && device.contains("Android"), "{device}");
    assert_eq!(number(&app, "select count(*) from login_activities").await, 1);
}

#[tokio::test]
async fn every_kind_of_call_is_taken() {
    let app = App::start().await;
    let tracker = Tracker::new(Sdk::Segment, &app).watched();

    let report = tracker
        .send(&[
            ADA,
            "analytics.page({ userId: 'u1', name: 'Lamps', properties: { url: 'https://shop.example/lamps' } })
             analytics.screen({ userId: 'u1', name: 'Cart' })
             analytics.group({ userId: 'u1', groupId: 'g1', traits: { name: 'Trade buyers' } })
             analytics.alias({ userId: 'u1', previousId: 'visitor-9' })
             analytics.track({ userId: 'u1', event: 'Coupon Applied', properties: { coupon_id: 'DIWALI' } })",
        ])
        .await;

    report.must_be_well();
    assert_eq!((report.sum("accepted"), report.rejected()), (6, 0), "{report:?}");
    let kinds = "select count(distinct kind) from events where kind in ('track', 'page', 'screen', 'group')";
    assert_eq!(number(&app, kinds).await, 4);
    assert_eq!(number(&app, "select count(*) from events").await, 4);
}

#[tokio::test]
async fn three_thousand_events_at_once_are_stored_once_each() {
    let app = App::start().await;
    let tracker = Tracker::new(Sdk::Segment, &app);

    let report = tracker
        .send(&["const event = 'Product Viewed'
            for (let n = 0; n < 3000; n++)
                analytics.track({ anonymousId: `visitor-${n % 7}`, event, properties: { n } })"])
        .await;

    report.must_be_well();
    assert_eq!(stored(&app, "Product Viewed").await, 3000);
    let different = "select count(distinct properties ->> 'n') from events where name = 'Product Viewed'";
    assert_eq!(number(&app, different).await, 3000);
}

#[tokio::test]
async fn half_an_emoji_or_a_zero_byte_costs_no_neighbour() {
    let app = App::start().await;
    let tracker = Tracker::new(Sdk::Segment, &app).watched();

    let report = tracker
        .send(&[r"analytics.track({ anonymousId: 'a', event: 'Neighbour', properties: { n: 1 } })
            analytics.track({ anonymousId: 'a', event: 'Odd', properties: { name: 'half \ud83d' } })
            analytics.track({ anonymousId: 'a', event: 'Odd', properties: { name: 'zero \u0000' } })
            analytics.track({ anonymousId: 'a', event: 'Neighbour', properties: { n: 2 } })"])
        .await;

    report.must_be_well();
    assert_eq!(report.statuses(), [200]);
    assert_eq!(stored(&app, "Neighbour").await, 2);
    let kept = number(&app, "select count(*) from rejected_events where name = 'Odd'").await;
    assert_eq!(stored(&app, "Odd").await + kept, 2, "mended, or kept for somebody to look at: {report:?}");
    assert_eq!(report.sum("accepted") + report.rejected() as u64, 4, "{report:?}");
}

#[tokio::test]
async fn the_version_before_has_its_key_in_the_body_only() {
    let app = App::start().await;
    let tracker = Tracker::new(Sdk::Segment2, &app).watched();

    let report =
        tracker.send(&[ADA, "analytics.track({ userId: 'u1', event: 'Signed In', properties: {} })"]).await;

    report.must_be_well();
    assert_eq!(report.header("authorization"), None);
    assert_eq!(report.statuses(), [200]);
    assert_eq!(customer(&app, "ada@example.com").await.row.login_count, 1);
}

//! Defects of counting and of time: 1, 2, 3, 13, 14.

use chrono::TimeDelta;
use futures_util::future::join_all;
use patron_api_types::{customers::CustomerQuery, orders::OrderChange, segments::TargetQuery};
use patron_domain::{clock::Clock, order::OrderStatus, rule::SegmentKey, segment::NamedSet};
use patron_tests::{
    App,
    people::PASSWORD,
    seed::{login, money, order, profile},
};

#[tokio::test]
async fn defect_01_inactive_means_before_or_never() {
    let app = App::start().await;
    let now = Clock::system().now();
    for (name, login_days_ago) in [("active", Some(1)), ("asleep", Some(31)), ("never", None)] {
        let email = format!("{name}@example.com");
        app.has_profile(&profile(&email)).await;
        app.signed_up_at(&email, now - TimeDelta::days(90)).await;
        if let Some(days) = login_days_ago {
            app.has_login_at(&email, now - TimeDelta::days(days)).await;
        }
    }
    let query =
        TargetQuery { segment: Some(SegmentKey::Named(NamedSet::Inactive30d)), ..TargetQuery::default() };

    let people = app.owner().await.targeted(&query).await.unwrap().items;

    let emails: Vec<_> = people.into_iter().filter_map(|row| row.email).collect();
    assert_eq!(emails, ["asleep@example.com", "never@example.com"]);
}

#[tokio::test]
async fn defect_02_statistics_count_everyone_beyond_the_thousandth() {
    let app = App::start().await;
    let mut file = String::from("email,full_name,signup_date,marketing_consent,login_count\n");
    for n in 0..1_234 {
        file.push_str(&format!("p{n}@example.com,Person {n},2026-05-01T08:00:00Z,{},2\n", n % 2 == 0));
    }
    let dir = patron_tests::TempDir::new();
    let path = dir.path().join("customers.csv");
    std::fs::write(&path, file).unwrap();

    let import = app.patron(&["import", &path.display().to_string()], "");

    assert!(import.status.success(), "{import:?}");
    let owner = app.owner().await;
    let overview = owner.overview().await.unwrap();
    assert_eq!((overview.total_customers, overview.active_customers), (1_234, 1_234));
    assert_eq!(overview.marketing_opt_ins, 617);
    assert_eq!(overview.total_logins, 2_468);
    assert_eq!(overview.average_logins.as_deref(), Some("2.00"));
    let query = CustomerQuery { total: Some(true), limit: Some(1), ..CustomerQuery::default() };
    assert_eq!(owner.customers(&query).await.unwrap().total, Some(1_234));
}

#[tokio::test]
async fn defect_03_logins_and_orders_at_once_lose_none() {
    let app = App::start().await;
    app.customer("ada@example.com").await;
    let (page, shop) = (app.page(), app.shop_server());
    let report = login("ada@example.com");
    let orders: Vec<_> = (0..20).map(|n| order("ada@example.com", &format!("O-{n}"), "99.99")).collect();

    let (signed_in, reported, bought) = tokio::join!(
        join_all((0..4).map(|_| page.sign_in("ada@example.com", PASSWORD))),
        join_all((0..20).map(|_| shop.report_login(&report))),
        join_all(orders.iter().map(|order| shop.upsert_order(order))),
    );

    assert!(signed_in.iter().all(Result::is_ok) && reported.iter().all(Result::is_ok), "{signed_in:?}");
    assert!(bought.iter().all(Result::is_ok), "{bought:?}");
    let customer = app.owner().await.customer(app.id_of("ada@example.com").await).await.unwrap();
    assert_eq!(customer.row.login_count, 25);
    assert_eq!((customer.row.total_orders, customer.row.total_spent), (20, money("1999.80")));
}

#[tokio::test]
async fn defect_13_cancelled_and_returned_orders_are_not_counted() {
    let app = App::start().await;
    for (id, status) in [("1", None), ("2", Some(OrderStatus::Cancelled)), ("3", Some(OrderStatus::Returned))]
    {
        app.has_order(&order("ada@example.com", id, "500.00")).await;
        let change = OrderChange { source: None, status, payment_status: None, refunded: None };
        app.shop_server().change_order(id, &change).await.unwrap();
    }

    let customer = app.owner().await.customer(app.id_of("ada@example.com").await).await.unwrap();

    assert_eq!((customer.row.total_orders, customer.row.total_spent), (1, money("500.00")));
}

#[tokio::test]
async fn defect_14_days_are_the_shops_whatever_zone_the_machine_is_in() {
    let app = App::with_settings(&[("TZ", "America/Los_Angeles")]).await;
    app.has_profile(&profile("ada@example.com")).await;
    // 1 November, 00:30 in Kolkata; still 31 October in London and in California
    app.signed_up_at("ada@example.com", "2026-10-31T19:00:00Z".parse().unwrap()).await;
    let owner = app.owner().await;
    let on = |day: &str| CustomerQuery {
        signup_from: Some(day.parse().unwrap()),
        signup_to: Some(day.parse().unwrap()),
        ..CustomerQuery::default()
    };

    let november = owner.customers(&on("2026-11-01")).await.unwrap().items.len();
    let october = owner.customers(&on("2026-10-31")).await.unwrap().items.len();

    assert_eq!((november, october), (1, 0));
    let overview = owner.overview().await.unwrap();
    assert_eq!(overview.time_zone, "Asia/Kolkata");
    let india = chrono::FixedOffset::east_opt(5 * 3600 + 1800).unwrap();
    assert_eq!(overview.days.last().unwrap().day, overview.as_of.with_timezone(&india).date_naive());
}

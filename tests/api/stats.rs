//! The overview's numbers.

use chrono::Duration;
use patron_api_types::{
    consents::Withdrawal, customers::StatusChange, logins::LoginReport, orders::OrderUpsert,
    profiles::ProfileUpsert,
};
use patron_domain::{clock::Clock, consent::Channel, customer::CustomerStatus};
use patron_tests::{
    App,
    people::PASSWORD,
    seed::{login, money, order, profile},
};

#[tokio::test]
async fn an_empty_shop_has_zeros_and_no_average() {
    let app = App::start().await;

    let overview = app.owner().await.overview().await.unwrap();

    assert_eq!((overview.total_customers, overview.total_logins, overview.total_orders), (0, 0, 0));
    assert_eq!(overview.average_logins, None, "nothing divided by nobody is not 0");
    assert_eq!(overview.total_revenue, money("0.00"));
    assert_eq!((overview.currency.as_str(), overview.time_zone.as_str()), ("INR", "Asia/Kolkata"));
    assert!((Clock::system().now() - overview.as_of).num_seconds() < 30);
    assert_eq!(overview.days.len(), 60);
    assert!(overview.days.windows(2).all(|pair| pair[1].day - pair[0].day == Duration::days(1)), "no gaps");
}

#[tokio::test]
async fn every_act_moves_exactly_its_numbers() {
    let app = App::start().await;
    let owner = app.owner().await;
    app.customer("ada@example.com").await;
    app.page().sign_in("ada@example.com", PASSWORD).await.unwrap();
    app.page().sign_in("ada@example.com", "wrong-password").await.unwrap_err();
    app.page().sign_in("nobody@example.com", "wrong-password").await.unwrap_err();
    app.has_profile(&ProfileUpsert { marketing_consent: Some(true), ..profile("bela@example.com") }).await;
    app.has_profile(&ProfileUpsert { marketing_consent: Some(false), ..profile("chitra@example.com") }).await;
    app.has_profile(&profile("dev@example.com")).await;
    app.has_profile(&profile("eve@example.com")).await;
    app.has_order(&order("bela@example.com", "1", "1499.00")).await;
    app.has_order(&OrderUpsert {
        refunded: Some(money("99.50")),
        ..order("bela@example.com", "2", "200.00")
    })
    .await;
    let status = |status| StatusChange { status, reason: "A reason".into() };
    let (dev, eve) = (app.id_of("dev@example.com").await, app.id_of("eve@example.com").await);
    owner.change_status(dev, &status(CustomerStatus::Inactive)).await.unwrap();
    owner.change_status(eve, &status(CustomerStatus::Blocked)).await.unwrap();

    let o = owner.overview().await.unwrap();

    assert_eq!(
        (o.total_customers, o.active_customers, o.inactive_customers, o.blocked_customers),
        (5, 3, 1, 1)
    );
    assert_eq!((o.new_today, o.new_7d, o.new_30d, o.new_7d_before, o.new_30d_before), (5, 5, 5, 0, 0));
    assert_eq!((o.total_logins, o.failed_logins), (2, 2));
    assert_eq!(o.average_logins.as_deref(), Some("0.40"));
    assert_eq!((o.marketing_opt_ins, o.email_opt_ins, o.email_opt_ins_default), (4, 4, 3));
    assert_eq!(o.reachable_email, 2, "active and subscribed: ada and bela");
    assert_eq!((o.total_orders, o.total_revenue), (2, money("1599.50")));
    let today = o.days.last().unwrap();
    assert_eq!((today.signups, today.logins, today.failed_logins), (5, 2, 2));
    let bela = app.id_of("bela@example.com").await;
    let told = Withdrawal { channels: vec![Channel::Email], reason: "By post".into() };
    owner.withdraw(bela, &told).await.unwrap();
    owner.change_status(eve, &status(CustomerStatus::Active)).await.unwrap();
    let o = owner.overview().await.unwrap();
    assert_eq!((o.marketing_opt_ins, o.email_opt_ins, o.reachable_email), (3, 3, 2), "bela out, eve back");
}

#[tokio::test]
async fn logins_of_other_days_are_counted_on_their_day_in_the_shops_zone() {
    let app = App::start().await;
    app.has_profile(&profile("ada@example.com")).await;
    let owner = app.owner().await;
    let days = owner.overview().await.unwrap().days;
    let day = days[55].day;
    // the last second of that day in Kolkata, and the first of the next
    let last = format!("{day}T18:29:59Z").parse().unwrap();
    let first = format!("{day}T18:30:00Z").parse().unwrap();
    app.has_login_at("ada@example.com", last).await;
    app.has_login_at("ada@example.com", first).await;
    let failed = LoginReport { success: false, occurred_at: Some(first), ..login("ada@example.com") };
    app.shop_server().report_login(&failed).await.unwrap();

    let days = owner.overview().await.unwrap().days;

    assert_eq!((days[55].logins, days[55].failed_logins), (1, 0));
    assert_eq!((days[56].logins, days[56].failed_logins), (1, 1));
}

#[tokio::test]
async fn the_numbers_agree_with_a_count_of_the_rows() {
    let app = App::start().await;
    for n in 0..12 {
        let email = format!("p{n}@example.com");
        let said = [None, Some(true), Some(false)][n % 3];
        app.has_profile(&ProfileUpsert { marketing_consent: said, ..profile(&email) }).await;
        app.has_profile(&ProfileUpsert { marketing_consent: said.map(|s| !s), ..profile(&email) }).await;
        app.has_order(&order(&email, &format!("O-{n}"), "10.10")).await;
        app.shop_server().report_login(&login(&email)).await.unwrap();
    }

    let o = app.owner().await.overview().await.unwrap();

    let counted: (i64, i64, i64, i64, String) = sqlx::query_as(
        "select count(*), count(*) filter (where marketing_consent), sum(login_count)::bigint,
           sum(total_orders)::bigint, sum(total_spent)::text from customer_profiles",
    )
    .fetch_one(&mut app.sql().await)
    .await
    .unwrap();
    let shown =
        (o.total_customers, o.marketing_opt_ins, o.total_logins, o.total_orders, o.total_revenue.to_string());
    assert_eq!(shown, counted);
}

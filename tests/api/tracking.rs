//! Automatic tracking: exact under load, with IP, agent and device, failures kept.

use chrono::{DateTime, TimeDelta, Utc};
use futures_util::{StreamExt as _, stream};
use patron_api_types::{logins::LoginReport, page::PageQuery};
use patron_domain::{clock::Clock, login::LoginMethod};
use patron_tests::{
    App,
    people::PASSWORD,
    raw::send,
    seed::{email, login, profile},
};
use reqwest::Method;

const PHONE_AGENT: &str = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36";
const TABLET_AGENT: &str = "Mozilla/5.0 (iPad; CPU OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1";

#[tokio::test]
async fn two_hundred_logins_at_once_are_counted_exactly() {
    let app = App::start().await;
    app.has_profile(&profile("ada@example.com")).await;
    let shop = app.shop_server();
    let report = login("ada@example.com");

    let answers: Vec<_> =
        stream::iter(0..200).map(|_| shop.report_login(&report)).buffer_unordered(50).collect().await;

    assert!(answers.iter().all(Result::is_ok), "{:?}", answers.iter().find(|a| a.is_err()));
    let id = app.id_of("ada@example.com").await;
    let owner = app.owner().await;
    assert_eq!(owner.customer(id).await.unwrap().row.login_count, 200);
    assert_eq!(owner.overview().await.unwrap().total_logins, 200);
    let rows: i64 = sqlx::query_scalar("select count(*) from login_activities where success")
        .fetch_one(&mut app.sql().await)
        .await
        .unwrap();
    assert_eq!(rows, 200);
}

#[tokio::test]
async fn password_logins_at_once_are_counted_exactly_too() {
    let app = App::start().await;
    app.customer("ada@example.com").await;
    let page = app.page();

    let answers: Vec<_> = stream::iter(0..12)
        .map(|_| page.sign_in("ada@example.com", PASSWORD))
        .buffer_unordered(12)
        .collect()
        .await;

    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    let id = app.id_of("ada@example.com").await;
    assert_eq!(app.owner().await.customer(id).await.unwrap().row.login_count, 13, "with the signup's");
}

#[tokio::test]
async fn a_login_brings_ip_agent_and_device_and_an_empty_value_replaces_none() {
    let app = App::start().await;
    app.customer("ada@example.com").await;
    let body = serde_json::json!({"email": "ada@example.com", "password": PASSWORD}).to_string();
    let request = app.auth_request(Method::POST, "/auth/v1/token?grant_type=password");
    let forged = request.header("user-agent", PHONE_AGENT).header("x-forwarded-for", "203.0.113.9");

    send(forged.body(body.clone())).await;

    let owner = app.owner().await;
    let id = app.id_of("ada@example.com").await;
    let customer = owner.customer(id).await.unwrap();
    assert_eq!(
        customer.ip_address.as_deref(),
        Some("127.0.0.1"),
        "no proxy is configured: the header is not believed"
    );
    assert_eq!(customer.user_agent.as_deref(), Some(PHONE_AGENT));
    let device = customer.device_info.unwrap();
    assert!(device.contains("Chrome") && device.contains("Android") && device.contains("phone"), "{device}");

    let bare = app.auth_request(Method::POST, "/auth/v1/token?grant_type=password").header("user-agent", "");
    assert_eq!(send(bare.body(body)).await.status, 200);
    let customer = owner.customer(id).await.unwrap();
    assert_eq!(customer.user_agent.as_deref(), Some(PHONE_AGENT), "an empty agent replaces no good one");
    assert_eq!(customer.row.login_count, 3);
}

#[tokio::test]
async fn behind_a_configured_proxy_the_forwarded_address_counts() {
    let app = App::with_settings(&[("PATRON__HTTP__TRUSTED_PROXIES", r#"["127.0.0.1/32"]"#)]).await;
    let request = app
        .auth_request(Method::POST, "/auth/v1/signup")
        .header("x-forwarded-for", "198.51.100.1, 203.0.113.9");

    send(request.body(r#"{"email":"ada@example.com","password":"six-or-more"}"#)).await;

    let id = app.id_of("ada@example.com").await;
    let customer = app.owner().await.customer(id).await.unwrap();
    assert_eq!(customer.ip_address.as_deref(), Some("203.0.113.9"), "the last hop is the proxy's own word");
}

#[tokio::test]
async fn failed_attempts_are_kept_also_for_an_address_nobody_has() {
    let app = App::start().await;
    app.customer("ada@example.com").await;
    let page = app.page();

    page.sign_in("ada@example.com", "wrong-password").await.unwrap_err();
    page.sign_in("Nobody@example.com", "wrong-password").await.unwrap_err();

    let rows: Vec<(String, bool, Option<String>, bool)> = sqlx::query_as(
        "select email, success, failure_reason, customer_id is null from login_activities
         where not success order by email",
    )
    .fetch_all(&mut app.sql().await)
    .await
    .unwrap();
    let expected = [
        ("ada@example.com".to_owned(), false, Some("wrong_password".to_owned()), false),
        ("nobody@example.com".to_owned(), false, Some("unknown_email".to_owned()), true),
    ];
    assert_eq!(
        rows.iter().map(|r| (r.0.to_lowercase(), r.1, r.2.clone(), r.3)).collect::<Vec<_>>(),
        expected
    );
    let customer = app.owner().await.customer(app.id_of("ada@example.com").await).await.unwrap();
    assert_eq!((customer.row.login_count, customer.failed_login_count), (1, 1));
    assert!(!app.log().contains("wrong-password"), "an attempted password is written nowhere");
}

#[tokio::test]
async fn a_reported_login_is_kept_as_the_shops_server_saw_it() {
    let app = App::start().await;
    app.has_profile(&profile("ada@example.com")).await;
    let at: DateTime<Utc> = "2026-10-05T08:00:00Z".parse().unwrap();
    let report = LoginReport {
        login_method: Some(LoginMethod::Otp),
        occurred_at: Some(at),
        ip_address: Some("2001:db8::7".into()),
        user_agent: Some(TABLET_AGENT.into()),
        ..login(" ADA@example.com")
    };

    let reported = app.shop_server().report_login(&report).await.unwrap();

    let owner = app.owner().await;
    let id = app.id_of("ada@example.com").await;
    assert_eq!(reported.customer_id, Some(id));
    let stored = owner.customer_logins(id, &PageQuery::default()).await.unwrap().items.remove(0);
    assert_eq!(
        (Some(stored.id), stored.login_time, stored.login_method),
        (reported.id, at, LoginMethod::Otp)
    );
    assert_eq!(stored.ip_address.as_deref(), Some("2001:db8::7"));
    let device = stored.device_info.unwrap();
    assert!(device.contains("tablet") && !device.contains("phone"), "{device}");
    let customer = owner.customer(id).await.unwrap();
    assert_eq!((customer.row.last_login_at, customer.row.login_count), (Some(at), 1));
}

#[tokio::test]
async fn an_older_login_is_counted_and_does_not_turn_the_clock_back() {
    let app = App::start().await;
    app.has_profile(&profile("ada@example.com")).await;
    let newer: DateTime<Utc> = "2026-11-05T08:00:00Z".parse().unwrap();
    app.has_login_at("ada@example.com", newer).await;

    app.has_login_at("ada@example.com", "2024-02-29T08:00:00Z".parse().unwrap()).await;
    app.has_login_at("ada@example.com", Clock::system().now() + TimeDelta::days(3)).await;

    let customer = app.owner().await.customer(app.id_of("ada@example.com").await).await.unwrap();
    assert_eq!(customer.row.login_count, 3);
    let last = customer.row.last_login_at.unwrap();
    assert!(last > newer && last <= Clock::system().now(), "a time in the future becomes now: {last}");
    let strays: i64 = sqlx::query_scalar("select count(*) from login_activities_default")
        .fetch_one(&mut app.sql().await)
        .await
        .unwrap();
    assert_eq!(strays, 0, "each month has its partition, backwards too");
}

#[tokio::test]
async fn the_same_message_id_from_the_same_key_is_counted_once() {
    let app = App::start().await;
    app.has_profile(&profile("ada@example.com")).await;
    let (shop, other) = (app.shop_server(), app.reader());
    let report = LoginReport { message_id: Some("login-7f3a".into()), ..login("ada@example.com") };

    let first = shop.report_login(&report).await.unwrap();
    let again: Vec<_> =
        stream::iter(0..8).map(|_| shop.report_login(&report)).buffer_unordered(8).collect().await;
    let others = other.report_login(&report).await.unwrap();

    assert!(!first.duplicate && first.id.is_some());
    assert!(again.iter().all(|a| a.as_ref().is_ok_and(|a| a.duplicate && a.id.is_none())), "{again:?}");
    assert!(!others.duplicate, "ids are remembered per key");
    let customer = app.owner().await.customer(app.id_of("ada@example.com").await).await.unwrap();
    assert_eq!(customer.row.login_count, 2);
}

#[tokio::test]
async fn a_report_with_a_bad_field_is_refused_whole() {
    let app = App::start().await;
    app.has_profile(&profile("ada@example.com")).await;
    let shop = app.shop_server();
    let base = login("ada@example.com");
    for (report, field) in [
        (LoginReport { message_id: Some("x".repeat(256)), ..base.clone() }, "/message_id"),
        (
            LoginReport { success: false, failure_reason: Some("x".repeat(201)), ..base.clone() },
            "/failure_reason",
        ),
        (LoginReport { ip_address: Some("300.1.1.1".into()), ..base.clone() }, "/ip_address"),
        (
            LoginReport { occurred_at: Some("1890-01-01T00:00:00Z".parse().unwrap()), ..base.clone() },
            "/occurred_at",
        ),
    ] {
        let error = shop.report_login(&report).await.unwrap_err();

        assert!(error.field(field).is_some(), "{field}: {error:?}");
    }
    let failed = LoginReport { success: false, failure_reason: Some("otp_wrong".into()), ..base };
    shop.report_login(&failed).await.unwrap();
    let unknown =
        shop.report_login(&LoginReport { email: email("nobody@example.com"), ..failed }).await.unwrap();
    assert_eq!(unknown.customer_id, None);
    let customer = app.owner().await.customer(app.id_of("ada@example.com").await).await.unwrap();
    assert_eq!((customer.row.login_count, customer.failed_login_count), (0, 1));
}

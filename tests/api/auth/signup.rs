//! `POST /auth/v1/signup`.

use patron_api_types::{
    customers::{Customer, FirstTouch},
    page::PageQuery,
};
use patron_domain::{
    acquisition::AcquisitionChannel,
    clock::Clock,
    consent::{Channel, ConsentBasis, ConsentState},
    customer::{SignupMethod, Source},
};
use patron_tests::{App, raw::send};
use reqwest::Method;
use serde_json::{Value, json};

#[tokio::test]
async fn a_signup_answers_with_a_session_of_the_documented_shape() {
    let app = App::start().await;
    let body = json!({
        "email": " Ada@Example.com", "password": "six-or-more", "data": {"full_name": "Ada Löv"},
        "gotrue_meta_security": {}, "code_challenge": null, "code_challenge_method": null, "new_field": [1],
    });

    let answer = app.auth_post("/auth/v1/signup?redirect_to=http://x.example", &body.to_string()).await;

    assert_eq!(answer.status, 200, "{answer:?}");
    let session = answer.json();
    assert_eq!(session["token_type"], "bearer");
    let expires_in = session["expires_in"].as_i64().unwrap();
    assert!(expires_in >= 300, "clients refresh 90 seconds before the end");
    let left = session["expires_at"].as_i64().unwrap() - Clock::system().now().timestamp();
    assert!((expires_in - 5..=expires_in).contains(&left), "{left}");
    assert!(session["refresh_token"].as_str().unwrap().len() >= 20);
    let user = &session["user"];
    assert_eq!(user["email"], "ada@example.com");
    assert_eq!(
        (&user["aud"], &user["role"], &user["phone"]),
        (&json!("authenticated"), &json!("authenticated"), &json!(""))
    );
    assert_eq!(user["app_metadata"], json!({"provider": "email", "providers": ["email"]}));
    assert_eq!(user["user_metadata"]["full_name"], "Ada Löv");
    assert_eq!(user["is_anonymous"], false);
    assert!(user["email_confirmed_at"].is_string() && user["last_sign_in_at"].is_string());
    let identity = &user["identities"][0];
    assert_eq!((&identity["provider"], &identity["user_id"]), (&json!("email"), &user["id"]));
    assert!(!has_null(user), "absent means absent, not null: {user}");
    assert!(!answer.body.contains("hash") && !answer.body.contains("six-or-more"), "{}", answer.body);
}

fn has_null(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.iter().any(has_null),
        Value::Object(fields) => fields.values().any(has_null),
        _ => false,
    }
}

#[tokio::test]
async fn what_cannot_be_a_signup_is_refused_with_the_codes_clients_know() {
    let app = App::start().await;
    app.customer("ada@example.com").await;
    let long = "p".repeat(73);
    let cases = [
        (json!({"email": "ADA@example.com", "password": "six-or-more"}), 422, "user_already_exists"),
        (json!({"email": "b@example.com", "password": "12345"}), 422, "weak_password"),
        (json!({"email": "b@example.com", "password": long}), 400, "validation_failed"),
        (json!({"email": "no address", "password": "six-or-more"}), 400, "validation_failed"),
        (json!({"email": "b@example.com"}), 400, "validation_failed"),
        (json!({"email": "b@example.com", "password": 123_456}), 400, "bad_json"),
        (json!({"email": "b@example.com", "password": "six-or-more", "data": "text"}), 400, "bad_json"),
        (json!(["b@example.com"]), 400, "bad_json"),
        (json!({"data": {}}), 422, "anonymous_provider_disabled"),
    ];
    for (body, status, code) in cases {
        let answer = app.auth_post("/auth/v1/signup", &body.to_string()).await;

        assert_eq!(
            (answer.status.as_u16(), answer.auth_code().as_str()),
            (status, code),
            "{body} {answer:?}"
        );
    }
    let weak = app.auth_post("/auth/v1/signup", r#"{"email":"b@example.com","password":"123"}"#).await.json();
    assert_eq!(weak["weak_password"], json!({"reasons": ["length"]}));
    assert_eq!(weak["message"], "Password should be at least 6 characters.");
    let taken =
        app.auth_post("/auth/v1/signup", r#"{"email":"ada@example.com","password":"six-or-more"}"#).await;
    assert_eq!(taken.json()["message"], "User already registered");
    assert_eq!(app.auth_post("/auth/v1/signup", "{\"email\":").await.auth_code(), "bad_json");
}

fn first_touch() -> FirstTouch {
    FirstTouch {
        utm_source: Some("instagram".into()),
        utm_medium: Some("social".into()),
        utm_campaign: Some("diwali".into()),
        referrer: Some("https://www.instagram.com/".into()),
        landing_path: Some("/collections/diyas".into()),
    }
}

fn last_touch() -> FirstTouch {
    FirstTouch {
        utm_source: Some("newsletter".into()),
        utm_medium: Some("email".into()),
        utm_campaign: Some("october".into()),
        referrer: Some("https://mail.example.org/".into()),
        landing_path: Some("/gifting".into()),
    }
}

#[tokio::test]
async fn metadata_fills_the_profile_its_touches_and_the_ledger_but_grants_nothing() {
    let app = App::start().await;
    let data = json!({
        "name": "Ananya Marigold", "phone": "98765 43210", "source": "mobile", "signup_method": "google",
        "utm_source": "instagram", "utm_medium": "social", "utm_campaign": "diwali",
        "referrer": "https://www.instagram.com/", "landing_path": "/collections/diyas",
        "last_utm_source": "newsletter", "last_utm_medium": "email", "last_utm_campaign": "october",
        "last_referrer": "https://mail.example.org/", "last_landing_path": "/gifting",
        "marketing_consent": true, "notice_version": "2026-10", "favourite": "diyas",
        "role": "service_role", "app_metadata": {"admin": true}, "total_spent": "99999.00", "status": "blocked",
    });

    let person = app.customer_with("ananya@example.com", data).await;

    let user = &person.session.user;
    assert_eq!(user.role, "authenticated");
    assert_eq!(user.app_metadata.get("admin"), None);
    assert_eq!(user.user_metadata["favourite"], "diyas");
    let owner = app.owner().await;
    let id = app.id_of("ananya@example.com").await;
    let customer: Customer = owner.customer(id).await.unwrap();
    assert_eq!(customer.row.full_name.as_deref(), Some("Ananya Marigold"));
    assert_eq!(customer.mobile_number.as_deref(), Some("98765 43210"));
    assert_eq!(customer.mobile_e164.as_deref(), Some("+919876543210"));
    assert_eq!((customer.row.source, customer.row.signup_method), (Source::Mobile, SignupMethod::Google));
    assert_eq!(customer.row.total_spent.to_string(), "0.00");
    assert_eq!(customer.row.status.as_str(), "active");
    assert_eq!((&customer.first_touch, &customer.last_touch), (&first_touch(), &last_touch()));
    let channels = (customer.first_channel, customer.last_channel);
    assert_eq!(channels, (AcquisitionChannel::Instagram, AcquisitionChannel::Email));
    use ConsentBasis::{Default, Express};
    let bases: Vec<_> = customer.row.consents.iter().map(|c| (c.state, c.basis)).collect();
    let subscribed = |basis| (ConsentState::Subscribed, Some(basis));
    assert_eq!(
        bases,
        [subscribed(Express), subscribed(Default), subscribed(Default)],
        "yes is an act about email"
    );
    let ledger = owner.customer_consents(id, &PageQuery::default()).await.unwrap().items;
    assert_eq!(ledger.len(), 3, "one row a channel: {ledger:?}");
    let email = ledger.iter().find(|entry| entry.channel == Channel::Email).unwrap();
    assert_eq!((email.method.as_str(), email.notice_version.as_deref()), ("signup", Some("2026-10")));
}

#[tokio::test]
async fn without_a_last_touch_it_is_the_first_and_a_wrong_one_is_named() {
    let app = App::start().await;

    let data = json!({"referrer": "https://www.google.com/", "last_utm_source": " ", "last_referrer": null});
    app.customer_with("ada@example.com", data).await;

    let id = app.id_of("ada@example.com").await;
    let ada = app.owner().await.customer(id).await.unwrap();
    assert_eq!(ada.last_touch, FirstTouch::default());
    let channels = (ada.first_channel, ada.last_channel);
    assert_eq!(channels, (AcquisitionChannel::OrganicSearch, AcquisitionChannel::OrganicSearch));
    for (key, value) in [
        ("last_utm_source", json!("x".repeat(256))),
        ("last_utm_medium", json!("x".repeat(256))),
        ("last_utm_campaign", json!(1)),
        ("last_referrer", json!("x".repeat(2049))),
        ("last_landing_path", json!(["/"])),
    ] {
        let body = json!({"email": "b@example.com", "password": "six-or-more", "data": {key: value}});
        let answer = app.auth_post("/auth/v1/signup", &body.to_string()).await;

        assert_eq!(
            (answer.status.as_u16(), answer.auth_code().as_str()),
            (400, "validation_failed"),
            "{key}"
        );
        assert!(answer.json()["message"].as_str().unwrap().starts_with(key), "{answer:?}");
    }
}

#[tokio::test]
async fn a_signup_is_also_the_first_login() {
    let app = App::start().await;

    app.customer("ada@example.com").await;

    let owner = app.owner().await;
    let id = app.id_of("ada@example.com").await;
    let customer = owner.customer(id).await.unwrap();
    let logins = owner.customer_logins(id, &PageQuery::default()).await.unwrap().items;
    assert_eq!((customer.row.login_count, logins.len()), (1, 1));
    assert!(logins[0].success);
    assert_eq!(customer.row.last_login_at, Some(logins[0].login_time));
}

#[tokio::test]
async fn without_the_shops_key_nothing_is_answered() {
    let app = App::start().await;
    let body = r#"{"email":"ada@example.com","password":"six-or-more"}"#;
    let post = |path| app.request(Method::POST, path).header("content-type", "application/json").body(body);
    for path in ["/auth/v1/signup", "/auth/v1/token?grant_type=password"] {
        for request in [post(path), post(path).header("apikey", "pk_patron_wrong")] {
            let answer = send(request).await;

            assert_eq!(answer.status, 401, "{path}");
            assert_eq!(answer.json()["message"], "Invalid API key");
        }
    }
    let profiles: i64 =
        sqlx::query_scalar("select count(*) from users").fetch_one(&mut app.sql().await).await.unwrap();
    assert_eq!(profiles, 0);
}

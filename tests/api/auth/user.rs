//! `GET` and `PUT /auth/v1/user`.

use super::{refresh, who_is};
use patron_tests::{
    App,
    people::PASSWORD,
    raw::{Answer, send},
};
use reqwest::Method;
use serde_json::{Value, json};

async fn update(app: &App, token: &str, body: &Value) -> Answer {
    let request = app.auth_request(Method::PUT, "/auth/v1/user").bearer_auth(token);
    send(request.body(body.to_string())).await
}

#[tokio::test]
async fn metadata_is_merged_and_null_removes_a_key() {
    let app = App::start().await;
    let person = app
        .customer_with("ada@example.com", json!({"full_name": "Ada", "size": "M", "tags": {"a": 1}}))
        .await;
    let token = &person.session.access_token;
    let change = json!({"data": {"size": null, "tags": {"b": 2}, "colour": "indigo"}, "email": null, "password": null});

    let answer = update(&app, token, &change).await;

    assert_eq!(answer.status, 200, "{answer:?}");
    let metadata = who_is(&app, token).await.json()["user_metadata"].clone();
    assert_eq!(answer.json()["user_metadata"], metadata);
    assert_eq!(metadata["full_name"], "Ada");
    assert_eq!(metadata.get("size"), None);
    assert_eq!(metadata["tags"], json!({"b": 2}), "merged at the top level only");
    assert_eq!(metadata["colour"], "indigo");
}

#[tokio::test]
async fn a_new_password_ends_all_other_sessions() {
    let app = App::start().await;
    let page = app.page();
    let person = app.customer("ada@example.com").await;
    let other = page.sign_in("ada@example.com", PASSWORD).await.unwrap();
    let token = &person.session.access_token;

    let same = update(&app, token, &json!({"password": PASSWORD})).await;
    let weak = update(&app, token, &json!({"password": "12345"})).await;
    let good = update(&app, token, &json!({"password": "another-lamp-30"})).await;

    assert_eq!((same.status.as_u16(), same.auth_code().as_str()), (422, "same_password"));
    assert_eq!((weak.status.as_u16(), weak.auth_code().as_str()), (422, "weak_password"));
    assert_eq!(weak.json()["weak_password"]["reasons"], json!(["length"]));
    assert_eq!(good.status, 200);
    assert_eq!(who_is(&app, token).await.status, 200, "this one lives");
    assert_eq!(who_is(&app, &other.access_token).await.auth_code(), "session_not_found");
    assert_eq!(refresh(&app, &other.refresh_token).await.auth_code(), "refresh_token_not_found");
    assert!(page.sign_in("ada@example.com", PASSWORD).await.is_err());
    assert!(page.sign_in("ada@example.com", "another-lamp-30").await.is_ok());
}

#[tokio::test]
async fn nobody_can_make_themselves_more_than_a_customer() {
    let app = App::start().await;
    let person = app.customer("ada@example.com").await;
    let token = &person.session.access_token;
    let before = who_is(&app, token).await.json();

    let admin = update(&app, token, &json!({"app_metadata": {"role": "admin"}})).await;
    let ignored = update(
        &app,
        token,
        &json!({"role": "service_role", "id": "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f", "email_confirmed_at": null, "is_anonymous": true}),
    )
    .await;

    assert_eq!((admin.status.as_u16(), admin.auth_code().as_str()), (403, "not_admin"));
    assert!(ignored.status == 200 || ignored.auth_code() == "not_admin", "{ignored:?}");
    let after = who_is(&app, token).await.json();
    for field in ["id", "role", "aud", "app_metadata", "email_confirmed_at", "is_anonymous"] {
        assert_eq!(after[field], before[field], "{field}");
    }
}

#[tokio::test]
async fn a_token_that_is_not_ours_is_a_bad_one() {
    let app = App::start().await;
    let person = app.customer("ada@example.com").await;
    let good = &person.session.access_token;
    let parts: Vec<&str> = good.split('.').collect();
    let staff = app.owner().await.access_token().unwrap();
    // {"alg":"none","typ":"JWT"}
    let unsigned = format!("eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.{}.", parts[1]);
    let other_claims = format!("{}.{}.{}", parts[0], staff.split('.').nth(1).unwrap(), parts[2]);

    for bad in [&unsigned, &other_claims, &staff, &app.keys.publishable, &"a.b.c".to_owned()] {
        let answer = who_is(&app, bad).await;

        assert_eq!((answer.status.as_u16(), answer.auth_code().as_str()), (403, "bad_jwt"), "{bad}");
    }
    let none = send(app.auth_request(Method::GET, "/auth/v1/user")).await;
    assert_eq!((none.status.as_u16(), none.auth_code().as_str()), (401, "no_authorization"));
}

#[tokio::test]
async fn a_removed_user_is_not_found_and_the_history_stays() {
    let app = App::start().await;
    let person = app.customer("ada@example.com").await;
    let id = app.id_of("ada@example.com").await;

    sqlx::query("delete from users").execute(&mut app.sql().await).await.unwrap();

    let answer = who_is(&app, &person.session.access_token).await;
    assert_eq!(answer.status, 403);
    assert!(matches!(answer.auth_code().as_str(), "user_not_found" | "session_not_found"), "{answer:?}");
    let customer = app.owner().await.customer(id).await.unwrap();
    assert_eq!((customer.user_id, customer.row.login_count), (None, 1));
}

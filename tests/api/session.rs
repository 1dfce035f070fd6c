//! Staff's sign-in: the cookie, renewal, and that neither side takes the other's tokens.

use futures_util::future::join_all;
use patron_api_types::problem::ErrorCode;
use patron_tests::{
    App,
    app::{OWNER_EMAIL, OWNER_PASSWORD},
    people::PASSWORD,
    raw::{Answer, send},
};
use reqwest::Method;
use serde_json::json;
use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

async fn sign_in(app: &App, email: &str, password: &str) -> Answer {
    let body = json!({"email": email, "password": password});
    send(app.request(Method::POST, "/api/v1/session").json(&body)).await
}

async fn staff_counter(app: &App) -> i64 {
    sqlx::query_scalar("select sum(counter)::bigint from staff_sessions")
        .fetch_one(&mut app.sql().await)
        .await
        .unwrap()
}

#[tokio::test]
async fn the_refresh_cookie_is_out_of_reach_of_scripts_and_other_paths() {
    let app = App::start().await;

    let answer = sign_in(&app, &OWNER_EMAIL.to_uppercase(), OWNER_PASSWORD).await;

    assert_eq!(answer.status, 200, "{answer:?}");
    let cookie = answer.header("set-cookie");
    assert!(cookie.starts_with("patron_refresh="), "{cookie}");
    for part in ["HttpOnly", "SameSite=Strict", "Path=/api/v1/session"] {
        assert!(cookie.split("; ").any(|p| p == part), "{part}: {cookie}");
    }
    let body = answer.json();
    assert!((60..=3600).contains(&body["expires_in"].as_i64().unwrap()));
    assert_eq!(body["current"]["staff"]["email"], OWNER_EMAIL);
    assert_eq!(body["current"]["staff"]["role"], "owner");
    assert_eq!(body["current"]["shop"]["time_zone"], "Asia/Kolkata");
    let value = cookie.split(['=', ';']).nth(1).unwrap();
    assert!(!answer.body.contains(value), "the refresh token is in the cookie only");
    assert_eq!(answer.header("cache-control"), "no-store");
}

#[tokio::test]
async fn a_stranger_and_a_wrong_password_are_told_the_same() {
    let app = App::start().await;

    let wrong = sign_in(&app, OWNER_EMAIL, "not the password").await;
    let unknown = sign_in(&app, "nobody@example.com", "not the password").await;

    let (mut wrong, mut unknown) = (wrong.problem(), unknown.problem());
    assert_eq!(wrong.code, ErrorCode::InvalidCredentials);
    (wrong.request_id, unknown.request_id) = (String::new(), String::new());
    assert_eq!(wrong, unknown);
}

#[tokio::test]
async fn calls_refused_at_once_share_one_renewal() {
    let app = App::start().await;
    let owner = app.owner().await;
    owner.replace_access_token("a.b.c");

    let answers = join_all((0..6).map(|_| owner.overview())).await;

    assert!(answers.iter().all(Result::is_ok), "{answers:?}");
    assert_eq!(staff_counter(&app).await, 1, "one renewal for six calls");
    assert_eq!(owner.current().await.unwrap().staff.email, OWNER_EMAIL);
    owner.refresh().await.unwrap();
    assert_eq!(staff_counter(&app).await, 2);
}

#[tokio::test]
async fn a_session_that_ended_elsewhere_is_told_once() {
    let app = App::start().await;
    let owner = app.owner().await;
    let told = Arc::new(AtomicU32::new(0));
    let count = Arc::clone(&told);
    owner.on_expired(move || {
        count.fetch_add(1, Ordering::SeqCst);
    });
    sqlx::query("delete from staff_sessions").execute(&mut app.sql().await).await.unwrap();

    let answers = join_all((0..5).map(|_| owner.overview())).await;

    assert!(
        answers.iter().all(|a| a.as_ref().is_err_and(patron_api_client::Error::is_unauthorized)),
        "{answers:?}"
    );
    assert_eq!(told.load(Ordering::SeqCst), 1);
    assert!(!owner.is_live());
}

#[tokio::test]
async fn a_sign_out_ends_token_and_cookie() {
    let app = App::start().await;
    let signed_in = sign_in(&app, OWNER_EMAIL, OWNER_PASSWORD).await;
    let cookie = signed_in.header("set-cookie").split(';').next().unwrap().to_owned();
    let token = signed_in.json()["access_token"].as_str().unwrap().to_owned();
    let call = |method, path| app.request(method, path).bearer_auth(&token).header("cookie", &cookie);

    let out = send(call(Method::DELETE, "/api/v1/session")).await;

    assert_eq!(out.status, 204);
    assert!(out.header("set-cookie").contains("Max-Age=0"), "{out:?}");
    assert_eq!(send(call(Method::GET, "/api/v1/session")).await.code(), ErrorCode::Unauthorized);
    assert_eq!(send(call(Method::POST, "/api/v1/session/refresh")).await.code(), ErrorCode::Unauthorized);
    assert_eq!(
        send(app.request(Method::POST, "/api/v1/session/refresh")).await.code(),
        ErrorCode::Unauthorized
    );
}

#[tokio::test]
async fn a_used_refresh_cookie_ends_the_session_it_was_stolen_from() {
    let app = App::start().await;
    let signed_in = sign_in(&app, OWNER_EMAIL, OWNER_PASSWORD).await;
    let cookie_of = |answer: &Answer| answer.header("set-cookie").split(';').next().unwrap().to_owned();
    let refresh =
        |cookie: String| send(app.request(Method::POST, "/api/v1/session/refresh").header("cookie", cookie));
    let first = cookie_of(&signed_in);
    let second = cookie_of(&refresh(first.clone()).await);
    let third = cookie_of(&refresh(second).await);
    sqlx::query("update staff_session_rotations set rotated_at = rotated_at - interval '1 hour'")
        .execute(&mut app.sql().await)
        .await
        .unwrap();

    let reuse = refresh(first).await;

    assert_eq!(reuse.code(), ErrorCode::Unauthorized);
    assert_eq!(refresh(third).await.code(), ErrorCode::Unauthorized, "the whole session is over");
}

#[tokio::test]
async fn neither_side_takes_the_others_tokens() {
    let app = App::start().await;
    let customer = app.customer("ada@example.com").await.session.access_token;
    let staff = app.owner().await.access_token().unwrap();

    for path in
        ["/api/v1/session", "/api/v1/customers", "/api/v1/stats/overview", "/api/v1/exports/customers.csv"]
    {
        let answer = send(app.request(Method::GET, path).bearer_auth(&customer)).await;
        assert!(matches!(answer.status.as_u16(), 401 | 403), "{path}: {answer:?}");
    }
    let me = send(app.request(Method::GET, "/api/v1/me").bearer_auth(&staff)).await;
    assert!(matches!(me.status.as_u16(), 401 | 403), "{me:?}");
    let user = send(app.auth_request(Method::GET, "/auth/v1/user").bearer_auth(&staff)).await;
    assert_eq!(user.auth_code(), "bad_jwt");
    assert_eq!(sign_in(&app, "ada@example.com", PASSWORD).await.code(), ErrorCode::InvalidCredentials);
}

#[tokio::test]
async fn the_owners_account_is_throttled_too() {
    let app = App::with_settings(&[("PATRON__AUTH__THROTTLE_ACCOUNT_FAILURES", "2")]).await;
    for _ in 0..2 {
        assert_eq!(sign_in(&app, OWNER_EMAIL, "not the password").await.status, 401);
    }

    let third = sign_in(&app, OWNER_EMAIL, OWNER_PASSWORD).await;

    assert_eq!(third.code(), ErrorCode::TooManyRequests);
    assert!(third.header("retry-after").parse::<u64>().is_ok_and(|seconds| seconds > 0));
}

#[tokio::test]
async fn a_lost_password_is_set_anew_on_the_command_line() {
    let app = App::start().await;
    let old = app.owner().await;

    let output = app.patron(
        &["create-admin", "--email", OWNER_EMAIL, "--password-stdin", "--reset"],
        "another quiet monsoon of words",
    );

    assert!(output.status.success(), "{output:?}");
    assert_eq!(sign_in(&app, OWNER_EMAIL, OWNER_PASSWORD).await.code(), ErrorCode::InvalidCredentials);
    assert_eq!(sign_in(&app, OWNER_EMAIL, "another quiet monsoon of words").await.status, 200);
    assert!(old.refresh().await.is_err(), "sessions of the old password are over");
}

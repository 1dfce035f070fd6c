//! `POST /auth/v1/token?grant_type=password`.

use super::log_in;
use patron_tests::{App, people::PASSWORD};
use std::time::{Duration, Instant};

/// Failed logins come from one address in these tests.
const NO_THROTTLE: &[(&str, &str)] = &[
    ("PATRON__AUTH__THROTTLE_ACCOUNT_FAILURES", "1000"),
    ("PATRON__AUTH__THROTTLE_ADDRESS_FAILURES", "1000"),
];

#[tokio::test]
async fn an_unknown_address_is_answered_like_a_wrong_password_in_bytes_and_in_time() {
    let app = App::with_settings(NO_THROTTLE).await;
    app.customer("ada@example.com").await;
    log_in(&app, "ada@example.com", "wrong-password").await; // the first one warms up
    let (mut wrong, mut unknown) = (Vec::new(), Vec::new());

    for round in 0..9 {
        let start = Instant::now();
        let known = log_in(&app, "ada@example.com", "wrong-password").await;
        wrong.push(start.elapsed());
        let start = Instant::now();
        let other = log_in(&app, &format!("nobody{round}@example.com"), "wrong-password").await;
        unknown.push(start.elapsed());

        assert_eq!(known.status, 400);
        assert_eq!(known.status, other.status);
        assert_eq!(known.body, other.body);
        assert_eq!(known.auth_code(), "invalid_credentials");
        assert_eq!(known.json()["message"], "Invalid login credentials");
    }

    // Hashing takes nearly all of the time: without it the ratio would be 5 and more.
    let ratio = median(wrong).as_secs_f64() / median(unknown).as_secs_f64();
    assert!((0.4..2.5).contains(&ratio), "{ratio}");
}

fn median(mut times: Vec<Duration>) -> Duration {
    times.sort();
    times[times.len() / 2]
}

#[tokio::test]
async fn a_login_works_in_any_case_and_only_with_the_right_password() {
    let app = App::start().await;
    let first = app.customer("ada@example.com").await;

    let session = app.page().sign_in(" ADA@Example.com ", PASSWORD).await.unwrap();
    let wrong = app.page().sign_in("ada@example.com", &PASSWORD.to_uppercase()).await.unwrap_err();

    assert_eq!(session.user.id, first.session.user.id);
    assert_ne!(session.refresh_token, first.session.refresh_token, "a session of its own");
    assert_eq!(wrong.code(), Some("invalid_credentials"));
}

#[tokio::test]
async fn a_request_that_is_no_login_gets_a_coded_400() {
    let app = App::start().await;
    for (path, body, code) in [
        ("?grant_type=password", r#"{"email":"ada@example.com"}"#, "validation_failed"),
        ("?grant_type=password", r#"{"password":"six-or-more"}"#, "validation_failed"),
        ("?grant_type=password", r#"{"email":5,"password":"six-or-more"}"#, "bad_json"),
        ("?grant_type=password", "", "bad_json"),
        ("?grant_type=refresh_token", "{}", "validation_failed"),
        ("?grant_type=magic", "{}", "validation_failed"),
        ("", "{}", "validation_failed"),
    ] {
        let answer = app.auth_post(&format!("/auth/v1/token{path}"), body).await;

        assert_eq!((answer.status.as_u16(), answer.auth_code().as_str()), (400, code), "{path} {body}");
    }
}

//! Characters that PostgreSQL and strict JSON parsers refuse, in every place a string can stand.

use patron_tests::{
    App,
    raw::{Answer, send},
};
use reqwest::Method;

/// NUL, half an emoji, and both in the middle of a text.
const POISON: &[&str] = &[r"\u0000", r"\ud83d", r"a\u0000b", r"a\udc00b"];

const SIGNUP: &str = "/auth/v1/signup";
const LOGIN: &str = "/auth/v1/token?grant_type=password";
const REFRESH: &str = "/auth/v1/token?grant_type=refresh_token";

/// Bodies in which `@` stands where the poison goes.
const STRANGERS: &[(&str, &str)] = &[
    (SIGNUP, r#"{"email":"a@%40example.com","password":"six-or-more"}"#),
    (SIGNUP, r#"{"email":"b%40example.com","password":"six-or-more@"}"#),
    (SIGNUP, r#"{"email":"c%40example.com","password":"six-or-more","data":{"full_name":"x@"}}"#),
    (SIGNUP, r#"{"email":"d%40example.com","password":"six-or-more","data":{"k@":["@"]}}"#),
    (LOGIN, r#"{"email":"ada%40example.com","password":"@"}"#),
    (LOGIN, r#"{"email":"@","password":"six-or-more"}"#),
    (REFRESH, r#"{"refresh_token":"@"}"#),
];

/// The same, of somebody signed in.
const OWN: &[&str] = &[r#"{"data":{"note":"@"}}"#, r#"{"data":{"@":1}}"#, r#"{"password":"@-six-or-more"}"#];

fn poisoned(body: &str, poison: &str) -> String {
    body.replace('@', poison).replace("%40", "@")
}

/// Cleaned, or refused with a code.
fn assert_fine(answer: &Answer, body: &str) {
    let refused = answer.status.is_client_error() && !answer.auth_code().is_empty();
    assert!(answer.status == 200 || refused, "{body}: {answer:?}");
}

#[tokio::test]
async fn a_strangers_poisonous_strings_are_cleaned_or_refused_with_a_code() {
    let app = App::start().await;
    app.customer("ada@example.com").await;
    for poison in POISON {
        for (path, body) in STRANGERS {
            let body = poisoned(body, poison);

            assert_fine(&app.auth_post(path, &body).await, &body);
        }
    }
}

#[tokio::test]
async fn so_are_those_of_somebody_signed_in() {
    let app = App::start().await;
    let token = app.customer("ada@example.com").await.session.access_token;
    for poison in POISON {
        for body in OWN {
            let body = poisoned(body, poison);
            let request = app.auth_request(Method::PUT, "/auth/v1/user").bearer_auth(&token);

            assert_fine(&send(request.body(body.clone())).await, &body);
        }
    }
}

#[tokio::test]
async fn a_user_agent_that_is_no_text_does_not_stop_a_login() {
    let app = App::start().await;
    let agent = reqwest::header::HeaderValue::from_bytes(b"Shop\xff\xfe/1.0").unwrap();
    let request = app.auth_request(Method::POST, "/auth/v1/signup").header("user-agent", agent);

    let answer = send(request.body(r#"{"email":"ada@example.com","password":"six-or-more"}"#)).await;

    assert_eq!(answer.status, 200, "{answer:?}");
}

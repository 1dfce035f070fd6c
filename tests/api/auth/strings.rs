//! Characters that PostgreSQL and strict JSON parsers refuse, in every place a string can stand.

use patron_tests::{App, raw::send};
use reqwest::Method;

/// NUL, half an emoji, and both in the middle of a text.
const POISON: &[&str] = &[r"\u0000", r"\ud83d", r"a\u0000b", r"a\udc00b"];

#[tokio::test]
async fn poisonous_strings_are_cleaned_or_refused_with_a_code_and_never_break_the_server() {
    let app = App::start().await;
    let token = app.customer("ada@example.com").await.session.access_token;
    for poison in POISON {
        let bodies = [
            ("/auth/v1/signup", format!(r#"{{"email":"a{poison}@example.com","password":"six-or-more"}}"#)),
            ("/auth/v1/signup", format!(r#"{{"email":"b@example.com","password":"six-or-more{poison}"}}"#)),
            (
                "/auth/v1/signup",
                format!(
                    r#"{{"email":"c@example.com","password":"six-or-more","data":{{"full_name":"x{poison}"}}}}"#
                ),
            ),
            (
                "/auth/v1/signup",
                format!(
                    r#"{{"email":"d@example.com","password":"six-or-more","data":{{"k{poison}":["{poison}"]}}}}"#
                ),
            ),
            (
                "/auth/v1/token?grant_type=password",
                format!(r#"{{"email":"ada@example.com","password":"{poison}"}}"#),
            ),
            (
                "/auth/v1/token?grant_type=password",
                format!(r#"{{"email":"{poison}","password":"six-or-more"}}"#),
            ),
            ("/auth/v1/token?grant_type=refresh_token", format!(r#"{{"refresh_token":"{poison}"}}"#)),
        ];
        for (path, body) in bodies {
            let answer = app.auth_post(path, &body).await;

            let fine =
                answer.status == 200 || (answer.status.is_client_error() && !answer.auth_code().is_empty());
            assert!(fine, "{path} {body}: {answer:?}");
        }
        for body in [
            format!(r#"{{"data":{{"note":"{poison}"}}}}"#),
            format!(r#"{{"data":{{"{poison}":1}}}}"#),
            format!(r#"{{"password":"{poison}-six-or-more"}}"#),
        ] {
            let request =
                app.auth_request(Method::PUT, "/auth/v1/user").bearer_auth(&token).body(body.clone());
            let answer = send(request).await;

            let fine =
                answer.status == 200 || (answer.status.is_client_error() && !answer.auth_code().is_empty());
            assert!(fine, "{body}: {answer:?}");
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

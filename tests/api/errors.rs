//! Errors outside the contracts: one shape, whatever went wrong.

use patron_api_types::problem::ErrorCode;
use patron_tests::{
    App,
    raw::{Answer, send},
};
use reqwest::Method;

async fn post(app: &App, path: &str, content_type: &str, body: impl Into<reqwest::Body>) -> Answer {
    let request = app.request(Method::POST, path).bearer_auth(&app.keys.secret);
    send(request.header("content-type", content_type).body(body)).await
}

#[tokio::test]
async fn a_body_that_cannot_be_read_is_a_problem_and_not_a_page() {
    let app = App::start().await;
    for body in ["", "{", "null", "[]", "\"text\"", "{\"email\":\"\u{feff}"] {
        let answer = post(&app, "/api/v1/login-attempts", "application/json", body).await;

        assert_eq!(answer.code(), ErrorCode::MalformedBody, "{body}: {answer:?}");
    }
    let latin = post(
        &app,
        "/api/v1/login-attempts",
        "application/json",
        b"{\"email\":\"L\xf6v@example.com\"}".to_vec(),
    )
    .await;
    assert_eq!(latin.code(), ErrorCode::MalformedBody);
}

#[tokio::test]
async fn nul_and_half_surrogates_in_strings_are_refused_with_a_code() {
    let app = App::start().await;
    for text in [r"\u0000", r"a\u0000b", r"\ud83d", r"\udc00x"] {
        for body in [
            format!(r#"{{"email":"a{text}@example.com","success":true}}"#),
            format!(r#"{{"email":"a@example.com","success":false,"failure_reason":"{text}"}}"#),
            format!(r#"{{"email":"a@example.com","success":true,"user_agent":"{text}"}}"#),
            format!(r#"{{"email":"a@example.com","success":true,"message_id":"{text}"}}"#),
        ] {
            let answer = post(&app, "/api/v1/login-attempts", "application/json", body.clone()).await;

            assert!(
                matches!(answer.code(), ErrorCode::MalformedBody | ErrorCode::ValidationFailed),
                "{body}: {answer:?}"
            );
        }
    }
    let rows: i64 = sqlx::query_scalar("select count(*) from login_activities")
        .fetch_one(&mut app.sql().await)
        .await
        .unwrap();
    assert_eq!(rows, 0);
}

#[tokio::test]
async fn the_field_that_is_wrong_is_named_by_its_pointer_without_its_value() {
    let app = App::start().await;
    for (body, pointer) in [
        (r#"{"email":"no address at all","success":true}"#, "/email"),
        (r#"{"email":"a@example.com","success":"no address at all"}"#, "/success"),
        (r#"{"email":"a@example.com"}"#, "/success"),
        (r#"{"email":"a@example.com","success":true,"login_method":"no address at all"}"#, "/login_method"),
    ] {
        let answer = post(&app, "/api/v1/login-attempts", "application/json", body).await;

        let problem = answer.problem();
        assert_eq!(problem.code, ErrorCode::ValidationFailed, "{body}: {problem:?}");
        assert!(problem.errors.iter().any(|e| e.pointer == pointer), "{body}: {problem:?}");
        assert!(!answer.body.contains("no address at all") && !answer.body.contains("struct"), "{answer:?}");
    }
}

#[tokio::test]
async fn unknown_routes_and_wrong_methods_are_told_apart() {
    let app = App::start().await;
    for path in ["/api/v1/nothing", "/api/v2/customers", "/api", "/nothing", "/api/v1/customers/"] {
        let answer = send(app.request(Method::GET, path)).await;
        assert_eq!(answer.code(), ErrorCode::NotFound, "{path}: {answer:?}");
    }
    for (method, path) in [
        (Method::DELETE, "/api/v1/customers"),
        (Method::GET, "/api/v1/orders"),
        (Method::POST, "/api/v1/me"),
        (Method::POST, "/health/live"),
    ] {
        let answer = send(app.request(method.clone(), path)).await;
        assert_eq!(answer.code(), ErrorCode::MethodNotAllowed, "{method} {path}: {answer:?}");
        assert!(!answer.header("allow").is_empty(), "{method} {path}: {answer:?}");
    }
}

#[tokio::test]
async fn content_type_and_size_are_checked() {
    let app = App::start().await;
    let body = r#"{"email":"a@example.com","success":true}"#;
    for content_type in ["text/plain", "application/x-www-form-urlencoded", "application/jsonp"] {
        let answer = post(&app, "/api/v1/login-attempts", content_type, body).await;
        assert_eq!(answer.code(), ErrorCode::UnsupportedMediaType, "{content_type}: {answer:?}");
    }
    let charset = post(&app, "/api/v1/login-attempts", "application/json; charset=utf-8", body).await;
    assert_eq!(charset.status, 201, "{charset:?}");
    let huge =
        format!(r#"{{"email":"a@example.com","success":true,"user_agent":"{}"}}"#, "x".repeat(9_000_000));
    let answer = post(&app, "/api/v1/login-attempts", "application/json", huge).await;
    assert_eq!(answer.code(), ErrorCode::BodyTooLarge);
}

#[tokio::test]
async fn every_answer_has_a_request_id_that_the_log_knows() {
    let app = App::start().await;

    let good = send(app.request(Method::GET, "/health/live")).await;
    let bad = send(app.request(Method::GET, "/api/v1/customers")).await;

    assert!(!good.header("x-request-id").is_empty());
    let problem = bad.problem();
    assert_eq!(problem.code, ErrorCode::Unauthorized);
    assert_ne!(problem.request_id, good.header("x-request-id"));
    // the log is read by a thread of its own
    for _ in 0..40 {
        if app.log().contains(&problem.request_id) {
            return;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    panic!("the log has not the request: {}", app.log());
}

#[tokio::test]
async fn answers_cannot_be_framed_sniffed_or_kept_by_caches() {
    let app = App::start().await;
    let owner = app.owner().await;

    let answer =
        send(app.request(Method::GET, "/api/v1/customers").bearer_auth(owner.access_token().unwrap())).await;

    assert_eq!(answer.header("x-content-type-options"), "nosniff", "{answer:?}");
    assert_eq!(answer.header("cache-control"), "no-store", "{answer:?}");
}

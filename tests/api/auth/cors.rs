//! What a browser needs to let a page on another origin read the answers, errors included.

use patron_tests::{
    App,
    raw::{Answer, send},
};
use reqwest::Method;
use std::collections::HashSet;

const ORIGIN: &str = "http://127.0.0.1:8081";

fn words(list: &str) -> HashSet<String> {
    list.split(',').map(|word| word.trim().to_ascii_lowercase()).collect()
}

fn readable(answer: &Answer) -> bool {
    matches!(answer.header("access-control-allow-origin"), "*" | ORIGIN)
}

#[tokio::test]
async fn a_pre_flight_is_answered_on_any_path() {
    let app = App::start().await;
    for path in ["/auth/v1/token?grant_type=password", "/auth/v1/user", "/auth/v1/no/such/path", "/api/v1/me"]
    {
        let request = app
            .request(Method::OPTIONS, path)
            .header("origin", ORIGIN)
            .header("access-control-request-method", "PUT")
            .header(
                "access-control-request-headers",
                "apikey,authorization,content-type,x-client-info,x-supabase-api-version",
            );

        let answer = send(request).await;

        assert!(answer.status.is_success(), "{path}: {answer:?}");
        assert!(readable(&answer), "{path}: {answer:?}");
        let headers = words(answer.header("access-control-allow-headers"));
        for name in ["apikey", "authorization", "content-type"] {
            assert!(headers.contains(name), "{path} {name}: {headers:?}");
        }
        let methods = words(answer.header("access-control-allow-methods"));
        assert!(
            ["get", "post", "put", "patch", "delete"].iter().all(|m| methods.contains(*m)),
            "{path}: {methods:?}"
        );
        assert!(answer.header("access-control-max-age").parse::<u32>().is_ok_and(|age| age > 0), "{path}");
        if path.starts_with("/auth") {
            let clients = [
                "x-client-info",
                "x-supabase-api-version",
                "x-retry-count",
                "traceparent",
                "tracestate",
                "baggage",
            ];
            assert!(clients.iter().all(|name| headers.contains(*name)), "{path}: {headers:?}");
        }
    }
}

#[tokio::test]
async fn every_answer_can_be_read_by_the_page_whatever_its_status() {
    let app = App::start().await;
    let with_key = |method, path| app.auth_request(method, path).header("origin", ORIGIN);
    let big = format!(r#"{{"email":"{}"}}"#, "x".repeat(9_000_000));
    let cases = [
        (200, with_key(Method::GET, "/auth/v1/settings")),
        (400, with_key(Method::POST, "/auth/v1/token?grant_type=password").body("{")),
        (401, app.request(Method::POST, "/auth/v1/signup").header("origin", ORIGIN).body("{}")),
        (403, with_key(Method::GET, "/auth/v1/user").bearer_auth("a.b.c")),
        (404, with_key(Method::GET, "/auth/v1/no/such/path")),
        (405, with_key(Method::DELETE, "/auth/v1/settings")),
        (413, with_key(Method::POST, "/auth/v1/signup").body(big)),
    ];
    for (status, request) in cases {
        let answer = send(request).await;

        assert_eq!(answer.status.as_u16(), status, "{answer:?}");
        assert!(readable(&answer), "{status}: {answer:?}");
        let exposed = words(answer.header("access-control-expose-headers"));
        assert!(exposed.contains("x-supabase-api-version"), "{status}: {exposed:?}");
        assert!(answer.json().is_object(), "{status}");
    }
}

#[tokio::test]
async fn no_page_elsewhere_may_use_a_members_cookie() {
    let app = App::start().await;
    let request = app
        .request(Method::OPTIONS, "/api/v1/session/refresh")
        .header("origin", "https://elsewhere.example")
        .header("access-control-request-method", "POST");

    let answer = send(request).await;

    let allowed = answer.header("access-control-allow-origin") == "https://elsewhere.example";
    assert!(!(allowed && answer.header("access-control-allow-credentials") == "true"), "{answer:?}");
}

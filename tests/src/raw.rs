//! Requests as they stand, for what a good client can't send, and answers as they came.

use crate::app::App;
use patron_api_types::problem::{ErrorCode, Problem};
use reqwest::{Method, RequestBuilder, StatusCode, header::HeaderMap};
use serde_json::Value;

/// An answer, read.
#[derive(Debug, Clone)]
pub struct Answer {
    /// Status.
    pub status: StatusCode,
    /// Headers.
    pub headers: HeaderMap,
    /// Body, as text.
    pub body: String,
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}, in {self:?}"))
    }

    /// A header, empty when absent.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap_or_default())
    }

    /// The body as a problem document; checks what every problem must have.
    pub fn problem(&self) -> Problem {
        assert_eq!(self.header("content-type"), "application/problem+json", "{self:?}");
        let problem: Problem =
            serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}, in {self:?}"));
        assert_eq!(problem.status, self.status.as_u16(), "{self:?}");
        assert_eq!(problem.code.status(), problem.status, "{self:?}");
        assert_eq!(problem.request_id, self.header("x-request-id"), "{self:?}");
        assert!(!problem.request_id.is_empty(), "{self:?}");
        problem
    }

    /// The code of a problem document.
    pub fn code(&self) -> ErrorCode {
        self.problem().code
    }

    /// The code of an `/auth/v1` error; checks that the one body fits every version of the clients.
    pub fn auth_code(&self) -> String {
        let body = self.json();
        assert!(body["code"].is_string(), "{self:?}");
        assert_eq!(body["code"], body["error_code"], "{self:?}");
        assert!(body["message"].as_str().is_some_and(|m| !m.is_empty()), "{self:?}");
        assert_eq!(body["message"], body["msg"], "{self:?}");
        assert_eq!(self.header("x-supabase-api-version"), "2024-01-01", "{self:?}");
        body["code"].as_str().unwrap_or_default().to_owned()
    }
}

/// Sends and reads the answer; of a stream of events, which has no end to wait for, the head.
pub async fn send(request: RequestBuilder) -> Answer {
    let response = request.send().await.expect("an answer");
    let (status, headers) = (response.status(), response.headers().clone());
    let is_stream = headers.get("content-type").is_some_and(|kind| kind == "text/event-stream");
    if is_stream {
        return Answer { status, headers, body: String::new() };
    }
    let body = response.bytes().await.expect("the whole answer");
    Answer { status, headers, body: String::from_utf8_lossy(&body).into_owned() }
}

impl App {
    /// A request without credentials.
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        self.client().request(method, path)
    }

    /// A request to `/auth/v1` as a page sends it: publishable key in both headers, JSON text.
    pub fn auth_request(&self, method: Method, path: &str) -> RequestBuilder {
        self.request(method, path)
            .header("apikey", &self.keys.publishable)
            .header("x-supabase-api-version", "2024-01-01")
            .header("content-type", "application/json;charset=UTF-8")
    }

    /// Posts JSON text to `/auth/v1` as a page does before sign-in.
    pub async fn auth_post(&self, path: &str, body: &str) -> Answer {
        let request = self.auth_request(Method::POST, path).bearer_auth(&self.keys.publishable);
        send(request.body(body.to_owned())).await
    }
}

//! The stranger: where the server is, and how a request to it is built and sent.

use crate::{error::Error, response};
use reqwest::{Method, RequestBuilder, Response};
use serde::de::DeserializeOwned;
use std::{sync::Arc, time::Duration};

/// A client without credentials. Cloning is cheap and shares the connections.
#[derive(Debug, Clone)]
pub struct Client {
    http: reqwest::Client,
    origin: Arc<str>,
    timeout: Option<Duration>,
}

impl Client {
    /// A client of the server at `origin`, such as `http://127.0.0.1:8080`. A path prefix is kept.
    pub fn new(origin: &str) -> Self {
        Self { http: reqwest::Client::new(), origin: origin.trim_end_matches('/').into(), timeout: None }
    }

    /// As this one, but gives up on a request after `timeout`. Without it a request waits for ever.
    #[must_use]
    pub fn with_timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Where the server is, without a slash at the end.
    pub fn origin(&self) -> &str {
        &self.origin
    }

    /// The absolute address of a path the server gave, such as that of an export's ticket.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.origin)
    }

    /// A request as it stands, for what no method here can send (tests need those).
    pub fn request(&self, method: Method, path: &str) -> RequestBuilder {
        let request = self.http.request(method, self.url(path));
        match self.timeout {
            Some(timeout) => request.timeout(timeout),
            None => request,
        }
    }

    pub(crate) fn get(&self, path: &str) -> RequestBuilder {
        self.request(Method::GET, path)
    }
    pub(crate) fn post(&self, path: &str) -> RequestBuilder {
        self.request(Method::POST, path)
    }
    pub(crate) fn put(&self, path: &str) -> RequestBuilder {
        self.request(Method::PUT, path)
    }
    pub(crate) fn patch(&self, path: &str) -> RequestBuilder {
        self.request(Method::PATCH, path)
    }
    pub(crate) fn delete(&self, path: &str) -> RequestBuilder {
        self.request(Method::DELETE, path)
    }
}

/// Sends a request; a bad answer becomes its error.
pub(crate) async fn send(request: RequestBuilder) -> Result<Response, Error> {
    response::accepted(request.send().await?).await
}

/// Sends a request and reads the JSON of a good answer.
pub(crate) async fn send_json<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, Error> {
    response::json(send(request).await?).await
}

/// One segment of a path, from text that may hold anything.
pub(crate) fn segment(text: &str) -> String {
    text.bytes().fold(String::with_capacity(text.len()), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"-_~.".contains(&byte) {
            out.push(char::from(byte));
        } else {
            out.push_str(&format!("%{byte:02X}"));
        }
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slash_at_the_end_of_the_origin_makes_no_double_slash() {
        let client = Client::new("http://127.0.0.1:8080/shop/");
        assert_eq!(client.url("/health/live"), "http://127.0.0.1:8080/shop/health/live");
    }

    #[test]
    fn a_path_segment_survives_slashes_spaces_and_rupees() {
        assert_eq!(segment("TT-20417"), "TT-20417");
        assert_eq!(segment("a/b c?₹"), "a%2Fb%20c%3F%E2%82%B9");
    }
}

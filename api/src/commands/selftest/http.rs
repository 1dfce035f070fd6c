//! Requests to the server under test, and answers in words.

use reqwest::{Client, RequestBuilder, Response, StatusCode};
use serde::de::DeserializeOwned;
use std::time::Duration;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// The server under test.
pub struct Server {
    client: Client,
    origin: String,
}

impl Server {
    /// The server at `url`.
    ///
    /// # Errors
    /// When it is no plain http URL.
    pub fn new(url: &str) -> Result<Self, String> {
        if url.starts_with("https://") {
            return Err(
                "--url: selftest speaks plain http only. Run it on the server's own machine and name the \
                        address it listens on, such as http://127.0.0.1:8080"
                    .into(),
            );
        }
        if !url.starts_with("http://") {
            return Err("--url: must be a URL such as http://127.0.0.1:8080".into());
        }
        let client = Client::builder().timeout(PATIENCE).user_agent("patron-selftest").build();
        Ok(Self { client: client.map_err(|e| e.to_string())?, origin: url.trim_end_matches('/').to_owned() })
    }

    /// Whether anything answers.
    ///
    /// # Errors
    /// What to do when not.
    pub async fn alive(&self) -> Result<(), String> {
        let hint = "Start `patron serve`, or say where it is with --url";
        let answer = self.get("/health/live").send().await.map_err(|e| format!("{}\n{hint}", words(&e)))?;
        match answer.status() {
            StatusCode::OK => Ok(()),
            other => Err(format!("{} answers {other} to /health/live: is it Patron? {hint}", self.origin)),
        }
    }

    /// A GET.
    pub fn get(&self, path: &str) -> RequestBuilder {
        self.client.get(format!("{}{path}", self.origin))
    }

    /// A POST.
    pub fn post(&self, path: &str) -> RequestBuilder {
        self.client.post(format!("{}{path}", self.origin))
    }
}

/// Sends a request that must have a good answer.
///
/// # Errors
/// What went wrong, with the beginning of the answer.
pub async fn good(request: RequestBuilder) -> Result<Response, String> {
    let answer = request.send().await.map_err(|e| words(&e))?;
    if answer.status().is_success() { Ok(answer) } else { Err(described(answer).await) }
}

/// As [`good`], with the JSON of the answer.
///
/// # Errors
/// As [`good`], and when it is not what was expected.
pub async fn json<T: DeserializeOwned>(request: RequestBuilder) -> Result<T, String> {
    let answer = good(request).await?;
    let path = answer.url().path().to_owned();
    answer.json().await.map_err(|e| format!("{path} answers something else: {}", words(&e)))
}

/// An answer in words.
pub async fn described(answer: Response) -> String {
    let (status, path) = (answer.status(), answer.url().path().to_owned());
    let body: String = answer.text().await.unwrap_or_default().chars().take(200).collect();
    format!("{path} answers {status}: {body}")
}

/// reqwest's own text leaves out the cause.
fn words(error: &reqwest::Error) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        text.push_str(&format!(": {cause}"));
        source = cause.source();
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn https_is_told_apart_from_nonsense() {
        assert!(Server::new("http://127.0.0.1:8080/").is_ok_and(|s| s.origin == "http://127.0.0.1:8080"));
        assert!(Server::new("https://shop.example.com").err().unwrap().contains("plain http"));
        assert!(Server::new("localhost:8080").is_err());
    }
}

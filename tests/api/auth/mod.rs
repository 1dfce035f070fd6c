//! Customers' sign-in, as `supabase-js` and its kin need it.

mod cors;
mod jwks;
mod login;
mod logout;
mod refresh;
mod signup;
mod strings;
mod throttle;
mod user;

use patron_tests::{App, raw::Answer};
use reqwest::Method;

/// `GET /auth/v1/user` with this token.
async fn who_is(app: &App, access_token: &str) -> Answer {
    let request = app.auth_request(Method::GET, "/auth/v1/user").bearer_auth(access_token);
    patron_tests::raw::send(request).await
}

/// A refresh with this token.
async fn refresh(app: &App, refresh_token: &str) -> Answer {
    let body = serde_json::json!({"refresh_token": refresh_token}).to_string();
    app.auth_post("/auth/v1/token?grant_type=refresh_token", &body).await
}

/// A password login.
async fn log_in(app: &App, email: &str, password: &str) -> Answer {
    let body = serde_json::json!({"email": email, "password": password, "gotrue_meta_security": {}});
    app.auth_post("/auth/v1/token?grant_type=password", &body.to_string()).await
}

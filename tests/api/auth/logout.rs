//! `POST /auth/v1/logout`.

use super::{refresh, who_is};
use patron_api_client::SignOutScope;
use patron_tests::{
    App,
    people::PASSWORD,
    raw::{Answer, send},
};
use reqwest::Method;

/// As the client does it: a content type and an empty body.
async fn log_out(app: &App, query: &str, token: &str) -> Answer {
    send(app.auth_request(Method::POST, &format!("/auth/v1/logout{query}")).bearer_auth(token)).await
}

#[tokio::test]
async fn a_sign_out_ends_all_sessions_and_may_be_repeated() {
    let app = App::start().await;
    let person = app.customer("ada@example.com").await;
    let other = app.page().sign_in("ada@example.com", PASSWORD).await.unwrap();
    let token = &person.session.access_token;

    let first = log_out(&app, "", token).await;
    let again = log_out(&app, "?scope=global", token).await;

    assert_eq!((first.status.as_u16(), first.body.as_str()), (204, ""));
    assert_eq!(again.status, 204, "a genuine token whose session has ended");
    for session in [&person.session, &other] {
        let gone = who_is(&app, &session.access_token).await;
        assert_eq!((gone.status.as_u16(), gone.auth_code().as_str()), (403, "session_not_found"));
        assert_eq!(refresh(&app, &session.refresh_token).await.auth_code(), "refresh_token_not_found");
    }
}

#[tokio::test]
async fn the_scope_says_whose_sessions_end() {
    let app = App::start().await;
    let page = app.page();
    let one = app.customer("ada@example.com").await.session;
    let two = page.sign_in("ada@example.com", PASSWORD).await.unwrap();
    let three = page.sign_in("ada@example.com", PASSWORD).await.unwrap();

    page.sign_out(&one.access_token, SignOutScope::Local).await.unwrap();
    let after_local = [&one, &two, &three].map(|s| s.access_token.clone());
    page.sign_out(&two.access_token, SignOutScope::Others).await.unwrap();

    assert_eq!(who_is(&app, &after_local[0]).await.auth_code(), "session_not_found");
    assert_eq!(who_is(&app, &after_local[1]).await.status, 200);
    assert_eq!(who_is(&app, &after_local[2]).await.auth_code(), "session_not_found");
}

#[tokio::test]
async fn what_is_no_token_cannot_sign_out() {
    let app = App::start().await;
    let person = app.customer("ada@example.com").await;

    let key = log_out(&app, "", &app.keys.publishable).await;
    let none = send(app.auth_request(Method::POST, "/auth/v1/logout")).await;
    let scope = log_out(&app, "?scope=universe", &person.session.access_token).await;

    assert_eq!((key.status.as_u16(), key.auth_code().as_str()), (403, "bad_jwt"));
    assert_eq!((none.status.as_u16(), none.auth_code().as_str()), (401, "no_authorization"));
    assert_eq!((scope.status.as_u16(), scope.auth_code().as_str()), (400, "validation_failed"));
    assert_eq!(who_is(&app, &person.session.access_token).await.status, 200, "nothing was ended");
}

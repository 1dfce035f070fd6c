//! Rotation of refresh tokens, and what a second use means.

use super::{refresh, who_is};
use futures_util::future::join_all;
use patron_api_types::auth::AuthSession;
use patron_domain::ids::CustomerId;
use patron_tests::{App, people::PASSWORD};
use std::collections::HashSet;

fn token(session: &AuthSession) -> &str {
    &session.refresh_token
}

/// Makes every rotation so far look an hour old.
async fn age_rotations(app: &App) {
    sqlx::query("update session_rotations set rotated_at = rotated_at - interval '1 hour'")
        .execute(&mut app.sql().await)
        .await
        .unwrap();
}

#[tokio::test]
async fn each_use_rotates_within_one_session_and_is_no_login() {
    let app = App::start().await;
    let page = app.page();
    let person = app.customer("ada@example.com").await;

    let second = page.refresh(token(&person.session)).await.unwrap();
    let third = page.refresh(token(&second)).await.unwrap();

    let tokens = HashSet::from([token(&person.session), token(&second), token(&third)]);
    assert_eq!(tokens.len(), 3, "three different tokens");
    assert!(third.expires_in >= 300);
    assert_eq!(who_is(&app, &third.access_token).await.status, 200);
    assert_eq!(who_is(&app, &person.session.access_token).await.status, 200, "the same session lives");
    let sessions: i64 =
        sqlx::query_scalar("select count(*) from sessions").fetch_one(&mut app.sql().await).await.unwrap();
    assert_eq!(sessions, 1);
    let id: CustomerId = app.id_of("ada@example.com").await;
    assert_eq!(app.owner().await.customer(id).await.unwrap().row.login_count, 1);
}

#[tokio::test]
async fn eight_simultaneous_refreshes_of_one_token_all_succeed() {
    let app = App::start().await;
    let person = app.customer("ada@example.com").await;
    let old = token(&person.session);

    let answers = join_all((0..8).map(|_| refresh(&app, old))).await;

    assert!(answers.iter().all(|answer| answer.status == 200), "{answers:?}");
    let fresh: HashSet<String> =
        answers.iter().map(|a| a.json()["refresh_token"].as_str().unwrap().to_owned()).collect();
    assert_eq!(fresh.len(), 1, "all get the session's current token: {fresh:?}");
    let next = refresh(&app, fresh.iter().next().unwrap()).await;
    assert_eq!(next.status, 200, "and it works: {next:?}");
}

#[tokio::test]
async fn a_lost_answer_can_be_asked_for_again_at_any_age() {
    let app = App::start().await;
    let page = app.page();
    let person = app.customer("ada@example.com").await;
    let current = page.refresh(token(&person.session)).await.unwrap();
    age_rotations(&app).await;

    let again = page.refresh(token(&person.session)).await.unwrap();

    assert_eq!(token(&again), token(&current), "the parent of the current, never used token gets that one");
}

#[tokio::test]
async fn a_token_used_again_within_ten_seconds_gets_the_current_one() {
    let app = App::start().await;
    let page = app.page();
    let person = app.customer("ada@example.com").await;
    let second = page.refresh(token(&person.session)).await.unwrap();
    let third = page.refresh(token(&second)).await.unwrap();

    let late = page.refresh(token(&person.session)).await.unwrap();

    assert_eq!(token(&late), token(&third));
}

#[tokio::test]
async fn a_stolen_token_ends_its_session_and_no_other() {
    let app = App::start().await;
    let page = app.page();
    let person = app.customer("ada@example.com").await;
    let elsewhere = page.sign_in("ada@example.com", PASSWORD).await.unwrap();
    let second = page.refresh(token(&person.session)).await.unwrap();
    let third = page.refresh(token(&second)).await.unwrap();
    age_rotations(&app).await;

    let reuse = refresh(&app, token(&person.session)).await;

    assert_eq!((reuse.status.as_u16(), reuse.auth_code().as_str()), (400, "refresh_token_already_used"));
    assert_eq!(reuse.json()["message"], "Invalid Refresh Token: Already Used");
    let dead = refresh(&app, token(&third)).await;
    assert_eq!((dead.status.as_u16(), dead.auth_code().as_str()), (400, "refresh_token_not_found"));
    let access = who_is(&app, &third.access_token).await;
    assert_eq!((access.status.as_u16(), access.auth_code().as_str()), (403, "session_not_found"));
    assert_eq!(who_is(&app, &elsewhere.access_token).await.status, 200);
    assert_eq!(refresh(&app, token(&elsewhere)).await.status, 200);
}

#[tokio::test]
async fn what_never_was_a_refresh_token_is_not_found() {
    let app = App::start().await;
    let person = app.customer("ada@example.com").await;
    let good = token(&person.session);
    let (half, long) = (&good[..good.len() / 2], "x".repeat(5000));
    let flipped = format!("{}{}", if good.starts_with('A') { 'B' } else { 'A' }, &good[1..]);

    for bad in ["xiqzixDMwRkd", "", "%%%", half, &long, &flipped, &person.session.access_token] {
        let answer = refresh(&app, bad).await;

        assert_eq!(answer.status, 400, "{bad}");
        assert!(
            matches!(answer.auth_code().as_str(), "refresh_token_not_found" | "validation_failed"),
            "{answer:?}"
        );
    }
    assert_eq!(refresh(&app, good).await.status, 200, "guessing ends nothing");
}

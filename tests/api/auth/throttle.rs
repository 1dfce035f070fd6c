//! The first throttle on failed logins, per account and per address.

use super::{log_in, refresh};
use patron_api_types::page::PageQuery;
use patron_tests::{App, people::PASSWORD};

#[tokio::test]
async fn an_account_is_shut_for_a_while_after_too_many_failures_and_no_other_is() {
    let app = App::with_settings(&[
        ("PATRON__AUTH__THROTTLE_ACCOUNT_FAILURES", "3"),
        ("PATRON__AUTH__THROTTLE_ADDRESS_FAILURES", "100"),
    ])
    .await;
    let ada = app.customer("ada@example.com").await;
    app.customer("bela@example.com").await;
    for _ in 0..3 {
        assert_eq!(log_in(&app, "ada@example.com", "wrong-password").await.status, 400);
    }

    let wrong = log_in(&app, "ADA@example.com", "wrong-password").await;
    let right = log_in(&app, "ada@example.com", PASSWORD).await;

    for answer in [&wrong, &right] {
        assert_eq!((answer.status.as_u16(), answer.auth_code().as_str()), (429, "over_request_rate_limit"));
        assert!(answer.header("retry-after").parse::<u64>().is_ok_and(|seconds| seconds > 0), "{answer:?}");
    }
    assert_eq!(log_in(&app, "bela@example.com", PASSWORD).await.status, 200);
    assert_eq!(refresh(&app, &ada.session.refresh_token).await.status, 200, "a refresh is never throttled");
    let owner = app.owner().await;
    let stored =
        owner.customer_logins(app.id_of("ada@example.com").await, &PageQuery::default()).await.unwrap();
    assert_eq!(
        stored.items.iter().filter(|login| !login.success).count(),
        3,
        "the refused ones are only counted"
    );
    assert_eq!(owner.overview().await.unwrap().throttled_30d, 2);
}

#[tokio::test]
async fn an_unknown_account_is_throttled_like_a_known_one() {
    let app = App::with_settings(&[
        ("PATRON__AUTH__THROTTLE_ACCOUNT_FAILURES", "2"),
        ("PATRON__AUTH__THROTTLE_ADDRESS_FAILURES", "100"),
    ])
    .await;
    for _ in 0..2 {
        assert_eq!(log_in(&app, "nobody@example.com", "wrong-password").await.status, 400);
    }

    let third = log_in(&app, "nobody@example.com", "wrong-password").await;

    assert_eq!(third.status, 429, "otherwise the throttle tells who has an account");
}

#[tokio::test]
async fn an_address_that_tries_many_accounts_is_shut_until_the_window_is_over() {
    let app = App::with_settings(&[
        ("PATRON__AUTH__THROTTLE_ACCOUNT_FAILURES", "100"),
        ("PATRON__AUTH__THROTTLE_ADDRESS_FAILURES", "3"),
        ("PATRON__AUTH__THROTTLE_WINDOW_SECONDS", "3"),
    ])
    .await;
    app.customer("ada@example.com").await;
    for n in 0..3 {
        assert_eq!(log_in(&app, &format!("nobody{n}@example.com"), "wrong-password").await.status, 400);
    }

    let shut = log_in(&app, "ada@example.com", PASSWORD).await;
    tokio::time::sleep(std::time::Duration::from_secs(4)).await;
    let open = log_in(&app, "ada@example.com", PASSWORD).await;

    assert_eq!(shut.status, 429);
    assert_eq!(open.status, 200);
}

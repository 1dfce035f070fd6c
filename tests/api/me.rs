//! The signed-in customer, about themselves.

use patron_api_types::{
    consents::ConsentChange, me::MeChange, page::PageQuery, patch::Patch, profiles::ProfileUpsert,
};
use patron_domain::consent::{Channel, ConsentState};
use patron_tests::{
    App,
    raw::send,
    seed::{order, profile},
};
use reqwest::Method;
use serde_json::json;

fn consent(channel: Channel, granted: bool) -> ConsentChange {
    ConsentChange { channel, granted, notice_version: Some("2026-10".into()), method: None }
}

#[tokio::test]
async fn one_sees_and_changes_the_own_profile() {
    let app = App::start().await;
    let ada = app.customer_with("ada@example.com", json!({"full_name": "Ada", "phone": "98765 43210"})).await;
    app.customer_with("bela@example.com", json!({"full_name": "Bela"})).await;
    app.has_order(&order("ada@example.com", "1", "500.00")).await;
    let change = MeChange {
        full_name: Patch::Value("Ada Löv".into()),
        mobile_number: Patch::Null,
        location: Patch::Absent,
        preferred_categories: Some(vec!["Kitchen".into()]),
    };

    let before = ada.me.me().await.unwrap();
    let after = ada.me.change_me(&change).await.unwrap();

    assert_eq!((before.email.as_str(), before.full_name.as_deref()), ("ada@example.com", Some("Ada")));
    assert_eq!((before.total_orders, before.total_spent.to_string()), (1, "500.00".into()));
    assert!(!before.history_hidden);
    assert_eq!((after.full_name.as_deref(), after.mobile_number.as_deref()), (Some("Ada Löv"), None));
    assert_eq!(ada.me.me().await.unwrap(), after);
    let owner = app.owner().await;
    let bela = owner.customer(app.id_of("bela@example.com").await).await.unwrap();
    assert_eq!(bela.row.full_name.as_deref(), Some("Bela"), "nobody else's row changed");
}

#[tokio::test]
async fn totals_status_and_dates_cannot_be_written_by_their_owner() {
    let app = App::start().await;
    let ada = app.customer("ada@example.com").await;
    let before = ada.me.me().await.unwrap();
    for field in [
        json!({"total_spent": "99999.00"}),
        json!({"total_orders": 99}),
        json!({"status": "active"}),
        json!({"login_count": 99}),
        json!({"email": "bela@example.com"}),
        json!({"signup_date": "2020-01-01T00:00:00Z"}),
        json!({"email_verified": true}),
        json!({"marketing_consent": true}),
    ] {
        let request =
            app.request(Method::PATCH, "/api/v1/me").bearer_auth(ada.me.access_token()).json(&field);
        let answer = send(request).await;

        assert!(answer.status == 200 || answer.status.is_client_error(), "{field}: {answer:?}");
        assert_eq!(ada.me.me().await.unwrap(), before, "{field}");
    }
}

#[tokio::test]
async fn consent_is_withdrawn_and_given_per_channel_with_a_ledger() {
    let app = App::start().await;
    let ada = app.customer_with("ada@example.com", json!({"phone": "98765 43210"})).await;

    let less = ada.me.change_consent(&consent(Channel::Email, false)).await.unwrap();
    let none = ada.me.change_consent(&consent(Channel::Sms, false)).await.unwrap();

    use ConsentState::{Subscribed, Unsubscribed};
    assert_eq!(
        less.consents.iter().map(|c| c.state).collect::<Vec<_>>(),
        [Unsubscribed, Subscribed, Subscribed]
    );
    assert!(less.marketing_consent);
    assert_eq!(none.consents[1].state, Unsubscribed);
    let owner = app.owner().await;
    let ledger =
        owner.customer_consents(app.id_of("ada@example.com").await, &PageQuery::default()).await.unwrap();
    let newest = &ledger.items[0];
    assert_eq!((newest.channel, newest.state), (Channel::Sms, Unsubscribed));
    assert_eq!((newest.actor.as_str(), newest.method.as_str()), ("customer", "account"));
    assert_eq!(newest.notice_version.as_deref(), Some("2026-10"));
    assert_eq!(ledger.items.len(), 5, "three at signup, two acts");
    let before = ledger.items.len();
    ada.me.change_consent(&consent(Channel::Sms, false)).await.unwrap();
    let again =
        owner.customer_consents(app.id_of("ada@example.com").await, &PageQuery::default()).await.unwrap();
    assert_eq!(again.items.len(), before, "withdrawing twice is one act");
}

#[tokio::test]
async fn lifting_an_opt_out_is_for_the_person_and_of_an_older_profile_only_with_a_confirmed_address() {
    let app = App::start().await;
    let own = app.customer("own@example.com").await;
    own.me.change_consent(&consent(Channel::Email, false)).await.unwrap();
    app.has_profile(&ProfileUpsert { marketing_consent: Some(false), ..profile("older@example.com") }).await;
    let stranger = app.customer("older@example.com").await;

    let own = own.me.change_consent(&consent(Channel::Email, true)).await.unwrap();
    let refused = stranger.me.change_consent(&consent(Channel::Email, true)).await.unwrap_err();
    confirm(&app).await;
    let confirmed = stranger.me.change_consent(&consent(Channel::Email, true)).await.unwrap();

    assert_eq!(own.consents[0].state, ConsentState::Subscribed);
    assert_eq!(refused.code(), Some("address_not_confirmed"));
    assert_eq!(confirmed.consents[0].state, ConsentState::Subscribed);
}

/// What the confirmation mail will do one day.
async fn confirm(app: &App) {
    sqlx::raw_sql(
        "update users set email_verified_at = now(); update customer_profiles set email_verified = true",
    )
    .execute(&mut app.sql().await)
    .await
    .unwrap();
}

#[tokio::test]
async fn an_unverified_signup_sees_nothing_of_an_imported_persons_history() {
    let app = App::start().await;
    let old = ProfileUpsert {
        full_name: Some("Ananya Marigold".into()),
        mobile_number: Some("98765 43210".into()),
        location: Some("Bengaluru".into()),
        preferred_categories: Some(vec!["Lighting".into()]),
        ..profile("Ananya@example.com")
    };
    app.has_profile(&old).await;
    app.has_order(&order("ananya@example.com", "1", "5000.00")).await;
    app.has_login_at("ananya@example.com", "2026-09-01T08:00:00Z".parse().unwrap()).await;
    app.signed_up_at("ananya@example.com", "2026-03-14T08:00:00Z".parse().unwrap()).await;

    let stranger = app.customer("ananya@example.com").await;

    let me = stranger.me.me().await.unwrap();
    assert!(me.history_hidden);
    assert_eq!((me.full_name, me.mobile_number, me.location), (None, None, None));
    assert_eq!(me.preferred_categories, Vec::<String>::new());
    assert_eq!((me.total_orders, me.total_spent.to_string(), me.login_count), (0, "0.00".into(), 1));
    let text = serde_json::to_string(&stranger.me.me().await.unwrap()).unwrap();
    for secret in ["Marigold", "43210", "Bengaluru", "5000", "2026-03-14", "2026-09-01", "Lighting"] {
        assert!(!text.contains(secret), "{secret}: {text}");
    }
    let owner = app.owner().await;
    let whole = owner.customer(app.id_of("ananya@example.com").await).await.unwrap();
    assert_eq!((whole.row.login_count, whole.row.total_orders), (2, 1), "one profile, tracked on");
    assert_eq!(whole.row.full_name.as_deref(), Some("Ananya Marigold"), "nor did the signup overwrite it");
    confirm(&app).await;
    let me = stranger.me.me().await.unwrap();
    assert_eq!(
        (me.history_hidden, me.total_orders, me.full_name.as_deref()),
        (false, 1, Some("Ananya Marigold"))
    );
}

#[tokio::test]
async fn what_an_unverified_newcomer_does_is_shown_to_them() {
    let app = App::start().await;
    app.has_profile(&profile("ananya@example.com")).await;
    app.has_order(&order("ananya@example.com", "1", "5000.00")).await;
    let newcomer = app.customer_with("ananya@example.com", json!({"full_name": "Ananya"})).await;

    app.has_order(&order("ananya@example.com", "2", "700.00")).await;

    let me = newcomer.me.me().await.unwrap();
    assert_eq!((me.total_orders, me.total_spent.to_string()), (1, "700.00".into()), "only what came since");
}

#[tokio::test]
async fn a_token_that_ended_shows_nothing() {
    let app = App::start().await;
    let ada = app.customer("ada@example.com").await;
    app.page().sign_out(ada.me.access_token(), patron_api_client::SignOutScope::Global).await.unwrap();

    let error = ada.me.me().await.unwrap_err();

    assert!(error.is_unauthorized(), "{error:?}");
    assert_eq!(error.code(), Some("unauthorized"));
}

//! A state and a basis per channel, and a ledger that only grows.

use crate::support::{Store, phone, wanted};
use chrono::Duration;
use patron_db::{
    consents::{self, Wanted},
    profiles::Details,
    rows::Consent,
    shop::Shop,
};
use patron_domain::{
    consent::{Act, Channel, ConsentBasis as Basis, ConsentPolicy, ConsentState as State},
    ids::CustomerId,
};
use sqlx::AssertSqlSafe;

async fn of(store: &Store, id: CustomerId, channel: Channel) -> Consent {
    *store.profile(id).await.row.consents.iter().find(|c| c.channel == channel).unwrap()
}

async fn ledger(store: &Store, id: CustomerId) -> Vec<consents::Entry> {
    consents::list(&mut *store.staff().await, id, 100, None).await.unwrap().unwrap().items
}

#[tokio::test]
async fn a_new_customer_is_subscribed_by_default_where_there_is_an_address() {
    let store = Store::new().await;
    let bare = store.add("a@example.com").await;
    let with_phone = store
        .add_with("b@example.com", Details { phone: phone("9876543210"), ..Details::default() }, None)
        .await;
    let email = of(&store, bare, Channel::Email).await;
    assert_eq!(
        (email.state, email.basis, email.changed_at),
        (State::Subscribed, Some(Basis::Default), Some(store.now))
    );
    let sms = of(&store, bare, Channel::Sms).await;
    assert_eq!((sms.state, sms.basis, sms.changed_at), (State::NotSubscribed, None, None));
    assert_eq!(of(&store, with_phone, Channel::Whatsapp).await.basis, Some(Basis::Default));
    assert_eq!((ledger(&store, bare).await.len(), ledger(&store, with_phone).await.len()), (1, 3));
}

#[tokio::test]
async fn a_yes_is_an_act_about_email_only_and_a_no_is_about_all() {
    let store = Store::new().await;
    let details = Details { phone: phone("9876543210"), ..Details::default() };
    let yes = store.add_with("yes@example.com", details.clone(), Some(true)).await;
    let no = store.add_with("no@example.com", details, Some(false)).await;
    assert_eq!(of(&store, yes, Channel::Email).await.basis, Some(Basis::Express));
    assert_eq!(of(&store, yes, Channel::Sms).await.basis, Some(Basis::Default));
    for channel in Channel::ALL.iter().copied() {
        let c = of(&store, no, channel).await;
        assert_eq!((c.state, c.basis), (State::Unsubscribed, Some(Basis::Express)));
    }
    assert!(!store.profile(no).await.row.marketing_consent);
}

#[tokio::test]
async fn other_policies_subscribe_nobody_who_said_nothing() {
    let mut store = Store::new().await;
    for (policy, said, expected) in [
        (ConsentPolicy::OptOut, None, State::NotSubscribed),
        (ConsentPolicy::OptOut, Some(true), State::Subscribed),
        (ConsentPolicy::DoubleOptIn, None, State::NotSubscribed),
        (ConsentPolicy::DoubleOptIn, Some(true), State::Pending),
    ] {
        store.shop = Shop { consent_policy: policy, ..store.shop.clone() };
        let id = store
            .add_with(
                &format!("{policy}-{said:?}@example.com").replace(['(', ')'], ""),
                Details::default(),
                said,
            )
            .await;
        assert_eq!(of(&store, id, Channel::Email).await.state, expected, "{policy} {said:?}");
    }
}

#[tokio::test]
async fn an_opt_out_stays_whoever_asks_until_the_person_acts() {
    let store = Store::new().await;
    let id = store.add("a@example.com").await;
    store.change_consent(id, &Wanted::withdraw_all(Basis::Express), Act::Person).await;
    for state in [State::Subscribed, State::Pending, State::NotSubscribed] {
        for basis in [Basis::Express, Basis::Default, Basis::Import] {
            let changed = store.change_consent(id, &[wanted(Channel::Email, state, basis)], Act::Other).await;
            assert_eq!(changed, [], "{state} {basis}");
        }
    }
    assert_eq!(of(&store, id, Channel::Email).await.state, State::Unsubscribed);
    let yes = Wanted::of_marketing_consent(true, Basis::Express);
    assert_eq!(store.change_consent(id, &yes, Act::Person).await, yes);
    assert!(store.profile(id).await.row.marketing_consent);
    assert_eq!(of(&store, id, Channel::Sms).await.state, State::Unsubscribed, "a yes is about email only");
    assert_eq!(store.differences().await, []);
}

#[tokio::test]
async fn the_same_state_is_never_made_to_rest_on_less() {
    let store = Store::new().await;
    let id = store.add("a@example.com").await;
    let says = |basis| [wanted(Channel::Email, State::Subscribed, basis)];
    assert_eq!(store.change_consent(id, &says(Basis::Default), Act::Other).await, [], "no change, no row");
    assert_eq!(store.change_consent(id, &says(Basis::Import), Act::Other).await.len(), 1);
    assert_eq!(store.change_consent(id, &says(Basis::Default), Act::Other).await, []);
    assert_eq!(store.change_consent(id, &says(Basis::Express), Act::Person).await.len(), 1);
    assert_eq!(store.change_consent(id, &says(Basis::Import), Act::Other).await, []);
    assert_eq!(of(&store, id, Channel::Email).await.basis, Some(Basis::Express));
    assert_eq!(ledger(&store, id).await.len(), 3);
}

#[tokio::test]
async fn every_change_is_a_row_with_its_evidence() {
    let store = Store::new().await;
    let id = store.add("a@example.com").await;
    let evidence = consents::Evidence {
        act: Act::Person,
        method: "preference_page",
        notice_version: Some("2026-11"),
        actor: "customer",
        reason: Some("too many mails"),
        at: store.now + Duration::minutes(1),
    };
    let mut tx = store.begin().await;
    consents::change(&mut tx, id, &Wanted::withdraw_all(Basis::Express), &evidence).await.unwrap();
    tx.commit().await.unwrap();
    let rows = ledger(&store, id).await;
    assert_eq!(rows.len(), 4, "one of the signup, three of the withdrawal");
    let row = rows.iter().find(|r| r.channel == Channel::Email).unwrap();
    assert_eq!(
        (row.state, row.basis, row.occurred_at),
        (State::Unsubscribed, Some(Basis::Express), evidence.at)
    );
    assert_eq!((row.method.as_str(), row.actor.as_str()), ("preference_page", "customer"));
    assert_eq!(
        (row.notice_version.as_deref(), row.reason.as_deref()),
        (Some("2026-11"), Some("too many mails"))
    );
}

#[tokio::test]
async fn not_even_staff_can_change_or_remove_a_row_of_the_ledger() {
    let store = Store::new().await;
    store.add("a@example.com").await;
    for sql in [
        "update consent_ledger set state = 'SUBSCRIBED'",
        "delete from consent_ledger",
        "truncate consent_ledger",
        "update customer_changes set reason = 'x'",
        "delete from customer_changes",
        "update login_activities set success = true",
        "delete from login_activities",
        "delete from customer_profiles",
        "delete from orders",
        "alter table consent_ledger disable row level security",
        "drop table consent_ledger",
        "update rollup_totals set value = 0",
    ] {
        let error = sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
            .execute(&mut *store.staff().await)
            .await
            .expect_err(sql);
        assert_eq!(error.as_database_error().unwrap().code().as_deref(), Some("42501"), "{sql}");
    }
    assert_eq!(store.number("select count(*) from consent_ledger where state = 'SUBSCRIBED'").await, 1);
}

#[tokio::test]
async fn the_one_flag_can_not_disagree_with_the_channels() {
    let store = Store::new().await;
    let id = store.add("a@example.com").await;
    let error = sqlx::query("update customer_profiles set marketing_consent = false where id = $1")
        .bind(id.0)
        .execute(&mut *store.staff().await)
        .await
        .unwrap_err();
    assert_eq!(
        error.as_database_error().unwrap().constraint(),
        Some("customer_profiles_marketing_consent_check")
    );
}

#[tokio::test]
async fn a_withdrawal_and_a_late_yes_at_once_end_as_one_of_them_and_the_ledger_agrees() {
    let store = Store::new().await;
    let id = store.add("a@example.com").await;
    let (out, back) =
        (Wanted::withdraw_all(Basis::Express), Wanted::of_marketing_consent(true, Basis::Import));
    futures_util::future::join_all(
        (0..12).map(|i| store.change_consent(id, if i % 3 == 0 { &out } else { &back }, Act::Other)),
    )
    .await;
    assert_eq!(of(&store, id, Channel::Email).await.state, State::Unsubscribed, "once withdrawn it stays");
    let withdrawn = ledger(&store, id)
        .await
        .iter()
        .filter(|r| r.channel == Channel::Email && r.state == State::Unsubscribed)
        .count();
    assert_eq!(withdrawn, 1, "and is written once");
}

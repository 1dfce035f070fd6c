//! The rotation rules of refresh tokens.

use crate::support::Store;
use chrono::{DateTime, Duration, Utc};
use futures_util::future::join_all;
use patron_db::{
    sessions::{self, Kind, Limits, Refreshed, Session},
    staff, users,
};
use uuid::Uuid;

async fn user(store: &Store) -> Uuid {
    users::insert(&mut *store.staff().await, "a@example.com", "h", &serde_json::Map::new(), store.now)
        .await
        .unwrap()
        .id
        .0
}

async fn sign_in(store: &Store, kind: Kind, owner: Uuid) -> Session {
    sessions::create(&mut *store.staff().await, kind, owner, store.now).await.unwrap()
}

fn token(store: &Store, kind: Kind, session: &Session) -> String {
    sessions::token(&store.keyring, kind, session).unwrap()
}

async fn refresh(store: &Store, kind: Kind, token: &str, limits: Limits, at: DateTime<Utc>) -> Refreshed {
    let mut tx = store.begin().await;
    let done = sessions::refresh(&mut tx, &store.keyring, kind, token, limits, at).await.unwrap();
    tx.commit().await.unwrap();
    done
}

/// A customer's refresh so many seconds after sign-in, which must succeed: the session and its new token.
async fn good(store: &Store, text: &str, seconds: i64) -> (Session, String) {
    match refresh(store, Kind::Customer, text, Limits::default(), store.now + Duration::seconds(seconds))
        .await
    {
        Refreshed::Ok(s) => {
            let t = token(store, Kind::Customer, &s);
            (s, t)
        }
        other => panic!("{other:?} after {seconds} s"),
    }
}

async fn result(store: &Store, text: &str, seconds: i64) -> Refreshed {
    refresh(store, Kind::Customer, text, Limits::default(), store.now + Duration::seconds(seconds)).await
}

#[tokio::test]
async fn each_use_gives_the_next_token_of_the_same_session() {
    let store = Store::new().await;
    let s0 = sign_in(&store, Kind::Customer, user(&store).await).await;
    let t0 = token(&store, Kind::Customer, &s0);
    let (s1, t1) = good(&store, &t0, 100).await;
    let (s2, t2) = good(&store, &t1, 200).await;
    assert_eq!((s1.id, s2.id, s1.counter, s2.counter), (s0.id, s0.id, 1, 2));
    assert!(t0 != t1 && t1 != t2);
}

#[tokio::test]
async fn a_used_token_is_answered_with_the_current_one_within_ten_seconds() {
    let store = Store::new().await;
    let t0 = token(&store, Kind::Customer, &sign_in(&store, Kind::Customer, user(&store).await).await);
    let (_, t1) = good(&store, &t0, 100).await;
    let (_, t2) = good(&store, &t1, 105).await;
    let (_, again) = good(&store, &t0, 110).await;
    assert_eq!(again, t2, "the current token, no fork");
    assert_eq!(
        result(&store, &t0, 111).await,
        Refreshed::Reused,
        "its successor was used, and it is too late"
    );
}

#[tokio::test]
async fn the_parent_of_a_token_that_was_never_used_comes_back_at_any_age() {
    let store = Store::new().await;
    let t0 = token(&store, Kind::Customer, &sign_in(&store, Kind::Customer, user(&store).await).await);
    let (_, t1) = good(&store, &t0, 100).await;
    let (_, lost) = good(&store, &t0, 30 * 24 * 3600).await;
    assert_eq!(lost, t1, "the answer that got lost, made again");
}

#[tokio::test]
async fn a_token_that_comes_back_late_ends_the_session_for_all() {
    let store = Store::new().await;
    let s = sign_in(&store, Kind::Customer, user(&store).await).await;
    let t0 = token(&store, Kind::Customer, &s);
    let (_, t1) = good(&store, &t0, 100).await;
    let (_, t2) = good(&store, &t1, 200).await;
    assert_eq!(result(&store, &t0, 300).await, Refreshed::Reused);
    assert_eq!(result(&store, &t2, 301).await, Refreshed::NotFound, "the thief's token is dead too");
    assert_eq!(sessions::get(&mut *store.staff().await, Kind::Customer, s.id).await.unwrap(), None);
    assert_eq!(store.number("select count(*) from session_rotations").await, 0);
}

#[tokio::test]
async fn reuse_ends_that_session_alone() {
    let store = Store::new().await;
    let owner = user(&store).await;
    let (a, b) = (sign_in(&store, Kind::Customer, owner).await, sign_in(&store, Kind::Customer, owner).await);
    let t0 = token(&store, Kind::Customer, &a);
    let (_, t1) = good(&store, &t0, 100).await;
    good(&store, &t1, 200).await;
    assert_eq!(result(&store, &t0, 300).await, Refreshed::Reused);
    good(&store, &token(&store, Kind::Customer, &b), 301).await;
}

#[tokio::test]
async fn eight_refreshes_at_once_all_succeed_with_one_and_the_same_token() {
    let store = Store::new().await;
    let t0 = token(&store, Kind::Customer, &sign_in(&store, Kind::Customer, user(&store).await).await);
    let answers = join_all((0..8).map(|_| good(&store, &t0, 60))).await;
    assert!(
        answers.iter().all(|(s, t)| s.counter == 1 && *t == answers[0].1),
        "{:?}",
        answers.iter().map(|a| a.0.counter).collect::<Vec<_>>()
    );
}

#[tokio::test]
async fn a_token_of_the_other_kind_or_a_changed_one_is_nothing() {
    let store = Store::new().await;
    let s = sign_in(&store, Kind::Customer, user(&store).await).await;
    let good_token = token(&store, Kind::Customer, &s);
    assert_eq!(
        refresh(&store, Kind::Staff, &good_token, Limits::default(), store.now).await,
        Refreshed::NotFound
    );
    let other = if good_token.starts_with('B') { 'C' } else { 'B' };
    assert_eq!(result(&store, &format!("{other}{}", &good_token[1..]), 0).await, Refreshed::NotFound);
    let ahead = Session { counter: 5, ..s.clone() };
    let staff_token = token(&store, Kind::Staff, &ahead);
    assert_eq!(result(&store, &staff_token, 0).await, Refreshed::NotFound);
    good(&store, &good_token, 1).await;
}

#[tokio::test]
async fn a_staff_session_ends_when_idle_and_at_its_age() {
    let store = Store::new().await;
    let owner =
        staff::insert_owner(&mut *store.staff().await, "owner@example.com", None, "h").await.unwrap().0;
    let limits = Limits { absolute: Some(Duration::hours(12)), idle: Some(Duration::hours(1)) };
    let at = |minutes| store.now + Duration::minutes(minutes);
    let idle = token(&store, Kind::Staff, &sign_in(&store, Kind::Staff, owner).await);
    assert_eq!(refresh(&store, Kind::Staff, &idle, limits, at(61)).await, Refreshed::NotFound);
    assert_eq!(
        refresh(&store, Kind::Staff, &idle, limits, at(1)).await,
        Refreshed::NotFound,
        "it has ended for good"
    );

    let mut current = token(&store, Kind::Staff, &sign_in(&store, Kind::Staff, owner).await);
    for minutes in (59..=12 * 60).step_by(59) {
        match refresh(&store, Kind::Staff, &current, limits, at(minutes)).await {
            Refreshed::Ok(s) => current = token(&store, Kind::Staff, &s),
            other => panic!("{other:?} at {minutes}"),
        }
    }
    assert_eq!(refresh(&store, Kind::Staff, &current, limits, at(12 * 60 + 1)).await, Refreshed::NotFound);
}

#[tokio::test]
async fn ending_all_can_keep_the_one_that_asks() {
    let store = Store::new().await;
    let owner = user(&store).await;
    let (a, b) = (sign_in(&store, Kind::Customer, owner).await, sign_in(&store, Kind::Customer, owner).await);
    let mut conn = store.staff().await;
    sessions::end_all(&mut conn, Kind::Customer, owner, Some(b.id)).await.unwrap();
    assert_eq!(sessions::get(&mut conn, Kind::Customer, a.id).await.unwrap(), None);
    assert!(sessions::get(&mut conn, Kind::Customer, b.id).await.unwrap().is_some());
    sessions::end_all(&mut conn, Kind::Customer, owner, None).await.unwrap();
    assert_eq!(sessions::get(&mut conn, Kind::Customer, b.id).await.unwrap(), None);
}

#[tokio::test]
async fn a_new_staff_password_ends_their_sessions() {
    let store = Store::new().await;
    let mut conn = store.staff().await;
    let owner = staff::insert_owner(&mut conn, "owner@example.com", None, "h").await.unwrap().0;
    let s = sessions::create(&mut conn, Kind::Staff, owner, store.now).await.unwrap();
    assert!(staff::reset_password(&mut conn, "owner@example.com", "h2").await.unwrap());
    assert_eq!(sessions::get(&mut conn, Kind::Staff, s.id).await.unwrap(), None);
    assert!(!staff::reset_password(&mut conn, "nobody@example.com", "h2").await.unwrap());
}

//! The first throttle on failed logins.

use crate::support::Store;
use chrono::{DateTime, Duration, Utc};
use futures_util::future::join_all;
use patron_db::throttle::{self, Bucket, Limit};

fn limit() -> Limit {
    Limit { failures: 3, window: Duration::minutes(15) }
}

async fn fail(store: &Store, bucket: &Bucket, at: DateTime<Utc>) {
    throttle::failed(&mut *store.staff().await, bucket, limit(), at).await.unwrap();
}

async fn check(store: &Store, bucket: &Bucket, at: DateTime<Utc>) -> Option<i64> {
    throttle::check(&mut *store.staff().await, &[(bucket, limit())], at).await.unwrap()
}

#[tokio::test]
async fn a_full_bucket_refuses_until_its_window_has_passed() {
    let store = Store::new().await;
    let account = Bucket::account(&store.keyring, "a@example.com");
    for _ in 0..2 {
        fail(&store, &account, store.now).await
    }
    assert_eq!(check(&store, &account, store.now).await, None);
    fail(&store, &account, store.now + Duration::minutes(5)).await;
    let at = store.now + Duration::minutes(14) + Duration::milliseconds(500);
    let wait = check(&store, &account, at).await.expect("refused");
    assert_eq!(wait, 60, "rounded up");
    assert_eq!(check(&store, &account, at + Duration::seconds(wait)).await, None, "who waits is let in");
    fail(&store, &account, store.now + Duration::minutes(16)).await;
    assert_eq!(
        check(&store, &account, store.now + Duration::minutes(16)).await,
        None,
        "a new window counts from one"
    );
}

#[tokio::test]
async fn buckets_do_not_mix() {
    let store = Store::new().await;
    let ring = &store.keyring;
    let full = Bucket::account(ring, "a@example.com");
    for _ in 0..3 {
        fail(&store, &full, store.now).await
    }
    assert!(check(&store, &full, store.now).await.is_some());
    for other in [
        Bucket::account(ring, "b@example.com"),
        Bucket::staff(ring, "a@example.com"),
        Bucket::address(ring, "a@example.com"),
    ] {
        assert_eq!(check(&store, &other, store.now).await, None);
    }
}

#[tokio::test]
async fn a_success_forgets_the_failures() {
    let store = Store::new().await;
    let bucket = Bucket::account(&store.keyring, "a@example.com");
    for _ in 0..3 {
        fail(&store, &bucket, store.now).await
    }
    throttle::clear(&mut *store.staff().await, &bucket).await.unwrap();
    assert_eq!(check(&store, &bucket, store.now).await, None);
}

#[tokio::test]
async fn failures_at_once_are_all_counted_and_refusals_are_counted_per_minute() {
    let store = Store::new().await;
    let bucket = Bucket::address(&store.keyring, "203.0.113.0");
    join_all((0..20).map(|_| fail(&store, &bucket, store.now))).await;
    assert_eq!(store.number("select failures::bigint from login_throttles").await, 20);
    join_all((0..5).map(|_| check(&store, &bucket, store.now))).await;
    assert_eq!(store.number("select attempts from throttled_logins where kind = 'address'").await, 5);
    assert_eq!(store.number("select count(*) from login_activities").await, 0);
}

#[tokio::test]
async fn the_table_does_not_tell_who_tried() {
    let store = Store::new().await;
    fail(&store, &Bucket::account(&store.keyring, "secret-person@example.com"), store.now).await;
    let text: String = sqlx::query_scalar(
        "select convert_from(decode(encode(bucket, 'escape'), 'escape'), 'LATIN1') from login_throttles",
    )
    .fetch_one(store.db.owner.pool())
    .await
    .unwrap();
    assert!(!text.contains("secret"));
}

#[tokio::test]
async fn pruning_drops_what_no_longer_matters_and_nothing_else() {
    let store = Store::new().await;
    let (old, fresh) = (Bucket::account(&store.keyring, "old"), Bucket::account(&store.keyring, "fresh"));
    fail(&store, &old, store.now - Duration::hours(2)).await;
    for _ in 0..3 {
        fail(&store, &fresh, store.now).await
    }
    throttle::prune(&mut *store.staff().await, Duration::hours(1), Duration::days(30), store.now)
        .await
        .unwrap();
    assert_eq!(store.number("select count(*) from login_throttles").await, 1);
    assert!(check(&store, &fresh, store.now).await.is_some());
}

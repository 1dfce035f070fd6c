//! Exactness: after any history each number that is kept is what a recount of the rows gives.
//!
//! `PATRON_HISTORIES` sets how many; `PATRON_HISTORIES_SEED` runs those of a failure again.

mod any;
mod check;
mod history;
mod perform;
mod reads;
mod reads_recount;
mod recount;
mod reports;
mod reports_check;
mod reports_recount;

use crate::{
    reported,
    support::{Store, ago, order},
};
use check::{by, differences, on};
use chrono::{Days, NaiveDate, TimeDelta};
use patron_domain::{
    ids::CustomerId,
    period::{day_of, day_start},
};
use proptest::test_runner::{Config, RngAlgorithm, TestCaseError, TestRng, TestRunner};
use std::{cell::Cell, str::FromStr};

/// As many as the proof asks for.
const HISTORIES: u32 = 200;
/// So many threads share them, each with stores of its own.
const THREADS: u32 = 4;
/// So many happen to one store: their rows add up, and a recount of all of them stays quick.
const A_STORE: u32 = 20;

fn setting<T: FromStr>(name: &str) -> Option<T> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

#[test]
fn after_any_history_each_number_is_what_the_rows_say() {
    let histories: u32 = setting("PATRON_HISTORIES").unwrap_or(HISTORIES);
    let seed: u64 = setting("PATRON_HISTORIES_SEED").unwrap_or_else(|| {
        let now = patron_domain::clock::Clock::system().now();
        u64::from(now.timestamp_subsec_nanos())
    });
    let failed: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..THREADS)
            .map(|nth| scope.spawn(move || histories_of_a_thread(seed, nth, histories.div_ceil(THREADS))))
            .collect();
        threads.into_iter().filter_map(|thread| thread.join().unwrap()).collect()
    });
    assert!(failed.is_empty(), "PATRON_HISTORIES_SEED={seed}\n{}", failed.join("\n"));
}

/// What went wrong, with the shortest history that does.
fn histories_of_a_thread(seed: u64, thread: u32, cases: u32) -> Option<String> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let _inside = runtime.enter();
    let kept: Cell<Option<(Store, u32)>> = Cell::new(None);
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed.to_le_bytes());
    bytes[8..12].copy_from_slice(&thread.to_le_bytes());
    let config = Config { cases, max_shrink_iters: 200, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &bytes));
    let result = runner.run(&any::any_history(), |history| {
        // a store in which something is wrong is not used again
        let (mut store, nth) = match kept.take().filter(|(_, used)| *used < A_STORE) {
            Some(kept) => kept,
            None => (runtime.block_on(Store::new()), 0),
        };
        let off = runtime.block_on(async {
            perform::perform(&mut store, nth, &history).await;
            differences(&store, nth).await
        });
        if !off.is_empty() {
            return Err(TestCaseError::fail(off.join("\n")));
        }
        kept.set(Some((store, nth + 1)));
        Ok(())
    });
    result.err().map(|e| e.to_string())
}

/// Somebody who signed up so many days ago.
async fn joined(store: &mut Store, email: &str, days: i64) -> CustomerId {
    let now = store.now;
    store.now = ago(store, days);
    let id = store.add(email).await;
    store.now = now;
    id
}

#[tokio::test]
async fn over_midnight_yesterday_stays_and_today_begins() {
    let mut store = Store::new().await;
    let zone = store.shop.time_zone;
    let today = day_of(store.now, zone);
    let yesterday = today - Days::new(1);
    let midnight = day_start(today, zone);
    store.now = midnight - TimeDelta::seconds(1);
    let early = joined(&mut store, "early@example.com", 60).await;
    let late = joined(&mut store, "late@example.com", 60).await;
    let next = joined(&mut store, "next@example.com", 60).await;
    let long_ago = day_start(yesterday - Days::new(29), zone);
    store.login(Some(early), "early@example.com", long_ago, true).await;
    store.login(Some(late), "late@example.com", store.now, true).await;

    let counts = async |store: &Store, day: NaiveDate| {
        let (active, engaged) = (on(store, "active", day).await, by(store, "mau", day).await);
        (active, engaged, by(store, "engaged_cover", day).await, by(store, "idle_cover", day).await)
    };
    assert_eq!(counts(&store, yesterday).await, (1, 2, 2, 2));
    assert_eq!(differences(&store, 0).await, Vec::<String>::new());

    // nobody writes anything at midnight: whose thirtieth day is over leaves by the day alone
    store.now = midnight + TimeDelta::seconds(1);
    assert_eq!(counts(&store, today).await, (0, 1, 1, 1));
    store.login(Some(next), "next@example.com", midnight, true).await;
    store.login(Some(late), "late@example.com", store.now, true).await;
    assert_eq!(counts(&store, today).await, (2, 2, 2, 2));
    assert_eq!(counts(&store, yesterday).await, (1, 2, 2, 2), "yesterday is what it was");
    assert_eq!(differences(&store, 1).await, Vec::<String>::new());
}

#[tokio::test]
async fn late_events_restate_their_day_and_no_other() {
    let store = Store::new().await;
    let id = store.add("a@example.com").await;
    for days in [0, 6, 10] {
        store.login(Some(id), "a@example.com", ago(&store, days), true).await;
    }
    let mut late = order(&store, "1", "500");
    late.order_date = ago(&store, 12);
    let mut tx = store.begin().await;
    reported::upsert(&mut tx, &store, id, &late, store.now).await.unwrap();
    tx.commit().await.unwrap();

    let restated: Vec<(NaiveDate, bool)> = sqlx::query_as(
        "select day, restated_at >= now() - interval '1 hour' from restated_days order by day",
    )
    .fetch_all(store.db.owner.pool())
    .await
    .unwrap();
    let day = |days| day_of(ago(&store, days), store.shop.time_zone);
    assert_eq!(restated, [(day(12), true), (day(10), true)]);
    assert_eq!(differences(&store, 0).await, Vec::<String>::new());
}

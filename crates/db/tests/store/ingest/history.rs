//! Any history of many tasks: reports in batches, some sent twice, beside imports, merges and the single ways in.

use super::{assert_sound, once, steps, take, tried, write_key};
use crate::{
    rollups::Dice,
    support::{Store, ago, origin},
};
use futures_util::future::join_all;
use patron_db::{
    Error,
    error::Conflict,
    ingest::{Incoming, Outcome, digest},
    logins,
    merges::{self, Wish},
    profiles,
};
use patron_domain::{
    ids::{CustomerId, KeyId},
    login::LoginMethod,
};
use sqlx::PgConnection;
use std::time::Duration;
use uuid::Uuid;

async fn id_of(conn: &mut PgConnection, n: u64) -> patron_db::Result<Option<CustomerId>> {
    Ok(profiles::by_email(conn, &steps::email(n)).await?.map(|known| known.id))
}

/// What does not come through ingestion, in one transaction.
async fn beside(store: &Store, dice: &mut Dice) -> patron_db::Result<()> {
    let mut tx = store.begin().await;
    let n = dice.roll(steps::PEOPLE);
    match dice.roll(5) {
        0 | 1 => {
            let (customer, from) = (id_of(&mut tx, n).await?, origin("203.0.113.9", "login"));
            let login = logins::NewLogin {
                customer,
                email: &steps::email(n),
                at: ago(store, i64::try_from(dice.roll(60)).unwrap()),
                method: LoginMethod::Password,
                success: customer.is_some() && dice.roll(4) > 0,
                failure_reason: None,
                origin: &from,
            };
            logins::record(&mut tx, &store.keyring, &login, store.now).await?;
        }
        2 => {
            if let Some(id) = id_of(&mut tx, n).await? {
                let order = steps::old_order(store, dice);
                crate::reported::upsert(&mut tx, store, id, &order, store.now).await?;
            }
        }
        3 => {
            let other = (n + 1 + dice.roll(steps::PEOPLE - 1)) % steps::PEOPLE;
            if let (Some(keep), Some(merge)) = (id_of(&mut tx, n).await?, id_of(&mut tx, other).await?) {
                let wish = Wish { keep, merge, actor: "test", reason: None, now: store.now };
                merges::merge(&mut tx, &wish).await?;
            }
        }
        _ => {
            let made: Option<Uuid> =
                sqlx::query_scalar("select id from merges where undone_at is null order by id desc limit 1")
                    .fetch_optional(&mut *tx)
                    .await?;
            if let Some(id) = made {
                merges::undo(&mut tx, id, "test", store.now).await?;
            }
        }
    }
    tx.commit().await?;
    Ok(())
}

/// As often as it takes, with the same dice.
async fn beside_until_done(store: &Store, dice: &mut Dice) {
    for tries in 0..60 {
        let mut again = Dice(dice.0);
        let done = beside(store, &mut again).await;
        match done {
            // somebody took the address this moment
            Ok(()) | Err(Error::Conflict(Conflict::ProfileEmail)) => {
                dice.0 = again.0;
                return;
            }
            Err(Error::Retry(_)) => tokio::time::sleep(Duration::from_millis(tries % 16)).await,
            Err(e) => panic!("{e}"),
        }
    }
    panic!("tried too often");
}

/// A batch, and now and then the same again: what was stored is not counted twice.
async fn reported(store: &Store, key: KeyId, dice: &mut Dice, name: &str) {
    let size = 1 + dice.roll(8);
    let events: Vec<Incoming> = (0..size)
        .map(|n| {
            let name = format!("{name}-{n}");
            let event = steps::step(store, dice, &name);
            Incoming { key: Some(key), message: Some(digest(&name)), ..event }
        })
        .collect();
    let first = take(store, &events).await;
    if dice.roll(4) == 0 {
        let second = take(store, &events).await;
        for (a, b) in first.iter().zip(second) {
            let stored = !matches!(a, Outcome::Refused(_));
            assert!(!stored || matches!(b, Outcome::Duplicate(_)), "{a:?} and then {b:?}");
        }
    }
}

async fn history(store: &Store, key: KeyId, seed: u64, tasks: u64, batches: u64) {
    join_all((0..tasks).map(|task| async move {
        let mut dice = Dice(
            (seed + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ (task + 1).wrapping_mul(0xd134_2543_de82_ef95),
        );
        for batch in 0..batches {
            match dice.roll(8) {
                0 => {
                    // a file is in the order of its rows, and has nobody's orders in it
                    let rows: Vec<Incoming> = (0..3).map(|_| steps::row(store, &mut dice)).collect();
                    tried(store, &rows, false).await.unwrap_or_else(|e| panic!("seed {seed}: {e}"));
                }
                1 | 2 => beside_until_done(store, &mut dice).await,
                _ => reported(store, key, &mut dice, &format!("{seed}-{task}-{batch}")).await,
            }
        }
    }))
    .await;
}

#[tokio::test]
async fn after_any_history_totals_are_recounts_and_nothing_is_left_behind() {
    let store = Store::new().await;
    for days in [0, 30, 60] {
        store.db.staff.ensure_login_month(ago(&store, days)).await.unwrap();
    }
    let key = write_key(&store).await;
    for seed in 0..4 {
        history(&store, key, seed, 6, 12).await;
        for event in steps::last_words(&store) {
            take(&store, &[event]).await;
        }
        assert_sound(&store).await;
        let twice = "select count(*) - count(distinct name) from events where name <> 'Last word'";
        assert_eq!(store.number(twice).await, 0, "seed {seed}");
    }
    for (table, least) in [("events", 200), ("orders", 4), ("login_activities", 30), ("merges", 1)] {
        let sql = format!("select count(*) from {table}");
        assert!(store.number(&sql).await >= least, "something happened to {table}");
    }
}

#[tokio::test]
async fn a_batch_in_any_order_of_its_people_deadlocks_with_none() {
    let store = Store::new().await;
    store.db.staff.ensure_login_month(store.now).await.unwrap();
    for n in 0..steps::PEOPLE {
        store.add(&steps::email(n)).await;
    }
    let batch = |turn: u64| -> Vec<Incoming> {
        let mut people: Vec<u64> = (0..steps::PEOPLE).map(|n| (n + turn) % steps::PEOPLE).collect();
        if turn.is_multiple_of(2) {
            people.reverse();
        }
        let login = |n: &u64| super::report(&store, super::address(&steps::email(*n)), super::sign_in());
        people.iter().map(login).collect()
    };
    let batches: Vec<Vec<Incoming>> = (0..24).map(batch).collect();
    for done in join_all(batches.iter().map(|events| once(&store, events, false))).await {
        // one that lost against another would have to be tried again
        done.unwrap();
    }
    assert_sound(&store).await;
}

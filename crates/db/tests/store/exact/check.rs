//! Compares what is kept with the recount.

use super::{reads, recount, reports_check};
use crate::support::Store;
use chrono::{NaiveDate, TimeDelta};
use patron_db::stats::verify;
use patron_domain::period::day_of;
use rust_decimal::Decimal;

/// After every so many histories of a store the prepared reports are computed and compared too.
const REPORTS_EVERY: u32 = 4;

/// Metric, day, what is kept, what is recounted.
type Off = (String, String, Decimal, Decimal);

/// Each number that is not what the rows say, in words. `nth` shifts the days whose spans are looked at, so that all
/// have their turn.
pub async fn differences(store: &Store, nth: u32) -> Vec<String> {
    let zone = store.shop.time_zone.name();
    let week: i32 = if store.shop.week_start == "sunday" { 7 } else { 1 };
    let pool = store.db.owner.pool();
    let mut off: Vec<Off> =
        sqlx::query_as(recount::DAYS).bind(zone).bind(week).fetch_all(pool).await.unwrap();
    let days = probes(store, nth);
    off.extend(
        sqlx::query_as::<_, Off>(recount::SPANS)
            .bind(zone)
            .bind(week)
            .bind(days)
            .fetch_all(pool)
            .await
            .unwrap(),
    );
    off.extend(sqlx::query_as::<_, Off>(recount::TOTALS).fetch_all(pool).await.unwrap());
    off.extend(sqlx::query_as::<_, Off>(recount::CHANNELS).bind(zone).fetch_all(pool).await.unwrap());
    off.extend(sqlx::query_as::<_, Off>(recount::ACTIVITY).fetch_all(pool).await.unwrap());
    let mut words: Vec<String> = off
        .into_iter()
        .map(|(metric, day, kept, recounted)| format!("{metric} {day}: kept {kept}, recounted {recounted}"))
        .collect();

    let calendars: Vec<(String, String, bool)> =
        sqlx::query_as("select time_zone, week_start, ready from rollup_calendars")
            .fetch_all(pool)
            .await
            .unwrap();
    if calendars != [(zone.to_owned(), store.shop.week_start.clone(), true)] {
        words.push(format!("calendars {calendars:?}, and the shop has {zone}, {}", store.shop.week_start));
    }
    let report = verify::run(&store.db.owner).await.unwrap();
    if !report.agrees() {
        words.push(format!("the store's own recount: {report:?}"));
    }
    words.extend(reads::differences(store, store.now).await);
    if nth % REPORTS_EVERY == REPORTS_EVERY - 1 {
        words.extend(reports_check::differences(store, store.now).await);
    }
    words
}

/// Every fifth day of all on which a history may have something, those around today, and days long before and after.
fn probes(store: &Store, nth: u32) -> Vec<NaiveDate> {
    let today = day_of(store.now, store.shop.time_zone);
    (-436..=36_i64)
        .filter(|n| (n + i64::from(nth)).rem_euclid(5) == 0 || (-2..=1).contains(n))
        .chain([-900, 900])
        .map(|n| today + TimeDelta::days(n))
        .collect()
}

/// A count on a day.
pub async fn on(store: &Store, metric: &str, day: NaiveDate) -> i64 {
    let sql = "select coalesce(sum(value), 0)::bigint from daily_counts where metric = $1 and day = $2";
    sqlx::query_scalar(sql).bind(metric).bind(day).fetch_one(store.db.owner.pool()).await.unwrap()
}

/// What differences come to by the end of a day.
pub async fn by(store: &Store, metric: &str, day: NaiveDate) -> i64 {
    let sql = "select coalesce(sum(value), 0)::bigint from daily_counts where metric = $1 and day <= $2";
    sqlx::query_scalar(sql).bind(metric).bind(day).fetch_one(store.db.owner.pool()).await.unwrap()
}

//! Compares what the prepared reports say with a recount of the rows.

use super::{reads::Numbers, reports_recount as recount};
use crate::support::Store;
use chrono::{DateTime, Utc};
use patron_db::stats::prepared::{self, Cohort, Entry, LifetimeValue, Rfm, Turn, Unit};
use patron_domain::clock::Clock;
use rust_decimal::Decimal;
use uuid::Uuid;

/// A buyer in customer_rfm: who, recency, value, group, spent.
type Buyer = (Uuid, i16, i16, String, Decimal);

/// Computes the reports as of `now`: each number that they have and the rows have not, in words.
pub async fn differences(store: &Store, now: DateTime<Utc>) -> Vec<String> {
    let mut turn = Turn::take(&store.db.owner).await.unwrap().expect("nobody else computes");
    turn.compute(Clock::fixed(now), |_, _| ()).await.unwrap();
    turn.end().await.unwrap();

    let mut conn = store.staff().await;
    let mut words = Vec::new();
    for entry in Entry::ALL {
        for unit in Unit::ALL {
            let read =
                prepared::retention(&mut conn, *entry, *unit).await.unwrap().expect("computed").content;
            let asked = [entry.as_str(), unit.as_str()];
            let recounted = Numbers::recounted(store, recount::RETENTION, now, &asked).await;
            let report = format!("retention by {entry} and {unit}");
            words.extend(of_cohorts(&read).differences(&report, &recounted));
        }
    }

    let read = prepared::lifetime_value(&mut conn).await.unwrap().expect("computed").content;
    let recounted = Numbers::recounted(store, recount::LIFETIME_VALUE, now, &[]).await;
    words.extend(of_lifetime_value(&read).differences("lifetime value", &recounted));

    let read = prepared::rfm(&mut conn).await.unwrap().expect("computed").content;
    let buyers: Vec<Buyer> =
        sqlx::query_as("select customer_id, recency, value, rfm_group, spent from customer_rfm")
            .fetch_all(store.db.owner.pool())
            .await
            .unwrap();
    let recounted = Numbers::recounted(store, recount::RFM, now, &[]).await;
    words.extend(of_rfm(&read, &buyers).differences("rfm", &recounted));
    words
}

/// No number is another than zero: it is -1.
fn or_none(number: Option<Decimal>) -> Decimal {
    number.unwrap_or(Decimal::NEGATIVE_ONE)
}

fn of_cohorts(cohorts: &[Cohort]) -> Numbers {
    let mut n = Numbers::default();
    for cohort in cohorts {
        n.count(format!("{} cohorts", cohort.start), 1);
        n.count(format!("{} size", cohort.start), cohort.size);
        for (nth, cell) in (0..).zip(&cohort.cells) {
            n.count(format!("{} cell {nth}", cohort.start), cell.unwrap_or(-1));
        }
    }
    n
}

fn of_lifetime_value(value: &LifetimeValue) -> Numbers {
    let mut n = Numbers::default();
    n.count("buyers", value.buyers);
    n.amount("total", value.total);
    n.amount("average", or_none(value.average));
    for cohort in &value.cohorts {
        n.count(format!("{} cohorts", cohort.start), 1);
        n.count(format!("{} size", cohort.start), cohort.size);
        for window in &cohort.windows {
            let of = format!("{} {} days", cohort.start, window.days);
            n.count(format!("{of} complete"), window.complete);
            n.amount(format!("{of} average"), or_none(window.average));
        }
    }
    n
}

fn of_rfm(rfm: &Rfm, buyers: &[Buyer]) -> Numbers {
    let mut n = Numbers::default();
    n.count("buyers", rfm.buyers);
    n.count("quantiles", i64::from(rfm.quantiles));
    n.count("prospects", rfm.prospects);
    for cell in &rfm.cells {
        n.count(format!("cell {} {} people", cell.recency, cell.value), cell.people);
        n.amount(format!("cell {} {} spent", cell.recency, cell.value), cell.spent);
    }
    for (id, recency, value, group, spent) in buyers {
        n.count(format!("{id} recency"), i64::from(*recency));
        n.count(format!("{id} value"), i64::from(*value));
        n.count(format!("{id} group {group}"), 1);
        n.amount(format!("{id} spent"), *spent);
    }
    n
}

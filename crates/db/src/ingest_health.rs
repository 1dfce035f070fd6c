//! How ingestion fares: counts by minute, and the newest of what came in.

use crate::Result;
use chrono::{DateTime, TimeDelta, Utc};
use patron_domain::{ids::CustomerId, money::Money};
use sqlx::PgConnection;
use uuid::Uuid;

/// How long counts by minute are kept.
const KEPT: TimeDelta = TimeDelta::days(8);

/// Events by what became of them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(missing_docs, reason = "the outcomes of `ingest_minutes`")]
pub struct Counts {
    pub stored: i64,
    pub duplicate: i64,
    pub waiting: i64,
    pub rejected: i64,
}

/// Counts of a minute.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct Minute {
    pub minute: DateTime<Utc>,
    pub counts: Counts,
}

/// The counts of each minute from `from` to `to` that has any, oldest first.
///
/// # Errors
/// When the database can't be reached.
pub async fn minutes(conn: &mut PgConnection, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Vec<Minute>> {
    let rows = sqlx::query!(
        r#"select minute,
             coalesce(sum(events) filter (where outcome = 'stored'), 0)::bigint as "stored!",
             coalesce(sum(events) filter (where outcome = 'duplicate'), 0)::bigint as "duplicate!",
             coalesce(sum(events) filter (where outcome = 'waiting'), 0)::bigint as "waiting!",
             coalesce(sum(events) filter (where outcome = 'rejected'), 0)::bigint as "rejected!"
         from ingest_minutes where minute >= $1 and minute <= $2 group by minute order by minute"#,
        from,
        to
    )
    .fetch_all(conn)
    .await?;
    let minute = |minute, stored, duplicate, waiting, rejected| Minute {
        minute,
        counts: Counts { stored, duplicate, waiting, rejected },
    };
    Ok(rows.into_iter().map(|r| minute(r.minute, r.stored, r.duplicate, r.waiting, r.rejected)).collect())
}

/// Events that wait for their person or order.
///
/// # Errors
/// When the database can't be reached.
pub async fn waiting(conn: &mut PgConnection) -> Result<i64> {
    Ok(sqlx::query_scalar!(r#"select count(*) as "n!" from waiting_events"#).fetch_one(conn).await?)
}

/// Something that just came in.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "named like the wire's")]
pub struct Activity {
    pub id: Uuid,
    pub kind: String,
    pub what: String,
    pub customer_id: Option<CustomerId>,
    pub who: Option<String>,
    pub amount: Option<Money>,
    pub at: DateTime<Utc>,
}

/// The newest `limit` of signups, logins, orders and events together, newest first. Ids are made in the order of time,
/// so the newest rows are at the end of the keys.
///
/// # Errors
/// When the database can't be reached.
pub async fn activity(conn: &mut PgConnection, limit: i64) -> Result<Vec<Activity>> {
    let rows = sqlx::query!(
        r#"select a.id as "id!", a.kind as "kind!", a.what as "what!", a.customer_id,
             coalesce(p.full_name, p.email, a.email) as who, a.amount, a.at as "at!"
         from (
           (select id, 'signup' as kind, source::text as what, id as customer_id, null::text as email,
              null::numeric as amount, signup_date as at
            from customer_profiles where status <> 'erased' order by signup_date desc, id desc limit $1)
           union all
           (select id, case when success then 'login' else 'failed_login' end, login_method, customer_id, email,
              null, created_at
            from login_activities order by id desc limit $1)
           union all
           (select id, 'order', order_id, customer_id, null, store_total, created_at
            from orders order by id desc limit $1)
           union all
           (select id, 'event', name, customer_id, null, null, received_at from events order by id desc limit $1)
         ) a left join customer_profiles p on p.id = a.customer_id
         order by a.at desc, a.id desc limit $1"#,
        limit
    )
    .fetch_all(conn)
    .await?;
    Ok(rows
        .into_iter()
        .map(|r| Activity {
            id: r.id,
            kind: r.kind,
            what: r.what,
            customer_id: r.customer_id.map(CustomerId),
            who: r.who,
            amount: r.amount.map(Money::trusted),
            at: r.at,
        })
        .collect())
}

/// Forgets counts of minutes long ago.
///
/// # Errors
/// When the database can't be reached.
pub async fn prune(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!("delete from ingest_minutes where minute < $1", now - KEPT).execute(conn).await?;
    Ok(())
}

//! How many people are in a segment: counted, kept, and a point a day.

use super::{RuleAt, reach, resolve, store::Segment};
use crate::{Error, Result, StaffDb, customers::Filter};
use chrono::{DateTime, NaiveDate, Utc};
use patron_domain::{people_set::Moment, rule::SegmentKey};
use sqlx::PgConnection;
use std::{collections::HashMap, time::Instant};

/// Why a segment could not be counted.
const GONE: &str = "It asks for a segment that is gone.";
const SLOW: &str = "Counting took longer than 10 seconds.";

/// A count.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct Counted {
    pub people: i64,
    pub reachable_email: i64,
    pub counted_at: DateTime<Utc>,
    pub took_ms: i32,
    /// Why it failed. The numbers are then those of the time before.
    pub failure: Option<String>,
}

/// A segment's size on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct Point {
    pub day: NaiveDate,
    pub people: i64,
    pub reachable_email: i64,
}

/// The last count of each segment that was ever counted, by its key.
///
/// # Errors
/// When the database can't be reached.
pub async fn counts(conn: &mut PgConnection) -> Result<HashMap<String, Counted>> {
    let rows = sqlx::query!(
        "select segment, people, reachable_email, counted_at, took_ms, failure from segment_counts"
    )
    .fetch_all(conn)
    .await?;
    let counted = rows.into_iter().map(|r| {
        let counted = Counted {
            people: r.people,
            reachable_email: r.reachable_email,
            counted_at: r.counted_at,
            took_ms: r.took_ms,
            failure: r.failure,
        };
        (r.segment, counted)
    });
    Ok(counted.collect())
}

/// The points of all segments since a day, by their keys, oldest first.
///
/// # Errors
/// When the database can't be reached.
pub async fn points(conn: &mut PgConnection, since: NaiveDate) -> Result<HashMap<String, Vec<Point>>> {
    let rows = sqlx::query!(
        "select segment, day, people, reachable_email from segment_points where day >= $1 order by segment, day",
        since
    )
    .fetch_all(conn)
    .await?;
    let mut out: HashMap<String, Vec<Point>> = HashMap::new();
    for r in rows {
        let point = Point { day: r.day, people: r.people, reachable_email: r.reachable_email };
        out.entry(r.segment).or_default().push(point);
    }
    Ok(out)
}

/// The points of one segment since a day, oldest first.
///
/// # Errors
/// When the database can't be reached.
pub async fn history(conn: &mut PgConnection, key: SegmentKey, since: NaiveDate) -> Result<Vec<Point>> {
    Ok(sqlx::query_as!(
        Point,
        "select day, people, reachable_email from segment_points where segment = $1 and day >= $2 order by day",
        key.to_string(),
        since
    )
    .fetch_all(conn)
    .await?)
}

/// Counts a segment, and keeps the count and the day's point. That it can't be counted is a count too: one that says
/// why.
///
/// # Errors
/// When the database can't be reached.
pub async fn measure(db: &StaffDb, segment: &Segment, at: &Moment) -> Result<Counted> {
    let begun = Instant::now();
    // the connection is given back before another one counts
    let rule = resolve(&mut *db.acquire().await?, &segment.effective()).await?;
    let outcome = match rule {
        None => Err(GONE),
        Some(rule) => {
            let filter = Filter { rules: vec![RuleAt { rule, at: *at }], ..Filter::default() };
            match reach(db, &filter).await {
                Ok((people, reach)) => Ok((people, reach.email)),
                Err(Error::Timeout) => Err(SLOW),
                Err(cause) => return Err(cause),
            }
        }
    };
    let (people, reachable_email) = outcome.unwrap_or_default();
    let counted = Counted {
        people,
        reachable_email,
        counted_at: at.now,
        took_ms: i32::try_from(begun.elapsed().as_millis()).unwrap_or(i32::MAX),
        failure: outcome.err().map(str::to_owned),
    };
    let mut tx = db.begin().await?;
    let kept = keep(&mut tx, segment, counted, at).await?;
    tx.commit().await?;
    Ok(kept)
}

/// Keeps a count, unless the segment was changed or removed meanwhile.
async fn keep(conn: &mut PgConnection, segment: &Segment, counted: Counted, at: &Moment) -> Result<Counted> {
    let (id, version) = segment.version();
    let kept = sqlx::query!(
        r#"insert into segment_counts as c (segment, people, reachable_email, counted_at, took_ms, failure, time_zone)
           select $1::text, $2::bigint, $3::bigint, $4::timestamptz, $5::int, $6::text, $9::text
           where $7::uuid is null
             or exists (select from segments s where s.id = $7::uuid and s.updated_at = $8::timestamptz)
           on conflict on constraint segment_counts_pkey do update set
             people = case when excluded.failure is null then excluded.people else c.people end,
             reachable_email =
               case when excluded.failure is null then excluded.reachable_email else c.reachable_email end,
             counted_at = excluded.counted_at, took_ms = excluded.took_ms, failure = excluded.failure,
             time_zone = excluded.time_zone
           returning c.people as "people!", c.reachable_email as "reachable_email!""#,
        segment.key.to_string(),
        counted.people,
        counted.reachable_email,
        counted.counted_at,
        counted.took_ms,
        counted.failure.as_deref(),
        id,
        version,
        at.zone.name()
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(kept) = kept else { return Ok(counted) };
    if counted.failure.is_none() {
        sqlx::query!(
            "insert into segment_points (segment, day, people, reachable_email) values ($1, $2, $3, $4)
             on conflict on constraint segment_points_pkey do update set people = excluded.people,
               reachable_email = excluded.reachable_email",
            segment.key.to_string(),
            at.today(),
            counted.people,
            counted.reachable_email
        )
        .execute(conn)
        .await?;
    }
    Ok(Counted { people: kept.people, reachable_email: kept.reachable_email, ..counted })
}

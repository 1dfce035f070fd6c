//! Making, changing and removing the shop's own segments.
//!
//! Whoever does takes the [`lock`] first: whether rules refer to each other in a circle can only be told while nobody
//! else changes any.

use crate::{
    Error, Result,
    segments::{referred, tracks},
};
use chrono::{DateTime, Utc};
use patron_domain::{
    consent::Channel,
    ids::SegmentId,
    rule::{Rule, SegmentKey},
    segment::Audience,
};
use sqlx::PgConnection;

/// The advisory lock of who changes a segment.
const CHANGE: i32 = 7130;

/// What is stored of a segment.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct Wanted<'a> {
    pub title: &'a str,
    pub definition: &'a str,
    pub audience: Audience,
    pub channel: Channel,
    pub rule: &'a Rule,
}

/// Waits until nobody else changes a segment, and keeps others from it until the transaction ends.
///
/// # Errors
/// When the database can't be reached.
pub async fn lock(conn: &mut PgConnection) -> Result<()> {
    sqlx::query_scalar!(r#"select count(pg_advisory_xact_lock($1, 0)) as "n!""#, CHANGE)
        .fetch_one(conn)
        .await?;
    Ok(())
}

/// Whether every segment that a rule refers to is there.
///
/// # Errors
/// When the database can't be reached.
pub async fn knows_all(conn: &mut PgConnection, rule: &Rule) -> Result<bool> {
    let ids = referred(rule);
    if ids.is_empty() {
        return Ok(true);
    }
    let missing = sqlx::query_scalar!(
        r#"select exists (select from unnest($1::uuid[]) as r (id)
             where not exists (select from segments s where s.id = r.id)) as "missing!""#,
        &ids
    )
    .fetch_one(conn)
    .await?;
    Ok(!missing)
}

/// Whether a segment with this rule would refer to itself, directly or through others. Only certain under the [`lock`].
///
/// # Errors
/// When the database can't be reached.
pub async fn would_circle(conn: &mut PgConnection, id: SegmentId, rule: &Rule) -> Result<bool> {
    let ids = referred(rule);
    if ids.is_empty() {
        return Ok(false);
    }
    Ok(sqlx::query_scalar!(
        r#"with recursive reached as (
             select r.id from unnest($1::uuid[]) as r (id)
             union select x.refers_to from segment_references x join reached on reached.id = x.segment_id)
           select exists (select from reached where reached.id = $2) as "circles!""#,
        &ids,
        id.0
    )
    .fetch_one(conn)
    .await?)
}

/// Stores a new one.
///
/// # Errors
/// `Conflict::SegmentTitle` when another one has the name.
pub async fn insert(
    conn: &mut PgConnection,
    id: SegmentId,
    wanted: Wanted<'_>,
    actor: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into segments (id, title, definition, audience, channel, rule, rule_text, actor, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)",
        id.0,
        wanted.title,
        wanted.definition,
        wanted.audience.as_str(),
        wanted.channel.as_str(),
        tree(wanted.rule)?,
        wanted.rule.to_string(),
        actor,
        now
    )
    .execute(&mut *conn)
    .await?;
    refer(conn, id, wanted.rule).await
}

/// Stores what one has become.
///
/// # Errors
/// `Conflict::SegmentTitle` when another one has the name.
pub async fn update(
    conn: &mut PgConnection,
    id: SegmentId,
    wanted: Wanted<'_>,
    now: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "update segments set title = $2, definition = $3, audience = $4, channel = $5, rule = $6, rule_text = $7,
           updated_at = $8
         where id = $1",
        id.0,
        wanted.title,
        wanted.definition,
        wanted.audience.as_str(),
        wanted.channel.as_str(),
        tree(wanted.rule)?,
        wanted.rule.to_string(),
        now
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!("delete from segment_references where segment_id = $1", id.0).execute(&mut *conn).await?;
    refer(conn, id, wanted.rule).await
}

/// Removes one with all that was counted of it.
///
/// # Errors
/// When another segment refers to it, or the database can't be reached.
pub async fn delete(conn: &mut PgConnection, id: SegmentId) -> Result<()> {
    let key = SegmentKey::Saved(id);
    sqlx::query!("delete from segments where id = $1", id.0).execute(&mut *conn).await?;
    sqlx::query!("delete from segment_counts where segment = $1", key.to_string())
        .execute(&mut *conn)
        .await?;
    sqlx::query!("delete from segment_points where segment = $1", key.to_string())
        .execute(&mut *conn)
        .await?;
    tracks::reset(conn, key).await
}

/// Forgets who was in a segment, and in those that refer to it, directly or through others: all of them mean others now.
///
/// # Errors
/// When the database can't be reached.
pub async fn forget(conn: &mut PgConnection, id: SegmentId) -> Result<()> {
    let ids = sqlx::query_scalar!(
        r#"with recursive reached as (
             select $1::uuid as id
             union select x.segment_id from segment_references x join reached on reached.id = x.refers_to)
           select id as "id!" from reached order by id"#,
        id.0
    )
    .fetch_all(&mut *conn)
    .await?;
    for id in ids {
        tracks::reset(conn, SegmentKey::Saved(id.into())).await?;
    }
    Ok(())
}

fn tree(rule: &Rule) -> Result<serde_json::Value> {
    serde_json::to_value(rule).map_err(|e| Error::Invalid(e.to_string()))
}

async fn refer(conn: &mut PgConnection, id: SegmentId, rule: &Rule) -> Result<()> {
    sqlx::query!(
        "insert into segment_references (segment_id, refers_to) select $1::uuid, r.id from unnest($2::uuid[]) as r (id)",
        id.0,
        &referred(rule)
    )
    .execute(conn)
    .await?;
    Ok(())
}

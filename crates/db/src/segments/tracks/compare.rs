//! The comparison of who is in a segment with who was.

use super::{Track, track};
use crate::{
    Result, StaffDb,
    customers::Filter,
    sealed::Keyring,
    segments::{RuleAt, resolve, store::Segment, timed},
};
use chrono::{DateTime, TimeDelta, Utc};
use patron_domain::{people_set::Moment, period::day_start};
use sqlx::{Postgres, QueryBuilder};

/// The advisory lock of who compares a segment, with a hash of its key.
const COMPARE: i32 = 7132;

/// Ids of a row of members.
const PIECE: i64 = 4096;

/// How long it is kept who came and who left.
const KEPT: TimeDelta = TimeDelta::days(400);

/// How long after a day has begun a comparison still tells how it was at its beginning.
const MORNING: TimeDelta = TimeDelta::minutes(10);

/// Compares who is in a segment with who was, unless that was done after `recent`. The first time only notes who is.
/// False when there is nothing to compare: it was changed or removed meanwhile, or asks for a segment that is gone.
///
/// # Errors
/// `Timeout` when it takes too long; when the database can't be reached.
pub async fn compare(
    db: &StaffDb,
    segment: &Segment,
    at: &Moment,
    recent: Option<DateTime<Utc>>,
) -> Result<bool> {
    let key = segment.key.to_string();
    let mut tx = db.begin().await?;
    sqlx::raw_sql(
        "set local statement_timeout = '20s'; set local work_mem = '64MB'; set local jit = off;
         set local max_parallel_workers_per_gather = 0",
    )
    .execute(&mut *tx)
    .await?;
    sqlx::query_scalar!(r#"select count(pg_advisory_xact_lock($1, hashtext($2))) as "n!""#, COMPARE, key)
        .fetch_one(&mut *tx)
        .await?;
    let before = track(&mut tx, segment.key).await?;
    if before.is_some_and(|track| recent.is_some_and(|recent| track.compared_at > recent)) {
        return Ok(true);
    }
    let (id, version) = segment.version();
    if let Some(id) = id {
        // whoever changes it waits, and forgets afterwards what is noted here
        let found = sqlx::query_scalar!("select updated_at from segments where id = $1 for share", id)
            .fetch_optional(&mut *tx)
            .await?;
        if found.is_none() || found != version {
            return Ok(false);
        }
    }
    let Some(rule) = resolve(&mut tx, &segment.effective()).await? else { return Ok(false) };
    let filter = Filter { rules: vec![RuleAt { rule, at: *at }], ..Filter::default() };
    let stamp = stamp(before, at);
    let mut q = difference(db.keyring(), &filter, &key, before.is_some(), stamp);
    let (people, entered, left) =
        q.build_query_as::<(i64, i64, i64)>().persistent(false).fetch_one(&mut *tx).await.map_err(timed)?;
    // what is beyond is of a time when there were more
    sqlx::query!(
        "delete from segment_members where segment = $1 and n >= ($2::bigint + $3::bigint - 1) / $3::bigint",
        key,
        people,
        PIECE
    )
    .execute(&mut *tx)
    .await?;
    let oldest = at.now - KEPT;
    sqlx::query!("delete from segment_changes where segment = $1 and compared_at < $2", key, oldest)
        .execute(&mut *tx)
        .await?;
    sqlx::query!(
        "insert into segment_tracks as t (segment, tracked_since, compared_at) values ($1, $2, $2)
         on conflict on constraint segment_tracks_pkey do update set compared_at = excluded.compared_at,
           tracked_since = greatest(t.tracked_since, $3::timestamptz)",
        key,
        at.now,
        oldest
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    tracing::debug!(segment = key, people, entered, left, "compared who is in a segment");
    Ok(true)
}

/// When what a comparison finds counts as having happened. What the first one of a day finds right after its beginning
/// happened before it, or by its beginning ("in the last 30 days" moves on), so it is none of the day's changes.
fn stamp(before: Option<Track>, at: &Moment) -> DateTime<Utc> {
    let begin = day_start(at.today(), at.zone);
    let first = before.is_some_and(|track| track.compared_at < begin);
    if first && at.now - begin <= MORNING { begin } else { at.now }
}

/// The statement that keeps who is in now, and with `compared` also who came and who left. It gives how many these
/// are.
fn difference(
    keyring: &Keyring,
    filter: &Filter,
    key: &str,
    compared: bool,
    stamp: DateTime<Utc>,
) -> QueryBuilder<Postgres> {
    let mut q: QueryBuilder<Postgres> = QueryBuilder::new("with here as materialized (");
    push_people(&mut q, keyring, filter);
    q.push("), was as materialized (select unnest(m.ids) as id from segment_members m where m.segment = ");
    q.push_bind(key.to_owned());
    q.push("), changed as (insert into segment_changes (segment, compared_at, customer_id, entered) select ");
    q.push_bind(key.to_owned()).push("::text, ").push_bind(stamp).push("::timestamptz, ");
    q.push("coalesce(h.id, w.id), h.id is not null from here h full join was w on w.id = h.id ");
    q.push("where (h.id is null or w.id is null) and ").push_bind(compared).push("::boolean ");
    q.push("on conflict on constraint segment_changes_pkey do update set entered = excluded.entered ");
    q.push("returning entered), pieces as (select id, ((row_number() over (order by id) - 1) / ");
    q.push_bind(PIECE).push("::bigint)::int as n from here), ");
    q.push("kept as (insert into segment_members as m (segment, n, ids) select ");
    q.push_bind(key.to_owned())
        .push("::text, p.n, array_agg(p.id order by p.id) from pieces p group by p.n ");
    q.push("on conflict on constraint segment_members_pkey do update set ids = excluded.ids ");
    q.push("where m.ids <> excluded.ids returning m.n) ");
    q.push("select (select count(*) from here), (select count(*) from changed where entered), ");
    q.push("(select count(*) from changed where not entered)");
    q
}

/// Appends the query of the ids of a filter's people.
fn push_people(q: &mut QueryBuilder<Postgres>, keyring: &Keyring, filter: &Filter) {
    let source = filter.source();
    q.push("select customer_profiles.id from ").push(source.relation());
    filter.push_of(q, keyring, source);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_days_first_comparison_finds_belongs_to_the_day_before() {
        let at = |text: &str| -> DateTime<Utc> { text.parse().unwrap() };
        let moment = |text| Moment::new(at(text), chrono_tz::Asia::Kolkata, "monday");
        let track = |text| Some(Track { tracked_since: at(text), compared_at: at(text) });
        // midnight in Kolkata is 18:30 in UTC
        let begin = at("2026-11-20T18:30:00Z");
        let first = stamp(track("2026-11-20T10:00:00Z"), &moment("2026-11-20T18:33:00Z"));
        assert_eq!(first, begin);
        let second = stamp(track("2026-11-20T18:33:00Z"), &moment("2026-11-20T18:35:00Z"));
        assert_eq!(second, at("2026-11-20T18:35:00Z"));
        let late = stamp(track("2026-11-20T10:00:00Z"), &moment("2026-11-20T20:00:00Z"));
        assert_eq!(late, at("2026-11-20T20:00:00Z"));
        assert_eq!(stamp(None, &moment("2026-11-20T18:33:00Z")), at("2026-11-20T18:33:00Z"));
    }
}

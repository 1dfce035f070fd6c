//! How the computation of prepared reports stands, and when one is due.

use super::{KINDS, turn::LOCK};
use crate::Result;
use chrono::{DateTime, Duration, Utc};
use sqlx::PgConnection;

/// How long a report stands at least, whatever changes meanwhile.
const YOUNG: Duration = Duration::minutes(5);

/// How long it stands, in times of what it took: computing takes at most a twentieth of the time.
const TIMES: i32 = 20;

/// When a computation that failed is tried again.
const AGAIN: Duration = Duration::minutes(1);

/// The computation that is under way, or the last one.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "documented on the wire type")]
pub struct Run {
    /// Whether somebody else works on it.
    pub running: bool,
    /// Whether somebody asked for a new one that has not begun.
    pub asked: bool,
    pub step: Option<String>,
    pub done: i32,
    pub steps: i32,
    pub started_at: Option<DateTime<Utc>>,
    pub finished_at: Option<DateTime<Utc>>,
    pub computed_at: Option<DateTime<Utc>>,
    pub took_ms: Option<i64>,
    pub error: Option<String>,
    /// What the figures were when the last whole one began.
    pub mark: Option<String>,
}

/// What is to be done about the reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// Nothing.
    Nothing,
    /// Nothing has changed since they were computed: they are as of now.
    Move,
    /// A computation.
    Compute,
}

/// How it stands.
///
/// # Errors
/// When the database can't be reached.
pub async fn state(conn: &mut PgConnection) -> Result<Run> {
    Ok(sqlx::query_as!(
        Run,
        r#"select started_at is not null and finished_at is null and exists (
             select from pg_locks l where l.locktype = 'advisory' and l.granted and l.objsubid = 2
               and l.pid <> pg_backend_pid()
               and l.classid::bigint = $1 and l.objid::bigint = 0
               and l.database = (select oid from pg_database where datname = current_database())) as "running!",
             asked_at is not null as "asked!", step, done, steps, started_at, finished_at,
             (select min(computed_at) from prepared_reports having count(*) >= $2) as computed_at,
             took_ms, error, mark
           from report_run"#,
        i64::from(LOCK),
        KINDS
    )
    .fetch_one(conn)
    .await?)
}

/// Asks for a new computation, of whichever process sees it first.
///
/// # Errors
/// When the database can't be reached.
pub async fn ask(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<()> {
    sqlx::query!("update report_run set asked_at = $1", now).execute(conn).await?;
    Ok(())
}

/// What is to be done now. Cheap: it may be asked every few seconds.
///
/// # Errors
/// When the database can't be reached.
pub async fn wanted(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<Wanted> {
    let run = state(conn).await?;
    Ok(match due(&run, now) {
        Due::Now => Wanted::Compute,
        Due::No => Wanted::Nothing,
        Due::IfChanged if run.mark == Some(mark(conn, now).await?) => Wanted::Move,
        Due::IfChanged => Wanted::Compute,
    })
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Due {
    No,
    IfChanged,
    Now,
}

fn due(run: &Run, now: DateTime<Utc>) -> Due {
    if run.running {
        // who works on it looks again when it is done
        return Due::No;
    }
    if run.asked {
        return Due::Now;
    }
    if run.error.is_some() {
        return if run.finished_at.is_none_or(|at| at + AGAIN <= now) { Due::Now } else { Due::No };
    }
    let Some(computed_at) = run.computed_at else { return Due::Now };
    if run.started_at.is_some() && run.finished_at.is_none() {
        // whoever worked on it is gone
        return Due::Now;
    }
    let took = Duration::milliseconds(run.took_ms.unwrap_or(0).clamp(0, 86_400_000));
    if computed_at + YOUNG.max(took * TIMES) <= now { Due::IfChanged } else { Due::No }
}

/// The figures that the reports depend on and the day, in a word. What moves from one day to another is noticed too.
pub(super) async fn mark(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<String> {
    Ok(sqlx::query_scalar!(
        r#"select concat_ws(' ', c.time_zone, c.week_start, ($1::timestamptz at time zone c.time_zone)::date::text,
             (select string_agg(t.metric || '=' || trim_scale(t.value), ' ' order by t.metric) from (
                select metric, sum(value) as value from rollup_totals
                where metric in
                  ('customers', 'logins', 'orders', 'revenue', 'lifetime_value', 'buyers', 'repeat_buyers')
                group by metric) t),
             (select trim_scale(sum(value * (day - date '2000-01-01'))) from daily_counts
              where metric in ('logins', 'orders', 'revenue'))) as "mark!"
           from rollup_calendars c where c.ready"#,
        now
    )
    .fetch_one(conn)
    .await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + Duration::minutes(minutes)
    }

    /// Computed at 0, in a second.
    fn done() -> Run {
        Run {
            running: false,
            asked: false,
            step: None,
            done: 4,
            steps: 4,
            started_at: Some(at(0)),
            finished_at: Some(at(0)),
            computed_at: Some(at(0)),
            took_ms: Some(1_000),
            error: None,
            mark: Some(String::new()),
        }
    }

    #[test]
    fn a_report_stands_for_five_minutes_or_twenty_times_what_it_took() {
        assert_eq!(due(&done(), at(4)), Due::No);
        assert_eq!(due(&done(), at(5)), Due::IfChanged);
        let slow = Run { took_ms: Some(30_000), ..done() };
        assert_eq!(due(&slow, at(9)), Due::No);
        assert_eq!(due(&slow, at(10)), Due::IfChanged);
    }

    #[test]
    fn what_is_missing_asked_for_or_left_behind_is_due_at_once() {
        let never = Run { started_at: None, finished_at: None, computed_at: None, took_ms: None, ..done() };
        assert_eq!(due(&never, at(0)), Due::Now);
        let left = Run { finished_at: None, ..done() };
        assert_eq!(due(&left, at(0)), Due::Now);
        let asked = Run { asked: true, ..done() };
        assert_eq!(due(&asked, at(0)), Due::Now);
        assert_eq!(due(&Run { running: true, ..asked }, at(0)), Due::No, "when it is done");
    }

    #[test]
    fn what_failed_is_tried_again_in_a_minute() {
        let failed = Run { error: Some("away".into()), computed_at: None, ..done() };
        assert_eq!(due(&failed, at(0)), Due::No);
        assert_eq!(due(&failed, at(1)), Due::Now);
    }
}

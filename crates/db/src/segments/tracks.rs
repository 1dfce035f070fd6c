//! Who came to a segment and who left it: its members are compared with those of the time before.
//!
//! Nothing is noted while people come and go, so that writing a login costs nothing for a segment. A comparison is one
//! statement: the rule finds who is in it now, the stored ids are who was, and the difference is kept.

mod compare;

pub use compare::compare;

use crate::{
    Result, StaffDb,
    connect::turn,
    rows::{LIST_COLUMNS, ListRow},
};
use chrono::{DateTime, Utc};
use patron_domain::rule::SegmentKey;
use sqlx::{Connection as _, PgConnection, Postgres, QueryBuilder};

/// The advisory lock of who counts all segments (who changes one has 7130, who compares one 7132).
const TURN: i32 = 7131;

/// Since when a segment is compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct Track {
    pub tracked_since: DateTime<Utc>,
    pub compared_at: DateTime<Utc>,
}

/// Who came and who left.
#[derive(Debug, Clone, PartialEq)]
pub struct Changes {
    /// How many came and are still in.
    pub entered: i64,
    /// How many left and are still out.
    pub left: i64,
    /// The latest of those who came.
    pub entered_people: Vec<ListRow>,
    /// The latest of those who left and are still customers.
    pub left_people: Vec<ListRow>,
}

/// The turn to count all segments: nobody else has it meanwhile, in no process. It has a connection of its own, apart
/// from the pool, and ends with it.
pub struct Turn(PgConnection);

impl Turn {
    /// Takes the turn, unless somebody has it.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn take(db: &StaffDb) -> Result<Option<Self>> {
        Ok(turn(db.acquire().await?, TURN).await?.map(Self))
    }

    /// Gives the turn back.
    ///
    /// # Errors
    /// When the database can't be reached; then it is given back as well.
    pub async fn end(self) -> Result<()> {
        Ok(self.0.close().await?)
    }
}

/// Since when a segment is compared, and when it last was. `None` when it never was.
///
/// # Errors
/// When the database can't be reached.
pub async fn track(conn: &mut PgConnection, key: SegmentKey) -> Result<Option<Track>> {
    Ok(sqlx::query_as!(
        Track,
        "select tracked_since, compared_at from segment_tracks where segment = $1",
        key.to_string()
    )
    .fetch_optional(conn)
    .await?)
}

/// Forgets who was in it: its rule means others now.
///
/// # Errors
/// When the database can't be reached.
pub async fn reset(conn: &mut PgConnection, key: SegmentKey) -> Result<()> {
    let key = key.to_string();
    sqlx::query!("delete from segment_tracks where segment = $1", key).execute(&mut *conn).await?;
    sqlx::query!("delete from segment_members where segment = $1", key).execute(&mut *conn).await?;
    sqlx::query!("delete from segment_changes where segment = $1", key).execute(conn).await?;
    Ok(())
}

/// Who came and who left after an instant, each person once: whoever came and left again did neither. Of the people
/// themselves the latest `limit`.
///
/// # Errors
/// When the database can't be reached.
pub async fn changes(
    conn: &mut PgConnection,
    key: SegmentKey,
    after: DateTime<Utc>,
    limit: i64,
) -> Result<Changes> {
    let n = sqlx::query!(
        r#"select count(*) filter (where c.first_entered and c.last_entered) as "entered!",
             count(*) filter (where not c.first_entered and not c.last_entered) as "left!"
           from (
             select (array_agg(x.entered order by x.compared_at))[1] as first_entered,
               (array_agg(x.entered order by x.compared_at desc))[1] as last_entered
             from segment_changes x where x.segment = $1 and x.compared_at > $2 group by x.customer_id) c"#,
        key.to_string(),
        after
    )
    .fetch_one(&mut *conn)
    .await?;
    Ok(Changes {
        entered: n.entered,
        left: n.left,
        entered_people: people(conn, key, after, true, limit).await?,
        left_people: people(conn, key, after, false, limit).await?,
    })
}

async fn people(
    conn: &mut PgConnection,
    key: SegmentKey,
    after: DateTime<Utc>,
    entered: bool,
    limit: i64,
) -> Result<Vec<ListRow>> {
    let mut q: QueryBuilder<Postgres> = QueryBuilder::new("select ");
    q.push(LIST_COLUMNS)
        .push(" from (select x.customer_id, max(x.compared_at) as moved_at from segment_changes x");
    q.push(" where x.segment = ").push_bind(key.to_string());
    q.push(" and x.compared_at > ").push_bind(after).push(" group by x.customer_id having ");
    q.push("(array_agg(x.entered order by x.compared_at))[1] = ").push_bind(entered);
    q.push(" and (array_agg(x.entered order by x.compared_at desc))[1] = ").push_bind(entered);
    q.push(") c join customer_profiles on customer_profiles.id = c.customer_id where status <> 'erased'");
    q.push(" order by c.moved_at desc, id desc limit ").push_bind(limit);
    Ok(q.build_query_as().persistent(false).fetch_all(conn).await?)
}

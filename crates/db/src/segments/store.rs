//! Segments as they are kept: those that every shop starts with stand in the program, the shop's own in a table.

mod write;

pub use write::{Wanted, delete, forget, insert, knows_all, lock, update, would_circle};

use crate::{Error, Result, error::stored};
use chrono::{DateTime, Utc};
use patron_domain::{
    consent::Channel,
    rule::{Rule, SegmentKey, audience::marketing},
    segment::{Audience, NamedSet},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// Most things that are named as users of a segment.
const USERS: i64 = 100;

/// A segment.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct Segment {
    pub key: SegmentKey,
    pub title: String,
    pub definition: String,
    pub audience: Audience,
    pub channel: Channel,
    /// As somebody wrote it: without what the audience adds.
    pub rule: Rule,
    /// None of those that every shop starts with.
    pub made: Option<Made>,
}

/// When and by whom a segment was made.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct Made {
    pub created_at: DateTime<Utc>,
    /// A name, or an address; none when that member of staff is gone.
    pub created_by: Option<String>,
    pub updated_at: DateTime<Utc>,
}

impl Segment {
    /// One of those that every shop starts with.
    pub fn built_in(set: NamedSet) -> Self {
        Self {
            key: SegmentKey::Named(set),
            title: set.title().to_owned(),
            definition: set.definition().to_owned(),
            audience: Audience::Analysis,
            channel: Channel::Email,
            rule: set.rule(),
            made: None,
        }
    }

    /// The rule that tells who is in it: with what its audience adds.
    pub fn effective(&self) -> Rule {
        match self.audience {
            Audience::Marketing => self.rule.clone().and(marketing(self.channel)),
            Audience::Analysis => self.rule.clone(),
        }
    }

    /// Its id and when it was last changed, if it is one of the shop's own. What was counted of it is only kept while
    /// both are still so.
    pub(super) fn version(&self) -> (Option<Uuid>, Option<DateTime<Utc>>) {
        let id = match self.key {
            SegmentKey::Saved(id) => Some(id.0),
            SegmentKey::Named(_) => None,
        };
        (id, self.made.as_ref().map(|made| made.updated_at))
    }
}

/// Something that refers to a segment.
#[derive(Debug, Clone, PartialEq)]
pub struct Use {
    /// Whether it is a campaign, which has its own copy of the rule; else a segment.
    pub campaign: bool,
    /// Its id.
    pub id: Uuid,
    /// Its name.
    pub title: String,
}

macro_rules! saved {
    ($conn:expr, $rest:literal $(, $arg:expr)*) => {
        sqlx::query!(
            r#"select s.id as "id!", s.title as "title!", s.definition as "definition!", s.audience as "audience!",
                 s.channel as "channel!", s.rule as "rule!", s.created_at as "created_at!",
                 s.updated_at as "updated_at!", coalesce(u.full_name, u.email) as "created_by?"
               from segments s left join staff u on s.actor = 'staff:' || u.id::text "#
                + $rest
            $(, $arg)*
        )
        .fetch_all($conn)
        .await?
        .into_iter()
        .map(|r| {
            Ok(Segment {
                key: SegmentKey::Saved(r.id.into()),
                title: r.title,
                definition: r.definition,
                audience: stored(&r.audience, "audience")?,
                channel: stored(&r.channel, "channel")?,
                rule: serde_json::from_value(r.rule)
                    .map_err(|e| Error::Corrupt(format!("the rule of segment {}: {e}", r.id)))?,
                made: Some(Made {
                    created_at: r.created_at,
                    created_by: r.created_by,
                    updated_at: r.updated_at,
                }),
            })
        })
        .collect::<Result<Vec<Segment>>>()
    };
}

/// All of them: those that every shop starts with, then the shop's own by name.
///
/// # Errors
/// When the database can't be reached.
pub async fn all(conn: &mut PgConnection) -> Result<Vec<Segment>> {
    let mut out: Vec<Segment> = NamedSet::ALL.iter().map(|set| Segment::built_in(*set)).collect();
    out.extend(saved!(conn, "order by lower(s.title), s.id")?);
    Ok(out)
}

/// One of them.
///
/// # Errors
/// When the database can't be reached.
pub async fn get(conn: &mut PgConnection, key: SegmentKey) -> Result<Option<Segment>> {
    match key {
        SegmentKey::Named(set) => Ok(Some(Segment::built_in(set))),
        SegmentKey::Saved(id) => Ok(saved!(conn, "where s.id = $1", id.0)?.pop()),
    }
}

/// What refers to a segment: segments first.
///
/// # Errors
/// When the database can't be reached.
pub async fn users(conn: &mut PgConnection, key: SegmentKey) -> Result<Vec<Use>> {
    Ok(sqlx::query_as!(
        Use,
        r#"select x.campaign as "campaign!", x.id as "id!", x.title as "title!" from (
             select false as campaign, s.id, s.title::text as title from segments s
             where jsonb_path_exists(s.rule, '$.**.segment ? (@ == $key)', jsonb_build_object('key', $1::text))
             union all select true, c.id, c.name::text from campaigns c where c.segment = $1::text) x
           order by x.campaign, lower(x.title), x.id limit $2"#,
        key.to_string(),
        USERS
    )
    .fetch_all(conn)
    .await?)
}

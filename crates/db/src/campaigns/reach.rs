//! Whom a campaign would have, were it made now: what tells it beforehand and what fixes the people ask the same.

use crate::{
    Error, Result,
    exports::{Preview, marketing_filter, preview},
    sealed::Keyring,
    segments::{self, LIMITS, RuleAt, timed},
};
use chrono::Duration;
use patron_domain::{
    consent::Channel,
    people_set::Moment,
    rule::{Rule, SegmentKey},
};
use sqlx::{PgConnection, Postgres, QueryBuilder};

/// Whom a campaign is of.
#[derive(Debug, Clone)]
pub enum Of {
    /// A segment.
    Segment(SegmentKey),
    /// A rule.
    Rule(Rule),
}

/// Whom a campaign is to have.
#[derive(Debug, Clone)]
pub struct Whom {
    /// Of these,
    pub of: Of,
    /// those who may be written to on this channel,
    pub channel: Channel,
    /// less who was in another campaign, held out or not, in the last so many days.
    pub exclude_days: Option<i32>,
    /// When: its people are those of this moment.
    pub at: Moment,
}

/// Why nobody can tell whom a campaign is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// There is no such segment.
    Segment,
    /// The rule refers to a segment that is gone.
    Reference,
}

/// How many people a campaign would have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// Its people, whom chance would hold out too.
    pub people: i64,
    /// Of all whom the rule means: who may be written to, and who not.
    pub counts: Preview,
}

/// Whom it is of, as the store knows them.
pub(super) struct Found {
    pub(super) segment: Option<SegmentKey>,
    pub(super) title: Option<String>,
    /// Without references to segments.
    pub(super) rule: Rule,
    pub(super) counts: Preview,
}

impl Whom {
    /// Looks up whom it is of, and counts who of them may be written to.
    pub(super) async fn find(
        &self,
        conn: &mut PgConnection,
        keyring: &Keyring,
    ) -> Result<std::result::Result<Found, Unknown>> {
        let (segment, title, rule) = match &self.of {
            Of::Rule(rule) => (None, None, rule.clone()),
            // its rule alone: the campaign's own channel decides who may be written to
            Of::Segment(key) => match segments::store::get(conn, *key).await? {
                Some(segment) => (Some(*key), Some(segment.title), segment.rule),
                None => return Ok(Err(Unknown::Segment)),
            },
        };
        let Some(rule) = segments::resolve(conn, &rule).await? else { return Ok(Err(Unknown::Reference)) };
        let rule = rule.normal();
        let counts = preview(conn, keyring, self.channel, None, self.rules(&rule)).await?;
        Ok(Ok(Found { segment, title, rule, counts }))
    }

    /// Appends whose places they are: `customer_profiles` and the conditions on it.
    pub(super) fn push_people(&self, q: &mut QueryBuilder<Postgres>, keyring: &Keyring, rule: &Rule) {
        q.push(" from customer_profiles");
        marketing_filter(self.channel, None, self.rules(rule)).push_where(q, keyring);
        if let Some(days) = self.exclude_days {
            q.push(
                " and not exists (select from campaign_members m join campaigns c on c.id = m.campaign_id
                   where m.customer_id = customer_profiles.id and c.started_at >= ",
            );
            q.push_bind(self.at.now - Duration::days(i64::from(days))).push(")");
        }
    }

    fn rules(&self, rule: &Rule) -> Vec<RuleAt> {
        vec![RuleAt { rule: rule.clone(), at: self.at }]
    }
}

/// Counts the people of a campaign before it is made. To be in a transaction; its counts agree in one that sees one state
/// of the store.
///
/// # Errors
/// `Timeout` when a count takes longer than ten seconds; when the database can't be reached.
pub async fn reach(
    conn: &mut PgConnection,
    keyring: &Keyring,
    whom: &Whom,
) -> Result<std::result::Result<Reach, Unknown>> {
    sqlx::raw_sql(LIMITS).execute(&mut *conn).await?;
    counted(conn, keyring, whom).await.map_err(|e| match e {
        Error::Unavailable(cause) => timed(cause),
        other => other,
    })
}

async fn counted(
    conn: &mut PgConnection,
    keyring: &Keyring,
    whom: &Whom,
) -> Result<std::result::Result<Reach, Unknown>> {
    let found = match whom.find(conn, keyring).await? {
        Ok(found) => found,
        Err(unknown) => return Ok(Err(unknown)),
    };
    let counts = found.counts;
    let people = if whom.exclude_days.is_none() {
        counts.rows
    } else {
        let mut q: QueryBuilder<Postgres> = QueryBuilder::new("select count(*)");
        whom.push_people(&mut q, keyring, &found.rule);
        q.build_query_scalar().persistent(false).fetch_one(&mut *conn).await?
    };
    Ok(Ok(Reach { people, counts }))
}

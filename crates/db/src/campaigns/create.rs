//! Making a campaign: its people are fixed, and who of them is held out.

use super::Campaign;
use crate::{
    Error, Result,
    exports::{Preview, marketing_filter, preview},
    sealed::Keyring,
    segments::{self, RuleAt},
};
use chrono::{DateTime, Duration, Utc};
use patron_domain::{
    consent::Channel,
    ids::CampaignId,
    money::Money,
    people_set::Moment,
    rule::{Rule, SegmentKey},
};
use rust_decimal::Decimal;
use sqlx::{PgConnection, Postgres, QueryBuilder};

/// Whom a campaign is of.
#[derive(Debug, Clone)]
pub enum Of {
    /// A segment.
    Segment(SegmentKey),
    /// A rule.
    Rule(Rule),
}

/// A campaign to be made.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct NewCampaign<'a> {
    pub name: &'a str,
    pub of: Of,
    pub channel: Channel,
    pub purpose: &'a str,
    pub holdout_percent: Decimal,
    pub cost: Option<Money>,
    pub currency: &'a str,
    pub window_days: i32,
    pub exclude_days: Option<i32>,
    pub actor: &'a str,
    /// When: its people are those of this moment.
    pub at: Moment,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It is made.
    Made(Box<Campaign>),
    /// There is no such segment.
    NoSegment,
    /// The rule refers to a segment that is gone.
    Dangling,
    /// The rule means nobody who may be written to and was not in another campaign lately.
    Nobody,
}

/// Makes a campaign. To be the first in its transaction, which is to be given up unless the outcome is `Made`. Others
/// are made one after the other, so that each sees who is in those before.
///
/// # Errors
/// When the database can't be reached.
pub async fn create(conn: &mut PgConnection, keyring: &Keyring, new: NewCampaign<'_>) -> Result<Outcome> {
    // in this order: the snapshot is taken by the first query, when nobody else makes one any more
    sqlx::raw_sql(
        "set transaction isolation level repeatable read; lock table campaigns in share row exclusive mode;
         set local statement_timeout = '120s'",
    )
    .execute(&mut *conn)
    .await?;
    let (segment, title, rule) = match &new.of {
        Of::Rule(rule) => (None, None, rule.clone()),
        // its rule alone: the campaign's own channel decides who may be written to
        Of::Segment(key) => match segments::store::get(conn, *key).await? {
            Some(segment) => (Some(*key), Some(segment.title), segment.rule),
            None => return Ok(Outcome::NoSegment),
        },
    };
    let Some(rule) = segments::resolve(conn, &rule).await? else { return Ok(Outcome::Dangling) };
    let rule = rule.normal();
    let id = CampaignId::generate();
    let rules = vec![RuleAt { rule: rule.clone(), at: new.at }];
    let counts = preview(conn, keyring, new.channel, None, rules.clone()).await?;
    insert(conn, id, &new, (segment, title.as_deref(), &rule), &counts).await?;
    fix_people(conn, keyring, id, &new, rules).await?;
    let made = sqlx::query_scalar!(
        r#"update campaigns c set treated = n.treated, held_out = n.held_out,
             left_out_recent = $2 - n.treated - n.held_out
           from (select count(*) filter (where not m.held_out) as treated, count(*) filter (where m.held_out) as held_out
                 from campaign_members m where m.campaign_id = $1) n
           where c.id = $1 returning c.treated + c.held_out as "people!""#,
        id.0,
        counts.rows
    )
    .fetch_one(&mut *conn)
    .await?;
    if made == 0 {
        return Ok(Outcome::Nobody);
    }
    let campaign = super::get(conn, id).await?;
    campaign
        .map(|c| Outcome::Made(Box::new(c)))
        .ok_or_else(|| Error::Corrupt("campaign just stored is gone".into()))
}

async fn insert(
    conn: &mut PgConnection,
    id: CampaignId,
    new: &NewCampaign<'_>,
    (segment, title, rule): (Option<SegmentKey>, Option<&str>, &Rule),
    counts: &Preview,
) -> Result<()> {
    let now = new.at.now;
    let tree = serde_json::to_value(rule).map_err(|e| Error::Invalid(e.to_string()))?;
    sqlx::query!(
        "insert into campaigns (id, name, segment, segment_title, rule, rule_text, channel, purpose, holdout_percent, salt,
           cost, currency, window_days, exclude_days, started_at, window_ends_at, withdrawn, not_asked, not_active,
           left_out_recent, treated, held_out, actor, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 0, 0, 0, $20, $15,
           $15)",
        id.0,
        new.name,
        segment.map(|key| key.to_string()),
        title,
        tree,
        rule.to_string(),
        new.channel.as_str(),
        new.purpose,
        new.holdout_percent,
        id.to_string(),
        new.cost.map(Money::amount),
        new.currency,
        new.window_days,
        new.exclude_days,
        now,
        now + Duration::days(i64::from(new.window_days)),
        counts.withdrawn,
        counts.not_asked,
        counts.not_active,
        new.actor
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Fixes the campaign's people. Its id is the salt of its draw, so each campaign holds out others.
async fn fix_people(
    conn: &mut PgConnection,
    keyring: &Keyring,
    id: CampaignId,
    new: &NewCampaign<'_>,
    rules: Vec<RuleAt>,
) -> Result<()> {
    let mut q: QueryBuilder<Postgres> =
        QueryBuilder::new("insert into campaign_members (campaign_id, customer_id, held_out) select ");
    q.push_bind(id.0).push(", id, random_place(").push_bind(id.to_string());
    q.push(", id) * 100 < ").push_bind(new.holdout_percent).push(" * 4294967296 from customer_profiles");
    marketing_filter(new.channel, None, rules).push_where(&mut q, keyring);
    if let Some(since) = since(new) {
        q.push(
            " and not exists (select from campaign_members m join campaigns c on c.id = m.campaign_id
               where m.customer_id = customer_profiles.id and c.started_at >= ",
        );
        q.push_bind(since).push(" and c.id <> ").push_bind(id.0).push(")");
    }
    q.build().persistent(false).execute(conn).await?;
    Ok(())
}

/// Whoever was in a campaign since then is left out.
fn since(new: &NewCampaign<'_>) -> Option<DateTime<Utc>> {
    new.exclude_days.map(|days| new.at.now - Duration::days(i64::from(days)))
}

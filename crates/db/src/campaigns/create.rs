//! Making a campaign: its people are fixed, and who of them is held out.

use super::{
    Campaign,
    reach::{Found, Unknown, Whom},
};
use crate::{Error, Result, sealed::Keyring};
use chrono::Duration;
use patron_domain::{ids::CampaignId, money::Money, rule::Rule};
use rust_decimal::Decimal;
use sqlx::{PgConnection, Postgres, QueryBuilder};

/// A campaign to be made.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct NewCampaign<'a> {
    pub name: &'a str,
    pub whom: Whom,
    pub purpose: &'a str,
    pub holdout_percent: Decimal,
    pub cost: Option<Money>,
    pub currency: &'a str,
    pub window_days: i32,
    pub actor: &'a str,
}

/// What became of it.
#[derive(Debug, Clone, PartialEq)]
pub enum Outcome {
    /// It is made.
    Made(Box<Campaign>),
    /// Nobody can tell whom it is of.
    Unknown(Unknown),
    /// The rule means nobody who may be written to and was not in another campaign lately.
    Nobody,
}

/// Makes a campaign. To be the first in its transaction, which is to be given up unless the outcome is `Made`. Others
/// are made one after the other, so that each sees who is in those before, and no two profiles become one meanwhile.
///
/// # Errors
/// When the database can't be reached.
pub async fn create(conn: &mut PgConnection, keyring: &Keyring, new: NewCampaign<'_>) -> Result<Outcome> {
    // in this order: the snapshot is taken by the first query, when nobody else makes one any more and every merge that
    // had begun is in it
    sqlx::raw_sql(
        "set transaction isolation level repeatable read; lock table campaigns in share row exclusive mode;
         set local statement_timeout = '120s'",
    )
    .execute(&mut *conn)
    .await?;
    let found = match new.whom.find(conn, keyring).await? {
        Ok(found) => found,
        Err(unknown) => return Ok(Outcome::Unknown(unknown)),
    };
    let id = CampaignId::generate();
    insert(conn, id, &new, &found).await?;
    fix_people(conn, keyring, id, &new, &found.rule).await?;
    let made = sqlx::query_scalar!(
        r#"update campaigns c set treated = n.treated, held_out = n.held_out,
             left_out_recent = $2 - n.treated - n.held_out
           from (select count(*) filter (where not m.held_out) as treated, count(*) filter (where m.held_out) as held_out
                 from campaign_members m where m.campaign_id = $1) n
           where c.id = $1 returning c.treated + c.held_out as "people!""#,
        id.0,
        found.counts.rows
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

async fn insert(conn: &mut PgConnection, id: CampaignId, new: &NewCampaign<'_>, found: &Found) -> Result<()> {
    let (whom, counts) = (&new.whom, found.counts);
    let now = whom.at.now;
    let tree = serde_json::to_value(&found.rule).map_err(|e| Error::Invalid(e.to_string()))?;
    sqlx::query!(
        "insert into campaigns (id, name, segment, segment_title, rule, rule_text, channel, purpose, holdout_percent, salt,
           cost, currency, window_days, exclude_days, started_at, window_ends_at, withdrawn, not_asked, not_active,
           left_out_recent, treated, held_out, actor, created_at, updated_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, 0, 0, 0, $20, $15,
           $15)",
        id.0,
        new.name,
        found.segment.map(|key| key.to_string()),
        found.title.as_deref(),
        tree,
        found.rule.to_string(),
        whom.channel.as_str(),
        new.purpose,
        new.holdout_percent,
        id.to_string(),
        new.cost.map(Money::amount),
        new.currency,
        new.window_days,
        whom.exclude_days,
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
    rule: &Rule,
) -> Result<()> {
    let mut q: QueryBuilder<Postgres> =
        QueryBuilder::new("insert into campaign_members (campaign_id, customer_id, held_out) select ");
    q.push_bind(id.0).push(", id, random_place(").push_bind(id.to_string());
    q.push(", id) * 100 < ").push_bind(new.holdout_percent).push(" * 4294967296");
    // nobody is in this campaign as far as its own statement sees
    new.whom.push_people(&mut q, keyring, rule);
    q.build().persistent(false).execute(conn).await?;
    Ok(())
}

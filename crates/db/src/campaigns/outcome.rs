//! What a campaign's people ordered in its window.

use super::Campaign;
use crate::{Result, StaffDb};
use chrono::{DateTime, Utc};
use patron_domain::ids::CampaignId;
use rust_decimal::Decimal;

/// What a buyer ordered in the window.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "they say it")]
pub struct Orders {
    pub held_out: bool,
    pub orders: i64,
    /// Less refunds; orders that could not be converted add nothing.
    pub revenue: Decimal,
    pub first_at: DateTime<Utc>,
    pub unconverted: i64,
}

/// What came of a campaign, before anything is made of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Results {
    /// The campaign.
    pub campaign: Campaign,
    /// People who were written to and are still told apart; less than at the start where two became one.
    pub treated: i64,
    /// The same of those held out.
    pub held_out: i64,
    /// Each buyer, in no order that says anything, but in the same one each time.
    pub buyers: Vec<Orders>,
    /// Of those written to: withdrew on its channel since.
    pub withdrawn: i64,
}

/// What came of a campaign, all of one moment. `None` when there is no such campaign.
///
/// # Errors
/// When the database can't be reached.
pub async fn outcome(db: &StaffDb, id: CampaignId) -> Result<Option<Results>> {
    let mut tx = db.begin().await?;
    sqlx::raw_sql("set transaction isolation level repeatable read, read only").execute(&mut *tx).await?;
    let Some(campaign) = super::get(&mut tx, id).await? else { return Ok(None) };
    // whoever may be written to was SUBSCRIBED when it began, so UNSUBSCRIBED came since
    let people = sqlx::query!(
        r#"select count(*) filter (where not m.held_out) as "treated!", count(*) filter (where m.held_out) as "held_out!",
             count(*) filter (where not m.held_out and 'UNSUBSCRIBED' = case $2::text
               when 'email' then p.email_consent when 'sms' then p.sms_consent else p.whatsapp_consent end)
               as "withdrawn!"
           from campaign_members m left join customer_profiles p on p.id = m.customer_id and p.status <> 'erased'
           where m.campaign_id = $1"#,
        id.0,
        campaign.channel.as_str()
    )
    .fetch_one(&mut *tx)
    .await?;
    // sorted, so that the same data gives the same interval
    let rows = sqlx::query!(
        r#"select m.held_out as "held_out!", count(*) as "orders!",
             coalesce(sum(o.store_total - o.store_refunded), 0) as "revenue!", min(o.order_date) as "first_at!",
             count(*) filter (where o.store_total is null) as "unconverted!"
           from campaign_members m join orders o on o.customer_id = m.customer_id
           where m.campaign_id = $1 and o.order_date >= $2 and o.order_date < $3
             and o.status not in ('cancelled', 'returned')
           group by m.customer_id, m.held_out order by m.customer_id"#,
        id.0,
        campaign.started_at,
        campaign.window_ends_at
    )
    .fetch_all(&mut *tx)
    .await?;
    let buyers = rows
        .into_iter()
        .map(|r| Orders {
            held_out: r.held_out,
            orders: r.orders,
            revenue: r.revenue,
            first_at: r.first_at,
            unconverted: r.unconverted,
        })
        .collect();
    Ok(Some(Results {
        campaign,
        treated: people.treated,
        held_out: people.held_out,
        buyers,
        withdrawn: people.withdrawn,
    }))
}

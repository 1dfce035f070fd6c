//! Where customers came from, by month of sign-up.

use super::calendar::Calendar;
use crate::{Result, error::stored};
use chrono::NaiveDate;
use patron_domain::{
    acquisition::{AcquisitionChannel, Touch},
    money::Money,
};
use sqlx::PgConnection;

/// One channel.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "documented on the wire type")]
pub struct Row {
    pub channel: AcquisitionChannel,
    pub customers: i64,
    pub buyers: i64,
    pub repeat_buyers: i64,
    pub opt_ins: i64,
    pub orders: i64,
    pub revenue: Money,
    pub lifetime_value: Money,
}

/// The channels of who signed up in these months (their first days; `None`: any), largest first. Nothing when the
/// calendar is no longer the ready one.
///
/// # Errors
/// When the database can't be reached or a stored word is unknown.
pub async fn read(
    conn: &mut PgConnection,
    calendar: &Calendar,
    touch: Touch,
    from: Option<NaiveDate>,
    to: Option<NaiveDate>,
) -> Result<Option<Vec<Row>>> {
    let rows = sqlx::query!(
        r#"select c.channel as "channel!", sum(c.customers)::bigint as "customers!", sum(c.buyers)::bigint as "buyers!",
             sum(c.repeat_buyers)::bigint as "repeat_buyers!", sum(c.opt_ins)::bigint as "opt_ins!",
             sum(c.orders)::bigint as "orders!", sum(c.revenue)::numeric as "revenue!",
             sum(c.lifetime_value)::numeric as "lifetime_value!",
             (select generation from rollup_calendars where ready) as "generation!"
           from channel_counts c
           where c.touch = $1 and ($2::date is null or c.month >= $2) and ($3::date is null or c.month <= $3)
           group by c.channel having sum(c.customers) > 0
           order by sum(c.customers) desc, c.channel"#,
        touch.as_str(),
        from,
        to
    )
    .fetch_all(conn)
    .await?;
    // without rows there is nothing of another calendar
    if rows.iter().any(|r| r.generation != calendar.generation) {
        return Ok(None);
    }
    let row = rows.into_iter().map(|r| {
        Ok(Row {
            channel: stored(&r.channel, "channel_counts.channel")?,
            customers: r.customers,
            buyers: r.buyers,
            repeat_buyers: r.repeat_buyers,
            opt_ins: r.opt_ins,
            orders: r.orders,
            revenue: Money::trusted(r.revenue),
            lifetime_value: Money::trusted(r.lifetime_value),
        })
    });
    row.collect::<Result<Vec<_>>>().map(Some)
}

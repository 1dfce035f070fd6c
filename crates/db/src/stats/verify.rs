//! Recounts every kept number from the rows and says where they differ.

use crate::{OwnerDb, Result};
use patron_domain::ids::CustomerId;
use rust_decimal::Decimal;
use sqlx::PgConnection;

/// A rollup that is not what the rows say.
#[derive(Debug, Clone, PartialEq)]
pub struct RollupDifference {
    /// The metric, with its day if it is counted by day.
    pub metric: String,
    /// What is kept.
    pub kept: Decimal,
    /// What the rows come to.
    pub recounted: Decimal,
}

/// Profiles whose column is not what their rows say.
#[derive(Debug, Clone, PartialEq)]
pub struct ProfileDifference {
    /// The column.
    pub column: String,
    /// How many profiles.
    pub profiles: i64,
    /// One of them.
    pub example: CustomerId,
}

/// What a recount found.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// How many rollups were compared: totals, and counts by day.
    pub rollups: i64,
    /// How many profiles were compared.
    pub profiles: i64,
    /// Rollups that differ.
    pub rollup_differences: Vec<RollupDifference>,
    /// Columns that differ.
    pub profile_differences: Vec<ProfileDifference>,
}

impl Report {
    /// Whether everything agrees.
    pub fn agrees(&self) -> bool {
        self.rollup_differences.is_empty() && self.profile_differences.is_empty()
    }
}

/// Recounts in one snapshot, so that what is written meanwhile makes no difference.
///
/// # Errors
/// When the database can't be reached.
pub async fn run(owner: &OwnerDb) -> Result<Report> {
    let mut tx = owner.begin().await?;
    sqlx::raw_sql("set transaction isolation level repeatable read, read only; set local work_mem = '256MB'")
        .execute(&mut *tx)
        .await?;
    let compared = sqlx::query!(
        r#"select (select count(*) from customer_profiles) as "profiles!",
             (select count(distinct metric) from rollup_totals)
             + (select count(*) from daily_counts) + (select count(*) from channel_counts) as "rollups!""#
    )
    .fetch_one(&mut *tx)
    .await?;
    let report = Report {
        rollups: compared.rollups,
        profiles: compared.profiles,
        rollup_differences: rollups(&mut tx).await?,
        profile_differences: profiles(&mut tx).await?,
    };
    tx.commit().await?;
    Ok(report)
}

/// Where the totals differ from a recount, which takes some seconds at a million customers; all figures take minutes.
///
/// # Errors
/// When the database can't be reached.
pub async fn totals(conn: &mut PgConnection) -> Result<Vec<RollupDifference>> {
    let rows = sqlx::query!(
        r#"select coalesce(k.metric, r.metric) as "metric!", coalesce(k.value, 0) as "kept!",
             coalesce(r.value, 0) as "recounted!"
           from (select metric, sum(value) as value from rollup_totals group by 1) k
           full join recount_totals() r on r.metric = k.metric
           where coalesce(k.value, 0) <> coalesce(r.value, 0) order by 1"#
    )
    .fetch_all(conn)
    .await?;
    let difference = |metric, kept, recounted| RollupDifference { metric, kept, recounted };
    Ok(rows.into_iter().map(|r| difference(r.metric, r.kept, r.recounted)).collect())
}

/// Where the rollups differ from a recount.
///
/// # Errors
/// When the database can't be reached.
pub async fn rollups(conn: &mut PgConnection) -> Result<Vec<RollupDifference>> {
    let rows = sqlx::query!(
        r#"with calendar as (select time_zone, week_start from rollup_calendars where ready),
           recounted as (
             select metric, value from recount_totals()
             union all
             select d.metric || ' ' || d.day, d.value
             from calendar c cross join lateral recount_days(c.time_zone, c.week_start) d
             union all
             select m.metric, count(*) from customer_profiles p cross join lateral profile_levels(p) m group by 1
             union all
             select 'channel ' || r.touch || ' ' || r.channel || ' ' || r.month || ' ' || v.name, v.value
             from calendar c cross join lateral recount_channels(c.time_zone) r
             cross join lateral (values ('customers', r.customers::numeric), ('buyers', r.buyers),
               ('repeat_buyers', r.repeat_buyers), ('opt_ins', r.opt_ins), ('orders', r.orders),
               ('revenue', r.revenue), ('lifetime_value', r.lifetime_value)) v (name, value)),
           kept as (
             select metric, sum(value) as value from rollup_totals group by 1
             union all
             select metric || ' ' || day, value from daily_counts where metric not like 'level:%'
             union all
             select metric, sum(value) from daily_counts where metric like 'level:%' group by 1
             union all
             select 'channel ' || r.touch || ' ' || r.channel || ' ' || r.month || ' ' || v.name, v.value
             from channel_counts r
             cross join lateral (values ('customers', r.customers::numeric), ('buyers', r.buyers),
               ('repeat_buyers', r.repeat_buyers), ('opt_ins', r.opt_ins), ('orders', r.orders),
               ('revenue', r.revenue), ('lifetime_value', r.lifetime_value)) v (name, value))
           select coalesce(k.metric, r.metric) as "metric!", coalesce(k.value, 0) as "kept!",
             coalesce(r.value, 0) as "recounted!"
           from kept k full join recounted r on r.metric = k.metric
           where coalesce(k.value, 0) <> coalesce(r.value, 0) order by 1"#
    )
    .fetch_all(conn)
    .await?;
    let difference = |metric, kept, recounted| RollupDifference { metric, kept, recounted };
    Ok(rows.into_iter().map(|r| difference(r.metric, r.kept, r.recounted)).collect())
}

/// Where profiles differ from their logins and orders: opening balance plus rows, as `semantics` has it.
///
/// # Errors
/// When the database can't be reached.
pub async fn profiles(conn: &mut PgConnection) -> Result<Vec<ProfileDifference>> {
    let rows = sqlx::query!(
        r#"with l as (
             select customer_id, count(*) filter (where success) as logins,
               count(*) filter (where not success) as failed, max(login_time) filter (where success) as last_at
             from login_activities where customer_id is not null group by 1),
           o as (
             select customer_id, count(*) as orders, coalesce(sum(store_total - store_refunded), 0) as spent,
               coalesce(sum(greatest(store_total - store_refunded - store_shipping_tax, 0)), 0) as value,
               min(order_date) as first_at, max(order_date) as last_at
             from orders where status not in ('cancelled', 'returned') group by 1),
           i as (
             select o.customer_id, bool_or((i.customer_id, i.order_date, i.counted, i.store_amount) is distinct from
               (o.customer_id, o.order_date, o.status not in ('cancelled', 'returned'),
                 line_amount(i.unit_price, i.quantity, o.total, o.store_total, o.exchange_rate))) as differ
             from order_items i join orders o on o.id = i.order_id group by 1),
           w as (
             select distinct coalesce(k.customer_id, s.customer_id) as customer_id
             from customer_places k
             full join (
               select distinct c.kind, c.key, o.customer_id
               from (select distinct customer_id, city, state, country from orders) o
               cross join lateral (values ('city', text_key(o.city)), ('state', text_key(o.state)),
                 ('country', text_key(o.country))) as c (kind, key)
               where c.key is not null) s
             on s.kind = k.kind and s.key = k.key and s.customer_id = k.customer_id
             where k.kind is null or s.kind is null)
           select d.name as "column!", count(*) as "profiles!", (array_agg(p.id))[1] as "example!"
           from customer_profiles p
           left join customer_activity a on a.customer_id = p.id
           left join l on l.customer_id = p.id left join o on o.customer_id = p.id
           left join i on i.customer_id = p.id left join w on w.customer_id = p.id
           cross join lateral (values
             ('login_count', p.login_count <> p.opening_logins + coalesce(l.logins, 0)),
             ('failed_login_count', p.failed_login_count <> coalesce(l.failed, 0)),
             ('last_login_at', p.last_login_at is distinct from greatest(p.opening_last_login_at, l.last_at)),
             ('customer_activity', (a.last_login_at, a.last_active_at) is distinct from (
               coalesce(p.last_login_at, '-infinity'),
               greatest(coalesce(p.last_login_at, '-infinity'), p.last_order_at))
               or (a.signup_date, a.first_order_at, a.last_order_at, a.total_orders, a.email_verified, a.total_spent,
                 a.lifetime_value, a.status, a.email_consent, a.sms_consent, a.whatsapp_consent,
                 a.email_consent_basis, a.sms_consent_basis, a.whatsapp_consent_basis) is distinct from
                 (p.signup_date, p.first_order_at, p.last_order_at, p.total_orders, p.email_verified, p.total_spent,
                 p.lifetime_value, p.status, p.email_consent, p.sms_consent, p.whatsapp_consent,
                 p.email_consent_basis, p.sms_consent_basis, p.whatsapp_consent_basis)),
             ('total_orders', p.total_orders <> p.opening_orders + coalesce(o.orders, 0)),
             ('total_spent', p.total_spent <> p.opening_spent + coalesce(o.spent, 0)),
             ('lifetime_value', p.lifetime_value <> p.opening_spent + coalesce(o.value, 0)),
             ('first_order_at', p.first_order_at is distinct from o.first_at),
             ('last_order_at', p.last_order_at is distinct from o.last_at),
             ('order_items', i.differ),
             ('customer_places', w.customer_id is not null)) as d (name, differs)
           where d.differs group by d.name order by d.name"#
    )
    .fetch_all(conn)
    .await?;
    let difference = |column, profiles, example| ProfileDifference { column, profiles, example };
    Ok(rows.into_iter().map(|r| difference(r.column, r.profiles, CustomerId(r.example))).collect())
}

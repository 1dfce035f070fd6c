//! The shop's settings: one row that all nodes share.

use crate::{OwnerDb, Result, error::stored};
use chrono_tz::Tz;
use patron_domain::consent::ConsentPolicy;
use sqlx::PgConnection;

/// The settings.
#[derive(Debug, Clone, PartialEq)]
pub struct Shop {
    /// Its name.
    pub name: String,
    /// ISO 4217 code.
    pub currency: String,
    /// The zone whose days count.
    pub time_zone: Tz,
    /// `monday` or `sunday`.
    pub week_start: String,
    /// ISO 3166-1 alpha-2 country of phones without a `+`.
    pub phone_country: String,
    /// How consent starts.
    pub consent_policy: ConsentPolicy,
}

/// The stored settings, if a first start has written them.
///
/// # Errors
/// When the database can't be reached or a stored word is unknown.
pub async fn get(conn: &mut PgConnection) -> Result<Option<Shop>> {
    sqlx::query!(
        r#"select name, currency as "currency!", time_zone, week_start, phone_country as "phone_country!",
           consent_policy from shop"#
    )
    .fetch_optional(conn)
    .await?
    .map(|r| {
        Ok(Shop {
            name: r.name,
            currency: r.currency,
            time_zone: stored(&r.time_zone, "shop.time_zone")?,
            week_start: r.week_start,
            phone_country: r.phone_country,
            consent_policy: stored(&r.consent_policy, "shop.consent_policy")?,
        })
    })
    .transpose()
}

/// Stores the settings. A new time zone, or another first day of the week, is shown by statistics when
/// [`crate::stats::calendar_change::run_pending`] has counted it.
///
/// # Errors
/// When the database can't be reached.
pub async fn put(owner: &OwnerDb, shop: &Shop) -> Result<()> {
    let mut tx = owner.begin().await?;
    sqlx::query!(
        "insert into shop (name, currency, time_zone, week_start, phone_country, consent_policy)
         values ($1, $2, $3, $4, $5, $6)
         on conflict on constraint shop_pkey do update set name = excluded.name, currency = excluded.currency,
           time_zone = excluded.time_zone, week_start = excluded.week_start,
           phone_country = excluded.phone_country, consent_policy = excluded.consent_policy",
        shop.name,
        shop.currency,
        shop.time_zone.name(),
        shop.week_start,
        shop.phone_country,
        shop.consent_policy.as_str()
    )
    .execute(&mut *tx)
    .await?;
    // a new shop has nothing to count
    sqlx::query!(
        "insert into rollup_calendars (generation, time_zone, week_start, ready) select 1, $1, $2, true
         where not exists (select from rollup_calendars) on conflict do nothing",
        shop.time_zone.name(),
        shop.week_start
    )
    .execute(&mut *tx)
    .await?;
    tx.commit().await?;
    Ok(())
}

//! Importing profiles from a file: idempotent, sticky opt-outs, opening balances.
//!
//! The file's totals become an opening balance in columns of their own, so importing the same file again
//! changes nothing, and rows that came in since then stay on top. A file that this very database exported
//! describes rows that are here; for profiles it finds under the file's own id, its totals are not taken.

use crate::{
    Result,
    consents::{Evidence, Wanted},
    profiles::{self, Details, FirstTouch, Mode, NewProfile},
    sealed::{Field, Keyring},
    shop::Shop,
};
use chrono::{DateTime, NaiveDate, Utc};
use patron_domain::{
    consent::{Act, Channel, ConsentBasis, ConsentState},
    customer::{CustomerStatus, SignupMethod, Source},
    email::Email,
    ids::CustomerId,
    money::Money,
};
use sqlx::PgConnection;
use std::collections::BTreeMap;

/// One row of a file, parsed.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct ImportRow {
    pub id: Option<CustomerId>,
    pub email: Email,
    pub details: Details,
    pub signup_date: Option<DateTime<Utc>>,
    pub email_verified: bool,
    pub signup_method: SignupMethod,
    pub source: Source,
    pub status: Option<CustomerStatus>,
    pub last_login_at: Option<DateTime<Utc>>,
    pub login_count: i32,
    pub total_orders: i32,
    pub total_spent: Money,
    pub marketing_consent: Option<bool>,
    pub ip_address: Option<String>,
    pub user_agent: Option<String>,
    /// Consents by channel, of a file that has them; they win over `marketing_consent`.
    pub consents: Vec<Wanted>,
    /// The file was written by Patron's own `full` export.
    pub own_export: bool,
}

/// What became of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A new profile.
    Created,
    /// A known profile, brought up to date.
    Updated,
}

/// Imports one row. The caller's transaction may hold many.
///
/// # Errors
/// When the database can't be reached.
pub async fn row(
    conn: &mut PgConnection,
    keyring: &Keyring,
    shop: &Shop,
    row: &ImportRow,
    as_of: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Outcome> {
    row_dated(conn, keyring, shop, row, &[], as_of, now).await
}

/// As [`row`], of a file that says since when a consent stands as it does; on the other channels it does since
/// the import.
///
/// # Errors
/// When the database can't be reached.
pub async fn row_dated(
    conn: &mut PgConnection,
    keyring: &Keyring,
    shop: &Shop,
    row: &ImportRow,
    dates: &[(Channel, DateTime<Utc>)],
    as_of: NaiveDate,
    now: DateTime<Utc>,
) -> Result<Outcome> {
    let signup = row.signup_date.unwrap_or(now).min(now);
    let evidence = Evidence {
        act: Act::Other,
        method: "import",
        notice_version: None,
        actor: "import",
        reason: None,
        at: now,
    };
    let mut known = profiles::lock_by_email(conn, &row.email).await?;
    let mut outcome = Outcome::Updated;
    if known.is_none() && insert(conn, keyring, shop, row, signup, &evidence).await? {
        outcome = Outcome::Created;
    }
    if known.is_none() {
        known = profiles::lock_by_email(conn, &row.email).await?;
    }
    let Some(known) = known else { return Err(crate::Error::Corrupt("profile just stored is gone".into())) };
    if outcome == Outcome::Updated {
        profiles::change(conn, keyring, known.id, &row.details, Mode::Fill).await?;
    }
    for (at, wanted) in by_date(wanted(row), dates, now) {
        crate::consents::change(conn, known.id, &wanted, &Evidence { at, ..evidence }).await?;
    }
    let rows_are_here = row.own_export && outcome == Outcome::Updated && row.id == Some(known.id);
    let balance = Some(as_of).filter(|_| !rows_are_here && row.brings_balance());
    let hide_from = Some(now).filter(|_| !rows_are_here);
    settle(conn, keyring, known.id, row, signup, balance, hide_from).await?;
    if let Some(status) = row.status.filter(|s| outcome == Outcome::Updated && replaces(known.status, *s)) {
        let details = serde_json::json!({ "from": known.status, "to": status });
        profiles::log_change(conn, known.id, "import", "status", Some("import"), details, now).await?;
    }
    Ok(outcome)
}

impl ImportRow {
    /// A file without totals has nothing to say about them; it doesn't replace those that are known.
    pub(crate) fn brings_balance(&self) -> bool {
        self.total_orders != 0
            || self.total_spent != Money::ZERO
            || self.login_count != 0
            || self.last_login_at.is_some()
    }
}

/// Only an active profile takes a status from a file, and a file erases nobody.
fn replaces(current: CustomerStatus, wanted: CustomerStatus) -> bool {
    current == CustomerStatus::Active && wanted != current && wanted != CustomerStatus::Erased
}

/// The consents a row asks for; "never asked" asks for nothing. Where the file is a dump with `marketing_consent` alone, a yes rests on the
/// import (there is no evidence in it), and a no is an opt-out.
pub(crate) fn wanted(row: &ImportRow) -> Vec<Wanted> {
    if !row.consents.is_empty() {
        return row.consents.iter().filter(|c| c.state != ConsentState::NotSubscribed).copied().collect();
    }
    match row.marketing_consent {
        Some(said) => Wanted::of_marketing_consent(said, ConsentBasis::Import),
        None => Vec::new(),
    }
}

/// Consents that are changed together: those of the same instant, which is never in the future.
pub(crate) fn by_date(
    wanted: Vec<Wanted>,
    dates: &[(Channel, DateTime<Utc>)],
    now: DateTime<Utc>,
) -> BTreeMap<DateTime<Utc>, Vec<Wanted>> {
    let mut groups: BTreeMap<DateTime<Utc>, Vec<Wanted>> = BTreeMap::new();
    for w in wanted {
        let date = dates.iter().find(|(channel, _)| *channel == w.channel).map_or(now, |(_, at)| *at);
        groups.entry(date.min(now)).or_default().push(w);
    }
    groups
}

async fn insert(
    conn: &mut PgConnection,
    keyring: &Keyring,
    shop: &Shop,
    row: &ImportRow,
    signup: DateTime<Utc>,
    evidence: &Evidence<'_>,
) -> Result<bool> {
    // keep the file's id, because the shop's own tables refer to it, unless it is taken
    let taken = match row.id {
        Some(id) => sqlx::query_scalar!("select id from customer_profiles where id = $1", id.0)
            .fetch_optional(&mut *conn)
            .await?
            .is_some(),
        None => true,
    };
    let id = row.id.filter(|_| !taken).unwrap_or_else(CustomerId::generate);
    // what the file says about consent follows; the default of the policy must not precede it
    let quiet = Shop { consent_policy: patron_domain::consent::ConsentPolicy::OptOut, ..shop.clone() };
    let policy = if row.marketing_consent.is_none() && row.consents.is_empty() { shop } else { &quiet };
    let touch = FirstTouch::default();
    let new = NewProfile {
        id,
        email: &row.email,
        user_id: None,
        details: &row.details,
        signup_method: row.signup_method,
        source: row.source,
        touch: &touch,
        signup_date: signup,
        said: None,
    };
    Ok(profiles::insert(conn, keyring, policy, &new, evidence).await?.is_some())
}

/// Writes what only an import may: verification, status, earliest signup, opening balance; then recounts
/// totals from the rows. Where somebody signed up with the address before its owner's history came, and has
/// not confirmed it, that history is hidden from them as it is from a signup that comes after.
async fn settle(
    conn: &mut PgConnection,
    keyring: &Keyring,
    id: CustomerId,
    row: &ImportRow,
    signup: DateTime<Utc>,
    balance: Option<NaiveDate>,
    hide_from: Option<DateTime<Utc>>,
) -> Result<()> {
    sqlx::query!(
        "update customer_profiles p set
           signup_date = least(p.signup_date, $2),
           email_verified = p.email_verified or $3,
           status = case when p.status = 'active' then coalesce(nullif($4, 'erased'), p.status) else p.status end,
           linked_at = case when p.linked_at is null and exists (
             select from users u where u.id = p.user_id and u.email_verified_at is null)
             then $12::timestamptz else p.linked_at end,
           ip_address = coalesce(p.ip_address, $5), user_agent = coalesce(p.user_agent, $6),
           opening_orders = case when $7::date is null then p.opening_orders else $8 end,
           opening_spent = case when $7::date is null then p.opening_spent else $9 end,
           opening_logins = case when $7::date is null then p.opening_logins else $10 end,
           opening_last_login_at = case when $7::date is null then p.opening_last_login_at else $11 end,
           opening_as_of = case when $7::date is null or (p.opening_as_of is not null
               and (p.opening_orders, p.opening_spent, p.opening_logins, p.opening_last_login_at)
                 is not distinct from ($8, $9, $10, $11))
             then p.opening_as_of else $7 end
         where p.id = $1",
        id.0,
        signup,
        row.email_verified,
        row.status.map(CustomerStatus::as_str),
        keyring.seal_opt(Field::IpAddress, row.ip_address.as_deref())?,
        keyring.seal_opt(Field::UserAgent, row.user_agent.as_deref())?,
        balance,
        row.total_orders,
        row.total_spent.amount(),
        row.login_count,
        row.last_login_at,
        hide_from
    )
    .execute(&mut *conn)
    .await?;
    sqlx::query!(
        "update customer_profiles p set login_count = p.opening_logins + l.n,
           last_login_at = greatest(p.opening_last_login_at, l.last_at)
         from (select count(*)::int as n, max(login_time) as last_at from login_activities
               where customer_id = $1 and success) l
         where p.id = $1",
        id.0
    )
    .execute(&mut *conn)
    .await?;
    crate::orders::recount(conn, id).await
}

//! Consent: columns on the profile, and the append-only ledger behind them. Every change is both.

use crate::{
    Result,
    error::stored,
    page::{self, Slice},
    rows::Consent,
};
use chrono::{DateTime, Utc};
use patron_domain::{
    consent::{Act, Channel, ConsentBasis, ConsentState, may_become},
    ids::CustomerId,
};
use sqlx::PgConnection;
use uuid::Uuid;

/// A wanted state on one channel.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct Wanted {
    pub channel: Channel,
    pub state: ConsentState,
    pub basis: Option<ConsentBasis>,
}

impl Wanted {
    /// Withdrawal on every channel.
    pub fn withdraw_all(basis: ConsentBasis) -> Vec<Self> {
        let out = |&channel| Self { channel, state: ConsentState::Unsubscribed, basis: Some(basis) };
        Channel::ALL.iter().map(out).collect()
    }

    /// What `marketing_consent` means: true is an act about email only, false withdraws all.
    pub fn of_marketing_consent(said: bool, basis: ConsentBasis) -> Vec<Self> {
        if said {
            vec![Self { channel: Channel::Email, state: ConsentState::Subscribed, basis: Some(basis) }]
        } else {
            Self::withdraw_all(basis)
        }
    }
}

/// How a change came about; goes into the ledger.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct Evidence<'a> {
    pub act: Act,
    pub method: &'a str,
    pub notice_version: Option<&'a str>,
    pub actor: &'a str,
    pub reason: Option<&'a str>,
    pub at: DateTime<Utc>,
}

/// Applies what is allowed of `wanted` and writes the ledger. Returns what changed; an opt-out that only the
/// person may lift stays as it is. Locks the profile.
///
/// # Errors
/// When the database can't be reached.
pub async fn change(
    conn: &mut PgConnection,
    customer: CustomerId,
    wanted: &[Wanted],
    evidence: &Evidence<'_>,
) -> Result<Vec<Wanted>> {
    let row = sqlx::query(
        "select email_consent, email_consent_basis, email_consent_at, sms_consent, sms_consent_basis,
           sms_consent_at, whatsapp_consent, whatsapp_consent_basis, whatsapp_consent_at
         from customer_profiles where id = $1 for no key update",
    )
    .bind(customer.0)
    .fetch_optional(&mut *conn)
    .await?;
    let Some(row) = row else { return Ok(Vec::new()) };
    let mut now = crate::rows::consents(&row)?;
    let changed = decide(&mut now, wanted, evidence.act, evidence.at);
    if !changed.is_empty() {
        write(conn, customer, &now).await?;
        ledger(conn, customer, &changed, evidence).await?;
    }
    Ok(changed)
}

/// Changes what may be changed of `now`, and returns it.
pub(crate) fn decide(now: &mut [Consent; 3], wanted: &[Wanted], act: Act, at: DateTime<Utc>) -> Vec<Wanted> {
    let mut changed = Vec::new();
    for w in wanted {
        let Some(current) = now.iter_mut().find(|c| c.channel == w.channel) else { continue };
        let differs = (current.state, current.basis) != (w.state, w.basis);
        // the same state is not made to rest on less than it does
        let weaker = current.state == w.state && strength(current.basis) > strength(w.basis);
        // only a later act lifts an opt-out, not one of before that comes late
        let late = current.state == ConsentState::Unsubscribed
            && w.state != ConsentState::Unsubscribed
            && current.changed_at.is_some_and(|since| at < since);
        if differs && !weaker && !late && may_become(current.state, w.state, act) {
            *current = Consent { channel: w.channel, state: w.state, basis: w.basis, changed_at: Some(at) };
            changed.push(*w);
        }
    }
    changed
}

/// Which basis counts for more.
pub(crate) const fn strength(basis: Option<ConsentBasis>) -> u8 {
    match basis {
        None => 0,
        Some(ConsentBasis::Default) => 1,
        Some(ConsentBasis::Import) => 2,
        Some(ConsentBasis::Express) => 3,
    }
}

async fn write(conn: &mut PgConnection, customer: CustomerId, now: &[Consent; 3]) -> Result<()> {
    let [email, sms, whatsapp] = now;
    let any = now.iter().any(|c| c.state == ConsentState::Subscribed);
    sqlx::query!(
        "update customer_profiles set marketing_consent = $2,
           email_consent = $3, email_consent_basis = $4, email_consent_at = $5,
           sms_consent = $6, sms_consent_basis = $7, sms_consent_at = $8,
           whatsapp_consent = $9, whatsapp_consent_basis = $10, whatsapp_consent_at = $11
         where id = $1",
        customer.0,
        any,
        email.state.as_str(),
        email.basis.map(ConsentBasis::as_str),
        email.changed_at,
        sms.state.as_str(),
        sms.basis.map(ConsentBasis::as_str),
        sms.changed_at,
        whatsapp.state.as_str(),
        whatsapp.basis.map(ConsentBasis::as_str),
        whatsapp.changed_at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Adds rows to the ledger.
///
/// # Errors
/// When the database can't be reached.
pub(crate) async fn ledger(
    conn: &mut PgConnection,
    customer: CustomerId,
    entries: &[Wanted],
    evidence: &Evidence<'_>,
) -> Result<()> {
    if entries.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = entries.iter().map(|_| patron_domain::ids::next()).collect();
    let channels: Vec<String> = entries.iter().map(|e| e.channel.as_str().to_owned()).collect();
    let states: Vec<String> = entries.iter().map(|e| e.state.as_str().to_owned()).collect();
    let bases: Vec<Option<String>> = entries.iter().map(|e| e.basis.map(|b| b.as_str().to_owned())).collect();
    sqlx::query!(
        "insert into consent_ledger
           (id, customer_id, channel, state, basis, method, notice_version, actor, reason, occurred_at)
         select t.id, $2, t.channel, t.state, t.basis, $6, $7, $8, $9, $10
         from unnest($1::uuid[], $3::text[], $4::text[], $5::text[]) as t (id, channel, state, basis)",
        &ids,
        customer.0,
        &channels,
        &states,
        &bases as &[Option<String>],
        evidence.method,
        evidence.notice_version,
        evidence.actor,
        evidence.reason,
        evidence.at
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// A row of the ledger.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct Entry {
    pub id: Uuid,
    pub channel: Channel,
    pub state: ConsentState,
    pub basis: Option<ConsentBasis>,
    pub method: String,
    pub notice_version: Option<String>,
    pub actor: String,
    pub reason: Option<String>,
    pub occurred_at: DateTime<Utc>,
}

/// A customer's ledger, newest first. `None` when the cursor doesn't fit.
///
/// # Errors
/// When the database can't be reached.
pub async fn list(
    conn: &mut PgConnection,
    customer: CustomerId,
    limit: i64,
    cursor: Option<&str>,
) -> Result<Option<Slice<Entry>>> {
    let Some(after) = page::resume::<(DateTime<Utc>, Uuid)>(cursor) else { return Ok(None) };
    let rows = sqlx::query!(
        "select id, channel, state, basis, method, notice_version, actor, reason, occurred_at from consent_ledger
         where customer_id = $1 and ($2::timestamptz is null or (occurred_at, id) < ($2, $3::uuid))
         order by occurred_at desc, id desc limit $4",
        customer.0,
        after.map(|a| a.0),
        after.map(|a| a.1),
        limit + 1
    )
    .fetch_all(conn)
    .await?;
    let entries = rows
        .into_iter()
        .map(|r| {
            Ok(Entry {
                id: r.id,
                channel: stored(&r.channel, "channel")?,
                state: stored(&r.state, "state")?,
                basis: r.basis.map(|b| stored(&b, "basis")).transpose()?,
                method: r.method,
                notice_version: r.notice_version,
                actor: r.actor,
                reason: r.reason,
                occurred_at: r.occurred_at,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Some(Slice::cut(entries, limit, |e| (e.occurred_at, e.id))))
}

//! Writing profiles: made once per address, changed field by field, never wiped by a second call.

use crate::{
    Result,
    consents::{self, Evidence, Wanted},
    error::stored,
    sealed::{Blind, Field, Keyring},
    shop::Shop,
};
use chrono::{DateTime, Utc};
use patron_domain::{
    consent::{Channel, ConsentBasis, ConsentState, initial},
    customer::{CustomerStatus, SignupMethod, Source},
    email::Email,
    ids::{CustomerId, UserId},
    phone::Phone,
};
use sqlx::PgConnection;

/// How somebody came: first, or last before they signed up.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct FirstTouch {
    pub utm_source: Option<String>,
    pub utm_medium: Option<String>,
    pub utm_campaign: Option<String>,
    pub referrer: Option<String>,
    pub landing_path: Option<String>,
}

/// Details that every way of writing a profile has in common. `None` is "nothing said".
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize, serde::Deserialize)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct Details {
    pub full_name: Option<String>,
    pub phone: Option<Phone>,
    pub location: Option<String>,
    pub categories: Option<Vec<String>>,
}

/// A profile to be made.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct NewProfile<'a> {
    pub id: CustomerId,
    pub email: &'a Email,
    pub user_id: Option<UserId>,
    pub details: &'a Details,
    pub signup_method: SignupMethod,
    pub source: Source,
    pub touch: &'a FirstTouch,
    /// Empty is the same as `touch`.
    pub last_touch: &'a FirstTouch,
    pub signup_date: DateTime<Utc>,
    /// What the person said about marketing.
    pub said: Option<bool>,
}

/// What is known of a profile before it is written to.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct Known {
    pub id: CustomerId,
    pub status: CustomerStatus,
    pub user_id: Option<UserId>,
    pub linked_at: Option<DateTime<Utc>>,
}

macro_rules! known {
    ($conn:expr, $filter:literal, $arg:expr) => {
        sqlx::query!("select id, status, user_id, linked_at from customer_profiles where " + $filter, $arg)
            .fetch_optional($conn)
            .await?
            .map(|r| {
                Ok(Known {
                    id: r.id.into(),
                    status: stored(&r.status, "status")?,
                    user_id: r.user_id.map(UserId),
                    linked_at: r.linked_at,
                })
            })
            .transpose()
    };
}

/// The live profile with this address, locked until the transaction ends.
///
/// # Errors
/// When the database can't be reached.
pub async fn lock_by_email(conn: &mut PgConnection, email: &Email) -> Result<Option<Known>> {
    known!(conn, "lower(email) = lower($1) for no key update", email.as_str())
}

/// The live profile with this address (any case).
///
/// # Errors
/// When the database can't be reached.
pub async fn by_email(conn: &mut PgConnection, email: &str) -> Result<Option<Known>> {
    known!(conn, "lower(email) = lower($1)", email)
}

/// The profile of this account.
///
/// # Errors
/// When the database can't be reached.
pub async fn by_user(conn: &mut PgConnection, user: UserId) -> Result<Option<Known>> {
    known!(conn, "user_id = $1", user.0)
}

/// The sealed form of a phone number and its blind indexes.
pub(crate) struct SealedPhone {
    pub typed: Vec<u8>,
    pub e164: Option<Vec<u8>>,
    pub index: Vec<u8>,
    pub last4: Option<Vec<u8>>,
    pub country: Option<String>,
}

pub(crate) fn seal_phone(keyring: &Keyring, phone: &Phone) -> Result<SealedPhone> {
    Ok(SealedPhone {
        typed: keyring.seal(Field::Phone, &phone.typed)?.0,
        e164: keyring.seal_opt(Field::Phone, phone.e164.as_deref())?,
        index: keyring.blind(Blind::Phone, &phone.comparable()),
        last4: phone.last4().map(|d| keyring.blind(Blind::PhoneLast4, &d)),
        country: phone.country.clone(),
    })
}

/// Makes a profile with its first consents. `None` when the address has one already (also when another
/// transaction made it this moment).
///
/// # Errors
/// When the database can't be reached.
pub async fn insert(
    conn: &mut PgConnection,
    keyring: &Keyring,
    shop: &Shop,
    new: &NewProfile<'_>,
    evidence: &Evidence<'_>,
) -> Result<Option<CustomerId>> {
    let phone = new.details.phone.as_ref().map(|p| seal_phone(keyring, p)).transpose()?;
    let consents = Channel::ALL.iter().map(|&channel| {
        let reachable = channel == Channel::Email || phone.is_some();
        // a yes in a signup is an act about email only; a no is about all
        let said = if channel == Channel::Email { new.said } else { new.said.filter(|said| !said) };
        let (state, basis) = initial(shop.consent_policy, said, reachable);
        Wanted { channel, state, basis }
    });
    let consents: Vec<Wanted> = consents.collect();
    let asked = |c: &&Wanted| c.state != ConsentState::NotSubscribed;
    let at = |i: usize| Some(evidence.at).filter(|_| consents.get(i).as_ref().is_some_and(asked));
    let states: Vec<&str> = consents.iter().map(|c| c.state.as_str()).collect();
    let bases: Vec<Option<&str>> = consents.iter().map(|c| c.basis.map(|b| b.as_str())).collect();
    let inserted = sqlx::query_scalar!(
        "insert into customer_profiles (id, user_id, email, full_name, mobile_number, mobile_e164, mobile_index,
           mobile_last4_index, phone_country, location, preferred_categories, signup_method, source, signup_date,
           marketing_consent, email_consent, email_consent_basis, email_consent_at, sms_consent,
           sms_consent_basis, sms_consent_at, whatsapp_consent, whatsapp_consent_basis, whatsapp_consent_at,
           utm_source, utm_medium, utm_campaign, referrer, landing_path, created_at, updated_at,
           last_utm_source, last_utm_medium, last_utm_campaign, last_referrer, last_landing_path)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21,
           $22, $23, $24, $25, $26, $27, $28, $29, $30, $30, $31, $32, $33, $34, $35)
         on conflict (lower(email)) do nothing returning id",
        new.id.0,
        new.user_id.map(|u| u.0),
        new.email.as_str(),
        new.details.full_name,
        phone.as_ref().map(|p| p.typed.as_slice()),
        phone.as_ref().and_then(|p| p.e164.as_deref()),
        phone.as_ref().map(|p| p.index.as_slice()),
        phone.as_ref().and_then(|p| p.last4.as_deref()),
        phone.as_ref().and_then(|p| p.country.as_deref()),
        new.details.location,
        new.details.categories.as_deref().unwrap_or_default(),
        new.signup_method.as_str(),
        new.source.as_str(),
        new.signup_date,
        consents.iter().any(|c| c.state == ConsentState::Subscribed),
        states[0],
        bases[0],
        at(0),
        states[1],
        bases[1],
        at(1),
        states[2],
        bases[2],
        at(2),
        new.touch.utm_source,
        new.touch.utm_medium,
        new.touch.utm_campaign,
        new.touch.referrer,
        new.touch.landing_path,
        evidence.at,
        new.last_touch.utm_source,
        new.last_touch.utm_medium,
        new.last_touch.utm_campaign,
        new.last_touch.referrer,
        new.last_touch.landing_path
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(id) = inserted.map(CustomerId) else { return Ok(None) };
    // what the policy gave is nobody's act
    let by_policy = |c: &Wanted| c.basis == Some(ConsentBasis::Default);
    let (policy, acts): (Vec<Wanted>, Vec<Wanted>) =
        consents.iter().filter(asked).copied().partition(by_policy);
    consents::ledger(conn, id, &policy, &Evidence { actor: "system", ..*evidence }).await?;
    consents::ledger(conn, id, &acts, evidence).await?;
    Ok(Some(id))
}

/// Whether a detail that is there already may be replaced.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// What is said replaces what is there.
    Replace,
    /// What is said only fills what is missing: the speaker has not shown to be that person.
    Fill,
}

/// Writes the details that are said; the rest stays. An empty value never replaces a good one.
///
/// # Errors
/// When the database can't be reached.
pub async fn change(
    conn: &mut PgConnection,
    keyring: &Keyring,
    id: CustomerId,
    details: &Details,
    mode: Mode,
) -> Result<()> {
    let phone = details.phone.as_ref().map(|p| seal_phone(keyring, p)).transpose()?;
    let replace = mode == Mode::Replace;
    sqlx::query!(
        "update customer_profiles set
           full_name = case when $2 or full_name is null then coalesce($3, full_name) else full_name end,
           location = case when $2 or location is null or location_guessed then coalesce($4, location) else location end,
           preferred_categories = case when $2 or preferred_categories = '{}'
             then coalesce(nullif($5::text[], '{}'), preferred_categories) else preferred_categories end
         where id = $1",
        id.0,
        replace,
        details.full_name,
        details.location,
        details.categories.as_deref() as Option<&[String]>
    )
    .execute(&mut *conn)
    .await?;
    if let Some(phone) = phone {
        sqlx::query!(
            "update customer_profiles set mobile_number = $3, mobile_e164 = $4, mobile_index = $5,
               mobile_last4_index = $6, phone_country = $7
             where id = $1 and ($2 or mobile_number is null)",
            id.0,
            replace,
            phone.typed,
            phone.e164,
            phone.index,
            phone.last4,
            phone.country
        )
        .execute(conn)
        .await?;
    }
    Ok(())
}

/// A detail that a change sets, clears or leaves.
pub type Set<T> = Option<Option<T>>;

/// A change by someone who may replace and clear: staff, or the customer about themselves.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct Edit {
    pub full_name: Set<String>,
    pub phone: Set<Phone>,
    pub location: Set<String>,
    pub categories: Option<Vec<String>>,
}

/// Applies an edit. False when there is no such profile, or none that the connection's role may change.
///
/// # Errors
/// When the database can't be reached.
pub async fn edit(conn: &mut PgConnection, keyring: &Keyring, id: CustomerId, edit: &Edit) -> Result<bool> {
    let phone = edit.phone.as_ref().and_then(Option::as_ref).map(|p| seal_phone(keyring, p)).transpose()?;
    let done = sqlx::query!(
        "update customer_profiles set
           full_name = case when $2 then $3 else full_name end,
           location = case when $4 then $5 else location end,
           preferred_categories = coalesce($6::text[], preferred_categories),
           mobile_number = case when $7 then $8::bytea else mobile_number end,
           mobile_e164 = case when $7 then $9::bytea else mobile_e164 end,
           mobile_index = case when $7 then $10::bytea else mobile_index end,
           mobile_last4_index = case when $7 then $11::bytea else mobile_last4_index end,
           phone_country = case when $7 then $12::char(2) else phone_country end
         where id = $1 and status <> 'erased'",
        id.0,
        edit.full_name.is_some(),
        edit.full_name.clone().flatten(),
        edit.location.is_some(),
        edit.location.clone().flatten(),
        edit.categories.as_deref() as Option<&[String]>,
        edit.phone.is_some(),
        phone.as_ref().map(|p| p.typed.as_slice()),
        phone.as_ref().and_then(|p| p.e164.as_deref()),
        phone.as_ref().map(|p| p.index.as_slice()),
        phone.as_ref().and_then(|p| p.last4.as_deref()),
        phone.as_ref().and_then(|p| p.country.as_deref())
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Links an account to a profile that was there before it. Until the address is confirmed, what is older
/// than `at` stays hidden from that account.
///
/// # Errors
/// `Conflict::ProfileUser` when the account has another profile, or the profile another account.
pub async fn link(conn: &mut PgConnection, id: CustomerId, user: UserId, at: DateTime<Utc>) -> Result<()> {
    let done = sqlx::query!(
        "update customer_profiles set user_id = $2, linked_at = $3
         where id = $1 and (user_id is null or user_id = $2)",
        id.0,
        user.0,
        at
    )
    .execute(conn)
    .await?;
    if done.rows_affected() == 0 {
        return Err(crate::Error::Conflict(crate::error::Conflict::ProfileUser));
    }
    Ok(())
}

/// Adds a row to the history of changes.
///
/// # Errors
/// When the database can't be reached.
pub async fn log_change(
    conn: &mut PgConnection,
    id: CustomerId,
    actor: &str,
    action: &str,
    reason: Option<&str>,
    details: serde_json::Value,
    at: DateTime<Utc>,
) -> Result<()> {
    sqlx::query!(
        "insert into customer_changes (id, customer_id, actor, action, reason, details, changed_at)
         values ($1, $2, $3, $4, $5, $6, $7)",
        patron_domain::ids::next(),
        id.0,
        actor,
        action,
        reason,
        details,
        at
    )
    .execute(conn)
    .await?;
    Ok(())
}

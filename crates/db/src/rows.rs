//! A profile as the store reads it, with sealed fields opened.

use crate::{
    Result,
    error::stored,
    sealed::{Field, Keyring},
};
use chrono::{DateTime, NaiveDate, Utc};
use patron_domain::{
    acquisition::AcquisitionChannel,
    consent::{Channel, ConsentBasis, ConsentState},
    customer::{CustomerStatus, SignupMethod, Source},
    ids::{CustomerId, UserId},
    money::Money,
};
use rust_decimal::Decimal;
use sqlx::{FromRow, Row as _, postgres::PgRow};

/// Where consent stands on one channel.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct Consent {
    pub channel: Channel,
    pub state: ConsentState,
    pub basis: Option<ConsentBasis>,
    pub changed_at: Option<DateTime<Utc>>,
}

/// A row of the customer list.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct ListRow {
    pub id: CustomerId,
    pub email: Option<String>,
    pub full_name: Option<String>,
    pub status: CustomerStatus,
    pub email_verified: bool,
    pub marketing_consent: bool,
    pub consents: [Consent; 3],
    pub login_count: i32,
    pub last_login_at: Option<DateTime<Utc>>,
    pub total_orders: i32,
    pub total_spent: Money,
    pub signup_date: DateTime<Utc>,
    pub signup_method: SignupMethod,
    pub source: Source,
    pub location: Option<String>,
}

/// The columns of [`ListRow`].
pub const LIST_COLUMNS: &str = "id, email, full_name, status, email_verified, marketing_consent, \
    email_consent, email_consent_basis, email_consent_at, sms_consent, sms_consent_basis, sms_consent_at, \
    whatsapp_consent, whatsapp_consent_basis, whatsapp_consent_at, login_count, last_login_at, total_orders, \
    total_spent, signup_date, signup_method, source, location";

fn word<T: std::str::FromStr>(row: &PgRow, column: &str) -> sqlx::Result<T> {
    let text: &str = row.try_get(column)?;
    stored(text, column).map_err(|e| sqlx::Error::Decode(Box::new(e)))
}

fn word_opt<T: std::str::FromStr>(row: &PgRow, column: &str) -> sqlx::Result<Option<T>> {
    let text: Option<&str> = row.try_get(column)?;
    text.map(|t| stored(t, column)).transpose().map_err(|e| sqlx::Error::Decode(Box::new(e)))
}

fn consent(row: &PgRow, channel: Channel, columns: [&str; 3]) -> sqlx::Result<Consent> {
    let [state, basis, at] = columns;
    Ok(Consent {
        channel,
        state: word(row, state)?,
        basis: word_opt(row, basis)?,
        changed_at: row.try_get(at)?,
    })
}

/// The three consents of a row that has their columns.
pub(crate) fn consents(row: &PgRow) -> sqlx::Result<[Consent; 3]> {
    Ok([
        consent(row, Channel::Email, ["email_consent", "email_consent_basis", "email_consent_at"])?,
        consent(row, Channel::Sms, ["sms_consent", "sms_consent_basis", "sms_consent_at"])?,
        consent(
            row,
            Channel::Whatsapp,
            ["whatsapp_consent", "whatsapp_consent_basis", "whatsapp_consent_at"],
        )?,
    ])
}

impl FromRow<'_, PgRow> for ListRow {
    fn from_row(row: &PgRow) -> sqlx::Result<Self> {
        Ok(Self {
            id: CustomerId(row.try_get("id")?),
            email: row.try_get("email")?,
            full_name: row.try_get("full_name")?,
            status: word(row, "status")?,
            email_verified: row.try_get("email_verified")?,
            marketing_consent: row.try_get("marketing_consent")?,
            consents: consents(row)?,
            login_count: row.try_get("login_count")?,
            last_login_at: row.try_get("last_login_at")?,
            total_orders: row.try_get("total_orders")?,
            total_spent: Money::trusted(row.try_get("total_spent")?),
            signup_date: row.try_get("signup_date")?,
            signup_method: word(row, "signup_method")?,
            source: word(row, "source")?,
            location: row.try_get("location")?,
        })
    }
}

/// Everything of one profile.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct Profile {
    pub row: ListRow,
    pub user_id: Option<UserId>,
    pub mobile_number: Option<String>,
    pub mobile_e164: Option<String>,
    pub preferred_categories: Vec<String>,
    pub ip_address: Option<String>,
    pub user_agent: Option<String>,
    pub device_info: Option<String>,
    pub utm_source: Option<String>,
    pub utm_medium: Option<String>,
    pub utm_campaign: Option<String>,
    pub referrer: Option<String>,
    pub landing_path: Option<String>,
    pub last_utm_source: Option<String>,
    pub last_utm_medium: Option<String>,
    pub last_utm_campaign: Option<String>,
    pub last_referrer: Option<String>,
    pub last_landing_path: Option<String>,
    pub first_channel: AcquisitionChannel,
    pub last_channel: AcquisitionChannel,
    pub failed_login_count: i32,
    pub first_order_at: Option<DateTime<Utc>>,
    pub last_order_at: Option<DateTime<Utc>>,
    pub opening_orders: i32,
    pub opening_spent: Money,
    pub opening_logins: i32,
    pub opening_as_of: Option<NaiveDate>,
    pub linked_at: Option<DateTime<Utc>>,
    /// Of `customer_traits`, where the reader asks for them.
    pub traits: serde_json::Map<String, serde_json::Value>,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
}

/// The columns of [`Profile`] beyond [`LIST_COLUMNS`].
pub const PROFILE_COLUMNS: &str = "user_id, mobile_number, mobile_e164, preferred_categories, ip_address, \
    user_agent, device_info, utm_source, utm_medium, utm_campaign, referrer, landing_path, last_utm_source, \
    last_utm_medium, last_utm_campaign, last_referrer, last_landing_path, first_channel, last_channel, \
    failed_login_count, first_order_at, last_order_at, opening_orders, opening_spent, opening_logins, \
    opening_as_of, linked_at, created_at, updated_at";

impl Profile {
    /// Reads a row that has both column lists.
    ///
    /// # Errors
    /// `Corrupt` when a sealed field doesn't open.
    pub fn read(row: &PgRow, keyring: &Keyring) -> Result<Self> {
        let open = |field, column: &str| -> Result<Option<String>> {
            keyring.open_opt(field, row.try_get::<Option<&[u8]>, _>(column)?)
        };
        Ok(Self {
            row: ListRow::from_row(row)?,
            user_id: row.try_get::<Option<uuid::Uuid>, _>("user_id")?.map(UserId),
            mobile_number: open(Field::Phone, "mobile_number")?,
            mobile_e164: open(Field::Phone, "mobile_e164")?,
            preferred_categories: row.try_get("preferred_categories")?,
            ip_address: open(Field::IpAddress, "ip_address")?,
            user_agent: open(Field::UserAgent, "user_agent")?,
            device_info: row.try_get("device_info")?,
            utm_source: row.try_get("utm_source")?,
            utm_medium: row.try_get("utm_medium")?,
            utm_campaign: row.try_get("utm_campaign")?,
            referrer: row.try_get("referrer")?,
            landing_path: row.try_get("landing_path")?,
            last_utm_source: row.try_get("last_utm_source")?,
            last_utm_medium: row.try_get("last_utm_medium")?,
            last_utm_campaign: row.try_get("last_utm_campaign")?,
            last_referrer: row.try_get("last_referrer")?,
            last_landing_path: row.try_get("last_landing_path")?,
            first_channel: word(row, "first_channel")?,
            last_channel: word(row, "last_channel")?,
            failed_login_count: row.try_get("failed_login_count")?,
            first_order_at: row.try_get("first_order_at")?,
            last_order_at: row.try_get("last_order_at")?,
            opening_orders: row.try_get("opening_orders")?,
            opening_spent: Money::trusted(row.try_get::<Decimal, _>("opening_spent")?),
            opening_logins: row.try_get("opening_logins")?,
            opening_as_of: row.try_get("opening_as_of")?,
            linked_at: row.try_get("linked_at")?,
            traits: serde_json::Map::new(),
            created_at: row.try_get("created_at")?,
            updated_at: row.try_get("updated_at")?,
        })
    }
}

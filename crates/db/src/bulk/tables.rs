//! The rows that a load writes: one struct a table, its fields named like the columns and in their order.

use super::Rows;
use crate::Result;
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use sqlx::{Encode, Postgres, encode::IsNull, error::BoxDynError, postgres::PgArgumentBuffer};
use uuid::Uuid;

/// A row of a table.
pub trait BulkRow {
    /// The table; of partitioned ones the parent.
    const TABLE: &'static str;
    /// The columns that are written, the others get their defaults.
    const COLUMNS: &'static [&'static str];

    /// Writes the row.
    ///
    /// # Errors
    /// When a value has no binary form, or nobody takes rows any more.
    fn write(&self, rows: &mut Rows) -> Result<()>;
}

/// An instant, or never, which the table keeps as `-infinity`.
#[derive(Debug, Clone, Copy)]
pub struct InstantOrNever(pub Option<DateTime<Utc>>);

impl Encode<'_, Postgres> for InstantOrNever {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> std::result::Result<IsNull, BoxDynError> {
        match self.0 {
            Some(at) => Encode::<Postgres>::encode(at, buffer),
            // how the server writes -infinity (src/include/datatype/timestamp.h, DT_NOBEGIN)
            None => Encode::<Postgres>::encode(i64::MIN, buffer),
        }
    }
}

/// JSON as it stands in a `jsonb` column: a version byte, then the text.
#[derive(Debug, Clone, Copy)]
pub struct Jsonb<'a>(pub &'a str);

impl Encode<'_, Postgres> for Jsonb<'_> {
    fn encode_by_ref(&self, buffer: &mut PgArgumentBuffer) -> std::result::Result<IsNull, BoxDynError> {
        buffer.push(1);
        buffer.extend_from_slice(self.0.as_bytes());
        Ok(IsNull::No)
    }
}

macro_rules! tables {
    ($($(#[$meta:meta])* $name:ident$(<$life:lifetime>)? = $table:literal { $($field:ident: $type:ty,)+ })+) => {$(
        $(#[$meta])*
        #[derive(Debug, Clone)]
        #[expect(missing_docs, reason = "named like the columns")]
        pub struct $name$(<$life>)? { $(pub $field: $type,)+ }

        impl$(<$life>)? BulkRow for $name$(<$life>)? {
            const TABLE: &'static str = $table;
            const COLUMNS: &'static [&'static str] = &[$(stringify!($field)),+];

            fn write(&self, rows: &mut Rows) -> Result<()> {
                rows.row()?;
                $(rows.field(&self.$field)?;)+
                Ok(())
            }
        }
    )+};
}

tables! {
    /// A profile with its totals. Sealed fields come sealed, from [`crate::sealed::Keyring`].
    CustomerRow<'a> = "customer_profiles" {
        id: Uuid,
        user_id: Option<Uuid>,
        email: &'a str,
        full_name: &'a str,
        mobile_number: Option<&'a [u8]>,
        mobile_e164: Option<&'a [u8]>,
        mobile_index: Option<&'a [u8]>,
        mobile_last4_index: Option<&'a [u8]>,
        phone_country: Option<&'a str>,
        signup_date: DateTime<Utc>,
        email_verified: bool,
        signup_method: &'a str,
        source: &'a str,
        status: &'a str,
        location: Option<&'a str>,
        preferred_categories: &'a [&'a str],
        last_login_at: Option<DateTime<Utc>>,
        login_count: i32,
        failed_login_count: i32,
        ip_address: Option<&'a [u8]>,
        user_agent: Option<&'a [u8]>,
        device_info: Option<&'a str>,
        total_orders: i32,
        total_spent: Decimal,
        lifetime_value: Decimal,
        first_order_at: Option<DateTime<Utc>>,
        last_order_at: Option<DateTime<Utc>>,
        marketing_consent: bool,
        email_consent: &'a str,
        email_consent_basis: Option<&'a str>,
        email_consent_at: Option<DateTime<Utc>>,
        sms_consent: &'a str,
        sms_consent_basis: Option<&'a str>,
        sms_consent_at: Option<DateTime<Utc>>,
        whatsapp_consent: &'a str,
        whatsapp_consent_basis: Option<&'a str>,
        whatsapp_consent_at: Option<DateTime<Utc>>,
        utm_source: Option<&'a str>,
        utm_medium: Option<&'a str>,
        utm_campaign: Option<&'a str>,
        referrer: Option<&'a str>,
        landing_path: Option<&'a str>,
        created_at: DateTime<Utc>,
        updated_at: DateTime<Utc>,
    }

    /// When a customer last signed in, last signed in or bought, and what most segments ask of the profile.
    ActivityRow<'a> = "customer_activity" {
        customer_id: Uuid,
        last_login_at: InstantOrNever,
        last_active_at: InstantOrNever,
        signup_date: DateTime<Utc>,
        first_order_at: Option<DateTime<Utc>>,
        last_order_at: Option<DateTime<Utc>>,
        total_orders: i32,
        email_verified: bool,
        total_spent: Decimal,
        lifetime_value: Decimal,
        status: &'a str,
        email_consent: &'a str,
        sms_consent: &'a str,
        whatsapp_consent: &'a str,
        email_consent_basis: Option<&'a str>,
        sms_consent_basis: Option<&'a str>,
        whatsapp_consent_basis: Option<&'a str>,
    }

    /// An entry of the consent ledger.
    ConsentRow<'a> = "consent_ledger" {
        id: Uuid,
        customer_id: Uuid,
        channel: &'a str,
        state: &'a str,
        basis: Option<&'a str>,
        method: &'a str,
        notice_version: Option<&'a str>,
        actor: &'a str,
        occurred_at: DateTime<Utc>,
        recorded_at: DateTime<Utc>,
    }

    /// A change that somebody made to a profile.
    ChangeRow<'a> = "customer_changes" {
        id: Uuid,
        customer_id: Uuid,
        actor: &'a str,
        action: &'a str,
        reason: Option<&'a str>,
        details: Jsonb<'a>,
        changed_at: DateTime<Utc>,
    }

    /// A login attempt. Goes into the partition of its month.
    LoginRow<'a> = "login_activities" {
        id: Uuid,
        customer_id: Option<Uuid>,
        email: &'a str,
        login_time: DateTime<Utc>,
        login_method: &'a str,
        success: bool,
        ip_address: Option<&'a [u8]>,
        user_agent: Option<&'a [u8]>,
        device_info: Option<&'a str>,
        failure_reason: Option<&'a str>,
        created_at: DateTime<Utc>,
    }

    /// An order in the store's currency.
    OrderRow<'a> = "orders" {
        id: Uuid,
        customer_id: Uuid,
        source: &'a str,
        order_id: &'a str,
        status: &'a str,
        payment_status: &'a str,
        payment_method: Option<&'a str>,
        currency: &'a str,
        subtotal: Decimal,
        shipping: Decimal,
        tax: Decimal,
        total: Decimal,
        refunded: Decimal,
        store_total: Decimal,
        store_refunded: Decimal,
        store_shipping_tax: Decimal,
        customer_name: Option<&'a [u8]>,
        phone: Option<&'a [u8]>,
        address: Option<&'a [u8]>,
        pincode: Option<&'a [u8]>,
        city: Option<&'a str>,
        state: Option<&'a str>,
        country: Option<&'a str>,
        order_date: DateTime<Utc>,
        event_at: DateTime<Utc>,
        created_at: DateTime<Utc>,
        updated_at: DateTime<Utc>,
    }

    /// A line of an order, with what it repeats of it.
    ItemRow<'a> = "order_items" {
        order_id: Uuid,
        line: i32,
        product_id: &'a str,
        name: &'a str,
        category: Option<&'a str>,
        quantity: i32,
        unit_price: Decimal,
        customer_id: Uuid,
        order_date: DateTime<Utc>,
        counted: bool,
        store_amount: Option<Decimal>,
    }
}

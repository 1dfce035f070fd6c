//! What a merge decides about: the columns of a profile that are not counted from rows.

use crate::{Result, error::stored, profiles::FirstTouch, rows::Consent};
use chrono::{DateTime, NaiveDate, Utc};
use patron_domain::{
    consent::{Channel, ConsentBasis, ConsentState},
    customer::CustomerStatus,
};
use rust_decimal::Decimal;
use sqlx::PgConnection;
use uuid::Uuid;

/// The columns of one profile; what is sealed stays sealed.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Facts {
    pub id: Uuid,
    pub email: Option<String>,
    pub user_id: Option<Uuid>,
    pub linked_at: Option<DateTime<Utc>>,
    pub full_name: Option<String>,
    pub phone: Phone,
    pub location: Option<String>,
    pub categories: Vec<String>,
    pub touch: FirstTouch,
    pub origin: Origin,
    pub last_login_at: Option<DateTime<Utc>>,
    pub signup_date: DateTime<Utc>,
    pub status: CustomerStatus,
    pub consents: [Consent; 3],
    pub opening: Opening,
}

/// A phone number: its columns only make sense together.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Phone {
    pub typed: Option<Vec<u8>>,
    pub e164: Option<Vec<u8>>,
    pub index: Option<Vec<u8>>,
    pub last4: Option<Vec<u8>>,
    pub country: Option<String>,
}

/// Where the last login came from.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Origin {
    pub ip_address: Option<Vec<u8>>,
    pub user_agent: Option<Vec<u8>>,
    pub device_info: Option<String>,
}

/// What an import brought for rows that stayed behind.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Opening {
    pub orders: i32,
    pub spent: Decimal,
    pub logins: i32,
    pub last_login_at: Option<DateTime<Utc>>,
    pub as_of: Option<NaiveDate>,
}

macro_rules! facts {
    ($conn:expr, $from:literal $(, $arg:expr)+) => {
        sqlx::query!(
            r#"select id as "id!", email, user_id, linked_at, full_name, mobile_number, mobile_e164, mobile_index,
                 mobile_last4_index, phone_country, location, preferred_categories as "preferred_categories!",
                 utm_source, utm_medium, utm_campaign, referrer, landing_path, ip_address, user_agent, device_info,
                 last_login_at, signup_date as "signup_date!", status as "status!",
                 email_consent as "email_consent!", email_consent_basis, email_consent_at,
                 sms_consent as "sms_consent!", sms_consent_basis, sms_consent_at,
                 whatsapp_consent as "whatsapp_consent!", whatsapp_consent_basis, whatsapp_consent_at,
                 opening_orders as "opening_orders!", opening_spent as "opening_spent!",
                 opening_logins as "opening_logins!", opening_last_login_at, opening_as_of
               from "# + $from
            $(, $arg)+
        )
        .fetch_all($conn)
        .await?
        .into_iter()
        .map(|r| {
            let sms = (r.sms_consent, r.sms_consent_basis, r.sms_consent_at);
            let whatsapp = (r.whatsapp_consent, r.whatsapp_consent_basis, r.whatsapp_consent_at);
            Ok(Facts {
                id: r.id,
                email: r.email,
                user_id: r.user_id,
                linked_at: r.linked_at,
                full_name: r.full_name,
                phone: Phone {
                    typed: r.mobile_number,
                    e164: r.mobile_e164,
                    index: r.mobile_index,
                    last4: r.mobile_last4_index,
                    country: r.phone_country,
                },
                location: r.location,
                categories: r.preferred_categories,
                touch: FirstTouch {
                    utm_source: r.utm_source,
                    utm_medium: r.utm_medium,
                    utm_campaign: r.utm_campaign,
                    referrer: r.referrer,
                    landing_path: r.landing_path,
                },
                origin: Origin {
                    ip_address: r.ip_address,
                    user_agent: r.user_agent,
                    device_info: r.device_info,
                },
                last_login_at: r.last_login_at,
                signup_date: r.signup_date,
                status: stored(&r.status, "status")?,
                consents: [
                    consent(
                        Channel::Email,
                        (r.email_consent, r.email_consent_basis, r.email_consent_at),
                    )?,
                    consent(Channel::Sms, sms)?,
                    consent(Channel::Whatsapp, whatsapp)?,
                ],
                opening: Opening {
                    orders: r.opening_orders,
                    spent: r.opening_spent,
                    logins: r.opening_logins,
                    last_login_at: r.opening_last_login_at,
                    as_of: r.opening_as_of,
                },
            })
        })
        .collect::<Result<Vec<Facts>>>()
    };
}

/// The three columns of a channel.
type ConsentColumns = (String, Option<String>, Option<DateTime<Utc>>);

fn consent(channel: Channel, (state, basis, changed_at): ConsentColumns) -> Result<Consent> {
    let basis = basis.map(|b| stored(&b, "consent_basis")).transpose()?;
    Ok(Consent { channel, state: stored(&state, "consent")?, basis, changed_at })
}

/// Locks live profiles until the transaction ends, in the order in which events do: their foreign ids, then
/// themselves, each by id. Those that are not there are left out.
pub(super) async fn lock(conn: &mut PgConnection, ids: &[Uuid]) -> Result<Vec<Facts>> {
    sqlx::query!("select id from identities where customer_id = any($1) order by id for update", ids)
        .fetch_all(&mut *conn)
        .await?;
    facts!(conn, "customer_profiles where id = any($1) and status <> 'erased' order by id for update", ids)
}

/// A profile as it stands in a merge's snapshot.
pub(super) async fn snapshot(conn: &mut PgConnection, merge: Uuid, side: &str) -> Result<Option<Facts>> {
    let found: Result<Vec<Facts>> = facts!(
        conn,
        "merge_snapshots s cross join lateral jsonb_populate_record(null::customer_profiles, s.content) p
         where s.merge_id = $1 and s.side = $2",
        merge,
        side
    );
    Ok(found?.pop())
}

/// Writes a profile's facts; its address stays.
pub(super) async fn write(conn: &mut PgConnection, f: &Facts) -> Result<()> {
    let [email, sms, whatsapp] = &f.consents;
    let any = f.consents.iter().any(|c| c.state == ConsentState::Subscribed);
    sqlx::query!(
        "update customer_profiles set user_id = $2, linked_at = $3, full_name = $4, mobile_number = $5,
           mobile_e164 = $6, mobile_index = $7, mobile_last4_index = $8, phone_country = $9, location = $10,
           preferred_categories = $11, utm_source = $12, utm_medium = $13, utm_campaign = $14, referrer = $15,
           landing_path = $16, ip_address = $17, user_agent = $18, device_info = $19, signup_date = $20,
           status = $21, marketing_consent = $22, email_consent = $23, email_consent_basis = $24,
           email_consent_at = $25, sms_consent = $26, sms_consent_basis = $27, sms_consent_at = $28,
           whatsapp_consent = $29, whatsapp_consent_basis = $30, whatsapp_consent_at = $31, opening_orders = $32,
           opening_spent = $33, opening_logins = $34, opening_last_login_at = $35, opening_as_of = $36
         where id = $1",
        f.id,
        f.user_id,
        f.linked_at,
        f.full_name,
        f.phone.typed,
        f.phone.e164,
        f.phone.index,
        f.phone.last4,
        f.phone.country,
        f.location,
        &f.categories,
        f.touch.utm_source,
        f.touch.utm_medium,
        f.touch.utm_campaign,
        f.touch.referrer,
        f.touch.landing_path,
        f.origin.ip_address,
        f.origin.user_agent,
        f.origin.device_info,
        f.signup_date,
        f.status.as_str(),
        any,
        email.state.as_str(),
        email.basis.map(ConsentBasis::as_str),
        email.changed_at,
        sms.state.as_str(),
        sms.basis.map(ConsentBasis::as_str),
        sms.changed_at,
        whatsapp.state.as_str(),
        whatsapp.basis.map(ConsentBasis::as_str),
        whatsapp.changed_at,
        f.opening.orders,
        f.opening.spent,
        f.opening.logins,
        f.opening.last_login_at,
        f.opening.as_of
    )
    .execute(conn)
    .await?;
    Ok(())
}

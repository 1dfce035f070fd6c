//! The facts of one person, as the evaluator of rules wants them: what the rule asks, no more.

mod related;

use super::resolve;
use crate::{
    Result,
    sealed::{Field as Seal, Keyring},
};
use chrono::{DateTime, NaiveDate, Utc};
use patron_domain::{
    ids::CustomerId,
    people_set::Moment,
    rule::{
        Attribute, Condition, Kind, Rule, Subject, Test,
        facts::{Facts, Value, derived},
    },
};
use related::{Needs, memberships, rows};
use rust_decimal::Decimal;
use serde_json::Value as Json;
use sqlx::{PgConnection, Row as _, postgres::PgRow};

/// Everything that is one value, named like the attributes; numbers as decimals.
const ATTRIBUTES: &str = "select p.total_orders::numeric as total_orders, p.total_spent, p.lifetime_value,
    p.first_order_at, p.last_order_at, p.last_login_at, p.login_count::numeric as login_count,
    p.failed_login_count::numeric as failed_login_count, p.signup_date, p.created_at, p.updated_at, p.signup_method::text as signup_method,
    p.source::text as source, p.status::text as status, p.email::text as email, p.email_verified,
    p.full_name::text as full_name, p.mobile_number as sealed_typed, p.mobile_e164 as sealed_e164,
    p.phone_country::text as phone_country, p.location::text as location, p.preferred_categories,
    p.marketing_consent, p.email_consent, p.email_consent_basis, p.email_consent_at, p.sms_consent,
    p.sms_consent_basis, p.sms_consent_at, p.whatsapp_consent, p.whatsapp_consent_basis, p.whatsapp_consent_at,
    c.method as email_consent_method, c.notice_version::text as email_notice_version,
    s.method as sms_consent_method, s.notice_version::text as sms_notice_version,
    w.method as whatsapp_consent_method, w.notice_version::text as whatsapp_notice_version,
    coalesce(r.rfm_group, case when p.total_orders = 0 then 'PROSPECTS' end) as rfm_group,
    r.recency::numeric as rfm_recency, r.value::numeric as rfm_value, p.first_channel, p.last_channel,
    p.utm_source::text as utm_source, p.utm_medium::text as utm_medium, p.utm_campaign::text as utm_campaign,
    p.referrer::text as referrer, p.landing_path::text as landing_path,
    p.last_utm_source::text as last_utm_source, p.last_utm_medium::text as last_utm_medium,
    p.last_utm_campaign::text as last_utm_campaign, p.last_referrer::text as last_referrer,
    p.last_landing_path::text as last_landing_path, p.device_info::text as device_info, t.traits,
    greatest(p.last_login_at, p.last_order_at,
      (select max(e.occurred_at) from events e where e.customer_id = p.id)) as last_activity_at,
    (select coalesce(sum(o.store_refunded), 0) from orders o
     where o.customer_id = p.id and o.status not in ('cancelled', 'returned')) as refunded_amount,
    (select count(*) from orders o where o.customer_id = p.id and o.status = 'returned')::numeric as returns_count
  from customer_profiles p
  left join customer_traits t on t.customer_id = p.id
  left join customer_rfm r on r.customer_id = p.id
  left join lateral (select l.method, l.notice_version from consent_ledger l
    where l.customer_id = p.id and l.channel = 'email' order by l.occurred_at desc, l.id desc limit 1) c on true
  left join lateral (select l.method, l.notice_version from consent_ledger l
    where l.customer_id = p.id and l.channel = 'sms' order by l.occurred_at desc, l.id desc limit 1) s on true
  left join lateral (select l.method, l.notice_version from consent_ledger l
    where l.customer_id = p.id and l.channel = 'whatsapp' order by l.occurred_at desc, l.id desc limit 1) w on true
  where p.id = $1 and p.status <> 'erased'";

/// What a rule asks of a person. Referred segments are evaluated, and stand in the facts too. `None` when there is no
/// such person.
///
/// # Errors
/// When the database can't be reached, or a seal doesn't open.
pub async fn facts(
    conn: &mut PgConnection,
    keyring: &Keyring,
    id: CustomerId,
    rule: &Rule,
    at: &Moment,
) -> Result<Option<Facts>> {
    let Some(row) = sqlx::query(ATTRIBUTES).bind(id.0).fetch_optional(&mut *conn).await? else {
        return Ok(None);
    };
    // of a segment that is gone nobody knows whether they are in it
    let mut segments = Vec::new();
    for key in rule.segments() {
        let asked = Rule::Is(Condition::new(Subject::Segment(*key), Test::Is(true)));
        if let Some(inner) = resolve(conn, &asked).await? {
            segments.push((key.to_string(), inner));
        }
    }
    let mut facts = Facts::new(id);
    attributes(&row, keyring, &mut facts)?;
    let needs = Needs::of(std::iter::once(rule).chain(segments.iter().map(|(_, inner)| inner)));
    rows(conn, &needs, &mut facts).await?;
    memberships(conn, &needs, &mut facts).await?;
    facts.derive();
    for (key, inner) in segments {
        let inside = inner.matches(&facts, at);
        facts.segments.insert(key, inside);
    }
    Ok(Some(facts))
}

/// Attributes that follow from others.
const fn is_derived(attribute: Attribute) -> bool {
    matches!(
        attribute,
        Attribute::EmailDomain
            | Attribute::FirstName
            | Attribute::LastName
            | Attribute::RegionGroup
            | Attribute::City
            | Attribute::State
            | Attribute::Country
            | Attribute::AverageOrderValue
            | Attribute::DaysBetweenOrders
            | Attribute::Birthday
            | Attribute::Language
            | Attribute::ReferrerDomain
            | Attribute::LastReferrerDomain
            | Attribute::MobileNumber
    )
}

fn attributes(row: &PgRow, keyring: &Keyring, facts: &mut Facts) -> Result<()> {
    for attribute in Attribute::ALL.iter().copied().filter(|attribute| !is_derived(*attribute)) {
        let name = attribute.as_str();
        let value = match attribute.kind() {
            Kind::Flag => row.try_get::<Option<bool>, _>(name)?.map(Value::Flag),
            Kind::Count | Kind::Number | Kind::Money => {
                row.try_get::<Option<Decimal>, _>(name)?.map(Value::Number)
            }
            Kind::Text | Kind::Word(_) | Kind::Sealed | Kind::Any => {
                row.try_get::<Option<String>, _>(name)?.map(Value::Text)
            }
            Kind::Date => row.try_get::<Option<DateTime<Utc>>, _>(name)?.map(Value::Instant),
            Kind::Anniversary => row.try_get::<Option<NaiveDate>, _>(name)?.map(Value::Day),
            Kind::List => row.try_get::<Option<Vec<String>>, _>(name)?.map(Value::List),
        };
        if let Some(value) = value {
            facts.values.insert(attribute, value);
        }
    }
    let opened = |column: &str| -> Result<Option<String>> {
        keyring.open_opt(Seal::Phone, row.try_get::<Option<&[u8]>, _>(column)?)
    };
    let typed = opened("sealed_typed")?;
    if let Some(phone) = opened("sealed_e164")?.or(typed) {
        facts.values.insert(Attribute::MobileNumber, Value::Text(phone));
    }
    for (attribute, column) in
        [(Attribute::ReferrerDomain, "referrer"), (Attribute::LastReferrerDomain, "last_referrer")]
    {
        let referrer: Option<String> = row.try_get(column)?;
        if let Some(domain) = referrer.as_deref().and_then(derived::referrer_domain) {
            facts.values.insert(attribute, Value::Text(domain));
        }
    }
    if let Some(Json::Object(traits)) = row.try_get("traits")? {
        facts.traits = traits;
    }
    Ok(())
}

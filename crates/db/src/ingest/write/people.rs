//! Profiles: new ones, changed ones, and totals recounted from rows.

use super::super::{person::Person, state::State};
use crate::{
    Error, Result,
    profiles::{SealedPhone, seal_phone},
    sealed::Field,
};
use chrono::{DateTime, NaiveDate, Utc};
use patron_domain::consent::{ConsentBasis, ConsentState};
use rust_decimal::Decimal;
use sqlx::PgConnection;
use uuid::Uuid;

/// The columns of some people, one list a column, as `unnest` takes them.
struct Lists {
    ids: Vec<Uuid>,
    emails: Vec<String>,
    names: Vec<Option<String>>,
    typed: Vec<Option<Vec<u8>>>,
    e164: Vec<Option<Vec<u8>>>,
    index: Vec<Option<Vec<u8>>>,
    last4: Vec<Option<Vec<u8>>>,
    phone_countries: Vec<Option<String>>,
    locations: Vec<Option<String>>,
    /// JSON arrays: a list of lists would be a matrix.
    categories: Vec<serde_json::Value>,
    statuses: Vec<String>,
    signups: Vec<DateTime<Utc>>,
    verified: Vec<bool>,
    linked: Vec<Option<DateTime<Utc>>>,
    marketing: Vec<bool>,
    states: [Vec<String>; 3],
    bases: [Vec<Option<String>>; 3],
    changed: [Vec<Option<DateTime<Utc>>>; 3],
    opening_orders: Vec<i32>,
    opening_spent: Vec<Decimal>,
    opening_logins: Vec<i32>,
    opening_last: Vec<Option<DateTime<Utc>>>,
    opening_as_of: Vec<Option<NaiveDate>>,
    ips: Vec<Option<Vec<u8>>>,
    agents: Vec<Option<Vec<u8>>>,
    guessed: Vec<bool>,
}

impl Lists {
    fn of(state: &State<'_>, people: &[&Person]) -> Result<Self> {
        let keyring = state.ctx.keyring;
        let phones: Vec<Option<SealedPhone>> = people
            .iter()
            .map(|p| p.now.phone.as_ref().map(|phone| seal_phone(keyring, phone)).transpose())
            .collect::<Result<_>>()?;
        let phone = |f: fn(&SealedPhone) -> Option<&Vec<u8>>| {
            phones.iter().map(|p| p.as_ref().and_then(f).cloned()).collect::<Vec<_>>()
        };
        let consent = |channel: usize| people.iter().map(move |p| &p.now.consents[channel]);
        let states = |c| consent(c).map(|x| x.state.as_str().to_owned()).collect();
        let bases = |c| consent(c).map(|x| x.basis.map(ConsentBasis::as_str).map(str::to_owned)).collect();
        let changed = |c| consent(c).map(|x| x.changed_at).collect();
        let sealed = |field: Field, f: fn(&Person) -> Option<&str>| {
            people.iter().map(|p| keyring.seal_opt(field, f(p))).collect::<Result<Vec<_>>>()
        };
        Ok(Self {
            ids: people.iter().map(|p| p.id.0).collect(),
            emails: people.iter().map(|p| p.now.email.clone()).collect(),
            names: people.iter().map(|p| p.now.full_name.clone()).collect(),
            typed: phone(|p| Some(&p.typed)),
            e164: phone(|p| p.e164.as_ref()),
            index: phone(|p| Some(&p.index)),
            last4: phone(|p| p.last4.as_ref()),
            phone_countries: phones.iter().map(|p| p.as_ref().and_then(|p| p.country.clone())).collect(),
            locations: people.iter().map(|p| p.now.location.clone()).collect(),
            categories: people.iter().map(|p| serde_json::json!(p.now.categories)).collect(),
            statuses: people.iter().map(|p| p.now.status.as_str().to_owned()).collect(),
            signups: people.iter().map(|p| p.now.signup_date).collect(),
            verified: people.iter().map(|p| p.now.email_verified).collect(),
            linked: people.iter().map(|p| p.now.linked_at).collect(),
            marketing: people
                .iter()
                .map(|p| p.now.consents.iter().any(|c| c.state == ConsentState::Subscribed))
                .collect(),
            states: [states(0), states(1), states(2)],
            bases: [bases(0), bases(1), bases(2)],
            changed: [changed(0), changed(1), changed(2)],
            opening_orders: people.iter().map(|p| p.now.opening.orders).collect(),
            opening_spent: people.iter().map(|p| p.now.opening.spent.amount()).collect(),
            opening_logins: people.iter().map(|p| p.now.opening.logins).collect(),
            opening_last: people.iter().map(|p| p.now.opening.last_login_at).collect(),
            opening_as_of: people.iter().map(|p| p.now.opening.as_of).collect(),
            ips: sealed(Field::IpAddress, |p| p.now.ip_address.as_deref())?,
            agents: sealed(Field::UserAgent, |p| p.now.user_agent.as_deref())?,
            guessed: people.iter().map(|p| p.now.location_guessed).collect(),
        })
    }
}

/// Stores new profiles, in the order of their addresses, with totals that are their opening balance.
///
/// # Errors
/// `Retry` when somebody else made one of them meanwhile.
pub async fn insert(conn: &mut PgConnection, state: &State<'_>) -> Result<()> {
    let mut people: Vec<&Person> = state.people.iter().filter(|p| p.is_new).collect();
    if people.is_empty() {
        return Ok(());
    }
    people.sort_by_cached_key(|p| patron_domain::email::fold(&p.now.email));
    let l = Lists::of(state, &people)?;
    let methods: Vec<String> = people.iter().map(|p| p.signup_method.as_str().to_owned()).collect();
    let sources: Vec<String> = people.iter().map(|p| p.source.as_str().to_owned()).collect();
    let touch = |f: fn(&Person) -> Option<&String>| people.iter().map(|p| f(p).cloned()).collect::<Vec<_>>();
    let done = sqlx::query!(
        "insert into customer_profiles (id, email, full_name, mobile_number, mobile_e164, mobile_index,
           mobile_last4_index, phone_country, location, preferred_categories, status, signup_date, email_verified,
           marketing_consent, email_consent, email_consent_basis, email_consent_at, sms_consent, sms_consent_basis,
           sms_consent_at, whatsapp_consent, whatsapp_consent_basis, whatsapp_consent_at, opening_orders,
           opening_spent, opening_logins, opening_last_login_at, opening_as_of, ip_address, user_agent, signup_method,
           source, utm_source, utm_medium, utm_campaign, referrer, landing_path, total_orders, total_spent,
           lifetime_value, login_count, last_login_at, location_guessed, created_at, updated_at,
           last_utm_source, last_utm_medium, last_utm_campaign, last_referrer, last_landing_path)
         select t.id, t.email, t.name, t.typed, t.e164, t.phone_index, t.last4, t.phone_country, t.location,
           array(select jsonb_array_elements_text(t.categories)), t.status, t.signup, t.verified, t.marketing,
           t.es, t.eb, t.ea, t.ss, t.sb, t.sa, t.ws, t.wb, t.wa, t.oo, t.os, t.ol, t.oll, t.oa, t.ip, t.agent,
           t.method, t.source, t.us, t.um, t.uc, t.referrer, t.landing, t.oo, t.os, t.os, t.ol, t.oll, t.guessed,
           $38, $38, t.lus, t.lum, t.luc, t.last_referrer, t.last_landing
         from unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[],
           $8::text[], $9::text[], $10::jsonb[], $11::text[], $12::timestamptz[], $13::bool[], $14::bool[],
           $15::text[], $16::text[], $17::timestamptz[], $18::text[], $19::text[], $20::timestamptz[], $21::text[],
           $22::text[], $23::timestamptz[], $24::int[], $25::numeric[], $26::int[], $27::timestamptz[], $28::date[],
           $29::bytea[], $30::bytea[], $31::text[], $32::text[], $33::text[], $34::text[], $35::text[], $36::text[],
           $37::text[], $39::bool[], $40::text[], $41::text[], $42::text[], $43::text[], $44::text[])
           as t (id, email, name, typed, e164, phone_index, last4, phone_country, location, categories, status,
             signup, verified, marketing, es, eb, ea, ss, sb, sa, ws, wb, wa, oo, os, ol, oll, oa, ip, agent, method,
             source, us, um, uc, referrer, landing, guessed, lus, lum, luc, last_referrer, last_landing)
         on conflict do nothing",
        &l.ids,
        &l.emails,
        &l.names as &[Option<String>],
        &l.typed as &[Option<Vec<u8>>],
        &l.e164 as &[Option<Vec<u8>>],
        &l.index as &[Option<Vec<u8>>],
        &l.last4 as &[Option<Vec<u8>>],
        &l.phone_countries as &[Option<String>],
        &l.locations as &[Option<String>],
        &l.categories,
        &l.statuses,
        &l.signups,
        &l.verified,
        &l.marketing,
        &l.states[0],
        &l.bases[0] as &[Option<String>],
        &l.changed[0] as &[Option<DateTime<Utc>>],
        &l.states[1],
        &l.bases[1] as &[Option<String>],
        &l.changed[1] as &[Option<DateTime<Utc>>],
        &l.states[2],
        &l.bases[2] as &[Option<String>],
        &l.changed[2] as &[Option<DateTime<Utc>>],
        &l.opening_orders,
        &l.opening_spent,
        &l.opening_logins,
        &l.opening_last as &[Option<DateTime<Utc>>],
        &l.opening_as_of as &[Option<NaiveDate>],
        &l.ips as &[Option<Vec<u8>>],
        &l.agents as &[Option<Vec<u8>>],
        &methods,
        &sources,
        &touch(|p| p.touch.utm_source.as_ref()) as &[Option<String>],
        &touch(|p| p.touch.utm_medium.as_ref()) as &[Option<String>],
        &touch(|p| p.touch.utm_campaign.as_ref()) as &[Option<String>],
        &touch(|p| p.touch.referrer.as_ref()) as &[Option<String>],
        &touch(|p| p.touch.landing_path.as_ref()) as &[Option<String>],
        state.ctx.now,
        &l.guessed,
        &touch(|p| p.last_touch.utm_source.as_ref()) as &[Option<String>],
        &touch(|p| p.last_touch.utm_medium.as_ref()) as &[Option<String>],
        &touch(|p| p.last_touch.utm_campaign.as_ref()) as &[Option<String>],
        &touch(|p| p.last_touch.referrer.as_ref()) as &[Option<String>],
        &touch(|p| p.last_touch.landing_path.as_ref()) as &[Option<String>]
    )
    .execute(conn)
    .await?;
    if done.rows_affected() < people.len() as u64 {
        return Err(Error::raced("a profile"));
    }
    Ok(())
}

/// Stores what changed on known profiles, apart from logins and totals.
///
/// # Errors
/// `Conflict` when a new address belongs to somebody else.
pub async fn update(conn: &mut PgConnection, state: &State<'_>) -> Result<()> {
    let people: Vec<&Person> = state.people.iter().filter(|p| p.columns_changed()).collect();
    if people.is_empty() {
        return Ok(());
    }
    let l = Lists::of(state, &people)?;
    sqlx::query!(
        "update customer_profiles p set email = t.email, full_name = t.name,
           mobile_number = coalesce(t.typed, p.mobile_number),
           mobile_e164 = case when t.typed is null then p.mobile_e164 else t.e164 end,
           mobile_index = coalesce(t.phone_index, p.mobile_index),
           mobile_last4_index = case when t.typed is null then p.mobile_last4_index else t.last4 end,
           phone_country = case when t.typed is null then p.phone_country else t.phone_country end,
           location = t.location, location_guessed = t.guessed,
           preferred_categories = array(select jsonb_array_elements_text(t.categories)),
           status = t.status, signup_date = t.signup, email_verified = t.verified, linked_at = t.linked,
           marketing_consent = t.marketing, email_consent = t.es, email_consent_basis = t.eb, email_consent_at = t.ea,
           sms_consent = t.ss, sms_consent_basis = t.sb, sms_consent_at = t.sa, whatsapp_consent = t.ws,
           whatsapp_consent_basis = t.wb, whatsapp_consent_at = t.wa, opening_orders = t.oo, opening_spent = t.os,
           opening_logins = t.ol, opening_last_login_at = t.oll, opening_as_of = t.oa,
           ip_address = coalesce(p.ip_address, t.ip), user_agent = coalesce(p.user_agent, t.agent)
         from unnest($1::uuid[], $2::text[], $3::text[], $4::bytea[], $5::bytea[], $6::bytea[], $7::bytea[],
           $8::text[], $9::text[], $10::jsonb[], $11::text[], $12::timestamptz[], $13::bool[], $14::timestamptz[],
           $15::bool[], $16::text[], $17::text[], $18::timestamptz[], $19::text[], $20::text[], $21::timestamptz[],
           $22::text[], $23::text[], $24::timestamptz[], $25::int[], $26::numeric[], $27::int[], $28::timestamptz[],
           $29::date[], $30::bytea[], $31::bytea[], $32::bool[])
           as t (id, email, name, typed, e164, phone_index, last4, phone_country, location, categories, status,
             signup, verified, linked, marketing, es, eb, ea, ss, sb, sa, ws, wb, wa, oo, os, ol, oll, oa, ip, agent,
             guessed)
         where p.id = t.id",
        &l.ids,
        &l.emails,
        &l.names as &[Option<String>],
        &l.typed as &[Option<Vec<u8>>],
        &l.e164 as &[Option<Vec<u8>>],
        &l.index as &[Option<Vec<u8>>],
        &l.last4 as &[Option<Vec<u8>>],
        &l.phone_countries as &[Option<String>],
        &l.locations as &[Option<String>],
        &l.categories,
        &l.statuses,
        &l.signups,
        &l.verified,
        &l.linked as &[Option<DateTime<Utc>>],
        &l.marketing,
        &l.states[0],
        &l.bases[0] as &[Option<String>],
        &l.changed[0] as &[Option<DateTime<Utc>>],
        &l.states[1],
        &l.bases[1] as &[Option<String>],
        &l.changed[1] as &[Option<DateTime<Utc>>],
        &l.states[2],
        &l.bases[2] as &[Option<String>],
        &l.changed[2] as &[Option<DateTime<Utc>>],
        &l.opening_orders,
        &l.opening_spent,
        &l.opening_logins,
        &l.opening_last as &[Option<DateTime<Utc>>],
        &l.opening_as_of as &[Option<NaiveDate>],
        &l.ips as &[Option<Vec<u8>>],
        &l.agents as &[Option<Vec<u8>>],
        &l.guessed
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Recounts totals of people whose orders or opening balance changed.
pub async fn recount(conn: &mut PgConnection, state: &State<'_>) -> Result<()> {
    let opening_moved = |p: &&Person| p.before.as_ref().is_some_and(|before| before.opening != p.now.opening);
    let orders: Vec<Uuid> =
        state.people.iter().filter(|p| p.orders_changed || opening_moved(p)).map(|p| p.id.0).collect();
    crate::orders::recount_all(conn, &orders).await?;
    let logins: Vec<Uuid> = state.people.iter().filter(opening_moved).map(|p| p.id.0).collect();
    if logins.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "update customer_profiles p set login_count = p.opening_logins + coalesce(l.n, 0),
           last_login_at = greatest(p.opening_last_login_at, l.last_at)
         from unnest($1::uuid[]) as t (id) left join lateral (
           select count(*)::int as n, max(login_time) as last_at from login_activities
           where customer_id = t.id and success) l on true
         where p.id = t.id",
        &logins
    )
    .execute(conn)
    .await?;
    Ok(())
}

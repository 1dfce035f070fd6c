//! People.

use super::strangers;
use crate::{
    Error, Result,
    error::stored,
    ingest::{
        act::Act,
        event::Incoming,
        identity::Traits,
        person::{Columns, Logins, Opening, Person},
        state::State,
    },
    profiles::FirstTouch,
    rows::Consent,
};
use patron_domain::{
    consent::Channel,
    customer::{SignupMethod, Source},
    ids::{CustomerId, UserId},
    money::Money,
};
use sqlx::PgConnection;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The people that events speak of, that ids belong to and that own the orders: locked.
pub async fn load(
    conn: &mut PgConnection,
    state: &mut State<'_>,
    events: &[Incoming],
    owners: &[Uuid],
) -> Result<()> {
    // as they were said: how the database folds the case of letters depends on its locale
    let mut said: BTreeMap<String, String> = BTreeMap::new();
    for event in events {
        let row = if let Act::Import(import) = &event.act { Some(&import.row.email) } else { None };
        for email in [event.who.email.as_ref(), row].into_iter().flatten() {
            said.insert(email.folded(), email.as_str().to_owned());
        }
    }
    let mut ids: BTreeSet<Uuid> = owners.iter().copied().collect();
    ids.extend(state.ids.rows().iter().filter_map(|row| row.customer).map(|c| c.0));
    if said.is_empty() && ids.is_empty() {
        return Ok(());
    }
    let (emails, texts): (Vec<String>, Vec<String>) = said.into_iter().unzip();
    // an address whose profile went into another one means that one; but a file's rows say what they say
    let importing = events.iter().any(|e| matches!(e.act, Act::Import(_)));
    let kept = if importing { Vec::new() } else { crate::merges::kept_by_emails(conn, &emails).await? };
    ids.extend(kept.iter().map(|(_, id)| id.0));
    let ids: Vec<Uuid> = ids.into_iter().collect();
    let rows = sqlx::query!(
        r#"select p.id, p.user_id, p.email, p.full_name, p.mobile_number is not null as "has_phone!", p.location,
             p.location_guessed, p.preferred_categories, p.status, p.signup_date, p.signup_method, p.source,
             p.email_verified, p.linked_at,
             p.email_consent, p.email_consent_basis, p.email_consent_at, p.sms_consent, p.sms_consent_basis,
             p.sms_consent_at, p.whatsapp_consent, p.whatsapp_consent_basis, p.whatsapp_consent_at, p.last_login_at,
             p.ip_address is not null as "has_ip!", p.user_agent is not null as "has_agent!", p.opening_orders,
             p.opening_spent, p.opening_logins, p.opening_last_login_at, p.opening_as_of,
             coalesce((select u.email_verified_at is null from users u where u.id = p.user_id), false) as "unverified!"
         from customer_profiles p
         where p.status <> 'erased'
           and (lower(p.email) = any(array(select lower(e) from unnest($1::text[]) as e)) or p.id = any($2))
         order by p.id for no key update of p"#,
        &texts,
        &ids
    )
    .fetch_all(&mut *conn)
    .await?;
    for r in rows {
        let consent = |channel, state: &str, basis: Option<String>, changed_at| {
            Ok::<_, Error>(Consent {
                channel,
                state: stored(state, "consent")?,
                basis: basis.map(|b| stored(&b, "basis")).transpose()?,
                changed_at,
            })
        };
        let columns = Columns {
            email: r.email.unwrap_or_default(),
            full_name: r.full_name,
            phone: None,
            location: r.location,
            location_guessed: r.location_guessed,
            categories: r.preferred_categories,
            status: stored(&r.status, "status")?,
            signup_date: r.signup_date,
            email_verified: r.email_verified,
            linked_at: r.linked_at,
            consents: [
                consent(Channel::Email, &r.email_consent, r.email_consent_basis, r.email_consent_at)?,
                consent(Channel::Sms, &r.sms_consent, r.sms_consent_basis, r.sms_consent_at)?,
                consent(
                    Channel::Whatsapp,
                    &r.whatsapp_consent,
                    r.whatsapp_consent_basis,
                    r.whatsapp_consent_at,
                )?,
            ],
            opening: Opening {
                orders: r.opening_orders,
                spent: Money::trusted(r.opening_spent),
                logins: r.opening_logins,
                last_login_at: r.opening_last_login_at,
                as_of: r.opening_as_of,
            },
            ip_address: None,
            user_agent: None,
        };
        state.add_person(Person {
            id: CustomerId(r.id),
            is_new: false,
            user_id: r.user_id.map(UserId),
            unverified: r.unverified,
            has_phone: r.has_phone,
            has_ip: r.has_ip,
            has_agent: r.has_agent,
            last_login_at: r.last_login_at,
            before: Some(columns.clone()),
            now: columns,
            logins: Logins::default(),
            signup_method: stored::<SignupMethod>(&r.signup_method, "signup_method")?,
            source: stored::<Source>(&r.source, "source")?,
            touch: FirstTouch::default(),
            last_touch: FirstTouch::default(),
            orders_changed: false,
            traits: Traits::new(),
        });
    }
    for (email, id) in kept {
        if let Some(at) = state.by_id.get(&id).copied() {
            state.by_email.entry(email).or_insert(at);
        }
    }
    strangers::find(conn, state, emails.into_iter().zip(texts), importing).await?;
    strangers::user_ids(conn, state, events).await
}

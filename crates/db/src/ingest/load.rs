//! Reads and locks what a batch touches: orders' locks, foreign ids, profiles, orders, each in key order.

use super::{
    event::{Act, Incoming},
    identity::{IdKind, Identity, Traits},
    order::{OrderKey, OrderRow},
    person::{Columns, Logins, Opening, Person},
    state::{State, WaitKey, waits_for_order, waits_for_person},
};
use crate::{
    Error, Result, error::stored, orders::NewOrder, profiles::FirstTouch, rows::Consent, sealed::Field,
};
use chrono::{DateTime, Utc};
use patron_domain::{
    consent::Channel,
    customer::{SignupMethod, Source},
    ids::{CustomerId, UserId},
    money::Money,
};
use rust_decimal::Decimal;
use sqlx::PgConnection;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use uuid::Uuid;

/// Orders share so many locks: two batches that speak of different orders may wait for one another, and all locks of
/// a batch fit into the server's table of locks.
const ORDER_LOCKS: u8 = 255;
/// The first half of those advisory locks' keys (rollup slots have 7106).
const ORDER_LOCK: i32 = 7107;
/// So many events that waited for people are done by one batch: a public key can make any number wait.
const WAITED_MAX: i64 = 1000;

/// Loads everything.
pub(super) async fn all(conn: &mut PgConnection, state: &mut State<'_>, events: &[Incoming]) -> Result<()> {
    let mut orders: BTreeSet<OrderKey> = events.iter().filter_map(order_key).collect();
    lock_orders(conn, &orders, state.alone, events).await?;
    identities(conn, state, events).await?;
    let brought: BTreeSet<OrderKey> = events.iter().filter_map(placed).collect();
    waiting(conn, state, brought.iter().map(waits_for_order).collect(), None).await?;
    let people_keys = people_waited_for(state, events);
    let waited = waiting(conn, state, people_keys, Some(WAITED_MAX)).await?;
    // an order that waited for its person may be waited for itself
    let more: BTreeSet<OrderKey> =
        waited.iter().filter_map(placed).filter(|key| !brought.contains(key)).collect();
    if !more.is_empty() {
        try_lock_orders(conn, &more).await?;
        waiting(conn, state, more.iter().map(waits_for_order).collect(), None).await?;
        orders.extend(more);
    }
    let owners = owners(conn, &orders).await?;
    people(conn, state, events, &owners).await?;
    imported_ids(conn, state, events).await?;
    load_orders(conn, state, &orders).await
}

fn order_key(event: &Incoming) -> Option<OrderKey> {
    match &event.act {
        Act::Order(o) => Some((o.order.source.clone(), o.order.order_id.clone())),
        Act::OrderChange(c) => Some((c.source.clone(), c.order_id.clone())),
        _ => None,
    }
}

/// The order that an event brings.
fn placed(event: &Incoming) -> Option<OrderKey> {
    order_key(event).filter(|_| matches!(event.act, Act::Order(_)))
}

fn lock_numbers(orders: &BTreeSet<OrderKey>) -> Vec<i32> {
    let locks: BTreeSet<i32> =
        orders.iter().map(|key| i32::from(waits_for_order(key)[0] % ORDER_LOCKS)).collect();
    locks.into_iter().collect()
}

/// The locks of orders that are only known when ids are locked, after which nobody may be waited for.
async fn try_lock_orders(conn: &mut PgConnection, orders: &BTreeSet<OrderKey>) -> Result<()> {
    let got = sqlx::query_scalar!(
        r#"select bool_and(pg_try_advisory_xact_lock_shared($1, l)) as "got!" from unnest($2::int[]) as l"#,
        ORDER_LOCK,
        &lock_numbers(orders)
    )
    .fetch_one(conn)
    .await?;
    if got { Ok(()) } else { Err(Error::raced("an order")) }
}

/// Whoever writes an order holds its lock together with others, whoever makes an event wait for one holds it alone.
async fn lock_orders(
    conn: &mut PgConnection,
    orders: &BTreeSet<OrderKey>,
    alone: bool,
    events: &[Incoming],
) -> Result<()> {
    // changes of known orders need none
    if orders.is_empty() || !(alone || events.iter().any(|e| matches!(e.act, Act::Order(_)))) {
        return Ok(());
    }
    let locks = lock_numbers(orders);
    if alone {
        sqlx::query!(
            "select count(pg_advisory_xact_lock($1, l)) from unnest($2::int[]) as l",
            ORDER_LOCK,
            &locks
        )
        .fetch_one(conn)
        .await?;
    } else {
        sqlx::query!(
            "select count(pg_advisory_xact_lock_shared($1, l)) from unnest($2::int[]) as l",
            ORDER_LOCK,
            &locks
        )
        .fetch_one(conn)
        .await?;
    }
    Ok(())
}

async fn identities(conn: &mut PgConnection, state: &mut State<'_>, events: &[Incoming]) -> Result<()> {
    let mut wanted: BTreeSet<(&str, &str)> = BTreeSet::new();
    for event in events {
        wanted.extend(event.who.user_id.as_deref().map(|v| (IdKind::User.as_str(), v)));
        wanted.extend(event.who.anonymous_id.as_deref().map(|v| (IdKind::Anonymous.as_str(), v)));
        if let Act::Alias(alias) = &event.act {
            wanted.extend(IdKind::ALL.iter().map(|kind| (kind.as_str(), alias.previous.as_str())));
        }
    }
    if wanted.is_empty() {
        return Ok(());
    }
    let (kinds, values): (Vec<String>, Vec<String>) =
        wanted.into_iter().map(|(k, v)| (k.to_owned(), v.to_owned())).unzip();
    // with an id that has no customer all ids beside it: they get one, move and give their traits together
    let rows = sqlx::query!(
        "with named as (
           select n.id, n.root_id, n.customer_id from identities n
           where n.source = 'shop' and (n.kind, n.value) in (select * from unnest($1::text[], $2::text[])))
         select i.id, i.kind, i.value, i.customer_id, i.root_id, i.traits, i.trait_times from identities i
         where i.id in (
           select id from named
           union select s.id from identities s
           where s.root_id in (select root_id from named where customer_id is null))
         order by i.id for no key update of i",
        &kinds,
        &values
    )
    .fetch_all(&mut *conn)
    .await?;
    let alone: Vec<Uuid> = rows.iter().filter(|r| r.customer_id.is_none()).map(|r| r.root_id).collect();
    let locked: Vec<Uuid> = rows.iter().map(|r| r.id).collect();
    for r in rows {
        state.ids.add(Identity {
            id: r.id,
            kind: stored(&r.kind, "identities.kind")?,
            value: r.value,
            customer: r.customer_id.map(CustomerId),
            root: r.root_id,
            is_new: false,
            traits: traits(r.traits, r.trait_times),
            traits_changed: false,
        });
    }
    if alone.is_empty() {
        return Ok(());
    }
    let joined = sqlx::query_scalar!(
        r#"select exists (select from identities where root_id = any($1) and id <> all($2)) as "joined!""#,
        &alone,
        &locked
    )
    .fetch_one(conn)
    .await?;
    if joined { Err(Error::raced("an id")) } else { Ok(()) }
}

/// Traits and their times, which stand in two objects.
pub(super) fn traits(values: serde_json::Value, times: serde_json::Value) -> Traits {
    let (serde_json::Value::Object(values), times) = (values, times) else { return Traits::new() };
    values
        .into_iter()
        .map(|(key, value)| {
            let at = times.get(&key).and_then(|t| t.as_str()).and_then(|t| t.parse().ok());
            let at: DateTime<Utc> = at.unwrap_or(DateTime::UNIX_EPOCH);
            (key, (value.to_string(), at))
        })
        .collect()
}

/// The keys of what waits for people and may be released: by an event that may link, or that names ids which were
/// linked by a public key and so have released nothing yet.
fn people_waited_for(state: &State<'_>, events: &[Incoming]) -> BTreeSet<WaitKey> {
    let mut keys = BTreeSet::new();
    for event in events.iter().filter(|event| event.trusted) {
        let mut named = vec![
            (IdKind::User, event.who.user_id.as_deref()),
            (IdKind::Anonymous, event.who.anonymous_id.as_deref()),
        ];
        if let Act::Alias(alias) = &event.act {
            named.extend(IdKind::ALL.iter().map(|kind| (*kind, Some(alias.previous.as_str()))));
        }
        for (kind, value) in named {
            let Some(at) = value.and_then(|value| state.ids.find(kind, value)) else { continue };
            let row = state.ids.row(at);
            if row.customer.is_some() || State::may_link(event) {
                keys.insert(waits_for_person(row.root));
            }
        }
    }
    keys
}

/// Events that wait for what this batch may bring, the oldest first; the next batch takes what is beyond `most`.
async fn waiting(
    conn: &mut PgConnection,
    state: &mut State<'_>,
    keys: BTreeSet<WaitKey>,
    most: Option<i64>,
) -> Result<Vec<Incoming>> {
    if keys.is_empty() {
        return Ok(Vec::new());
    }
    let keys: Vec<Vec<u8>> = keys.into_iter().map(|k| k.to_vec()).collect();
    let rows = sqlx::query!(
        "select id, waits_for, event from waiting_events where waits_for = any($1)
         order by received_at, id limit $2",
        &keys,
        most
    )
    .fetch_all(conn)
    .await?;
    let mut all = Vec::with_capacity(rows.len());
    for r in rows {
        let text = state.ctx.keyring.open(Field::Event, &r.event)?;
        let event: Incoming =
            serde_json::from_str(&text).map_err(|e| Error::Corrupt(format!("waiting event: {e}")))?;
        let key = WaitKey::try_from(r.waits_for).map_err(|_| Error::Corrupt("waits_for".into()))?;
        all.push(event.clone());
        state.waited.entry(key).or_default().push((r.id, event));
    }
    Ok(all)
}

/// Whose the orders are; not locked yet.
async fn owners(conn: &mut PgConnection, orders: &BTreeSet<OrderKey>) -> Result<Vec<Uuid>> {
    if orders.is_empty() {
        return Ok(Vec::new());
    }
    let (sources, ids): (Vec<String>, Vec<String>) = orders.iter().cloned().unzip();
    let owners = sqlx::query_scalar!(
        "select distinct o.customer_id from orders o
         join unnest($1::text[], $2::text[]) as t (source, order_id) on o.source = t.source and o.order_id = t.order_id",
        &sources,
        &ids
    )
    .fetch_all(conn)
    .await?;
    Ok(owners)
}

async fn people(
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
            orders_changed: false,
            traits: BTreeMap::new(),
        });
    }
    for (email, id) in kept {
        if let Some(at) = state.by_id.get(&id).copied() {
            state.by_email.entry(email).or_insert(at);
        }
    }
    strangers(conn, state, emails.into_iter().zip(texts), importing).await?;
    user_ids(conn, state, events).await
}

/// Addresses that nobody was found for, once more now that the others are locked: the profile may have gone into
/// another one, or come, this moment; and one whose case the database folds in its own way is known after all.
async fn strangers(
    conn: &mut PgConnection,
    state: &mut State<'_>,
    said: impl Iterator<Item = (String, String)>,
    importing: bool,
) -> Result<()> {
    let (emails, texts): (Vec<String>, Vec<String>) =
        said.filter(|(email, _)| !state.by_email.contains_key(email)).unzip();
    if emails.is_empty() {
        return Ok(());
    }
    let rows = sqlx::query!(
        r#"select e.email as "email!", p.id from unnest($1::text[], $2::text[]) as e (email, said)
         join customer_profiles p on lower(p.email) = lower(e.said) and p.status <> 'erased'"#,
        &emails,
        &texts
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut found: Vec<(String, CustomerId)> = rows.into_iter().map(|r| (r.email, r.id.into())).collect();
    if !importing {
        found.extend(crate::merges::kept_by_emails(conn, &emails).await?);
    }
    for (email, id) in found {
        let at = state.by_id.get(&id).copied().ok_or_else(|| Error::raced("a profile"))?;
        state.by_email.entry(email).or_insert(at);
    }
    Ok(())
}

/// The user ids of people that came by address and id: a second user id under one address is not joined.
async fn user_ids(conn: &mut PgConnection, state: &mut State<'_>, events: &[Incoming]) -> Result<()> {
    let both = |e: &&Incoming| e.who.email.is_some() && e.who.user_id.is_some();
    let people: Vec<Uuid> = events
        .iter()
        .filter(both)
        .filter_map(|e| e.who.email.as_ref())
        .filter_map(|e| state.by_email.get(&e.folded()))
        .map(|at| state.people[*at].id.0)
        .collect();
    if people.is_empty() {
        return Ok(());
    }
    let rows = sqlx::query!(
        r#"select customer_id as "customer_id!", value from identities
         where customer_id = any($1) and kind = 'user_id' and source = 'shop'"#,
        &people
    )
    .fetch_all(conn)
    .await?;
    let mut known: HashMap<CustomerId, Vec<String>> = HashMap::new();
    for r in rows {
        known.entry(CustomerId(r.customer_id)).or_default().push(r.value);
    }
    state.user_ids = known;
    Ok(())
}

/// Profile ids of a file that others have.
async fn imported_ids(conn: &mut PgConnection, state: &mut State<'_>, events: &[Incoming]) -> Result<()> {
    let wanted: Vec<Uuid> = events
        .iter()
        .filter_map(|e| match &e.act {
            Act::Import(import) => import.row.id,
            _ => None,
        })
        .map(|id| id.0)
        .collect();
    if !wanted.is_empty() {
        let taken = sqlx::query_scalar!(
            r#"select id as "id!" from customer_profiles where id = any($1)
             union select merged_id from merges where merged_id = any($1) and undone_at is null"#,
            &wanted
        )
        .fetch_all(conn)
        .await?;
        state.taken_ids = taken.into_iter().map(CustomerId).collect();
    }
    Ok(())
}

async fn load_orders(
    conn: &mut PgConnection,
    state: &mut State<'_>,
    orders: &BTreeSet<OrderKey>,
) -> Result<()> {
    if orders.is_empty() {
        return Ok(());
    }
    let (sources, ids): (Vec<String>, Vec<String>) = orders.iter().cloned().unzip();
    let rows = sqlx::query!(
        r#"select o.id, o.customer_id, o.source, o.order_id, o.status, o.payment_status, o.payment_method,
             o.currency as "currency!", o.exchange_rate, o.subtotal, o.shipping, o.tax, o.total, o.refunded,
             o.store_total is not null as "converted!", o.city, o.state, o.country::text as country, o.order_date,
             o.event_at
         from orders o
         join unnest($1::text[], $2::text[]) as t (source, order_id) on o.source = t.source and o.order_id = t.order_id"#,
        &sources,
        &ids
    )
    .fetch_all(conn)
    .await?;
    for r in rows {
        let customer = CustomerId(r.customer_id);
        if !state.by_id.contains_key(&customer) {
            // it has come to another customer since its owner was looked up, or that one was erased
            return Err(Error::raced("an order's customer"));
        }
        let rate = r.exchange_rate.or(r.converted.then_some(Decimal::ONE));
        state.add_order(OrderRow {
            id: r.id.into(),
            customer,
            is_new: false,
            changed: false,
            order: NewOrder {
                source: r.source,
                order_id: r.order_id,
                status: stored(&r.status, "orders.status")?,
                payment_status: stored(&r.payment_status, "orders.payment_status")?,
                payment_method: r.payment_method,
                currency: r.currency,
                exchange_rate: r.exchange_rate,
                subtotal: Money::trusted(r.subtotal),
                shipping: Money::trusted(r.shipping),
                tax: Money::trusted(r.tax),
                total: Money::trusted(r.total),
                refunded: Money::trusted(r.refunded),
                customer_name: None,
                phone: None,
                address: None,
                pincode: None,
                city: r.city,
                state: r.state,
                country: r.country,
                order_date: r.order_date,
                items: Vec::new(),
            },
            items: None,
            event_at: r.event_at,
            rate,
        });
    }
    Ok(())
}

//! Foreign ids and their traits.

use crate::{
    Error, Result,
    error::stored,
    ingest::{
        act::Act,
        event::Incoming,
        identity::{IdKind, Identity, Traits},
        state::State,
    },
};
use chrono::{DateTime, Utc};
use patron_domain::ids::CustomerId;
use serde_json::value::RawValue;
use sqlx::PgConnection;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// The ids that events name, locked; of those without a customer all that belong together.
pub async fn load(conn: &mut PgConnection, state: &mut State<'_>, events: &[Incoming]) -> Result<()> {
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
        r#"with named as (
           select n.id, n.root_id, n.customer_id from identities n
           where n.source = 'shop' and (n.kind, n.value) in (select * from unnest($1::text[], $2::text[])))
         select i.id, i.kind, i.value, i.customer_id, i.root_id, i.traits::text as "traits!",
           i.trait_times
         from identities i
         where i.id in (
           select id from named
           union select s.id from identities s
           where s.root_id in (select root_id from named where customer_id is null))
         order by i.id for no key update of i"#,
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
            traits: traits(&r.traits, &r.trait_times),
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

/// Traits and their times, which stand in two objects. Of the first the text is read: a number would lose digits.
pub fn traits(values: &str, times: &serde_json::Value) -> Traits {
    let values: BTreeMap<String, Box<RawValue>> = serde_json::from_str(values).unwrap_or_default();
    values
        .into_iter()
        .map(|(key, value)| {
            let at = times.get(&key).and_then(|t| t.as_str()).and_then(|t| t.parse().ok());
            let at: DateTime<Utc> = at.unwrap_or(DateTime::UNIX_EPOCH);
            (key, (value.get().to_owned(), at))
        })
        .collect()
}

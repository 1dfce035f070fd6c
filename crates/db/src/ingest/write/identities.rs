//! Foreign ids, and traits before and after there is a profile.

use super::super::{
    identity::{Traits, join_traits},
    load,
    state::{State, waits_for_person},
};
use crate::{Error, Result};
use serde_json::{Map, Value, value::RawValue};
use sqlx::PgConnection;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Writes new ids, what was joined and what was linked.
pub async fn write(conn: &mut PgConnection, state: &State<'_>) -> Result<()> {
    insert(conn, state).await?;
    for (from, to) in &state.ids.moved {
        sqlx::query!(
            "with moved as (
               update identities set root_id = $2 where root_id = $1),
             waits as (
               update waiting_events set waits_for = $4 where waits_for = $3)
             update events set root_id = $2 where root_id = $1 and customer_id is null",
            from,
            to,
            &waits_for_person(*from)[..],
            &waits_for_person(*to)[..]
        )
        .execute(&mut *conn)
        .await?;
    }
    for (root, customer) in &state.ids.linked {
        // those that are the customer's already may be locked by others
        sqlx::query!(
            "update identities set customer_id = $2, traits = '{}', trait_times = '{}'
             where root_id = $1 and customer_id is distinct from $2",
            root,
            customer.0
        )
        .execute(&mut *conn)
        .await?;
        sqlx::query!(
            "update events set customer_id = $2 where root_id = $1 and customer_id is null",
            root,
            customer.0
        )
        .execute(&mut *conn)
        .await?;
    }
    traits_of_ids(conn, state).await?;
    traits_of_people(conn, state).await
}

/// In the order of their values, so that two batches with the same new ids don't wait for one another crosswise.
async fn insert(conn: &mut PgConnection, state: &State<'_>) -> Result<()> {
    let mut rows: Vec<_> = state.ids.rows().iter().filter(|row| row.is_new).collect();
    if rows.is_empty() {
        return Ok(());
    }
    rows.sort_by(|a, b| (a.kind, &a.value).cmp(&(b.kind, &b.value)));
    let ids: Vec<Uuid> = rows.iter().map(|r| r.id).collect();
    let kinds: Vec<String> = rows.iter().map(|r| r.kind.as_str().to_owned()).collect();
    let values: Vec<String> = rows.iter().map(|r| r.value.clone()).collect();
    let customers: Vec<Option<Uuid>> = rows.iter().map(|r| r.customer.map(|c| c.0)).collect();
    let roots: Vec<Uuid> = rows.iter().map(|r| r.root).collect();
    let done = sqlx::query!(
        "insert into identities (id, kind, source, value, customer_id, root_id, created_at)
         select t.id, t.kind, 'shop', t.value, t.customer_id, t.root_id, $6
         from unnest($1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::uuid[])
           as t (id, kind, value, customer_id, root_id)
         on conflict on constraint identities_value_key do nothing",
        &ids,
        &kinds,
        &values,
        &customers as &[Option<Uuid>],
        &roots,
        state.ctx.now
    )
    .execute(conn)
    .await?;
    if done.rows_affected() < rows.len() as u64 {
        return Err(Error::raced("an id"));
    }
    Ok(())
}

/// Two objects: values, as the text that they are, because numbers would lose digits; and when each was said.
fn objects(traits: &Traits) -> Result<(String, Value)> {
    let (mut values, mut times) = (BTreeMap::new(), Map::new());
    for (key, (value, at)) in traits {
        // what is no JSON says nothing
        let value: &RawValue = serde_json::from_str(value).unwrap_or(RawValue::NULL);
        values.insert(key.as_str(), value);
        times.insert(key.clone(), Value::String(at.to_rfc3339()));
    }
    let values = serde_json::to_string(&values).map_err(|e| Error::Invalid(e.to_string()))?;
    Ok((values, Value::Object(times)))
}

async fn traits_of_ids(conn: &mut PgConnection, state: &State<'_>) -> Result<()> {
    let (mut ids, mut values, mut times) = (Vec::new(), Vec::new(), Vec::new());
    for row in state.ids.rows().iter().filter(|r| r.traits_changed && r.customer.is_none()) {
        let (v, t) = objects(&row.traits)?;
        ids.push(row.id);
        values.push(v);
        times.push(t);
    }
    if ids.is_empty() {
        return Ok(());
    }
    sqlx::query!(
        "update identities i set traits = t.traits::jsonb, trait_times = t.times
         from unnest($1::uuid[], $2::text[], $3::jsonb[]) as t (id, traits, times) where i.id = t.id",
        &ids,
        &values,
        &times
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// The newest of each trait wins; a report with fewer traits deletes none.
async fn traits_of_people(conn: &mut PgConnection, state: &State<'_>) -> Result<()> {
    let mut people: BTreeMap<Uuid, &Traits> = BTreeMap::new();
    for person in state.people.iter().filter(|p| !p.traits.is_empty()) {
        people.insert(person.id.0, &person.traits);
    }
    if people.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = people.keys().copied().collect();
    let known = sqlx::query!(
        r#"select customer_id, traits::text as "traits!", trait_times from customer_traits
         where customer_id = any($1)"#,
        &ids
    )
    .fetch_all(&mut *conn)
    .await?;
    let mut known: BTreeMap<Uuid, Traits> =
        known.into_iter().map(|r| (r.customer_id, load::traits(&r.traits, &r.trait_times))).collect();
    let (mut values, mut times) = (Vec::new(), Vec::new());
    for (id, said) in &people {
        let traits = known.entry(*id).or_default();
        join_traits(traits, (*said).clone());
        let (v, t) = objects(traits)?;
        values.push(v);
        times.push(t);
    }
    sqlx::query!(
        "insert into customer_traits (customer_id, traits, trait_times)
         select t.id, t.traits::jsonb, t.times
         from unnest($1::uuid[], $2::text[], $3::jsonb[]) as t (id, traits, times)
         on conflict on constraint customer_traits_pkey
           do update set traits = excluded.traits, trait_times = excluded.trait_times",
        &ids,
        &values,
        &times
    )
    .execute(conn)
    .await?;
    Ok(())
}

//! Events, what waits, and what was refused.

use super::super::state::State;
use crate::{Error, Result, sealed::Field};
use sqlx::PgConnection;
use uuid::Uuid;

/// Writes all three.
pub async fn write(conn: &mut PgConnection, state: &State<'_>) -> Result<()> {
    if !state.done.is_empty() {
        sqlx::query!("delete from waiting_events where id = any($1)", &state.done)
            .execute(&mut *conn)
            .await?;
    }
    wait(conn, state).await?;
    reject(conn, state).await?;
    insert(conn, state).await
}

async fn insert(conn: &mut PgConnection, state: &State<'_>) -> Result<()> {
    let rows = &state.events;
    if rows.is_empty() {
        return Ok(());
    }
    let keyring = state.ctx.keyring;
    // an id that was linked after its event was folded
    let customer_of = |root: Option<Uuid>| {
        let row = state.ids.rows().iter().find(|row| Some(row.root) == root)?;
        row.customer.map(|c| c.0)
    };
    // a root that became another's after its event was folded
    let root_of = |mut root: Uuid| {
        for (from, to) in &state.ids.moved {
            if root == *from {
                root = *to;
            }
        }
        root
    };
    let ids: Vec<Uuid> = rows.iter().map(|r| r.id).collect();
    let roots: Vec<Option<Uuid>> = rows.iter().map(|r| r.root.map(root_of)).collect();
    let customers: Vec<Option<Uuid>> = rows
        .iter()
        .zip(&roots)
        .map(|(r, root)| r.customer.map(|c| c.0).or_else(|| customer_of(*root)))
        .collect();
    let kinds: Vec<String> = rows.iter().map(|r| r.record.kind.as_str().to_owned()).collect();
    let names: Vec<String> = rows.iter().map(|r| r.record.name.clone()).collect();
    let properties: Vec<String> = rows.iter().map(|r| r.record.properties.clone()).collect();
    let contexts: Vec<String> = rows.iter().map(|r| r.record.context.clone()).collect();
    let (mut ips, mut agents, mut devices) = (Vec::new(), Vec::new(), Vec::new());
    for r in rows {
        let origin = &r.record.origin;
        ips.push(keyring.seal_opt(Field::IpAddress, origin.ip_address.as_deref())?);
        agents.push(keyring.seal_opt(Field::UserAgent, origin.user_agent.as_deref())?);
        devices.push(origin.device_info.clone().map(|d| d.chars().take(100).collect::<String>()));
    }
    let times: Vec<_> = rows.iter().map(|r| r.at).collect();
    let originals: Vec<_> = rows.iter().map(|r| r.record.original_at).collect();
    let received: Vec<_> = rows.iter().map(|r| r.received_at).collect();
    let keys: Vec<Option<Uuid>> = rows.iter().map(|r| r.key.map(|k| k.0)).collect();
    sqlx::query!(
        "insert into events (id, customer_id, root_id, kind, name, properties, context, ip_address, user_agent,
           device_info, occurred_at, original_at, received_at, key_id)
         select t.id, t.customer_id, t.root_id, t.kind, t.name, t.properties::jsonb, t.context::jsonb, t.ip, t.agent,
           t.device, t.at, t.original_at, t.received_at, t.key_id
         from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bytea[],
           $9::bytea[], $10::text[], $11::timestamptz[], $12::timestamptz[], $13::timestamptz[], $14::uuid[])
           as t (id, customer_id, root_id, kind, name, properties, context, ip, agent, device, at, original_at,
             received_at, key_id)",
        &ids,
        &customers as &[Option<Uuid>],
        &roots as &[Option<Uuid>],
        &kinds,
        &names,
        &properties,
        &contexts,
        &ips as &[Option<Vec<u8>>],
        &agents as &[Option<Vec<u8>>],
        &devices as &[Option<String>],
        &times,
        &originals as &[Option<chrono::DateTime<chrono::Utc>>],
        &received,
        &keys as &[Option<Uuid>]
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// What a page says takes the place of what pages said before. No other batch adds to it meanwhile: the ids are
/// locked.
async fn wait(conn: &mut PgConnection, state: &State<'_>) -> Result<()> {
    let pages = state.waiting.iter().filter(|row| row.is_of_page());
    let pages: Vec<Vec<u8>> = pages.map(|row| row.waits_for.to_vec()).collect();
    if !pages.is_empty() {
        sqlx::query!("delete from waiting_events where waits_for = any($1) and from_page", &pages)
            .execute(&mut *conn)
            .await?;
    }
    for row in &state.waiting {
        let text = serde_json::to_string(&row.event).map_err(|e| Error::Invalid(e.to_string()))?;
        sqlx::query!(
            "insert into waiting_events (id, waits_for, event, received_at, from_page) values ($1, $2, $3, $4, $5)",
            patron_domain::ids::next(),
            &row.waits_for[..],
            state.ctx.keyring.seal(Field::Event, &text)?.0,
            row.event.received_at,
            row.is_of_page()
        )
        .execute(&mut *conn)
        .await?;
    }
    Ok(())
}

/// Kept once however often it is sent. One that somebody has dealt with is not brought up again, unless it was tried
/// again, waited, and was refused at last. In the order of keys, so that two batches with the same ones don't wait
/// for one another crosswise.
async fn reject(conn: &mut PgConnection, state: &State<'_>) -> Result<()> {
    let mut rows: Vec<_> = state.rejected.iter().collect();
    rows.sort_by_key(|row| (row.key, row.sent.digest));
    for row in rows {
        let (sent, refusal) = (&row.sent, &row.refusal);
        let reason = format!("{} {}", refusal.pointer, refusal.message);
        let kept = sqlx::query!(
            "insert into rejected_events (id, key_id, digest, message_id, kind, name, code, reason, event, received_at)
             values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
             on conflict on constraint rejected_events_digest_key do nothing",
            patron_domain::ids::next(),
            row.key.0,
            &sent.digest[..],
            sent.message_id,
            sent.kind,
            sent.name,
            refusal.code.as_str(),
            reason.trim(),
            state.ctx.keyring.seal_opt(Field::Event, sent.event.as_deref())?,
            row.received_at
        )
        .execute(&mut *conn)
        .await?;
        if row.waited && kept.rows_affected() == 0 {
            sqlx::query!(
                "update rejected_events
                 set status = 'waiting', code = $3, reason = $4, resolved_at = null, resolved_by = null
                 where key_id = $1 and digest = $2 and status = 'replayed'",
                row.key.0,
                &sent.digest[..],
                refusal.code.as_str(),
                reason.trim()
            )
            .execute(&mut *conn)
            .await?;
        }
    }
    Ok(())
}

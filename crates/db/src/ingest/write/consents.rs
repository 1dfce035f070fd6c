//! The ledger of consent, and the history of changes.

use super::super::state::State;
use crate::Result;
use sqlx::PgConnection;
use uuid::Uuid;

/// One row for each consent that changed.
pub async fn insert(conn: &mut PgConnection, state: &State<'_>) -> Result<()> {
    changes(conn, state).await?;
    let rows = &state.ledger;
    if rows.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = rows.iter().map(|_| patron_domain::ids::next()).collect();
    let customers: Vec<Uuid> = rows.iter().map(|r| r.customer.0).collect();
    let channels: Vec<String> = rows.iter().map(|r| r.wanted.channel.as_str().to_owned()).collect();
    let states: Vec<String> = rows.iter().map(|r| r.wanted.state.as_str().to_owned()).collect();
    let bases: Vec<Option<String>> =
        rows.iter().map(|r| r.wanted.basis.map(|b| b.as_str().to_owned())).collect();
    let methods: Vec<String> = rows.iter().map(|r| r.method.clone()).collect();
    let versions: Vec<Option<String>> = rows.iter().map(|r| r.notice_version.clone()).collect();
    let actors: Vec<String> = rows.iter().map(|r| r.actor.clone()).collect();
    let reasons: Vec<Option<String>> = rows.iter().map(|r| r.reason.clone()).collect();
    let times: Vec<_> = rows.iter().map(|r| r.at).collect();
    sqlx::query!(
        "insert into consent_ledger
           (id, customer_id, channel, state, basis, method, notice_version, actor, reason, occurred_at)
         select * from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
           $8::text[], $9::text[], $10::timestamptz[])",
        &ids,
        &customers,
        &channels,
        &states,
        &bases as &[Option<String>],
        &methods,
        &versions as &[Option<String>],
        &actors,
        &reasons as &[Option<String>],
        &times
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Changes of status that a file brought.
async fn changes(conn: &mut PgConnection, state: &State<'_>) -> Result<()> {
    let rows = &state.changes;
    if rows.is_empty() {
        return Ok(());
    }
    let ids: Vec<Uuid> = rows.iter().map(|_| patron_domain::ids::next()).collect();
    let customers: Vec<Uuid> = rows.iter().map(|r| r.customer.0).collect();
    let actors: Vec<String> = rows.iter().map(|r| r.actor.clone()).collect();
    let details: Vec<serde_json::Value> = rows.iter().map(|r| r.details.clone()).collect();
    sqlx::query!(
        "insert into customer_changes (id, customer_id, actor, action, reason, details, changed_at)
         select t.id, t.customer_id, t.actor, 'status', t.actor, t.details, $5
         from unnest($1::uuid[], $2::uuid[], $3::text[], $4::jsonb[]) as t (id, customer_id, actor, details)",
        &ids,
        &customers,
        &actors,
        &details,
        state.ctx.now
    )
    .execute(conn)
    .await?;
    Ok(())
}

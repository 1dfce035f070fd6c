//! What there is to know of addresses and ids beside the people who have them.

use crate::{
    Error, Result,
    ingest::{act::Act, event::Incoming, state::State},
};
use patron_domain::ids::CustomerId;
use sqlx::PgConnection;
use std::collections::HashMap;
use uuid::Uuid;

/// Addresses that nobody was found for, once more now that the others are locked: the profile may have gone into
/// another one, or come, this moment; and one whose case the database folds in its own way is known after all.
pub async fn find(
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
pub async fn user_ids(conn: &mut PgConnection, state: &mut State<'_>, events: &[Incoming]) -> Result<()> {
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
pub async fn imported_ids(conn: &mut PgConnection, state: &mut State<'_>, events: &[Incoming]) -> Result<()> {
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

//! Events as they are kept: what a customer did, newest first. They are written by [`crate::ingest`].

use crate::{
    Result,
    error::stored,
    ingest::RecordKind,
    page::{self, Slice},
};
use chrono::{DateTime, Utc};
use patron_domain::ids::CustomerId;
use sqlx::PgConnection;
use uuid::Uuid;

/// A stored event.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct Event {
    pub id: Uuid,
    pub kind: RecordKind,
    pub name: String,
    /// An object.
    pub properties: serde_json::Value,
    /// The address of the page that it took place on.
    pub page: Option<String>,
    pub device_info: Option<String>,
    pub occurred_at: DateTime<Utc>,
    pub received_at: DateTime<Utc>,
}

/// A customer's events, newest first. `None` when the cursor doesn't fit.
///
/// # Errors
/// When the database can't be reached.
pub async fn list(
    conn: &mut PgConnection,
    customer: CustomerId,
    limit: i64,
    cursor: Option<&str>,
) -> Result<Option<Slice<Event>>> {
    let Some(after) = page::resume::<(DateTime<Utc>, Uuid)>(cursor) else { return Ok(None) };
    let rows = sqlx::query!(
        "select id, kind, name, properties, context #>> '{page,url}' as page, device_info, occurred_at, received_at
         from events
         where customer_id = $1 and ($2::timestamptz is null or (occurred_at, id) < ($2, $3::uuid))
         order by occurred_at desc, id desc limit $4",
        customer.0,
        after.map(|a| a.0),
        after.map(|a| a.1),
        limit + 1
    )
    .fetch_all(conn)
    .await?;
    let events = rows
        .into_iter()
        .map(|r| {
            Ok(Event {
                id: r.id,
                kind: stored(&r.kind, "events.kind")?,
                name: r.name,
                properties: r.properties,
                page: r.page,
                device_info: r.device_info,
                occurred_at: r.occurred_at,
                received_at: r.received_at,
            })
        })
        .collect::<Result<Vec<_>>>()?;
    Ok(Some(Slice::cut(events, limit, |e| (e.occurred_at, e.id))))
}

//! Choices of columns that were saved.

use crate::{Result, error::stored};
use chrono::{DateTime, Utc};
use patron_domain::{consent::Channel, export::FileType, ids::ExportPresetId};
use sqlx::PgConnection;

/// How many presets a shop may have.
pub const MOST: i64 = 200;

/// A preset.
#[derive(Debug, Clone)]
#[expect(missing_docs, reason = "documented on the wire type")]
pub struct Preset {
    pub id: ExportPresetId,
    pub title: String,
    /// `[{"field": …, "header": …}]`, in order.
    pub columns: serde_json::Value,
    pub file: FileType,
    pub flavour: String,
    pub channel: Channel,
    pub created_by: String,
    pub created_at: DateTime<Utc>,
}

macro_rules! read {
    ($fetch:ident, $conn:expr, $rest:literal, $($arg:expr),*) => {
        sqlx::query!(
            r#"select p.id, p.title, p.columns, p.file, p.flavour, p.channel, p.created_at,
                 coalesce((select coalesce(s.full_name, s.email) from staff s where p.actor = 'staff:' || s.id::text),
                   (select k.name from api_keys k where p.actor = 'key:' || k.id::text), p.actor) as "created_by!"
               from export_presets p "# + $rest,
            $($arg),*
        )
        .$fetch($conn)
        .await?
        .into_iter()
        .map(|r| {
            Ok(Preset {
                id: r.id.into(),
                title: r.title,
                columns: r.columns,
                file: stored(&r.file, "file")?,
                flavour: r.flavour,
                channel: stored(&r.channel, "channel")?,
                created_by: r.created_by,
                created_at: r.created_at,
            })
        })
    };
}

/// All, by name.
///
/// # Errors
/// When the database can't be reached.
pub async fn list(conn: &mut PgConnection) -> Result<Vec<Preset>> {
    read!(fetch_all, conn, "order by lower(p.title) limit $1", MOST).collect()
}

/// One.
///
/// # Errors
/// When the database can't be reached.
pub async fn get(conn: &mut PgConnection, id: ExportPresetId) -> Result<Option<Preset>> {
    read!(fetch_optional, conn, "where p.id = $1", id.0).next().transpose()
}

/// A preset to save.
#[derive(Debug)]
#[expect(missing_docs, reason = "documented on the wire type")]
pub struct NewPreset<'a> {
    pub title: &'a str,
    pub columns: serde_json::Value,
    pub file: FileType,
    pub flavour: &'a str,
    pub channel: Channel,
    pub actor: &'a str,
}

/// Saves one. `None` when another one has its name, or there are too many.
///
/// # Errors
/// When the database can't be reached.
pub async fn create(
    conn: &mut PgConnection,
    new: &NewPreset<'_>,
    now: DateTime<Utc>,
) -> Result<Option<ExportPresetId>> {
    let id = ExportPresetId::generate();
    let made = sqlx::query!(
        "insert into export_presets (id, title, columns, file, flavour, channel, actor, created_at)
         select $1::uuid, $2::text, $3::jsonb, $4::text, $5::text, $6::text, $7::text, $8::timestamptz
         where (select count(*) from export_presets) < $9::bigint
         on conflict do nothing",
        id.0,
        new.title,
        new.columns,
        new.file.as_str(),
        new.flavour,
        new.channel.as_str(),
        new.actor,
        now,
        MOST
    )
    .execute(conn)
    .await?;
    Ok((made.rows_affected() == 1).then_some(id))
}

/// Removes one. False when it was not there.
///
/// # Errors
/// When the database can't be reached.
pub async fn delete(conn: &mut PgConnection, id: ExportPresetId) -> Result<bool> {
    let done = sqlx::query!("delete from export_presets where id = $1", id.0).execute(conn).await?;
    Ok(done.rows_affected() == 1)
}

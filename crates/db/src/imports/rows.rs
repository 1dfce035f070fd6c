//! Rows of a file that are kept to be looked at: the refused ones and, of a check, the first.

use crate::{
    Error, Result,
    sealed::{Field, Keyring},
};
use sqlx::PgConnection;
use uuid::Uuid;

/// How many refused rows of an import are kept, about: the chunk that passes it still is.
pub const REFUSED_KEPT: i64 = 100_000;

/// A row to be kept, or one that was.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Its line in the file.
    pub line: i64,
    /// What it does.
    pub action: String,
    /// Why not.
    pub detail: Option<String>,
    /// Its cells in the file's order; what is no UTF-8 is replaced.
    pub cells: Vec<String>,
}

/// Keeps rows; a line that is kept already stays as it is.
///
/// # Errors
/// When the database can't be reached.
pub async fn keep(conn: &mut PgConnection, keyring: &Keyring, import: Uuid, rows: &[Row]) -> Result<()> {
    if rows.is_empty() {
        return Ok(());
    }
    let lines: Vec<i64> = rows.iter().map(|row| row.line).collect();
    let actions: Vec<String> = rows.iter().map(|row| row.action.clone()).collect();
    let details: Vec<Option<String>> = rows.iter().map(|row| row.detail.clone()).collect();
    let cells = rows
        .iter()
        .map(|row| {
            let json = serde_json::to_vec(&row.cells).map_err(|e| Error::Invalid(e.to_string()))?;
            Ok(keyring.seal_bytes(Field::Upload, &json)?.0)
        })
        .collect::<Result<Vec<Vec<u8>>>>()?;
    sqlx::query!(
        "insert into import_rows (import_id, line, action, detail, cells)
         select $1, t.line, t.action, t.detail, t.cells
         from unnest($2::bigint[], $3::text[], $4::text[], $5::bytea[]) as t (line, action, detail, cells)
         on conflict on constraint import_rows_pkey do nothing",
        import,
        &lines,
        &actions,
        &details as &[Option<String>],
        &cells
    )
    .execute(conn)
    .await?;
    Ok(())
}

/// Kept rows behind line `after`, by line.
///
/// # Errors
/// When the database can't be reached, or a row doesn't open.
pub async fn list(
    conn: &mut PgConnection,
    keyring: &Keyring,
    import: Uuid,
    action: Option<&str>,
    after: i64,
    limit: i64,
) -> Result<Vec<Row>> {
    let rows = sqlx::query!(
        "select line, action, detail, cells from import_rows
         where import_id = $1 and line > $3 and ($2::text is null or action = $2)
         order by line limit $4",
        import,
        action,
        after,
        limit
    )
    .fetch_all(conn)
    .await?;
    rows.into_iter()
        .map(|r| {
            let json = keyring.open_bytes(Field::Upload, &r.cells)?;
            let cells = serde_json::from_slice(&json).map_err(|e| Error::Corrupt(e.to_string()))?;
            Ok(Row { line: r.line, action: r.action, detail: r.detail, cells })
        })
        .collect()
}

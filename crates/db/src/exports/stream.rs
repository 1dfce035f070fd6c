//! The stream of rows: one snapshot, by `COPY`, as fast as the reader takes them.

use super::{binary::Reader, column::Column, column::Value};
use crate::{Error, Result, StaffDb, customers::Filter, statement::CopyQuery, statement::Statement as _};
use futures_util::TryStreamExt as _;

/// What is to be done with what has gathered.
#[derive(Debug)]
pub enum Next<F> {
    /// Nothing yet: the next row.
    Row,
    /// Wait for this; false ends the stream, for example because nobody reads any more.
    Wait(F),
}

/// Streams `columns` of the people of `filter`, oldest signup first. `row` gets the values of each.
///
/// # Errors
/// When the database can't be reached or a seal doesn't open; what was sent before is then incomplete.
pub async fn stream<F>(
    db: &StaffDb,
    filter: &Filter,
    columns: &[Column],
    mut row: impl FnMut(&[Value<'_>]) -> Result<Next<F>>,
) -> Result<u64>
where
    F: Future<Output = bool>,
{
    let mut conn = db.begin_export().await?;
    let mut q = CopyQuery::default();
    let expressions: Vec<&str> = columns.iter().map(|column| column.sql).collect();
    q.push("select ").push(&expressions.join(", ")).push(" from customer_profiles");
    filter.resolved(&mut conn).await?.push_where(&mut q, db.keyring());
    q.push(" order by signup_date, id");
    let statement = q.prepare(&mut conn).await?;
    let mut messages = conn.copy_out_raw(&statement).await?;
    let mut reader = Reader::default();
    let mut count = 0;
    while let Some(message) = messages.try_next().await? {
        let damaged = || Error::Corrupt("an export's rows are not what was asked for".into());
        let Some(mut fields) = reader.row(&message).ok_or_else(damaged)? else { continue };
        if fields.left != columns.len() {
            return Err(damaged());
        }
        let values = columns
            .iter()
            .map(|column| column.kind.read(fields.field().ok_or_else(damaged)?, db.keyring()))
            .collect::<Result<Vec<_>>>()?;
        count += 1;
        if let Next::Wait(wait) = row(&values)?
            && !wait.await
        {
            break;
        }
    }
    Ok(count)
}

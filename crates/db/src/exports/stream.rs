//! The stream of rows: one snapshot, by `COPY`, as fast as the reader takes them.

use super::{
    Preview,
    binary::Reader,
    column::{Column, Value},
    withdrawals::{self, Withdrawal},
};
use crate::{
    Error, Result, StaffDb, customers::Filter, sealed::Keyring, segments::RuleAt, statement::CopyQuery,
    statement::Statement as _,
};
use futures_util::{TryStreamExt as _, stream::BoxStream};
use patron_domain::{
    consent::{Channel, ConsentBasis},
    ids::{CustomerId, ExportId},
};
use sqlx::{PgConnection, Postgres, pool::PoolConnection};
use uuid::Uuid;

/// What is to be done with what has gathered.
#[derive(Debug)]
pub enum Next<F> {
    /// Nothing yet: the next row.
    Row,
    /// Wait for this; false ends the stream, for example because nobody reads any more.
    Wait(F),
}

/// One state of the store: rows and counts of a file agree, whatever is written meanwhile.
pub struct Snapshot {
    db: StaffDb,
    conn: PoolConnection<Postgres>,
}

impl Snapshot {
    /// Begins one, on a connection set aside for exports.
    ///
    /// # Errors
    /// When the database can't be reached or all export connections are busy.
    pub async fn begin(db: &StaffDb) -> Result<Self> {
        Ok(Self { db: db.clone(), conn: db.begin_export().await? })
    }

    /// Streams `columns` of the people of `filter`, oldest signup first. `row` gets who it is and the values of each.
    /// When `row` ends the stream, the snapshot is of no more use.
    ///
    /// # Errors
    /// When the database can't be reached or a seal doesn't open; what was sent before is then incomplete.
    pub async fn stream<F>(
        &mut self,
        filter: &Filter,
        columns: &[Column],
        row: impl FnMut(CustomerId, &[Value<'_>]) -> Result<Next<F>>,
    ) -> Result<u64>
    where
        F: Future<Output = bool>,
    {
        copy(&mut self.conn, self.db.keyring(), filter, columns, None, row).await
    }

    /// [`super::preview`] in this snapshot.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn preview(
        &mut self,
        channel: Channel,
        basis: Option<ConsentBasis>,
        rules: Vec<RuleAt>,
    ) -> Result<Preview> {
        super::preview(&mut self.conn, self.db.keyring(), channel, basis, rules).await
    }

    /// [`withdrawals::of`] in this snapshot, with numbers if `phones`.
    pub fn withdrawals(&mut self, export: ExportId, phones: bool) -> BoxStream<'_, Result<Withdrawal>> {
        let keyring = phones.then(|| self.db.keyring());
        withdrawals::of(&mut self.conn, export, keyring)
    }
}

/// Streams from a snapshot of its own.
///
/// # Errors
/// As [`Snapshot::begin`] and [`Snapshot::stream`].
pub async fn stream<F>(
    db: &StaffDb,
    filter: &Filter,
    columns: &[Column],
    row: impl FnMut(CustomerId, &[Value<'_>]) -> Result<Next<F>>,
) -> Result<u64>
where
    F: Future<Output = bool>,
{
    Snapshot::begin(db).await?.stream(filter, columns, row).await
}

/// Makes a transaction that was just begun see one state of the store, and change nothing.
///
/// # Errors
/// When the database can't be reached.
pub async fn one_state(conn: &mut PgConnection) -> Result<()> {
    sqlx::raw_sql("set transaction isolation level repeatable read, read only").execute(conn).await?;
    Ok(())
}

/// The first rows of a file; `conn` must be in a transaction.
///
/// # Errors
/// When the database can't be reached or a seal doesn't open.
pub async fn sample(
    conn: &mut PgConnection,
    keyring: &Keyring,
    filter: &Filter,
    columns: &[Column],
    limit: i32,
    mut row: impl FnMut(&[Value<'_>]) -> Result<()>,
) -> Result<u64> {
    let each = |_: CustomerId, values: &[Value<'_>]| {
        row(values)?;
        Ok(Next::<std::future::Ready<bool>>::Row)
    };
    copy(conn, keyring, filter, columns, Some(limit), each).await
}

/// Where the address of somebody's last order stands, as columns may refer to it.
pub(super) const LAST_ORDER: &str = " left join lateral (select o.city, o.state, o.country, o.pincode, o.address, \
     o.phone, o.customer_name from orders o where o.customer_id = customer_profiles.id \
     order by o.order_date desc, o.id desc limit 1) as last_order on true";

/// Whether an expression refers to [`LAST_ORDER`].
pub(super) fn asks_for_last_order(sql: &str) -> bool {
    sql.contains("last_order.")
}

async fn copy<F>(
    conn: &mut PgConnection,
    keyring: &Keyring,
    filter: &Filter,
    columns: &[Column],
    limit: Option<i32>,
    mut row: impl FnMut(CustomerId, &[Value<'_>]) -> Result<Next<F>>,
) -> Result<u64>
where
    F: Future<Output = bool>,
{
    let mut q = CopyQuery::default();
    q.push("select customer_profiles.id");
    for column in columns {
        q.push(", ").push(column.sql);
    }
    q.push(" from customer_profiles");
    if columns.iter().any(|column| asks_for_last_order(column.sql)) {
        q.push(LAST_ORDER);
    }
    filter.resolved(conn).await?.push_where(&mut q, keyring);
    // by the table's own columns, whatever the file calls its
    q.push(" order by customer_profiles.signup_date, customer_profiles.id");
    if let Some(limit) = limit {
        // in the text, so that the planner knows how few are asked for
        q.push(&format!(" limit {limit}"));
    }
    let statement = q.prepare(conn).await?;
    let mut messages = conn.copy_out_raw(&statement).await?;
    let mut reader = Reader::default();
    let mut count = 0;
    while let Some(message) = messages.try_next().await? {
        let damaged = || Error::Corrupt("an export's rows are not what was asked for".into());
        let Some(mut fields) = reader.row(&message).ok_or_else(damaged)? else { continue };
        if fields.left != columns.len() + 1 {
            return Err(damaged());
        }
        let id =
            fields.field().flatten().and_then(|bytes| Uuid::from_slice(bytes).ok()).ok_or_else(damaged)?;
        let values = columns
            .iter()
            .map(|column| column.kind.read(fields.field().ok_or_else(damaged)?, keyring))
            .collect::<Result<Vec<_>>>()?;
        count += 1;
        if let Next::Wait(wait) = row(id.into(), &values)?
            && !wait.await
        {
            break;
        }
    }
    Ok(count)
}

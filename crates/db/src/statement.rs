//! Statements that are put together from optional parts, with every value bound: as parameters, or, because `COPY`
//! takes none, as settings of the transaction.

use crate::Result;
use chrono::{DateTime, Utc};
use rust_decimal::Decimal;
use sqlx::{Encode, PgConnection, Postgres, QueryBuilder, Type};
use uuid::Uuid;

/// A statement under construction.
pub(crate) trait Statement {
    /// Appends SQL of our own.
    fn push(&mut self, sql: &str) -> &mut Self;
    /// Appends a place for a value.
    fn bind<T: Bound>(&mut self, value: T) -> &mut Self;
}

impl Statement for QueryBuilder<Postgres> {
    fn push(&mut self, sql: &str) -> &mut Self {
        QueryBuilder::push(self, sql)
    }

    fn bind<T: Bound>(&mut self, value: T) -> &mut Self {
        self.push_bind(value)
    }
}

/// A value that can be bound in either way.
pub(crate) trait Bound: Encode<'static, Postgres> + Type<Postgres> + Send + 'static {
    /// The value as text.
    fn text(&self) -> String;
    /// An expression that makes it of that text again; `{}` stands for the text.
    const READ: &'static str;
}

macro_rules! bound {
    ($($type:ty: $read:literal, |$value:ident| $text:expr;)+) => {$(
        impl Bound for $type {
            const READ: &'static str = $read;
            fn text(&self) -> String {
                let $value = self;
                $text
            }
        }
    )+};
}

bound! {
    &'static str: "{}", |v| (*v).to_owned();
    String: "{}", |v| v.clone();
    bool: "{}::boolean", |v| v.to_string();
    i32: "{}::integer", |v| v.to_string();
    i64: "{}::bigint", |v| v.to_string();
    Uuid: "{}::uuid", |v| v.to_string();
    Decimal: "{}::numeric", |v| v.to_string();
    DateTime<Utc>: "{}::timestamptz", |v| v.to_rfc3339();
    Vec<u8>: "decode({}, 'hex')", |v| hex(v);
    Vec<String>: "array(select jsonb_array_elements_text({}::jsonb))", |v| serde_json::json!(v).to_string();
    Vec<i32>: "array(select x::integer from jsonb_array_elements_text({}::jsonb) x)",
        |v| serde_json::json!(v).to_string();
    Vec<Vec<u8>>: "array(select decode(x, 'hex') from jsonb_array_elements_text({}::jsonb) x)",
        |v| serde_json::json!(v.iter().map(|bytes| hex(bytes)).collect::<Vec<_>>()).to_string();
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// A query for `COPY`.
#[derive(Debug, Default)]
pub(crate) struct CopyQuery {
    sql: String,
    values: Vec<String>,
}

impl Statement for CopyQuery {
    fn push(&mut self, sql: &str) -> &mut Self {
        self.sql.push_str(sql);
        self
    }

    fn bind<T: Bound>(&mut self, value: T) -> &mut Self {
        let setting = format!("current_setting('patron.copy_{}')", self.values.len());
        self.values.push(value.text());
        let read = T::READ.replace("{}", &setting);
        // in a subquery it is read once, not for every row; an array is made by one already
        self.sql.push_str(&if read.starts_with("array(") { read } else { format!("(select {read})") });
        self
    }
}

impl CopyQuery {
    /// Hands the values to the transaction; the statement can be run in it then.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub(crate) async fn prepare(&self, conn: &mut PgConnection) -> Result<String> {
        sqlx::query!(
            "select count(set_config('patron.copy_' || n - 1, value, true)) as n
             from unnest($1::text[]) with ordinality as t (value, n)",
            &self.values
        )
        .fetch_one(conn)
        .await?;
        Ok(format!("copy ({}) to stdout (format binary)", self.sql))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_holds_no_value_in_its_text() {
        let mut q = CopyQuery::default();
        q.push("select where a = ").bind("o'clock".to_owned()).push(" and b > ").bind(3);
        assert_eq!(
            q.sql,
            "select where a = (select current_setting('patron.copy_0')) and b > (select current_setting('patron.copy_1')::integer)"
        );
        assert_eq!(q.values, ["o'clock", "3"]);
    }
}

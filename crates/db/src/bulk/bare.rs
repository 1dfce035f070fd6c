//! Tables without what slows many rows down, and how they were before.
//!
//! What is to be built again is read from the catalog, so a migration that adds an index needs no change here.

use super::run;
use crate::Result;
use sqlx::PgConnection;

/// What was taken off.
pub(super) struct Bare {
    tables: Vec<String>,
    /// Statements that build it again: keys, then other indexes, then foreign keys.
    again: Vec<String>,
}

impl Bare {
    /// Takes indexes and keys off `tables` and has their triggers rest.
    pub(super) async fn strip(conn: &mut PgConnection, tables: &[&str]) -> Result<Self> {
        let tables: Vec<String> = tables.iter().map(|t| (*t).to_owned()).collect();
        let constraints = sqlx::query!(
            r#"select c.conrelid::regclass::text as "on_table!", quote_ident(c.conname) as "name!",
                 c.contype = 'f' as "foreign!", pg_get_constraintdef(c.oid) as "definition!"
               from pg_constraint c
               where c.contype in ('f', 'p', 'u') and c.conparentid = 0
                 and (c.conrelid::regclass::text = any($1) or c.confrelid::regclass::text = any($1))
               order by c.contype = 'f' desc, c.conname"#,
            &tables
        )
        .fetch_all(&mut *conn)
        .await?;
        let indexes = sqlx::query!(
            r#"select i.indexrelid::regclass::text as "name!", pg_get_indexdef(i.indexrelid) as "definition!"
               from pg_index i
               where i.indrelid::regclass::text = any($1)
                 and not exists (select from pg_constraint c where c.conindid = i.indexrelid
                                 and c.contype in ('p', 'u'))
               order by 1"#,
            &tables
        )
        .fetch_all(&mut *conn)
        .await?;
        let mut again = Vec::new();
        for c in constraints.iter().filter(|c| !c.foreign) {
            again.push(format!("alter table {} add constraint {} {}", c.on_table, c.name, c.definition));
        }
        // the definition of a partitioned index says ONLY, and would leave the partitions without
        again.extend(indexes.iter().map(|i| i.definition.replacen(" ON ONLY ", " ON ", 1)));
        for c in constraints.iter().filter(|c| c.foreign) {
            again.push(format!("alter table {} add constraint {} {}", c.on_table, c.name, c.definition));
        }
        // foreign keys come first in the list: what they point at can only go after them
        for c in &constraints {
            run(conn, format!("alter table {} drop constraint {}", c.on_table, c.name)).await?;
        }
        for i in &indexes {
            run(conn, format!("drop index {}", i.name)).await?;
        }
        for table in &tables {
            run(conn, format!("alter table {table} disable trigger user")).await?;
        }
        Ok(Self { tables, again })
    }

    pub(super) fn len(&self) -> usize {
        self.again.len()
    }

    /// Builds everything again.
    pub(super) async fn restore(&self, conn: &mut PgConnection, mut each: impl FnMut()) -> Result<()> {
        for statement in &self.again {
            run(conn, statement.clone()).await?;
            each();
        }
        for table in &self.tables {
            run(conn, format!("alter table {table} enable trigger user")).await?;
        }
        Ok(())
    }
}

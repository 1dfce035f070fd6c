//! `.sqlx/`: the types of every query, asked of a database with the current schema.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use local_postgres::{Cluster, test};

use super::touched::Touched;
use crate::cargo::{NATIVE, cargo};
use crate::failure::{Context, Failure, Result};
use crate::process;
use crate::workspace;

/// The role that owns the schema; made by `migrations/roles.sql`.
const OWNER: &str = "patron_owner";

/// Rewrites `.sqlx/`. Files that did not change are left alone, so that nothing is compiled again for them.
pub fn write() -> Result<()> {
    let dir = workspace::root()?.join(".sqlx");
    workspace::make_dir(&dir)?;
    let (old, new) = (read_all(&dir)?, prepare()?);
    for name in old.keys().filter(|name| !new.contains_key(*name)) {
        fs::remove_file(dir.join(name)).context(format!("remove .sqlx/{name}"))?;
    }
    for (name, content) in new.iter().filter(|(name, content)| old.get(*name) != Some(*content)) {
        workspace::write(&dir.join(name), content)?;
    }
    println!("  {} queries", new.len());
    Ok(())
}

/// Fails when `.sqlx/` lacks a query, has one too many, or describes one wrongly.
pub fn check() -> Result<()> {
    let dir = workspace::root()?.join(".sqlx");
    let committed = if dir.is_dir() { read_all(&dir)? } else { BTreeMap::new() };
    if committed == prepare()? {
        return Ok(());
    }
    Err(Failure::new(".sqlx/ does not fit the queries or the schema; type `cargo xtask generate sqlx`"))
}

/// Lets the query macros write into an empty directory; returns what they wrote.
fn prepare() -> Result<BTreeMap<String, Vec<u8>>> {
    let root = workspace::root()?;
    let out = workspace::scratch("sqlx")?;
    workspace::empty_dir(&out)?;
    let cluster = test::cluster()?;
    let database = format!("patron_sqlx_{}", std::process::id());
    cluster.sql("postgres", &format!("create database {database}"))?;
    let result = migrate(cluster, &database, &root.join("migrations"))
        .and_then(|()| check_queries(&root, &out, &cluster.superuser_url(&database)));
    let dropped = cluster.sql("postgres", &format!("drop database {database} with (force)"));
    result?;
    dropped?;
    test::stop()?;
    read_all(&out)
}

fn migrate(cluster: &Cluster, database: &str, migrations: &Path) -> Result<()> {
    cluster.run_sql_file(database, None, &migrations.join("roles.sql"))?;
    cluster.sql(database, &format!("alter database {database} owner to {OWNER}"))?;
    for file in migration_files(workspace::files_below(migrations)?) {
        cluster.run_sql_file(database, Some(OWNER), &file)?;
    }
    Ok(())
}

/// Files named `<14 digits>_<name>.sql`, in the order of their names.
fn migration_files(files: Vec<PathBuf>) -> Vec<PathBuf> {
    let is_migration = |file: &PathBuf| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let digits = name.chars().take_while(char::is_ascii_digit).count();
        digits == 14 && name[digits..].starts_with('_') && name.ends_with(".sql")
    };
    files.into_iter().filter(is_migration).collect()
}

fn check_queries(root: &Path, out: &Path, url: &str) -> Result<()> {
    // Cargo does not see that the variables changed; it must see changed sources.
    let sources = workspace::files_below(&root.join("crates/db"))?;
    let sources = sources.into_iter().filter(|file| file.extension().is_some_and(|found| found == "rs"));
    let _touched = Touched::new(sources.collect(), out)?;
    let mut command = cargo(root);
    // By one target of that crate, not by `--package`: with the features of the whole workspace the crates
    // below it are those that clippy has checked.
    command.arg("check").args(NATIVE).args(["--test", "store"]);
    command.env("DATABASE_URL", url).env("SQLX_OFFLINE", "false").env("SQLX_OFFLINE_DIR", out);
    process::run(&mut command)
}

fn read_all(dir: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let files = workspace::files_below(dir)?;
    let name = |file: &Path| file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    files.iter().map(|file| Ok((name(file), workspace::read(file)?))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_numbered_files_are_migrations() {
        let files = ["roles.sql", "20260101000000_start.sql", "2026_x.sql", "20260102000000_b.md"];
        let found = migration_files(files.map(PathBuf::from).to_vec());
        assert_eq!(found, [PathBuf::from("20260101000000_start.sql")]);
    }
}

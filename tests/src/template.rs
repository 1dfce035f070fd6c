//! A prepared database with the owner and the keys in it, made once for each build of the program.
//!
//! Every test copies it: that takes a tenth of a second instead of a migration and five commands. It lives
//! in the shared test cluster, beside its data directory (the keyring) in the temporary one.

use crate::{dir::TempDir, server, sql};
use patron_domain::clock::Clock;
use serde_json::{Value, json};
use sqlx::{Connection as _, PgConnection};
use std::{fs, path::PathBuf, process::Command};

/// The owner's address in every test database.
pub const OWNER_EMAIL: &str = "owner@example.com";
/// The owner's password.
pub const OWNER_PASSWORD: &str = "a quiet monsoon over the terraces";

/// Every scope a secret key can have.
const ALL_SCOPES: &str = "profiles:write,orders:write,logins:write,events:write,customers:read,exports:read";

/// The shop's keys in every test database.
#[derive(Debug, Clone)]
pub struct Keys {
    /// For pages.
    pub publishable: String,
    /// For the shop's server, with the scopes a key gets by default.
    pub secret: String,
    /// A secret key with every scope.
    pub all_scopes: String,
    /// A secret key with the one scope `exports:read`.
    pub exports_only: String,
}

/// A prepared database.
#[derive(Debug)]
pub(crate) struct Template {
    database: String,
    dir: PathBuf,
    pub(crate) keys: Keys,
}

impl Template {
    /// The one of this build; made now if nobody has.
    pub(crate) async fn ready() -> Self {
        let database = format!("patron_template_{}", server::build_of(&server::patron()));
        let dir = dir_of(&database);
        let mut conn = sql::superuser().await;
        // One process makes it, the others wait.
        sqlx::raw_sql("select pg_advisory_lock(7083420)").execute(&mut conn).await.expect("lock");
        if !dir.join("keys.json").exists() || !sql::exists(&mut conn, &database).await {
            remove_old(&mut conn).await;
            make(&mut conn, &database, &dir).await;
        }
        conn.close().await.expect("close, which unlocks");
        let keys = fs::read_to_string(dir.join("keys.json")).expect("read the keys");
        let keys: Value = serde_json::from_str(&keys).expect("read the keys");
        let key = |name: &str| keys[name].as_str().expect("a key").to_owned();
        let keys = Keys {
            publishable: key("publishable"),
            secret: key("secret"),
            all_scopes: key("all_scopes"),
            exports_only: key("exports_only"),
        };
        Self { database, dir, keys }
    }

    /// A copy: the database under `name`, and its data directory.
    pub(crate) async fn copy(&self, name: &str) -> TempDir {
        let mut conn = sql::superuser().await;
        let sql = format!("create database {name} template {} owner patron_owner", self.database);
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut conn).await.expect("copy the template");
        let _ = conn.close().await;
        TempDir::copy_of(&self.dir.join("data"))
    }
}

async fn make(conn: &mut PgConnection, database: &str, dir: &PathBuf) {
    let raw = format!("{database}_unfinished");
    let _ = fs::remove_dir_all(dir);
    fs::create_dir_all(dir.join("data")).expect("make the template's directory");
    for sql in [
        format!("drop database if exists {raw} with (force)"),
        format!("drop database if exists {database} with (force)"),
        format!("create database {raw}"),
    ] {
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut *conn).await.expect("make the template");
    }
    let patron = |args: &[&str], input: &str| {
        let mut command: Command = server::command([
            ("PATRON__DATABASE__OWNER_URL", sql::url(&raw)),
            ("PATRON__DATA_DIR", dir.join("data").display().to_string()),
        ]);
        command.args(args);
        let output = server::run(command, input);
        assert!(output.status.success(), "patron {args:?} failed: {output:?}");
        let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        text.lines().last().unwrap_or_default().to_owned()
    };
    patron(&["migrate"], "");
    patron(&["create-admin", "--email", OWNER_EMAIL, "--password-stdin"], OWNER_PASSWORD);
    let secret = |name: &str, scopes: &str| {
        patron(&["keys", "create", "--kind", "secret", "--name", name, "--scopes", scopes], "")
    };
    let keys = json!({
        "publishable": patron(&["keys", "create", "--kind", "publishable", "--name", "page"], ""),
        "secret": patron(&["keys", "create", "--kind", "secret", "--name", "server"], ""),
        "all_scopes": secret("all", ALL_SCOPES),
        "exports_only": secret("exports", "exports:read"),
        "made_at": Clock::system().now(),
    });
    let rename = format!("alter database {raw} rename to {database}");
    sqlx::raw_sql(sqlx::AssertSqlSafe(rename)).execute(&mut *conn).await.expect("finish the template");
    fs::write(dir.join("keys.json"), keys.to_string()).expect("keep the keys");
}

/// Templates of earlier builds and what killed tests left behind. Only after two hours: another build's
/// tests may be running.
async fn remove_old(conn: &mut PgConnection) {
    let names = sqlx::query_scalar::<_, String>(
        "select datname from pg_database where (datname like 'patron\\_template\\_%' or datname like 'patron\\_t\\_%')
           and (pg_stat_file('base/' || oid || '/PG_VERSION')).modification < now() - interval '2 hours'",
    );
    for name in names.fetch_all(&mut *conn).await.expect("list the databases") {
        let drop = format!("drop database if exists {name}");
        // Refused while somebody uses it; then the next one removes it.
        if sqlx::raw_sql(sqlx::AssertSqlSafe(drop)).execute(&mut *conn).await.is_ok() {
            let _ = fs::remove_dir_all(dir_of(&name));
        }
    }
}

/// Where a template's keyring and keys lie.
fn dir_of(database: &str) -> PathBuf {
    std::env::temp_dir().join(format!("{database}_{}", sql::cluster_id()))
}

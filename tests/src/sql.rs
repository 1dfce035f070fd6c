//! The test cluster, and looking into a test's database for what no call can answer.

use sqlx::{Connection as _, PgConnection};

/// The superuser's URL of a database in the shared test cluster.
pub fn url(database: &str) -> String {
    let base = local_postgres::test::cluster_url().expect("start the PostgreSQL for tests");
    let (rest, query) =
        base.split_once('?').map_or((base.as_str(), String::new()), |(r, q)| (r, format!("?{q}")));
    let (server, _) = rest.rsplit_once('/').expect("a URL with a database");
    format!("{server}/{database}{query}")
}

/// What tells this cluster from others of this machine, in a file's name.
pub(crate) fn cluster_id() -> String {
    let url = url("postgres");
    let address = url.rsplit_once('@').map_or(url.as_str(), |(_, address)| address);
    address.chars().map(|c| if c.is_ascii_alphanumeric() { c } else { '_' }).take(40).collect()
}

/// A connection to `postgres`.
pub(crate) async fn superuser() -> PgConnection {
    connect("postgres").await
}

/// A connection of the superuser, whom row-level security does not hold.
pub async fn connect(database: &str) -> PgConnection {
    PgConnection::connect(&url(database)).await.expect("connect to the PostgreSQL for tests")
}

pub(crate) async fn exists(conn: &mut PgConnection, database: &str) -> bool {
    sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(database)
        .fetch_one(conn)
        .await
        .expect("look for the database")
}

/// A database that goes when the test ends.
#[derive(Debug)]
pub(crate) struct TestDatabase(pub(crate) String);

impl TestDatabase {
    /// A name for one.
    pub(crate) fn name() -> String {
        format!("patron_t_{}", patron_domain::ids::next().simple())
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let sql = format!("drop database if exists {} with (force)", self.0);
        // A thread with a runtime of its own: the test's is busy dropping this.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().ok()?;
            runtime.block_on(async {
                let mut conn = PgConnection::connect(&url("postgres")).await.ok()?;
                sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut conn).await.ok()
            })
        });
        // A left-over database is removed by a later run.
        let _ = dropping.join();
    }
}

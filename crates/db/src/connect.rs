//! The three pools, one a role. A pool connects with the owner's URL and starts as its role, so the role
//! is the session's default and `RESET ROLE` doesn't leave it; or with a URL of its own.

use crate::{Result, sealed::Keyring};
use chrono::{DateTime, Datelike as _, Utc};
use sqlx::{
    ConnectOptions as _, Connection as _, PgConnection, PgPool, Postgres, Transaction,
    pool::PoolConnection,
    postgres::{PgConnectOptions, PgPoolOptions},
};
use std::{
    collections::HashSet,
    str::FromStr as _,
    sync::{Arc, Mutex},
    time::Duration,
};

/// Connections for what is reported and imported: two writers each.
const INGEST: u32 = 4;

/// How often half a second is waited for the locks that a new month needs.
const MONTH_TRIES: u32 = 20;

/// How long after its last use a connection is taken to be alive without asking.
const TRUSTED: Duration = Duration::from_millis(500);

/// Where the database is and how many connections each pool may open.
#[derive(Clone)]
pub struct ConnectOptions {
    /// URL of a role that is a member of the three roles.
    pub owner_url: String,
    /// URL of a login role that acts as `patron_staff`; the owner's when absent.
    pub staff_url: Option<String>,
    /// URL of a login role that acts as `patron_customer`; the owner's when absent.
    pub customer_url: Option<String>,
    /// Connections of the staff pool; the customer pool has half, exports a quarter, of their own. Exports have two at
    /// least: a file that is made in the background takes one as long as it takes.
    pub max_connections: u32,
    /// How long a request waits for a connection before it is told that the database is away.
    pub acquire_timeout: Duration,
}

/// For migrations and bulk work; bypasses row-level security.
#[derive(Clone)]
pub struct OwnerDb(PgPool);

/// For staff, a shop's server and sign-in.
#[derive(Clone)]
pub struct StaffDb {
    pool: PgPool,
    exports: PgPool,
    ingest: PgPool,
    keyring: Arc<Keyring>,
    months: Arc<Mutex<HashSet<(i32, u32)>>>,
}

/// For handlers of a signed-in customer: each transaction is bound to one customer before anything else.
#[derive(Clone)]
pub struct CustomerDb {
    pool: PgPool,
    keyring: Arc<Keyring>,
}

/// All three.
#[derive(Clone)]
pub struct Databases {
    /// Owner.
    pub owner: OwnerDb,
    /// Staff.
    pub staff: StaffDb,
    /// Customer.
    pub customer: CustomerDb,
}

fn pool(url: &str, role: &str, max: u32, options: &ConnectOptions) -> Result<PgPool> {
    // bulk work takes as long as it takes; a request doesn't
    let timeout = if role == "patron_owner" { "0" } else { "30s" };
    let connect = PgConnectOptions::from_str(url)?
        .application_name("patron")
        // a start-up setting: the session's default, not something a statement set and another can reset
        .options([
            ("role", role),
            ("statement_timeout", timeout),
            // what the locks of this crate rely on, whatever the database's default is
            ("default_transaction_isolation", "read committed"),
            ("idle_in_transaction_session_timeout", "60s"),
        ]);
    // a bulk statement is slow by nature and says so itself
    let connect = if role == "patron_owner" { connect.disable_statement_logging() } else { connect };
    Ok(PgPoolOptions::new()
        .max_connections(max.max(1))
        .acquire_timeout(options.acquire_timeout)
        .idle_timeout(Duration::from_secs(300))
        .test_before_acquire(false)
        .before_acquire(|conn, meta| {
            Box::pin(async move {
                // a round trip for each request is a third of a small one; a connection just used is alive
                if meta.idle_for < TRUSTED { Ok(true) } else { conn.ping().await.map(|()| true) }
            })
        })
        .connect_lazy_with(connect))
}

/// Takes an advisory lock on a connection of its own, apart from the pools: nobody else has it meanwhile, in no process,
/// and it ends with the connection. `None` when somebody has it.
pub(crate) async fn turn(conn: PoolConnection<Postgres>, lock: i32) -> Result<Option<PgConnection>> {
    let mut conn = conn.detach();
    let taken = sqlx::query_scalar!(r#"select pg_try_advisory_lock($1, 0) as "taken!""#, lock)
        .fetch_one(&mut conn)
        .await?;
    if taken {
        return Ok(Some(conn));
    }
    conn.close().await?;
    Ok(None)
}

impl Databases {
    /// Prepares the pools; connects when first used.
    ///
    /// # Errors
    /// When a URL is malformed.
    pub fn connect(options: &ConnectOptions, keyring: Arc<Keyring>) -> Result<Self> {
        let max = options.max_connections;
        let staff_url = options.staff_url.as_deref().unwrap_or(&options.owner_url);
        let customer_url = options.customer_url.as_deref().unwrap_or(&options.owner_url);
        Ok(Self {
            owner: OwnerDb(pool(&options.owner_url, "patron_owner", 2, options)?),
            staff: StaffDb {
                pool: pool(staff_url, "patron_staff", max, options)?,
                exports: pool(staff_url, "patron_staff", (max / 4).max(2), options)?,
                ingest: pool(staff_url, "patron_staff", INGEST, options)?,
                keyring: Arc::clone(&keyring),
                months: Arc::default(),
            },
            customer: CustomerDb { pool: pool(customer_url, "patron_customer", max / 2, options)?, keyring },
        })
    }

    /// Closes all connections.
    pub async fn close(&self) {
        self.customer.pool.close().await;
        self.staff.exports.close().await;
        self.staff.ingest.close().await;
        self.staff.pool.close().await;
        self.owner.0.close().await;
    }
}

impl OwnerDb {
    /// The pool itself.
    pub const fn pool(&self) -> &PgPool {
        &self.0
    }

    /// Begins a transaction as the owner.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn begin(&self) -> Result<Transaction<'static, Postgres>> {
        Ok(self.0.begin().await?)
    }
}

impl StaffDb {
    /// Begins a transaction as staff.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn begin(&self) -> Result<Transaction<'static, Postgres>> {
        Ok(self.pool.begin().await?)
    }

    /// A connection for a single statement.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn acquire(&self) -> Result<PoolConnection<Postgres>> {
        Ok(self.pool.acquire().await?)
    }

    /// Begins a read-only snapshot on a connection set aside for exports, so that they take none from lists
    /// and logins. It is closed on drop, which ends the snapshot, also in the middle of a stream.
    ///
    /// # Errors
    /// When the database can't be reached or all export connections are busy.
    pub async fn begin_export(&self) -> Result<PoolConnection<Postgres>> {
        let mut conn = self.exports.acquire().await?;
        conn.close_on_drop();
        sqlx::raw_sql("begin isolation level repeatable read, read only; set local statement_timeout = 0")
            .execute(&mut *conn)
            .await?;
        Ok(conn)
    }

    /// Begins a transaction on a connection set aside for what is reported and imported: neither waits for lists, nor
    /// these for it.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn begin_ingest(&self) -> Result<Transaction<'static, Postgres>> {
        Ok(self.ingest.begin().await?)
    }

    /// The keys of sealed fields.
    pub fn keyring(&self) -> &Keyring {
        &self.keyring
    }

    /// Has the partition of events of `at`'s month made, unless it is there.
    ///
    /// # Errors
    /// `Retry` when readers of events were in the way; the default partition takes events meanwhile.
    pub async fn ensure_event_month(&self, at: DateTime<Utc>) -> Result<()> {
        sqlx::query_scalar!(r#"select ensure_event_partition($1) as "part!""#, at)
            .fetch_one(&self.pool)
            .await?;
        Ok(())
    }

    /// Has the login partition of `at`'s month made, once a process and month. Must be called before the
    /// transaction that writes the row, by a caller that holds no transaction: it waits for writers to finish.
    ///
    /// # Errors
    /// When `at` is before 1990 or more than two years ahead, or the database can't be reached.
    pub async fn ensure_login_month(&self, at: DateTime<Utc>) -> Result<()> {
        let month = (at.year(), at.month());
        let known = |m: &Mutex<HashSet<_>>| m.lock().is_ok_and(|set| set.contains(&month));
        if known(&self.months) {
            return Ok(());
        }
        let mut tries = 0;
        loop {
            let made = sqlx::query_scalar!(r#"select ensure_login_partition($1) as "part!""#, at)
                .fetch_one(&self.pool)
                .await
                .map_err(crate::Error::from);
            match made {
                // it gives up rather than make others wait for it: a long import may be in its way
                Err(crate::Error::Retry(_)) if tries < MONTH_TRIES => tries += 1,
                other => {
                    other?;
                    break;
                }
            }
        }
        if let Ok(mut set) = self.months.lock() {
            set.insert(month);
        }
        Ok(())
    }
}

impl CustomerDb {
    /// Begins a transaction that sees the rows of `customer` and no others; `history_from` is the first
    /// instant of history that may be shown (`None`: all of it).
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn begin(
        &self,
        customer: patron_domain::ids::CustomerId,
        history_from: Option<DateTime<Utc>>,
    ) -> Result<Transaction<'static, Postgres>> {
        let mut tx = self.begin_unbound().await?;
        let from = history_from.map_or_else(|| "-infinity".to_owned(), |t| t.to_rfc3339());
        sqlx::query!(
            "select set_config('patron.customer_id', $1, true) as id, set_config('patron.history_from', $2, true) as history",
            customer.to_string(),
            from
        )
        .fetch_one(&mut *tx)
        .await?;
        Ok(tx)
    }

    /// A transaction that is bound to nobody, and so sees nobody. For the test that forgets on purpose.
    #[doc(hidden)]
    pub async fn begin_unbound(&self) -> Result<Transaction<'static, Postgres>> {
        Ok(self.pool.begin().await?)
    }

    /// The keys of sealed fields.
    pub fn keyring(&self) -> &Keyring {
        &self.keyring
    }
}

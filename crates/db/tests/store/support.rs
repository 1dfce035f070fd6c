//! A database per test, and the few things most tests arrange.

use chrono::{DateTime, Duration, Utc};
use patron_db::{
    Databases,
    connect::ConnectOptions,
    consents::{Evidence, Wanted},
    customers, logins, migrate, orders, profiles, roles,
    rows::Profile,
    sealed::Keyring,
    shop::{self, Shop},
    users,
};
use patron_domain::{
    clock::Clock,
    consent::{Act, Channel, ConsentBasis, ConsentPolicy, ConsentState},
    customer::{SignupMethod, Source},
    email::Email,
    ids::{CustomerId, UserId},
    login::LoginMethod,
    money::Money,
    order::{OrderStatus, PaymentStatus},
    phone::Phone,
};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection, Postgres, Transaction, pool::PoolConnection};
use std::{
    hash::{DefaultHasher, Hash as _, Hasher as _},
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    },
};

/// The key of the lock under which one process makes the template.
const TEMPLATE_LOCK: &str = "select pg_advisory_lock(7083421)";

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A migrated database of its own with a shop in it. Dropped with the value.
pub struct Store {
    pub db: Databases,
    pub keyring: Arc<Keyring>,
    pub shop: Shop,
    pub now: DateTime<Utc>,
    pub url: String,
    name: String,
}

/// The migrations as text, in order.
pub fn migration_files() -> Vec<(String, String)> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../migrations");
    let mut files: Vec<_> = std::fs::read_dir(dir)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "sql"))
        .map(|path| {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            (name, std::fs::read_to_string(path).unwrap())
        })
        .collect();
    files.sort();
    files
}

fn url_of(database: &str) -> String {
    let url = local_postgres::test::cluster_url().expect("a PostgreSQL for tests");
    let (base, _) = url.rsplit_once('/').expect("a URL with a database");
    format!("{base}/{database}")
}

async fn superuser() -> PgConnection {
    PgConnection::connect(&url_of("postgres")).await.expect("the cluster for tests")
}

async fn run(conn: &mut PgConnection, sql: String) {
    sqlx::raw_sql(AssertSqlSafe(sql)).execute(conn).await.unwrap();
}

fn connect(url: &str) -> Databases {
    let options = ConnectOptions {
        owner_url: url.to_owned(),
        staff_url: None,
        customer_url: None,
        max_connections: 16,
        acquire_timeout: std::time::Duration::from_secs(60),
    };
    Databases::connect(&options, Arc::new(Keyring::for_tests())).unwrap()
}

/// The name of the template of these migrations; made now if nobody has.
async fn template() -> String {
    let mut hasher = DefaultHasher::new();
    migration_files().hash(&mut hasher);
    let name = format!("patron_store_template_{:016x}", hasher.finish());
    let mut conn = superuser().await;
    sqlx::raw_sql(TEMPLATE_LOCK).execute(&mut conn).await.unwrap();
    let there: bool = sqlx::query_scalar("select exists (select from pg_database where datname = $1)")
        .bind(&name)
        .fetch_one(&mut conn)
        .await
        .unwrap();
    if !there {
        sqlx::raw_sql(roles::SCRIPT).execute(&mut conn).await.unwrap();
        let raw = format!("{name}_new");
        run(&mut conn, format!("drop database if exists {raw} with (force)")).await;
        roles::ensure_database(&url_of("postgres"), &raw).await.unwrap();
        let db = connect(&url_of(&raw));
        migrate::run(&db.owner).await.unwrap();
        migrate::grant_version(&db.owner).await.unwrap();
        db.close().await;
        run(&mut conn, format!("alter database {raw} rename to {name}")).await;
    }
    conn.close().await.unwrap();
    name
}

/// The shop that every test has unless it says otherwise.
pub fn kolkata() -> Shop {
    Shop {
        name: "Marigold".into(),
        currency: "INR".into(),
        time_zone: chrono_tz::Asia::Kolkata,
        week_start: "monday".into(),
        phone_country: "IN".into(),
        consent_policy: ConsentPolicy::OptIn,
    }
}

impl Store {
    pub async fn new() -> Self {
        let template = template().await;
        let name = format!("patron_store_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let mut conn = superuser().await;
        run(&mut conn, format!("drop database if exists {name} with (force)")).await;
        run(&mut conn, format!("create database {name} template {template} owner patron_owner")).await;
        conn.close().await.unwrap();
        let url = url_of(&name);
        let db = connect(&url);
        let shop = kolkata();
        shop::put(&db.owner, &shop).await.unwrap();
        let keyring = Arc::new(Keyring::for_tests());
        Self { db, keyring, shop, now: Clock::system().now(), url, name }
    }

    pub async fn staff(&self) -> PoolConnection<Postgres> {
        self.db.staff.acquire().await.unwrap()
    }

    pub async fn begin(&self) -> Transaction<'static, Postgres> {
        self.db.staff.begin().await.unwrap()
    }

    pub async fn owner(&self) -> PoolConnection<Postgres> {
        self.db.owner.pool().acquire().await.unwrap()
    }

    /// A statement as the owner, who sees all rows.
    pub async fn sql(&self, sql: &str) -> u64 {
        sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
            .execute(self.db.owner.pool())
            .await
            .unwrap()
            .rows_affected()
    }

    /// One number as the owner.
    pub async fn number(&self, sql: &str) -> i64 {
        sqlx::query_scalar(AssertSqlSafe(sql.to_owned())).fetch_one(self.db.owner.pool()).await.unwrap()
    }

    /// A customer without an account.
    pub async fn add(&self, email: &str) -> CustomerId {
        self.add_with(email, profiles::Details::default(), None).await
    }

    pub async fn add_named(&self, email: &str, full_name: &str) -> CustomerId {
        self.add_with(
            email,
            profiles::Details { full_name: Some(full_name.into()), ..Default::default() },
            None,
        )
        .await
    }

    pub async fn add_with(&self, email: &str, details: profiles::Details, said: Option<bool>) -> CustomerId {
        let mut tx = self.begin().await;
        let id = insert(&mut tx, self, email, &details, said).await.unwrap().expect("a new address");
        tx.commit().await.unwrap();
        id
    }

    /// An account, linked to the profile as of now.
    pub async fn account_for(&self, id: CustomerId, email: &str) -> UserId {
        let mut tx = self.begin().await;
        let user = users::insert(&mut tx, email, "hash", &serde_json::Map::new(), self.now).await.unwrap();
        profiles::link(&mut tx, id, user.id, self.now).await.unwrap();
        tx.commit().await.unwrap();
        user.id
    }

    /// A login attempt in a transaction of its own.
    pub async fn login(&self, customer: Option<CustomerId>, email: &str, at: DateTime<Utc>, success: bool) {
        self.login_from(customer, email, at, success, &origin("203.0.113.7", "Firefox on Linux")).await;
    }

    pub async fn login_from(
        &self,
        customer: Option<CustomerId>,
        email: &str,
        at: DateTime<Utc>,
        success: bool,
        origin: &logins::Origin,
    ) {
        self.db.staff.ensure_login_month(at).await.unwrap();
        let login = logins::NewLogin {
            customer,
            email,
            at,
            method: LoginMethod::Password,
            success,
            failure_reason: (!success).then_some("wrong_password"),
            origin,
        };
        logins::record(&mut *self.staff().await, &self.keyring, &login, self.now).await.unwrap();
    }

    pub async fn order(
        &self,
        customer: CustomerId,
        order: &orders::NewOrder,
    ) -> Option<(patron_domain::ids::OrderId, bool)> {
        let mut tx = self.begin().await;
        let done = crate::reported::upsert(&mut tx, self, customer, order, self.now).await.unwrap();
        tx.commit().await.unwrap();
        done
    }

    pub async fn profile(&self, id: CustomerId) -> Profile {
        customers::get(&mut *self.staff().await, &self.keyring, id).await.unwrap().expect("a live customer")
    }

    pub async fn change_consent(&self, id: CustomerId, wanted: &[Wanted], act: Act) -> Vec<Wanted> {
        let mut tx = self.begin().await;
        let changed =
            patron_db::consents::change(&mut tx, id, wanted, &evidence(act, self.now)).await.unwrap();
        tx.commit().await.unwrap();
        changed
    }

    /// Where the rollups differ from the rows.
    pub async fn differences(&self) -> Vec<(String, rust_decimal::Decimal, rust_decimal::Decimal)> {
        let mut owner = self.owner().await;
        let profiles = patron_db::stats::verify::profiles(&mut owner).await.unwrap();
        assert_eq!(profiles, [], "totals of profiles");
        let rollups = patron_db::stats::verify::rollups(&mut owner).await.unwrap();
        rollups.into_iter().map(|d| (d.metric, d.kept, d.recounted)).collect()
    }
}

impl Drop for Store {
    fn drop(&mut self) {
        let name = self.name.clone();
        let dropped = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(async {
                run(&mut superuser().await, format!("drop database if exists {name} with (force)")).await;
            });
        });
        if dropped.join().is_err() {
            eprintln!("the database of this test stays behind");
        }
    }
}

pub async fn insert(
    conn: &mut PgConnection,
    store: &Store,
    email: &str,
    details: &profiles::Details,
    said: Option<bool>,
) -> patron_db::Result<Option<CustomerId>> {
    let email = Email::parse(email).unwrap();
    let new = profiles::NewProfile {
        id: CustomerId::generate(),
        email: &email,
        user_id: None,
        details,
        signup_method: SignupMethod::Email,
        source: Source::Website,
        touch: &profiles::FirstTouch::default(),
        last_touch: &profiles::FirstTouch::default(),
        signup_date: store.now,
        said,
    };
    profiles::insert(conn, &store.keyring, &store.shop, &new, &evidence(Act::Person, store.now)).await
}

pub fn evidence(act: Act, at: DateTime<Utc>) -> Evidence<'static> {
    Evidence { act, method: "test", notice_version: Some("v1"), actor: "test", reason: None, at }
}

pub fn origin(ip: &str, device: &str) -> logins::Origin {
    logins::Origin {
        ip_address: Some(ip.into()),
        user_agent: Some(format!("Mozilla/5.0 ({device})")),
        device_info: Some(device.into()),
        place: None,
    }
}

pub fn phone(typed: &str) -> Option<Phone> {
    Phone::parse(typed, "IN").unwrap()
}

pub fn money(text: &str) -> Money {
    Money::parse(text).unwrap()
}

pub fn ago(store: &Store, days: i64) -> DateTime<Utc> {
    store.now - Duration::days(days)
}

pub fn wanted(channel: Channel, state: ConsentState, basis: ConsentBasis) -> Wanted {
    Wanted { channel, state, basis: Some(basis) }
}

/// An order of `total`, of which 100.00 is shipping, in the shop's currency.
pub fn order(store: &Store, order_id: &str, total: &str) -> orders::NewOrder {
    let total = money(total);
    let shipping = money("100");
    orders::NewOrder {
        source: "shop".into(),
        order_id: order_id.into(),
        status: OrderStatus::Confirmed,
        payment_status: PaymentStatus::Paid,
        payment_method: Some("cod".into()),
        currency: "INR".into(),
        exchange_rate: None,
        subtotal: Money::new(total.amount() - shipping.amount()).unwrap(),
        shipping,
        tax: Money::ZERO,
        total,
        refunded: Money::ZERO,
        customer_name: Some("Ananya Marigold".into()),
        phone: Some("98765 43210".into()),
        address: Some("12 Lotus Lane".into()),
        pincode: Some("560001".into()),
        city: Some("Bengaluru".into()),
        state: Some("Karnataka".into()),
        country: Some("IN".into()),
        order_date: store.now,
        items: vec![orders::Item {
            product_id: "p1".into(),
            name: "Brass lamp".into(),
            category: Some("Lamps".into()),
            quantity: 1,
            unit_price: total,
        }],
    }
}

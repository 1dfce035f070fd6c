//! From settings to a ready database: private or configured, roles, migrations, keyring, first owner and keys.

use crate::config::{Config, Place};
use local_postgres::{Cluster, Options, running_url};
use patron_db::{
    Databases, connect::ConnectOptions, keys, migrate, roles, sealed::Keyring, shop, signing_keys, staff,
};
use patron_domain::{
    consent::ConsentPolicy,
    keys::{KeyKind, Scope},
};
use std::{path::Path, sync::Arc, time::Duration};

/// Name of the private cluster's database and of the login role that acts as the three roles.
const DATABASE: &str = "patron";
const LOGIN_ROLE: &str = "patron_app";

/// A database that can be worked with. Dropping it stops a private cluster that was started here.
pub struct Ready {
    /// The pools.
    pub db: Databases,
    /// The private cluster, if this process runs it.
    pub cluster: Option<Cluster>,
    /// Whether the database is private.
    pub private: bool,
    /// The keys of sealed fields.
    pub keyring: Arc<Keyring>,
}

impl Ready {
    /// Closes the connections, then stops a private cluster that was started here.
    ///
    /// # Errors
    /// When the cluster does not stop.
    pub async fn finish(self) -> Result<(), String> {
        self.db.close().await;
        let Some(mut cluster) = self.cluster else { return Ok(()) };
        let stopped = tokio::task::spawn_blocking(move || cluster.stop()).await.map_err(|e| e.to_string())?;
        stopped.map_err(|e| e.to_string())
    }
}

/// Opens the database for the time of a command, does `work`, and leaves everything as it was found: also
/// when the work fails.
///
/// # Errors
/// What [`open`] and [`check_schema`] say, or the work.
pub async fn with_database<T>(
    config: &Config,
    work: impl AsyncFnOnce(&Ready) -> Result<T, String>,
) -> Result<T, String> {
    let ready = open(config, Private::Share).await?;
    let done = match check_schema(&ready).await {
        Ok(()) => work(&ready).await,
        Err(message) => Err(message),
    };
    let finished = ready.finish().await;
    // what the work says matters more
    let value = done?;
    finished.map(|()| value)
}

/// How to come by a private cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Private {
    /// Run it: for the server, which owns the data directory.
    Own,
    /// Join the one that a running server has, else run it for the time of a command.
    Share,
}

/// Connects, and brings a private database up to date.
///
/// # Errors
/// A text for people: no PostgreSQL, data directory in use, database away, keyring missing.
pub async fn open(config: &Config, private: Private) -> Result<Ready, String> {
    let text = |e: patron_db::Error| e.to_string();
    let (owner_url, cluster, is_private) = match config.database_place()? {
        Place::Configured(url) => (url.expose().to_owned(), None, false),
        Place::Private(dir) => {
            let (url, cluster) = tokio::task::spawn_blocking(move || start_private(&dir, private))
                .await
                .map_err(|e| e.to_string())??;
            (login_url(&url).await?, cluster, true)
        }
    };
    let keyring = Arc::new(load_keyring(config)?);
    let options = ConnectOptions {
        owner_url,
        staff_url: config.database.staff_url.as_ref().map(|s| s.expose().to_owned()),
        customer_url: config.database.customer_url.as_ref().map(|s| s.expose().to_owned()),
        max_connections: config.database.max_connections,
        acquire_timeout: Duration::from_secs(config.database.acquire_timeout_seconds),
    };
    let db = Databases::connect(&options, Arc::clone(&keyring)).map_err(text)?;
    let ready = Ready { db, cluster, private: is_private, keyring };
    if is_private {
        migrate_now(&ready, config).await?;
    }
    Ok(ready)
}

fn start_private(dir: &Path, private: Private) -> Result<(String, Option<Cluster>), String> {
    match Cluster::start(Options::new(dir)) {
        Ok(cluster) => Ok((cluster.superuser_url("postgres"), Some(cluster))),
        Err(local_postgres::Error::DataDirInUse { .. }) if private == Private::Share => {
            let url = running_url(dir, "postgres").map_err(|e| e.to_string())?;
            let url =
                url.ok_or("another Patron uses the data directory but its PostgreSQL does not answer yet")?;
            Ok((url, None))
        }
        Err(e) => Err(e.to_string()),
    }
}

/// Makes roles and database, and gives the URL of a login role that is no superuser. Its password is the
/// cluster's own, which every process that may read the data directory knows.
async fn login_url(superuser_url: &str) -> Result<String, String> {
    let text = |e: patron_db::Error| e.to_string();
    roles::ensure(superuser_url).await.map_err(text)?;
    roles::ensure_login(superuser_url, LOGIN_ROLE).await.map_err(text)?;
    roles::ensure_database(superuser_url, DATABASE).await.map_err(text)?;
    roles::with_user_and_database(superuser_url, LOGIN_ROLE, DATABASE).ok_or_else(|| "bad cluster URL".into())
}

fn load_keyring(config: &Config) -> Result<Keyring, String> {
    match (&config.keyring, &config.keyring_file) {
        (Some(text), _) => Keyring::parse(text.expose()),
        (None, Some(file)) => {
            let text =
                std::fs::read_to_string(file).map_err(|e| format!("keyring_file {}: {e}", file.display()))?;
            Keyring::parse(&text)
        }
        (None, None) => Keyring::load_or_create(&config.data_dir()?.join("keyring")),
    }
    .map_err(|e| e.to_string())
}

/// Migrates and writes the shop's settings and the first signing key.
///
/// # Errors
/// A text for people.
pub async fn migrate_now(ready: &Ready, config: &Config) -> Result<(), String> {
    let text = |e: patron_db::Error| e.to_string();
    let owner = &ready.db.owner;
    migrate::run(owner).await.map_err(text)?;
    migrate::grant_version(owner).await.map_err(text)?;
    let stored =
        shop::get(&mut *owner.pool().acquire().await.map_err(|e| e.to_string())?).await.map_err(text)?;
    let wanted = shop_settings(config, stored.as_ref())?;
    if stored.as_ref() != Some(&wanted) {
        shop::put(owner, &wanted).await.map_err(text)?;
    }
    let key = crate::tokens::new_key()?;
    signing_keys::insert_first(owner, &ready.keyring, &key).await.map_err(text)
}

/// Refuses a configured database whose schema doesn't fit this binary.
///
/// # Errors
/// What to do.
pub async fn check_schema(ready: &Ready) -> Result<(), String> {
    let state = migrate::state(&ready.db.owner).await;
    match state.map_err(|e| format!("{e}\nIf this database is new to Patron, run `patron migrate` first."))? {
        migrate::Schema::Current(_) => Ok(()),
        migrate::Schema::Behind => {
            Err("the database's schema is older than this binary. Run `patron migrate` with \
                                        the same settings, then start again."
                .into())
        }
        migrate::Schema::Newer(v) => Err(format!(
            "the database's schema ({v}) is newer than this binary ({}). Install the newer patron; nothing was changed.",
            migrate::latest()
        )),
    }
}

/// The stored settings (or the shipped ones) with what the configuration says on top.
fn shop_settings(config: &Config, stored: Option<&shop::Shop>) -> Result<shop::Shop, String> {
    let c = &config.shop;
    let pick = |given: &Option<String>, kept: Option<&String>, shipped: &str| {
        given.clone().or_else(|| kept.cloned()).unwrap_or_else(|| shipped.to_owned())
    };
    let zone = match &c.time_zone {
        Some(z) => z.parse().map_err(|_| "shop.time_zone: unknown zone".to_owned())?,
        None => stored.map_or(chrono_tz::Asia::Kolkata, |s| s.time_zone),
    };
    Ok(shop::Shop {
        name: pick(&c.name, stored.map(|s| &s.name), "My shop"),
        currency: pick(&c.currency, stored.map(|s| &s.currency), "INR"),
        time_zone: zone,
        week_start: pick(&c.week_start, stored.map(|s| &s.week_start), "monday"),
        phone_country: pick(&c.phone_country, stored.map(|s| &s.phone_country), "IN"),
        consent_policy: c.consent_policy.or(stored.map(|s| s.consent_policy)).unwrap_or(ConsentPolicy::OptIn),
    })
}

/// What a first start made; printed once and then known to nobody but the reader.
pub struct FirstStart {
    /// The owner's address and password, when there was no staff.
    pub owner: Option<(String, String)>,
    /// The publishable and the secret key, when there was no key.
    pub keys: Option<(String, String)>,
}

/// Makes the owner when there is no staff yet, and the shop's keys when there are none.
///
/// # Errors
/// A text for people.
pub async fn first_start(ready: &Ready) -> Result<FirstStart, String> {
    let text = |e: patron_db::Error| e.to_string();
    let mut tx = ready.db.staff.begin().await.map_err(text)?;
    let mut first = FirstStart { owner: None, keys: None };
    if staff::count(&mut tx).await.map_err(text)? == 0 {
        let email = "owner@patron.local".to_owned();
        let password = patron_db::random::token("").map_err(text)?[..24].to_owned();
        let hash = crate::passwords::hash_now(&password).map_err(|e| e.to_string())?;
        staff::insert_owner(&mut tx, &email, None, &hash).await.map_err(text)?;
        first.owner = Some((email, password));
    }
    if keys::list(&mut tx).await.map_err(text)?.is_empty() {
        let (_, page) = keys::create(&mut tx, KeyKind::Publishable, "Storefront", &[]).await.map_err(text)?;
        let made =
            keys::create(&mut tx, KeyKind::Secret, "Shop server", Scope::DEFAULT).await.map_err(text)?;
        first.keys = Some((page, made.1));
    }
    tx.commit().await.map_err(|e| e.to_string())?;
    Ok(first)
}

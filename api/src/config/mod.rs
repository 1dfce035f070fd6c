//! Settings: defaults < file < environment. One struct a concern; nothing reads the environment after start.

mod check;
mod database;
pub mod http;

pub use check::{Effective, problems};
pub use database::{DatabaseConfig, Place};
pub use http::HttpConfig;

use figment::{
    Figment,
    providers::{Env, Format as _, Toml},
};
use patron_domain::consent::ConsentPolicy;
use serde::Deserialize;
use std::path::{Path, PathBuf};

/// The documented defaults.
pub const DEFAULTS: &str = include_str!("default.toml");

/// All settings.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// Keyring and private PostgreSQL; a place of the user's when absent.
    pub data_dir: Option<PathBuf>,
    /// Text of the keyring; a file in the data directory when absent.
    pub keyring: Option<Secret>,
    /// File of the keyring.
    pub keyring_file: Option<PathBuf>,
    /// Server.
    pub http: HttpConfig,
    /// Database.
    pub database: DatabaseConfig,
    /// Sign-in.
    pub auth: AuthConfig,
    /// Tracking.
    pub tracking: TrackingConfig,
    /// Shop.
    #[serde(default)]
    pub shop: ShopConfig,
    /// Log.
    pub log: LogConfig,
}

/// A text that doesn't print.
#[derive(Clone, Deserialize)]
#[serde(transparent)]
pub struct Secret(String);

impl Secret {
    /// The text, for the one who needs it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

/// Sign-in of customers and staff.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuthConfig {
    /// Whether customers may sign up.
    pub signup_enabled: bool,
    /// Life of a customer's access token.
    pub access_token_seconds: i64,
    /// Life of a staff access token.
    pub staff_access_token_seconds: i64,
    /// Staff session without use.
    pub staff_idle_hours: i64,
    /// Staff session in any case.
    pub staff_absolute_days: i64,
    /// Shortest password.
    pub password_min_length: usize,
    /// Hashing threads; 0 is one a core.
    pub hash_threads: usize,
    /// Waiting hashes before refusal.
    pub hash_queue: usize,
    /// Failed logins per account in a window.
    pub throttle_account_failures: i32,
    /// Failed logins per address in a window.
    pub throttle_address_failures: i32,
    /// The window.
    pub throttle_window_seconds: i64,
}

/// Tracking.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrackingConfig {
    /// How long a message id is remembered.
    pub message_id_days: i64,
    /// How long is kept what waits for somebody, and what was refused.
    pub waiting_days: i64,
    /// How much of a visitor's IP address is kept.
    pub ip_storage: crate::visitors::IpStorage,
    /// A file that tells where an IP address is.
    pub geoip_file: Option<PathBuf>,
}

/// The shop, as far as the settings say.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ShopConfig {
    /// Name.
    pub name: Option<String>,
    /// ISO 4217.
    pub currency: Option<String>,
    /// IANA zone.
    pub time_zone: Option<String>,
    /// `monday` or `sunday`.
    pub week_start: Option<String>,
    /// ISO 3166-1 alpha-2.
    pub phone_country: Option<String>,
    /// Consent policy.
    pub consent_policy: Option<ConsentPolicy>,
}

/// Log.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogConfig {
    /// `text` or `json`.
    pub format: String,
    /// As in `RUST_LOG`.
    pub filter: String,
}

/// What the command line says; wins over everything.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// `--config`.
    pub file: Option<PathBuf>,
    /// `--data-dir`.
    pub data_dir: Option<PathBuf>,
    /// `--port`.
    pub port: Option<u16>,
    /// `--host`.
    pub host: Option<String>,
}

impl Config {
    /// Reads and checks the settings.
    ///
    /// # Errors
    /// One line for each bad key, all at once.
    pub fn load(overrides: &Overrides) -> Result<Self, String> {
        let mut figment = Figment::from(Toml::string(DEFAULTS));
        if let Some(file) = &overrides.file {
            if !Path::exists(file) {
                return Err(format!("--config {}: there is no such file", file.display()));
            }
            figment = figment.merge(Toml::file_exact(file));
        }
        figment = figment.merge(Env::prefixed("PATRON__").split("__"));
        let mut config: Self = figment
            .extract()
            .map_err(|e| e.into_iter().map(|e| e.to_string()).collect::<Vec<_>>().join("\n"))?;
        if let Some(dir) = &overrides.data_dir {
            config.data_dir = Some(dir.clone());
        }
        if let Some(port) = overrides.port {
            config.http.port = port;
        }
        if let Some(host) = &overrides.host {
            config.http.host.clone_from(host);
        }
        let found = problems(&config);
        if found.is_empty() { Ok(config) } else { Err(found.join("\n")) }
    }

    /// The data directory, chosen or the user's.
    ///
    /// # Errors
    /// When there is no place for it.
    pub fn data_dir(&self) -> Result<PathBuf, String> {
        match &self.data_dir {
            Some(dir) => Ok(dir.clone()),
            None => local_postgres::default_data_dir().map_err(|e| e.to_string()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_defaults_are_complete_and_good() {
        let config: Config = Figment::from(Toml::string(DEFAULTS)).extract().unwrap();
        assert_eq!(config.http.port, 8080);
        assert_eq!(problems(&config), Vec::<String>::new());
    }

    #[test]
    fn every_bad_key_is_named_at_once() {
        let text = format!("{DEFAULTS}\n[extra]\n");
        assert!(Figment::from(Toml::string(&text)).extract::<Config>().is_err());
        let mut config: Config = Figment::from(Toml::string(DEFAULTS)).extract().unwrap();
        config.auth.access_token_seconds = 10;
        config.tracking.waiting_days = 0;
        config.shop.time_zone = Some("Mars/Base".into());
        config.http.trusted_proxies = vec!["nonsense".into()];
        let found = problems(&config).join("\n");
        for key in
            ["auth.access_token_seconds", "tracking.waiting_days", "shop.time_zone", "http.trusted_proxies"]
        {
            assert!(found.contains(key), "{key} in {found}");
        }
    }
}

//! What can be wrong with settings, and their effective values without secrets.

use super::{Config, http::Network};

/// One line for each bad key.
pub fn problems(c: &Config) -> Vec<String> {
    let mut out = Vec::new();
    let mut need = |ok: bool, line: &str| {
        if !ok {
            out.push(line.to_owned());
        }
    };
    need(
        c.http.host.parse::<std::net::IpAddr>().is_ok(),
        "http.host: must be an IP address such as 127.0.0.1",
    );
    need(
        c.http
            .public_url
            .as_ref()
            .is_none_or(|u| (u.starts_with("http://") || u.starts_with("https://")) && !u.ends_with('/')),
        "http.public_url: must be an http or https URL without a trailing slash",
    );
    let proxies_ok = c.http.trusted_proxies.iter().all(|p| Network::parse(p).is_some());
    need(
        proxies_ok,
        "http.trusted_proxies: must be addresses such as 10.0.0.1 or networks such as 10.0.0.0/8",
    );
    need(
        c.auth.access_token_seconds >= 300,
        "auth.access_token_seconds: must be at least 300, because clients refresh early",
    );
    need(c.auth.staff_access_token_seconds >= 60, "auth.staff_access_token_seconds: must be at least 60");
    need(c.auth.password_min_length >= 6, "auth.password_min_length: must be at least 6");
    need(
        c.auth.throttle_account_failures > 0
            && c.auth.throttle_address_failures > 0
            && c.auth.throttle_window_seconds > 0,
        "auth.throttle_*: must be positive",
    );
    need(c.database.max_connections > 0, "database.max_connections: must be at least 1");
    need(c.tracking.message_id_days > 0, "tracking.message_id_days: must be at least 1");
    let a_century = 36_500;
    need(
        (1..=a_century).contains(&c.tracking.waiting_days),
        "tracking.waiting_days: must be at least 1 and at most 36500",
    );
    let shop = &c.shop;
    need(
        shop.time_zone.as_ref().is_none_or(|z| z.parse::<chrono_tz::Tz>().is_ok()),
        "shop.time_zone: must be an IANA zone such as Asia/Kolkata",
    );
    need(
        shop.currency.as_ref().is_none_or(|x| upper(x, 3)),
        "shop.currency: must be an ISO 4217 code such as INR",
    );
    need(
        shop.phone_country.as_ref().is_none_or(|x| upper(x, 2)),
        "shop.phone_country: must be an ISO 3166 code such as IN",
    );
    need(
        shop.week_start.as_ref().is_none_or(|w| w == "monday" || w == "sunday"),
        "shop.week_start: must be monday or sunday",
    );
    need(c.log.format == "text" || c.log.format == "json", "log.format: must be text or json");
    out
}

fn upper(text: &str, len: usize) -> bool {
    text.len() == len && text.bytes().all(|b| b.is_ascii_uppercase())
}

/// A setting and its value, as `check-config` prints it.
pub type Effective = Vec<(&'static str, String)>;

impl Config {
    /// The effective values, secrets replaced by whether they are set.
    pub fn effective(&self) -> Effective {
        let set = |is: bool| if is { "(set)" } else { "(not set)" }.to_owned();
        let opt = |v: &Option<String>| v.clone().unwrap_or_else(|| "(stored or default)".into());
        vec![
            ("data_dir", self.data_dir().map_or_else(|e| e, |d| d.display().to_string())),
            ("keyring", set(self.keyring.is_some())),
            ("http.host", self.http.host.clone()),
            ("http.port", self.http.port.to_string()),
            (
                "http.public_url",
                self.http.public_url.clone().unwrap_or_else(|| "(from host and port)".into()),
            ),
            ("http.cors_origins", self.http.cors_origins.join(" ")),
            ("http.dashboard_origins", self.http.dashboard_origins.join(" ")),
            ("http.trusted_proxies", self.http.trusted_proxies.join(" ")),
            ("database.owner_url", set(self.database.owner_url.is_some())),
            ("database.staff_url", set(self.database.staff_url.is_some())),
            ("database.customer_url", set(self.database.customer_url.is_some())),
            ("database.max_connections", self.database.max_connections.to_string()),
            ("auth.signup_enabled", self.auth.signup_enabled.to_string()),
            ("auth.access_token_seconds", self.auth.access_token_seconds.to_string()),
            ("auth.throttle_account_failures", self.auth.throttle_account_failures.to_string()),
            ("auth.throttle_address_failures", self.auth.throttle_address_failures.to_string()),
            ("auth.throttle_window_seconds", self.auth.throttle_window_seconds.to_string()),
            ("tracking.message_id_days", self.tracking.message_id_days.to_string()),
            ("tracking.waiting_days", self.tracking.waiting_days.to_string()),
            ("tracking.ip_storage", self.tracking.ip_storage.as_str().to_owned()),
            (
                "tracking.geoip_file",
                self.tracking.geoip_file.as_ref().map(|f| f.display().to_string()).unwrap_or_default(),
            ),
            ("shop.name", opt(&self.shop.name)),
            ("shop.currency", opt(&self.shop.currency)),
            ("shop.time_zone", opt(&self.shop.time_zone)),
            ("log.format", self.log.format.clone()),
            ("log.filter", self.log.filter.clone()),
        ]
    }
}

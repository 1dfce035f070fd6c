//! What is kept of where a visitor comes from: as much of an IP address as the shop's settings allow.

use serde::Deserialize;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// How much of an IP address is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum IpStorage {
    /// All of it.
    Full,
    /// Its network: the first three bytes of IPv4, the first 48 bits of IPv6.
    Truncated,
    /// None of it.
    Off,
}

/// The settings about visitors.
#[derive(Debug, Clone, Copy)]
pub struct Visitors {
    /// How much of an address is stored.
    pub ip_storage: IpStorage,
}

impl Visitors {
    /// What is stored of an address; `None` when nothing is, or when it is none.
    pub fn ip_to_store(&self, text: &str) -> Option<String> {
        let ip = text.trim().parse::<IpAddr>().ok()?.to_canonical();
        match (self.ip_storage, ip) {
            (IpStorage::Off, _) => None,
            (IpStorage::Full, ip) => Some(ip.to_string()),
            (IpStorage::Truncated, IpAddr::V4(v4)) => {
                let [a, b, c, _] = v4.octets();
                Some(Ipv4Addr::new(a, b, c, 0).to_string())
            }
            (IpStorage::Truncated, IpAddr::V6(v6)) => {
                let [a, b, c, ..] = v6.segments();
                Some(Ipv6Addr::new(a, b, c, 0, 0, 0, 0, 0).to_string())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_kept_as_far_as_the_settings_say() {
        let kept = |ip_storage, text| Visitors { ip_storage }.ip_to_store(text);
        assert_eq!(kept(IpStorage::Full, " 203.0.113.24").as_deref(), Some("203.0.113.24"));
        assert_eq!(kept(IpStorage::Truncated, "203.0.113.24").as_deref(), Some("203.0.113.0"));
        assert_eq!(kept(IpStorage::Truncated, "::ffff:203.0.113.24").as_deref(), Some("203.0.113.0"));
        assert_eq!(kept(IpStorage::Truncated, "2001:db8:1:2:3::4").as_deref(), Some("2001:db8:1::"));
        assert_eq!(kept(IpStorage::Off, "203.0.113.24"), None);
        assert_eq!(kept(IpStorage::Full, "nowhere"), None);
    }
}

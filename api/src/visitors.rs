//! What is kept of where a visitor comes from: as much of an IP address as the settings allow, and where it is.

use crate::{config::TrackingConfig, places::Places};
use patron_db::logins::Place;
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

impl IpStorage {
    /// The word in the settings.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Truncated => "truncated",
            Self::Off => "off",
        }
    }
}

/// The settings about visitors, and the file that tells where they are.
pub struct Visitors {
    ip_storage: IpStorage,
    places: Option<Places>,
}

impl Visitors {
    /// As the settings say.
    ///
    /// # Errors
    /// When the file of networks can't be read.
    pub fn new(config: &TrackingConfig) -> Result<Self, String> {
        let places = config.geoip_file.as_deref().map(Places::open).transpose()?;
        Ok(Self { ip_storage: config.ip_storage, places })
    }

    /// What is stored of an address; `None` when nothing is, or when it is none.
    pub fn ip_to_store(&self, text: &str) -> Option<String> {
        match (self.ip_storage, parsed(text)?) {
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

    /// Where an address is, as far as the file tells. It takes the whole address, before that is truncated.
    pub fn place(&self, text: &str) -> Option<Place> {
        let name = self.places.as_ref()?.of(parsed(text)?)?;
        Some(Place { name, guessed: true })
    }
}

fn parsed(text: &str) -> Option<IpAddr> {
    Some(text.trim().parse::<IpAddr>().ok()?.to_canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::places::tests::file;

    #[test]
    fn an_address_is_kept_as_far_as_the_settings_say() {
        let kept = |ip_storage, text| Visitors { ip_storage, places: None }.ip_to_store(text);
        assert_eq!(kept(IpStorage::Full, " 203.0.113.24").as_deref(), Some("203.0.113.24"));
        assert_eq!(kept(IpStorage::Truncated, "203.0.113.24").as_deref(), Some("203.0.113.0"));
        assert_eq!(kept(IpStorage::Truncated, "::ffff:203.0.113.24").as_deref(), Some("203.0.113.0"));
        assert_eq!(kept(IpStorage::Truncated, "2001:db8:1:2:3::4").as_deref(), Some("2001:db8:1::"));
        assert_eq!(kept(IpStorage::Off, "203.0.113.24"), None);
        assert_eq!(kept(IpStorage::Full, "nowhere"), None);
    }

    #[test]
    fn where_an_address_is_does_not_depend_on_how_much_of_it_is_kept() {
        let places = Some(Places::open(file()).unwrap());
        let visitors = Visitors { ip_storage: IpStorage::Off, places };
        let place = visitors.place("::ffff:81.2.69.160").unwrap();
        assert_eq!((place.name.as_str(), place.guessed), ("London, England", true));
        assert_eq!(visitors.place("nowhere"), None);
        assert_eq!(Visitors { ip_storage: IpStorage::Full, places: None }.place("81.2.69.160"), None);
    }
}

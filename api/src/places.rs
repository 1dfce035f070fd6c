//! Where an IP address is: a file of networks in MaxMind's format (GeoLite2 City, GeoIP2 City), which the operator
//! gets and renews. Nothing is asked over the network.

use maxminddb::Reader;
use serde::Deserialize;
use std::{net::IpAddr, path::Path};

/// Longest location, in characters: the column's size.
const LOCATION_MAX: usize = 255;

/// The file, read into memory.
pub struct Places(Reader<Vec<u8>>);

/// What is read of a network's record.
#[derive(Default, Deserialize)]
#[serde(default)]
struct Record {
    city: Named,
    /// From the largest to the smallest.
    subdivisions: Vec<Named>,
    country: Named,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Named {
    names: Names,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Names {
    en: Option<String>,
}

impl Named {
    fn english(self) -> Option<String> {
        self.names.en.filter(|name| !name.trim().is_empty())
    }
}

impl Places {
    /// Reads a file.
    ///
    /// # Errors
    /// A line that names the setting, the file and what is wrong with it.
    pub fn open(file: &Path) -> Result<Self, String> {
        Reader::open_readfile(file)
            .map(Self)
            .map_err(|e| format!("tracking.geoip_file: {} can't be read: {e}", file.display()))
    }

    /// `City, Region` as orders have it, one of them where only that is known, else the country.
    pub fn of(&self, ip: IpAddr) -> Option<String> {
        let record: Record = self.0.lookup(ip).ok()?.decode().ok()??;
        let region = record.subdivisions.into_iter().next().and_then(Named::english);
        let parts: Vec<String> = [record.city.english(), region].into_iter().flatten().collect();
        let place = if parts.is_empty() { record.country.english()? } else { parts.join(", ") };
        Some(place.chars().take(LOCATION_MAX).collect())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// MaxMind's own file for tests, which makes up a few networks.
    pub fn file() -> &'static Path {
        Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../tests/data/GeoIP2-City-Test.mmdb"))
    }

    #[test]
    fn an_address_is_told_as_orders_tell_it() {
        let places = Places::open(file()).unwrap();
        let of = |ip: &str| places.of(ip.parse().unwrap());
        for (ip, place) in [
            ("81.2.69.160", Some("London, England")),
            ("89.160.20.112", Some("Linköping, Östergötland County")),
            ("2001:480:10::1", Some("San Diego, California")),
            ("214.0.0.1", Some("Singapore")),
            ("67.43.156.1", Some("Bhutan")),
            ("127.0.0.1", None),
        ] {
            assert_eq!(of(ip).as_deref(), place, "{ip}");
        }
    }

    #[test]
    fn a_file_that_is_none_is_named_with_its_setting() {
        for file in
            [Path::new("/nowhere/City.mmdb"), Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/Cargo.toml"))]
        {
            let told = Places::open(file).err().unwrap();
            assert!(
                told.starts_with("tracking.geoip_file: ") && told.contains(file.to_str().unwrap()),
                "{told}"
            );
        }
    }
}

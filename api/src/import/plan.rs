//! How one file is read: what all its rows have in common.

use super::{
    formats,
    header::{Header, Mapping},
};
use chrono::{DateTime, Days, NaiveDate, Utc};
use chrono_tz::Tz;
use patron_api_types::imports::{ImportFormat, ImportKind};
use patron_db::{
    ingest::{Act, Incoming, Who},
    shop::Shop,
};
use patron_domain::{
    email::Email,
    period::{day_of, day_start},
};

/// How the ledger names an import.
const ACTOR: &str = "import";

/// What a file is and how its columns are taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Settings {
    /// What it holds.
    pub kind: ImportKind,
    /// Whose file it is.
    pub format: ImportFormat,
    /// Which field each column is taken for.
    pub mapping: Mapping,
    /// The day that its totals are of.
    pub as_of: NaiveDate,
}

/// How a file is read.
pub struct Plan {
    /// What it holds.
    pub kind: ImportKind,
    /// Whose file it is.
    pub format: ImportFormat,
    /// Where the columns stand.
    pub header: Header,
    /// Zone of times without one.
    pub zone: Tz,
    /// Country of phones without a `+`.
    pub phone_country: String,
    /// Currency of the shop's totals.
    pub currency: String,
    /// The day that the file's totals are of.
    pub as_of: NaiveDate,
    /// Nothing has happened after that.
    pub now: DateTime<Utc>,
    /// What the file's orders are as of.
    pub said_at: DateTime<Utc>,
}

impl Plan {
    /// How a file with these columns is read.
    ///
    /// # Errors
    /// What is wrong with the columns.
    pub fn new(
        settings: &Settings,
        columns: &[String],
        shop: &Shop,
        now: DateTime<Utc>,
    ) -> Result<Self, String> {
        let header = Header::mapped(columns, &settings.mapping, settings.kind)?;
        if settings.format == ImportFormat::Patron {
            header.once()?;
        }
        let day_after = settings.as_of.checked_add_days(Days::new(1)).unwrap_or(settings.as_of);
        Ok(Self {
            kind: settings.kind,
            format: settings.format,
            header,
            zone: formats::zone(settings.format).unwrap_or(shop.time_zone),
            phone_country: shop.phone_country.clone(),
            currency: shop.currency.clone(),
            as_of: settings.as_of,
            now,
            said_at: day_start(day_after, shop.time_zone).min(now),
        })
    }

    /// A plan of Patron's own format in the shop of the tests.
    #[cfg(test)]
    pub fn for_tests(header: Header) -> Self {
        let now: DateTime<Utc> = "2026-11-20T06:00:00Z".parse().unwrap();
        Self {
            kind: ImportKind::Customers,
            format: ImportFormat::Patron,
            header,
            zone: chrono_tz::Asia::Kolkata,
            phone_country: "IN".into(),
            currency: "INR".into(),
            as_of: now.date_naive(),
            now,
            said_at: now,
        }
    }

    /// Whether numbers and words are taken as shop systems write them.
    pub fn is_loose(&self) -> bool {
        self.format != ImportFormat::Patron
    }

    /// What a row says of somebody, as the store takes it.
    pub fn incoming(&self, email: Email, act: Act) -> Incoming {
        // what was reported of an order after the file was made is newer than the file
        let at = if matches!(act, Act::Order(_)) { self.said_at } else { self.now };
        Incoming {
            key: None,
            actor: ACTOR.to_owned(),
            message: None,
            who: Who::email(email),
            trusted: true,
            at,
            received_at: self.now,
            act,
            record: None,
            sent: None,
            mends: None,
        }
    }
}

/// Refuses a day that is still to come.
///
/// # Errors
/// When it is.
pub fn check_day(as_of: NaiveDate, shop: &Shop, now: DateTime<Utc>) -> Result<(), String> {
    let today = day_of(now, shop.time_zone);
    if as_of <= today {
        return Ok(());
    }
    Err(format!("lies in the future; it is {today} in the shop's zone"))
}

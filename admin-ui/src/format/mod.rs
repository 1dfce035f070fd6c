//! How numbers, money and times are written. Pages never format by hand.
//!
//! Everything but [`zone`] is pure; the browser's own tables know the time zones, so none is shipped.

pub mod campaign_words;
pub mod data_words;
pub mod export_words;
pub mod json_words;
pub mod number;
pub mod stats_words;
pub mod time;
pub mod words;
mod zone;

use crate::format::{
    number::Grouping,
    time::{ago, day_month, stamp},
};
use chrono::{DateTime, NaiveDate, Utc};
use patron_api_types::session::Shop;
use patron_domain::money::Money;
use std::sync::Arc;

/// What stands where nothing is known. Unknown is never shown as zero.
pub const MISSING: &str = "–";

/// The shop's way of writing: currency, digit groups, zone.
#[derive(Debug, Clone, PartialEq)]
pub struct Format {
    currency: Arc<str>,
    zone: Arc<str>,
    grouping: Grouping,
}

impl Format {
    pub fn of(shop: &Shop) -> Self {
        let grouping = if shop.phone_country == "IN" { Grouping::Indian } else { Grouping::Thousands };
        Self { currency: shop.currency.as_str().into(), zone: shop.time_zone.as_str().into(), grouping }
    }

    /// `1,23,456`.
    pub fn number(&self, n: i64) -> String {
        number::whole(n, self.grouping)
    }

    /// `₹64,280`: without the hundredths, as in lists and cards.
    pub fn money(&self, amount: Money) -> String {
        number::money(amount, &self.currency, self.grouping, false)
    }

    /// `₹940.50`, `₹64,280`: hundredths below a thousand, as in an order.
    pub fn exact_money(&self, amount: Money, currency: &str) -> String {
        number::money(amount, currency, self.grouping, true)
    }

    /// `₹6.41 Cr`, with [`Format::money`] as its title.
    pub fn short_money(&self, amount: Money) -> String {
        number::short_money(amount, &self.currency, self.grouping)
    }

    /// `₹`, or the code where there is no sign.
    pub fn currency_sign(&self) -> String {
        number::sign(&self.currency).trim_end().to_owned()
    }

    /// `2 min ago`, `Yesterday`, `9 Nov`.
    pub fn ago(&self, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
        ago((now - at).num_seconds(), zone::local(at, &self.zone), zone::local(now, &self.zone))
    }

    /// `20 Nov 2026, 14:30 IST`.
    pub fn stamp(&self, at: DateTime<Utc>) -> String {
        format!("{} {}", stamp(zone::local(at, &self.zone)), zone::abbreviation(at, &self.zone))
    }

    /// `14:30:06 IST`.
    pub fn clock(&self, at: DateTime<Utc>) -> String {
        format!("{} {}", time::clock(zone::local(at, &self.zone)), zone::abbreviation(at, &self.zone))
    }

    /// `14:30`.
    pub fn minute(&self, at: DateTime<Utc>) -> String {
        time::minute(zone::local(at, &self.zone))
    }

    /// `14 Mar 2023`.
    pub fn date(&self, at: DateTime<Utc>) -> String {
        time::full_date(zone::local(at, &self.zone).date())
    }

    /// `9 Nov`, with the year when it isn't this one.
    pub fn short_date(&self, at: DateTime<Utc>, now: DateTime<Utc>) -> String {
        day_month(zone::local(at, &self.zone).date(), zone::local(now, &self.zone).date())
    }

    /// The day of an instant in the store's zone.
    pub fn day(&self, at: DateTime<Utc>) -> NaiveDate {
        zone::local(at, &self.zone).date()
    }

    /// Hour of the day in the store's zone.
    pub fn hour(&self, at: DateTime<Utc>) -> u32 {
        chrono::Timelike::hour(&zone::local(at, &self.zone))
    }
}

//! Acquisition channels: where customers came from and what became of them.

use super::{About, ChartFormat};
use chrono::NaiveDate;
use patron_domain::{
    acquisition::{AcquisitionChannel, Touch},
    money::Money,
};
use serde::{Deserialize, Serialize};

/// Whose channels.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(deny_unknown_fields, default)]
pub struct ChannelsQuery {
    /// First or last touch before the sign-up; `first` when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub touch: Option<Touch>,
    /// People who signed up in the month of this day or later; everybody when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(example = "2025-12-01"))]
    pub from: Option<NaiveDate>,
    /// People who signed up in the month of this day or earlier.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(example = "2026-11-30"))]
    pub to: Option<NaiveDate>,
    /// `csv` gives the channels as a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<ChartFormat>,
}

crate::wire! {
    /// Channels by the people they brought, largest first.
    pub struct Channels {
        /// As of when, in which zone, and what each number means.
        pub about: About,
        /// Which touch.
        pub touch: Touch,
        /// First day of the sign-ups meant; null: from the beginning.
        #[cfg_attr(feature = "openapi", schema(example = "2025-12-01"))]
        pub from: Option<NaiveDate>,
        /// Last day; null: until now.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-30"))]
        pub to: Option<NaiveDate>,
        /// Channels that brought somebody.
        pub items: Vec<ChannelRow>,
    }

    /// One channel.
    pub struct ChannelRow {
        /// Which.
        pub channel: AcquisitionChannel,
        /// Live profiles.
        #[cfg_attr(feature = "openapi", schema(example = 13_982))]
        pub customers: i64,
        /// Of those, with an order that counts.
        #[cfg_attr(feature = "openapi", schema(example = 8_210))]
        pub buyers: i64,
        /// `buyers` / `customers`, four decimals.
        #[cfg_attr(feature = "openapi", schema(example = "0.5872"))]
        pub conversion: Option<String>,
        /// With two or more.
        #[cfg_attr(feature = "openapi", schema(example = 3_020))]
        pub repeat_buyers: i64,
        /// With consent on any channel.
        #[cfg_attr(feature = "openapi", schema(example = 9_110))]
        pub opt_ins: i64,
        /// Their orders that count, opening balances included.
        #[cfg_attr(feature = "openapi", schema(example = 19_410))]
        pub orders: i64,
        /// What they spent, less refunds.
        pub revenue: Money,
        /// Their lifetime value together: without shipping and tax.
        pub lifetime_value: Money,
        /// Per customer of the channel.
        pub average_lifetime_value: Option<Money>,
    }
}

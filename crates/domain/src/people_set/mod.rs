//! Named sets of people: each number of the statistics names the set whose people it counts.
//!
//! What belongs here: which sets there are, their words in an address, their names and meaning for people, and where
//! their days begin. What does not: how the database finds them.
//!
//! To add a set: a variant, its word in `parse.rs` (both ways), its name and meaning in `words.rs`, and its condition in
//! `crates/db/src/customers/filter/sets.rs`.

mod list;
mod moment;
mod parse;
#[cfg(test)]
mod parse_tests;
mod words;

pub use list::PeopleSets;
pub use moment::Moment;

use crate::{
    acquisition::{AcquisitionChannel, Touch},
    consent::{Channel, ConsentBasis},
    customer::SignupMethod,
    money::Money,
    rfm::RfmGroup,
};
use chrono::NaiveDate;

/// Days in the store's zone, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Days {
    /// First day.
    pub from: NaiveDate,
    /// Last day.
    pub to: NaiveDate,
}

/// A set of people. Erased people are in none. "Orders" are those that count: neither cancelled nor returned.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeopleSet {
    /// A successful login or an order in the last 30 days, today included.
    Engaged30d,
    /// No login in the last 30 days, or never, and signed up at least 30 days ago.
    Inactive30d,
    /// Neither login nor order in the last 30 days, and signed up at least 30 days ago.
    Disengaged30d,
    /// Signed up today.
    NewToday,
    /// Signed up in the last 7 days, today included.
    New7d,
    /// Signed up in the last 30 days, today included.
    New30d,
    /// Signed up since the week began.
    NewWtd,
    /// Signed up since the month began.
    NewMtd,
    /// SUBSCRIBED on any channel.
    OptedIn,
    /// With an address on the channel, and SUBSCRIBED on it.
    OptedInOn {
        /// The channel.
        channel: Channel,
        /// Only where it rests on this.
        basis: Option<ConsentBasis>,
    },
    /// With an address on the channel, and PENDING on it.
    Pending(Channel),
    /// With an address on the channel, and UNSUBSCRIBED on it.
    Unsubscribed(Channel),
    /// Active, and SUBSCRIBED on the channel.
    Reachable(Channel),
    /// At least one order, opening balances included.
    Buyers,
    /// At least two orders, opening balances included.
    RepeatBuyers,
    /// No order, opening balances included.
    NeverOrdered,
    /// So many successful logins of all time, opening balances included; both ends included.
    Logins {
        /// At least.
        from: i32,
        /// At most; any number when absent.
        to: Option<i32>,
    },
    /// Lifetime value in a range, in the store's currency.
    Value {
        /// At least.
        from: Money,
        /// Less than; any when absent.
        to: Option<Money>,
    },
    /// Signed up on one of these days.
    SignedUp(Days),
    /// A successful login or an order on one of these days.
    Active(Days),
    /// A successful login on one of these days.
    LoggedIn(Days),
    /// An order on one of these days.
    Ordered(Days),
    /// The first successful login ever was on one of these days.
    FirstLogin(Days),
    /// The first dated order ever was on one of these days.
    FirstOrder(Days),
    /// Came through a channel.
    Touched {
        /// First or last touch before the sign-up.
        touch: Touch,
        /// Which.
        channel: AcquisitionChannel,
    },
    /// A cell of the RFM grid, as last computed.
    RfmCell {
        /// 1 (long ago) to 5 (just now).
        recency: i16,
        /// 1 (rarely and little) to 5 (often and much).
        value: i16,
    },
    /// A named group of the RFM grid, as last computed.
    RfmGroup(RfmGroup),
    /// Signed up this way.
    SignupMethod(SignupMethod),
}

//! Campaigns: whether a difference between those written to and those held out is one.
//!
//! Statistics only, from counts and amounts. Each file names where its formula comes from and is held to published
//! numbers; [`verdict()`] and [`bootstrap`] also to campaigns without any effect.

mod binomial;
pub mod bootstrap;
pub mod newcombe;
pub mod power;
pub mod test;
mod verdict;
pub mod wilson;

pub use verdict::{LEAST_BUYERS, LEAST_PEOPLE, verdict};

use crate::words;

words! {
    /// What can be said of a campaign's effect.
    Verdict {
        /// It has no hold-out, so nothing can be said of what it caused.
        NoHoldout = "no_holdout",
        /// A group has fewer than 100 people, or too few bought: too few to tell.
        TooFew = "too_few",
        /// The interval of the difference spans 0.
        Inconclusive = "inconclusive",
        /// More of those written to bought, and the interval does not span 0.
        Positive = "positive",
        /// Fewer of those written to bought, and the interval does not span 0.
        Negative = "negative",
    }
}

/// The normal distribution's quantile that leaves 2.5 % above it: that of a two-sided interval of 95 %.
const Z: f64 = 1.959963984540054;

/// A group and how many of it bought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Group {
    /// People.
    pub people: u64,
    /// Those who bought; never more than the people.
    pub buyers: u64,
}

impl Group {
    /// The share who bought, 0 to 1; 0 without people.
    pub fn rate(self) -> f64 {
        if self.people == 0 { 0.0 } else { (self.buyers as f64 / self.people as f64).min(1.0) }
    }
}

/// An estimate with its 95 % interval.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Interval {
    /// The estimate.
    pub value: f64,
    /// The lower end.
    pub low: f64,
    /// The upper end.
    pub high: f64,
}

impl Interval {
    /// The same in other units: all three times `by`, which is not negative.
    #[must_use]
    pub fn times(self, by: f64) -> Self {
        Self { value: self.value * by, low: self.low * by, high: self.high * by }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::Interval;

    /// Holds the ends to four published decimals.
    pub(crate) fn ends(found: Interval, low: f64, high: f64) {
        let near = |a: f64, b: f64| (a - b).abs() <= 0.000_051;
        assert!(near(found.low, low) && near(found.high, high), "{found:?} is not {low} to {high}");
    }
}

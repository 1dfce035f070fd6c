//! RFM: which name a buyer's scores have.
//!
//! Scores go from 1 (worst) to 5 (best). Frequency and spend are put together, so the names stand on a grid of
//! recency by value. The cut-offs of the names are Patron's own; peers don't publish theirs.

use crate::words;

words! {
    /// Named groups of customers by recency, frequency and spend.
    RfmGroup {
        /// Bought just now, often and much.
        Champions = "CHAMPIONS",
        /// Bought lately, often and much.
        Loyal = "LOYAL",
        /// Bought lately, in the middle of all else.
        Active = "ACTIVE",
        /// Bought lately for the first time, or little.
        New = "NEW",
        /// Bought lately, and a little more than the new.
        Promising = "PROMISING",
        /// Neither lately nor long ago.
        NeedsAttention = "NEEDS_ATTENTION",
        /// Bought often and much, but not lately.
        AtRisk = "AT_RISK",
        /// Bought often and much, long ago.
        PreviouslyLoyal = "PREVIOUSLY_LOYAL",
        /// Bought little, not lately.
        AlmostLost = "ALMOST_LOST",
        /// Bought little, long ago.
        Dormant = "DORMANT",
        /// No order yet.
        Prospects = "PROSPECTS",
    }
}

impl RfmGroup {
    /// The group of a cell; scores outside 1 to 5 count as the nearest.
    pub fn of(recency: i16, value: i16) -> Self {
        match (recency.clamp(1, 5), value.clamp(1, 5)) {
            (5, 4 | 5) => Self::Champions,
            (4, 4 | 5) => Self::Loyal,
            (4 | 5, 3) => Self::Active,
            (4 | 5, 2) => Self::Promising,
            (4 | 5, _) => Self::New,
            (2 | 3, 4 | 5) => Self::AtRisk,
            (3, 2 | 3) => Self::NeedsAttention,
            (2 | 3, _) => Self::AlmostLost,
            (_, 4 | 5) => Self::PreviouslyLoyal,
            _ => Self::Dormant,
        }
    }

    /// Its name for people.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Champions => "Champions",
            Self::Loyal => "Loyal",
            Self::Active => "Active",
            Self::New => "New",
            Self::Promising => "Promising",
            Self::NeedsAttention => "Needs attention",
            Self::AtRisk => "At risk",
            Self::PreviouslyLoyal => "Previously loyal",
            Self::AlmostLost => "Almost lost",
            Self::Dormant => "Dormant",
            Self::Prospects => "Prospects",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_cell_has_a_name_and_every_name_but_prospects_a_cell() {
        let mut found: Vec<RfmGroup> =
            (1..=5).flat_map(|r| (1..=5).map(move |v| RfmGroup::of(r, v))).collect();
        found.sort_unstable();
        found.dedup();
        assert_eq!(found.len(), RfmGroup::ALL.len() - 1);
        assert!(!found.contains(&RfmGroup::Prospects));
        assert_eq!(RfmGroup::of(9, 0), RfmGroup::New);
    }
}

//! One condition: something about a person, and a test of it.

use super::{Attribute, Kind, Rows, Test};
use crate::{
    FieldError,
    ids::{CampaignId, ExportId, SegmentId},
    segment::NamedSet,
};
use rust_decimal::Decimal;

/// A condition of a rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// What is asked about.
    pub subject: Subject,
    /// The test.
    pub test: Test,
    /// What becomes of people of whom it isn't known.
    pub unknown: Unknown,
}

/// What a negative test (`!=`, `not …`) says of people of whom the value isn't known. All other tests are false of them
/// and always say [`Unknown::Exclude`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unknown {
    /// They match: "not one of these countries". What a negative test says unless told otherwise.
    Include,
    /// They don't match.
    Exclude,
}

/// What a condition asks about.
#[derive(Debug, Clone, PartialEq)]
pub enum Subject {
    /// An attribute.
    Attribute(Attribute),
    /// A trait that the shop sent, by its name.
    Trait(String),
    /// A number or a time made of related rows.
    Rows(Rows),
    /// Whether the person is in another segment.
    Segment(SegmentKey),
    /// Whether the person is in a campaign, held out or not.
    Campaign(CampaignId),
    /// Whether the person is in a campaign's hold-out.
    Holdout(CampaignId),
    /// Whether the person was in an exported file.
    Export(ExportId),
    /// Whether the person is in a random share of everybody, the same one each time.
    Bucket {
        /// Another salt gives another share.
        salt: String,
        /// How many of a hundred, more than 0 and at most 100, at most two decimals.
        percent: Decimal,
    },
}

/// A segment: one of those every shop starts with, or one that the shop made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SegmentKey {
    /// By its name.
    Named(NamedSet),
    /// By its id.
    Saved(SegmentId),
}

impl std::fmt::Display for SegmentKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Named(name) => name.fmt(f),
            Self::Saved(id) => id.fmt(f),
        }
    }
}

impl std::str::FromStr for SegmentKey {
    type Err = FieldError;

    fn from_str(s: &str) -> Result<Self, FieldError> {
        s.parse().map(Self::Named).or_else(|_| s.parse().map(Self::Saved)).map_err(|_| {
            FieldError::new("must be high_value, recent_signups, inactive_30d or the id of a segment")
        })
    }
}

impl serde::Serialize for SegmentKey {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for SegmentKey {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

impl Condition {
    /// A condition that says of unknown values what its test says by itself.
    pub fn new(subject: Subject, test: Test) -> Self {
        let unknown = if test.is_negative() { Unknown::Include } else { Unknown::Exclude };
        Self { subject, test, unknown }
    }

    /// Only negative tests can include the unknown.
    #[must_use]
    pub(super) fn normal(mut self) -> Self {
        if !self.test.is_negative() {
            self.unknown = Unknown::Exclude;
        }
        self
    }
}

impl Subject {
    /// What kind of value it has.
    pub const fn kind(&self) -> Kind {
        match self {
            Self::Attribute(attribute) => attribute.kind(),
            Self::Trait(_) => Kind::Any,
            Self::Rows(rows) => rows.kind(),
            Self::Segment(_)
            | Self::Campaign(_)
            | Self::Holdout(_)
            | Self::Export(_)
            | Self::Bucket { .. } => Kind::Flag,
        }
    }
}

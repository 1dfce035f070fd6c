//! How a segment changed.

use crate::customers::CustomerRow;
use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

crate::wire! {
    /// A segment's size on a day.
    pub struct SegmentPoint {
        /// The day, in the store's zone.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20"))]
        pub day: NaiveDate,
        /// People in it.
        #[cfg_attr(feature = "openapi", schema(example = 1284))]
        pub people: i64,
        /// Of those, active and SUBSCRIBED on email.
        #[cfg_attr(feature = "openapi", schema(example = 1031))]
        pub reachable_email: i64,
    }

    /// A segment's size over time.
    pub struct SegmentHistory {
        /// A point a day, oldest first. It begins when the segment was made.
        pub items: Vec<SegmentPoint>,
    }

    /// Who came to a segment and who left it.
    pub struct SegmentChanges {
        /// Since the beginning of this day. Later than asked for when the segment is younger.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-01"))]
        pub since: NaiveDate,
        /// Until.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:30:00Z"))]
        pub as_of: DateTime<Utc>,
        /// How many are in it now and were not then.
        #[cfg_attr(feature = "openapi", schema(example = 214))]
        pub entered: i64,
        /// How many were in it then and are not now.
        #[cfg_attr(feature = "openapi", schema(example = 187))]
        pub left: i64,
        /// The latest 50 who came.
        pub entered_people: Vec<CustomerRow>,
        /// The latest 50 who left and are still customers.
        pub left_people: Vec<CustomerRow>,
    }
}

/// How far back.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(deny_unknown_fields, default)]
pub struct SegmentHistoryQuery {
    /// How many days, today included: 1 to 1000; 90 when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 1000, example = 90))]
    pub days: Option<u16>,
}

/// Since when.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct SegmentChangesQuery {
    /// Since the beginning of this day, in the store's zone.
    #[cfg_attr(feature = "openapi", param(example = "2026-11-01"))]
    pub since: NaiveDate,
}

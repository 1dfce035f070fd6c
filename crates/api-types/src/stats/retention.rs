//! Retention: of those who first came in a period, who came again.

use super::{About, ChartFormat};
use chrono::{DateTime, NaiveDate, Utc};
use patron_domain::words;
use serde::{Deserialize, Serialize};

words! {
    /// What makes somebody part of a cohort, and what counts as coming again.
    Entry {
        /// First successful login; later ones.
        Login = "login",
        /// First order that counts; later ones.
        Order = "order",
    }
}

words! {
    /// The length of a cohort's periods.
    CohortUnit {
        /// Weeks.
        Week = "week",
        /// Calendar months.
        Month = "month",
    }
}

/// Which cohorts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(deny_unknown_fields, default)]
pub struct RetentionQuery {
    /// By first login or first order; `login` when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub entry: Option<Entry>,
    /// Weekly or monthly; `month` when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<CohortUnit>,
    /// `csv` gives the cohorts as a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<ChartFormat>,
}

crate::wire! {
    /// The last 12 cohorts over 12 periods, prepared in the background.
    pub struct Retention {
        /// As of when, in which zone, and what each number means.
        pub about: About,
        /// When they were computed; null: not yet.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:27:00Z"))]
        pub computed_at: Option<DateTime<Utc>>,
        /// By what.
        pub entry: Entry,
        /// By which periods.
        pub unit: CohortUnit,
        /// Oldest first, those without people too; empty before the first computation.
        pub cohorts: Vec<Cohort>,
    }

    /// The people whose first ever entry was in one period.
    pub struct Cohort {
        /// First day.
        #[cfg_attr(feature = "openapi", schema(example = "2026-03-01"))]
        pub start: NaiveDate,
        /// Last day.
        #[cfg_attr(feature = "openapi", schema(example = "2026-03-31"))]
        pub end: NaiveDate,
        /// How many they are.
        #[cfg_attr(feature = "openapi", schema(example = 1_742))]
        pub size: i64,
        /// Twelve: how many of them came (again) in period 0 to 11 after it began; null where it is not over. Period 0 is all of them by definition.
        #[cfg_attr(feature = "openapi", schema(example = json!([1742, 557, null])))]
        pub cells: Vec<Option<i64>>,
    }
}

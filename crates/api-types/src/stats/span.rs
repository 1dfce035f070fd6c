//! Which days, and how they are put together.

use chrono::NaiveDate;
use patron_domain::words;
use serde::{Deserialize, Serialize};

words! {
    /// What a series is counted by.
    Unit {
        /// Days.
        Day = "day",
        /// Weeks, from the store's first day of the week.
        Week = "week",
        /// Calendar months.
        Month = "month",
    }
}

words! {
    /// How an answer is written.
    ChartFormat {
        /// All of it.
        Json = "json",
        /// One chart as a table.
        Csv = "csv",
    }
}

/// Days of a series, in the store's zone, both ends included. Periods that `from` or `to` cut are counted whole.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(deny_unknown_fields, default)]
pub struct SpanQuery {
    /// What it is counted by; `day` when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unit: Option<Unit>,
    /// First day; when absent, 30 days, 12 weeks or 12 months before `to`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(example = "2026-06-29"))]
    pub from: Option<NaiveDate>,
    /// Last day; today when absent. At most 10 years after `from`, and at most 1,000 periods.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(example = "2026-11-20"))]
    pub to: Option<NaiveDate>,
    /// `csv` gives one chart as a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub format: Option<ChartFormat>,
    /// With `format=csv`: which chart; the first when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(example = "series"))]
    pub chart: Option<String>,
}

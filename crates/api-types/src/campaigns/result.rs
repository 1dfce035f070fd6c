//! What came of a campaign.

use chrono::{DateTime, NaiveDate, Utc};
use patron_domain::{campaign::Verdict, money::Money};

pub use patron_domain::campaign::Verdict as CampaignVerdict;

crate::wire! {
    /// What came of a campaign. Each person counts where chance put them, whether or not a mail reached them
    /// (intention to treat).
    pub struct CampaignResult {
        /// As of.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:30:00Z"))]
        pub as_of: DateTime<Utc>,
        /// Those who were written to.
        pub treated: GroupResult,
        /// Those who were held out; absent without a hold-out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub held_out: Option<GroupResult>,
        /// Return on cost if every order of the window were the campaign's doing, which it isn't.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub naive_roi: Option<NaiveRoi>,
        /// What the campaign caused; absent without a hold-out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub lift: Option<Lift>,
        /// What can be said.
        pub verdict: Verdict,
        /// About how many people each group would need for a difference like this one, or one of a fifth where none is
        /// seen, to show in four of five campaigns.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = 4200))]
        pub needed_per_group: Option<i64>,
        /// Day by day, since it began.
        pub days: Vec<CampaignDay>,
        /// Of those written to: withdrew on its channel since.
        #[cfg_attr(feature = "openapi", schema(example = 19))]
        pub withdrawn: i64,
        /// Orders of the window in another currency that could not be converted and are not in the revenue.
        #[cfg_attr(feature = "openapi", schema(example = 0))]
        pub unconverted_orders: i64,
    }

    /// What a group did in the window. Orders count when they are neither cancelled nor returned; revenue is their totals
    /// less refunds.
    pub struct GroupResult {
        /// People.
        #[cfg_attr(feature = "openapi", schema(example = 5400))]
        pub people: i64,
        /// People with at least one order.
        #[cfg_attr(feature = "openapi", schema(example = 486))]
        pub buyers: i64,
        /// Orders.
        #[cfg_attr(feature = "openapi", schema(example = 521))]
        pub orders: i64,
        /// Revenue.
        pub revenue: Money,
        /// Buyers of people, 0 to 1; absent without people.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = 0.09))]
        pub conversion: Option<f64>,
        /// Revenue of a person; absent without people.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub revenue_per_person: Option<Money>,
        /// Revenue of an order; absent without orders.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub average_order: Option<Money>,
    }

    /// Return on cost, taking all orders of the window for the campaign's doing.
    pub struct NaiveRoi {
        /// What it cost.
        pub cost: Money,
        /// Revenue of those written to.
        pub revenue: Money,
        /// `(revenue - cost) / cost`; absent without cost.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = 10.87))]
        pub roi: Option<f64>,
    }

    /// The difference that the campaign made.
    pub struct Lift {
        /// Difference of the conversions (treated less held out), as a share; interval by Newcombe's hybrid score
        /// method (1998, method 10).
        pub conversion: Estimate,
        /// Of that difference: the two-sided p of a two-proportion z test with pooled variance.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = 0.004))]
        pub p: Option<f64>,
        /// Relative lift in conversion: `treated / held out - 1`; absent when nobody held out bought.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = 0.5))]
        pub relative: Option<f64>,
        /// Difference of the revenues a person, in the store's currency; interval by bootstrap (percentiles of 2,000).
        pub revenue_per_person: Estimate,
        /// That times the people written to: the revenue that would not be there without the campaign.
        pub incremental_revenue: Estimate,
        /// Incremental revenue a unit of cost; absent without cost.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub iroas: Option<Estimate>,
    }

    /// An estimate with its 95 % interval.
    pub struct Estimate {
        /// The estimate.
        #[cfg_attr(feature = "openapi", schema(example = 0.03))]
        pub value: f64,
        /// The interval's lower end.
        #[cfg_attr(feature = "openapi", schema(example = 0.01))]
        pub low: f64,
        /// Its upper end.
        #[cfg_attr(feature = "openapi", schema(example = 0.05))]
        pub high: f64,
    }

    /// Where the groups stood at the end of a day, all days since the beginning together. Shares are 0 to 1, with 95 %
    /// intervals (Wilson).
    pub struct CampaignDay {
        /// The day, in the store's zone.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-15"))]
        pub day: NaiveDate,
        /// Share of those written to who ordered.
        pub treated: Estimate,
        /// Share of those held out who ordered.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub held_out: Option<Estimate>,
    }
}

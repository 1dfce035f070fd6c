//! Campaigns: who was written to, who was held out, and what came of it.

mod preview;
mod result;

pub use preview::{CampaignPreview, CampaignPreviewRequest};
pub use result::{CampaignDay, CampaignResult, CampaignVerdict, Estimate, GroupResult, Lift, NaiveRoi};

use crate::{exports::LeftOut, patch::Patch, segments::RuleOf};
use chrono::{DateTime, Utc};
use patron_domain::{
    consent::Channel,
    ids::{CampaignId, CustomerId},
    money::Money,
    rule::SegmentKey,
    words,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

crate::wire! {
    /// A campaign to make now: its people are those of this moment.
    pub struct NewCampaign {
        /// Its name, 1 to 100 characters.
        #[cfg_attr(feature = "openapi", schema(example = "Diwali thank-you"))]
        pub name: String,
        /// Whom: of these, those who may be written to on the channel.
        pub of: RuleOf,
        /// The channel.
        pub channel: Channel,
        /// What it is for, 1 to 200 characters.
        #[cfg_attr(feature = "openapi", schema(example = "Thank good customers with a discount"))]
        pub purpose: String,
        /// How many of a hundred are held out at random, to compare: 0 to 50, at most two decimals; 10 when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "10"))]
        pub holdout_percent: Option<Decimal>,
        /// What it costs, in the store's currency; can be told later.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub cost: Option<Money>,
        /// How many days of orders count as following it, each of 24 hours: 1 to 90; 14 when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 90, example = 14))]
        pub window_days: Option<u16>,
        /// Leave out who was in another campaign, held out or not, in the last so many days: 1 to 365.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 365, example = 7))]
        pub exclude_days: Option<u16>,
    }

    /// What changes of a campaign. Absent fields stay, `null` takes the cost back; who is in it never changes.
    pub struct CampaignChange {
        /// Its name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "Diwali thank-you"))]
        pub name: Option<String>,
        /// What it cost.
        #[serde(default, skip_serializing_if = "Patch::is_absent")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<Money>))]
        pub cost: Patch<Money>,
    }

    /// A campaign.
    pub struct Campaign {
        /// Its id.
        pub id: CampaignId,
        /// Its name.
        #[cfg_attr(feature = "openapi", schema(example = "Diwali thank-you"))]
        pub name: String,
        /// The segment it was made of.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "high_value"))]
        pub segment: Option<SegmentKey>,
        /// The segment's name at that time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "High value"))]
        pub segment_title: Option<String>,
        /// The rule at that time, in one line.
        #[cfg_attr(feature = "openapi", schema(example = "total_orders >= 3 and total_spent >= 1000"))]
        pub rule: String,
        /// The channel.
        pub channel: Channel,
        /// What it is for.
        #[cfg_attr(feature = "openapi", schema(example = "Thank good customers with a discount"))]
        pub purpose: String,
        /// How many of a hundred were held out.
        #[cfg_attr(feature = "openapi", schema(value_type = String, example = "10"))]
        pub holdout_percent: Decimal,
        /// What it cost.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub cost: Option<Money>,
        /// The currency of cost and revenue.
        #[cfg_attr(feature = "openapi", schema(example = "INR"))]
        pub currency: String,
        /// How many days of orders count.
        #[cfg_attr(feature = "openapi", schema(example = 14))]
        pub window_days: i32,
        /// Who was left out for being in another campaign.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = 7))]
        pub exclude_days: Option<i32>,
        /// When its people were fixed; the window begins here.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-09T04:35:00Z"))]
        pub started_at: DateTime<Utc>,
        /// When the window closes.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-23T04:35:00Z"))]
        pub window_ends_at: DateTime<Utc>,
        /// How far it is.
        pub status: CampaignStatus,
        /// People who were written to.
        #[cfg_attr(feature = "openapi", schema(example = 5400))]
        pub treated: i64,
        /// People who were held out.
        #[cfg_attr(feature = "openapi", schema(example = 600))]
        pub held_out: i64,
        /// Who of the rule's people was left out for want of consent or status.
        pub left_out: LeftOut,
        /// Who was left out for being in another campaign.
        #[cfg_attr(feature = "openapi", schema(example = 204))]
        pub left_out_recent: i64,
        /// Who made it.
        #[cfg_attr(feature = "openapi", schema(example = "Nandini Clove"))]
        pub created_by: String,
    }

    /// A campaign that a customer was in.
    pub struct CustomerCampaign {
        /// Its id.
        pub id: CampaignId,
        /// Its name.
        #[cfg_attr(feature = "openapi", schema(example = "Diwali thank-you"))]
        pub name: String,
        /// The channel.
        pub channel: Channel,
        /// When.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-09T04:35:00Z"))]
        pub started_at: DateTime<Utc>,
        /// Whether they were held out.
        #[cfg_attr(feature = "openapi", schema(example = false))]
        pub held_out: bool,
        /// Their orders in its window.
        #[cfg_attr(feature = "openapi", schema(example = 1))]
        pub orders: i64,
        /// What they spent in it.
        pub revenue: Money,
    }

    /// Somebody in a campaign.
    pub struct CampaignMember {
        /// Who.
        pub id: CustomerId,
        /// Email address.
        #[cfg_attr(feature = "openapi", schema(example = "ananya.marigold@example.com"))]
        pub email: Option<String>,
        /// Full name.
        #[cfg_attr(feature = "openapi", schema(example = "Ananya Marigold"))]
        pub full_name: Option<String>,
        /// Whether they were held out.
        #[cfg_attr(feature = "openapi", schema(example = false))]
        pub held_out: bool,
        /// Their orders in the window.
        #[cfg_attr(feature = "openapi", schema(example = 1))]
        pub orders: i64,
        /// What they spent in it.
        pub revenue: Money,
    }
}

words! {
    /// How far a campaign is.
    CampaignStatus {
        /// Its window is open: orders still come in.
        Measuring = "measuring",
        /// Its window has closed.
        Finished = "finished",
    }
}

/// Which members of a campaign.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(deny_unknown_fields, default)]
pub struct CampaignMembersQuery {
    /// Only those held out (true) or written to (false).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(example = true))]
    pub held_out: Option<bool>,
    /// Rows a page, 1 to 200; 50 when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 200, example = 50))]
    pub limit: Option<u16>,
    /// `next_cursor` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

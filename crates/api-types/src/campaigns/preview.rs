//! What a campaign would be, were it made now.

use crate::{exports::LeftOut, segments::RuleOf};
use patron_domain::consent::Channel;
use rust_decimal::Decimal;

crate::wire! {
    /// Of whom a campaign may be made; the fields are those of a new campaign and mean the same.
    pub struct CampaignPreviewRequest {
        /// Whom: of these, those who may be written to on the channel.
        pub of: RuleOf,
        /// The channel.
        pub channel: Channel,
        /// How many of a hundred are held out at random: 0 to 50, at most two decimals; 10 when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "10"))]
        pub holdout_percent: Option<Decimal>,
        /// Leave out who was in another campaign, held out or not, in the last so many days: 1 to 365.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(minimum = 1, maximum = 365, example = 7))]
        pub exclude_days: Option<u16>,
    }

    /// How many people a campaign would have. Nothing is stored.
    pub struct CampaignPreview {
        /// Its people, those held out too.
        #[cfg_attr(feature = "openapi", schema(example = 6000))]
        pub people: i64,
        /// About how many would be written to: chance decides when it is made.
        #[cfg_attr(feature = "openapi", schema(example = 5400))]
        pub treated: i64,
        /// About how many would be held out.
        #[cfg_attr(feature = "openapi", schema(example = 600))]
        pub held_out: i64,
        /// Who of the rule's people would be left out for want of consent or status.
        pub left_out: LeftOut,
        /// Who would be left out for being in another campaign.
        #[cfg_attr(feature = "openapi", schema(example = 204))]
        pub left_out_recent: i64,
    }
}

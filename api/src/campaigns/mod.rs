//! Campaigns: people fixed at one moment, some of them held out, and what came of it.

pub mod change;
pub mod create;
pub mod get;
pub mod list;
pub mod members;
pub mod preview;
pub mod result;
mod whom;

use crate::error::{ApiError, ApiResult};
use chrono::{DateTime, Utc};
use patron_api_types::{
    campaigns::{Campaign, CampaignStatus},
    exports::LeftOut,
};
use patron_db::campaigns;
use patron_domain::{ids::CampaignId, money::Money};

/// The campaign of a path. What is no id names none.
fn id_of(path: &str) -> ApiResult<CampaignId> {
    path.parse().map_err(|_| not_found())
}

fn not_found() -> ApiError {
    ApiError::not_found("campaign")
}

/// A cost on the wire.
fn checked_cost(cost: Option<Money>) -> ApiResult<Option<Money>> {
    match cost {
        Some(cost) if cost.is_negative() => Err(ApiError::field("/cost", "must not be negative")),
        other => Ok(other),
    }
}

fn shape(c: campaigns::Campaign, now: DateTime<Utc>) -> Campaign {
    let status = if now < c.window_ends_at { CampaignStatus::Measuring } else { CampaignStatus::Finished };
    Campaign {
        id: c.id,
        name: c.name,
        segment: c.segment,
        segment_title: c.segment_title,
        rule: c.rule_text,
        channel: c.channel,
        purpose: c.purpose,
        holdout_percent: c.holdout_percent,
        cost: c.cost,
        currency: c.currency,
        window_days: c.window_days,
        exclude_days: c.exclude_days,
        started_at: c.started_at,
        window_ends_at: c.window_ends_at,
        status,
        treated: c.treated,
        held_out: c.held_out,
        left_out: LeftOut { withdrawn: c.withdrawn, not_asked: c.not_asked, not_active: c.not_active },
        left_out_recent: c.left_out_recent,
        created_by: c.created_by,
    }
}

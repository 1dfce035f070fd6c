//! The record of an export.

use super::{CsvFlavour, ExportQuery, LeftOut};
use chrono::{DateTime, Utc};
use patron_domain::{
    consent::{Channel, ConsentBasis},
    export::{ExportFormat, FileType},
    ids::{CampaignId, ExportId},
    rule::SegmentKey,
    words,
};
use serde::{Deserialize, Serialize};

crate::wire! {
    /// A file that was made or is being made: who, when, of whom, what for.
    pub struct Export {
        /// Its id.
        pub id: ExportId,
        /// Whom it is for.
        pub format: ExportFormat,
        /// The saved preset it was made with.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "Winter mailing"))]
        pub preset: Option<String>,
        /// The kind of file.
        pub file: FileType,
        /// How CSV is written.
        pub flavour: CsvFlavour,
        /// Whether it is hashed.
        #[cfg_attr(feature = "openapi", schema(example = false))]
        pub hashed: bool,
        /// Of whom.
        pub source: ExportSource,
        /// The channel whose consent was needed; absent when it is no marketing file.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub channel: Option<Channel>,
        /// The basis that was asked for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub basis: Option<ConsentBasis>,
        /// What it is for, if somebody said so.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "Diwali newsletter"))]
        pub purpose: Option<String>,
        /// The headers, in order.
        #[cfg_attr(feature = "openapi", schema(example = json!(["Email Address", "First Name"])))]
        pub columns: Vec<String>,
        /// How far it is.
        pub status: ExportStatus,
        /// Whether it went straight to the caller and was not kept.
        #[cfg_attr(feature = "openapi", schema(example = false))]
        pub streamed: bool,
        /// Rows so far, and when it is done: its rows.
        #[cfg_attr(feature = "openapi", schema(example = 31948))]
        pub rows: i64,
        /// Rows to come in all, once they are counted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = 31948))]
        pub rows_expected: Option<i64>,
        /// Who was left out; absent until counted.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub left_out: Option<LeftOut>,
        /// Bytes so far.
        #[cfg_attr(feature = "openapi", schema(example = 6_201_344))]
        pub bytes: i64,
        /// SHA-256 of the whole file, lowercase hex; once it is done.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "92b5072176e723878b5e06ff3ca61898e4eb74e8c46642a0f2db800b17364ab0"))]
        pub sha256: Option<String>,
        /// Who asked for it: a person's name, or a key's.
        #[cfg_attr(feature = "openapi", schema(example = "Nandini Clove"))]
        pub actor: String,
        /// When.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:30:00Z"))]
        pub created_at: DateTime<Utc>,
        /// When it was done, cancelled or failed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:31:10Z"))]
        pub finished_at: Option<DateTime<Utc>>,
        /// Until when the file can be downloaded: 24 hours after it was done.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-21T14:31:10Z"))]
        pub expires_at: Option<DateTime<Utc>>,
        /// Why it failed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "The database had no room left."))]
        pub failure: Option<String>,
        /// What was asked for; asking for it again makes a file of the same people and columns as of then.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub query: Option<ExportQuery>,
    }

    /// Of whom a file is. All that is given must hold.
    #[derive(Default)]
    pub struct ExportSource {
        /// A segment.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "high_value"))]
        pub segment: Option<SegmentKey>,
        /// Its name at that time.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "High value"))]
        pub segment_title: Option<String>,
        /// The rule, of the segment too, as it was.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "total_orders >= 3 and total_spent >= 1000"))]
        pub rule: Option<String>,
        /// A campaign.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub campaign: Option<CampaignId>,
        /// Its name.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "Diwali thank-you"))]
        pub campaign_name: Option<String>,
    }

    /// Who of a file may not be written to any more.
    pub struct Withdrawals {
        /// People of the file.
        #[cfg_attr(feature = "openapi", schema(example = 31948))]
        pub people: i64,
        /// Of those: opted out on the file's channel (a file without one: on any) since.
        #[cfg_attr(feature = "openapi", schema(example = 19))]
        pub withdrawn: i64,
        /// Of those: erased since.
        #[cfg_attr(feature = "openapi", schema(example = 2))]
        pub erased: i64,
        /// Of those: not active any more.
        #[cfg_attr(feature = "openapi", schema(example = 1))]
        pub not_active: i64,
        /// As of.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-24T09:00:00Z"))]
        pub as_of: DateTime<Utc>,
    }
}

words! {
    /// How far an export is.
    ExportStatus {
        /// It waits for its turn.
        Waiting = "waiting",
        /// It is being made.
        Running = "running",
        /// It is done; `expires_at` says how long it can be downloaded.
        Done = "done",
        /// It was stopped.
        Cancelled = "cancelled",
        /// It could not be made.
        Failed = "failed",
        /// It was done, and its file is gone.
        Expired = "expired",
    }
}

words! {
    /// Why somebody is on a suppression file.
    WithdrawalReason {
        /// Opted out.
        Withdrawn = "withdrawn",
        /// Erased; nothing but the time is left of them.
        Erased = "erased",
        /// Blocked or inactive.
        NotActive = "not_active",
    }
}

/// Which exports.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(deny_unknown_fields, default)]
pub struct ExportsQuery {
    /// Only those of this campaign.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub campaign: Option<CampaignId>,
    /// Rows a page, 1 to 200; 50 when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(minimum = 1, maximum = 200, example = 50))]
    pub limit: Option<u16>,
    /// `next_cursor` of the page before.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cursor: Option<String>,
}

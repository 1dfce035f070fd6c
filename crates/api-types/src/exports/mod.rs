//! Exports: files of people, the record of each, and presets.

mod preset;
mod preview;
mod record;

pub use preset::{
    ExportField, ExportFields, ExportFormats, ExportPreset, ExportPresets, FormatInfo, NewExportPreset,
    PresetColumn,
};
pub use preview::{ExportPreview, Finding, FindingLevel, LeftOut, PreviewColumn};
pub use record::{Export, ExportSource, ExportStatus, ExportsQuery, WithdrawalReason, Withdrawals};

use chrono::{DateTime, Utc};
use patron_domain::{
    consent::{Channel, ConsentBasis},
    ids::{CampaignId, ExportPresetId},
    rule::SegmentKey,
    words,
};
use serde::{Deserialize, Serialize};

pub use patron_domain::export::{ExportFormat, FileType};

words! {
    /// How text cells of CSV are written.
    CsvFlavour {
        /// Cells a spreadsheet would run as a formula get a leading `'`. The default.
        Guarded = "guarded",
        /// For Excel and LibreOffice: a BOM, guarded cells, phones that stay text, times also in the store's zone.
        Spreadsheet = "spreadsheet",
        /// Nothing is altered; for programs only.
        Machine = "machine",
    }
}

/// Who and what an export contains.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams, utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(deny_unknown_fields, default)]
pub struct ExportQuery {
    /// Whom the file is for; `customers` when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub format: Option<ExportFormat>,
    /// The channel whose consent is needed; when absent that of the preset, of a marketing segment or of the campaign,
    /// else `email`. Not used by `full`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub channel: Option<Channel>,
    /// Only consents that rest on this, for example `express`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub basis: Option<ConsentBasis>,
    /// Only people of this segment: `high_value`, `recent_signups`, `inactive_30d`, or an id.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, example = "high_value"), param(value_type = Option<String>, example = "high_value"))]
    pub segment: Option<SegmentKey>,
    /// Only people who match this rule (one line of text, as segments have).
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(example = "total_orders >= 3"),
        param(example = "total_orders >= 3")
    )]
    pub rule: Option<String>,
    /// Only people of this campaign who are not held out.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub campaign: Option<CampaignId>,
    /// Some of the fields that `GET /api/v1/exports/fields` lists, by name and in this order, parted by commas. Only
    /// for `customers` (its nine fields) and `custom` (any). All of `customers` when absent; leave out what the mailing
    /// tool does not need.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "email,full_name"), param(example = "email,full_name"))]
    pub columns: Option<String>,
    /// A saved preset, which brings format, columns and how they are written.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub preset: Option<ExportPresetId>,
    /// `csv` when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub file: Option<FileType>,
    /// `guarded` when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub flavour: Option<CsvFlavour>,
    /// Hash what `meta` or `google` take hashed (SHA-256, by their own rules); they hash by themselves when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = false), param(example = false))]
    pub hashed: Option<bool>,
    /// What the file is for, in a few words; kept with the record. At most 200 characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(
        feature = "openapi",
        schema(example = "Diwali newsletter"),
        param(example = "Diwali newsletter")
    )]
    pub purpose: Option<String>,
    /// A single-use ticket from `POST /api/v1/exports`, instead of a token; it brings its own query.
    #[cfg_attr(feature = "openapi", schema(example = "kq3vX0…"), param(example = "kq3vX0…"))]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ticket: Option<String>,
}

crate::wire! {
    /// A download that the browser can save.
    pub struct ExportTicket {
        /// Path with a single-use ticket.
        #[cfg_attr(feature = "openapi", schema(example = "/api/v1/exports/customers.csv?ticket=kq3…"))]
        pub url: String,
        /// Until when it works: 60 seconds; of a finished file as long as the file is kept.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:31:00Z"))]
        pub expires_at: DateTime<Utc>,
    }
}

//! Exports for marketing.

use chrono::{DateTime, Utc};
use patron_domain::{
    consent::{Channel, ConsentBasis},
    segment::NamedSet,
    words,
};
use serde::{Deserialize, Serialize};

words! {
    /// What the file is for.
    ExportFormat {
        /// The original's nine columns: consented and active people, for a mailing tool.
        Customers = "customers",
        /// All columns of every live person; the importer takes it back unchanged. Not a marketing file.
        Full = "full",
    }
}

words! {
    /// How text cells are written.
    CsvFlavour {
        /// Cells a spreadsheet would run as a formula get a leading `'`. The default.
        Guarded = "guarded",
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
    /// `customers` when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub format: Option<ExportFormat>,
    /// The channel whose consent is needed; `email` when absent. Not used by `full`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub channel: Option<Channel>,
    /// Only consents that rest on this, for example `express`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub basis: Option<ConsentBasis>,
    /// Only one of the named sets.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub segment: Option<NamedSet>,
    /// Some of the columns of `customers`, by name and in this order, parted by commas: `email`, `full_name`,
    /// `mobile_number`, `signup_date`, `last_login`, `login_count`, `total_orders`, `total_spent`, `status`. All nine
    /// when absent; leave out what the mailing tool does not need.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(example = "email,full_name"), param(example = "email,full_name"))]
    pub columns: Option<String>,
    /// `guarded` when absent.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", param(inline))]
    pub flavour: Option<CsvFlavour>,
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
        /// Until when it works: 60 seconds.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:31:00Z"))]
        pub expires_at: DateTime<Utc>,
    }

    /// Who an export would contain and who is left out, before it is made.
    pub struct ExportPreview {
        /// Rows of the file.
        #[cfg_attr(feature = "openapi", schema(example = 31948))]
        pub rows: i64,
        /// Live people in the chosen set.
        #[cfg_attr(feature = "openapi", schema(example = 48216))]
        pub people: i64,
        /// Left out: withdrew on this channel.
        #[cfg_attr(feature = "openapi", schema(example = 4366))]
        pub withdrawn: i64,
        /// Left out: never asked on this channel, or not yet confirmed, or another basis.
        #[cfg_attr(feature = "openapi", schema(example = 11_902))]
        pub not_asked: i64,
        /// Left out: status is not active.
        #[cfg_attr(feature = "openapi", schema(example = 832))]
        pub not_active: i64,
        /// Rows that rest on the policy alone (basis `default`).
        #[cfg_attr(feature = "openapi", schema(example = 8412))]
        pub default_basis: i64,
    }
}

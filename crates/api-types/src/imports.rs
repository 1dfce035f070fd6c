//! Imports of files: upload, look, start, watch.

use chrono::{DateTime, NaiveDate, Utc};
use patron_domain::words;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use uuid::Uuid;

words! {
    /// What a file holds.
    ImportKind {
        /// People.
        Customers = "customers",
        /// Orders.
        Orders = "orders",
        /// Addresses that must not be written to.
        Suppressions = "suppressions",
    }
}

words! {
    /// Whose file it is.
    ImportFormat {
        /// Patron's own `full` export, or a dump of the first version's table.
        Patron = "patron",
        /// Shopify.
        Shopify = "shopify",
        /// WooCommerce.
        Woocommerce = "woocommerce",
        /// Mailchimp's audience.
        Mailchimp = "mailchimp",
        /// Mailchimp's unsubscribed or cleaned contacts.
        MailchimpSuppressed = "mailchimp_suppressed",
        /// Any other: columns are named by a mapping.
        Custom = "custom",
    }
}

words! {
    /// Where an import stands.
    ImportStatus {
        /// The file is here; nothing is stored yet.
        Uploaded = "uploaded",
        /// All rows are looked at; nothing is stored.
        Checking = "checking",
        /// All rows were looked at.
        Checked = "checked",
        /// Rows are being stored.
        Running = "running",
        /// All rows are dealt with.
        Done = "done",
        /// Stopped by somebody; what was stored stays.
        Cancelled = "cancelled",
        /// Broke off; can be started again and goes on where it was.
        Failed = "failed",
    }
}

words! {
    /// What a row does.
    RowAction {
        /// Makes a profile or order.
        Create = "create",
        /// Brings a known one up to date.
        Update = "update",
        /// Says nothing new.
        Unchanged = "unchanged",
        /// Is not taken.
        Refuse = "refuse",
    }
}

crate::wire! {
    /// An import.
    pub struct Import {
        /// Id.
        #[cfg_attr(feature = "openapi", schema(example = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f"))]
        pub id: Uuid,
        /// The file's name as it was uploaded.
        #[cfg_attr(feature = "openapi", schema(example = "customers_export.csv"))]
        pub file_name: String,
        /// What it holds.
        pub kind: ImportKind,
        /// Whose file it is.
        pub format: ImportFormat,
        /// Where it stands.
        pub status: ImportStatus,
        /// Its columns, in order.
        #[cfg_attr(feature = "openapi", schema(example = json!(["First Name", "Last Name", "Email"])))]
        pub columns: Vec<String>,
        /// Which of Patron's fields each column is taken for; columns that are not named are not taken.
        #[cfg_attr(feature = "openapi", schema(example = json!({"Email": "email"})))]
        pub mapping: BTreeMap<String, String>,
        /// The day that the file's totals are of.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20"))]
        pub as_of: NaiveDate,
        /// Bytes of the file.
        #[cfg_attr(feature = "openapi", schema(example = 184320))]
        pub bytes: i64,
        /// Rows of the file, without its header.
        #[cfg_attr(feature = "openapi", schema(example = 1200))]
        pub rows: i64,
        /// Rows dealt with so far, in the check or the import.
        #[cfg_attr(feature = "openapi", schema(example = 640))]
        pub rows_done: i64,
        /// What became, or would become, of them.
        pub counts: RowCounts,
        /// Who uploaded it.
        #[cfg_attr(feature = "openapi", schema(example = "staff:0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f"))]
        pub actor: String,
        /// When it was uploaded.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:16:00Z"))]
        pub created_at: DateTime<Utc>,
        /// When storing began.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:17:00Z"))]
        pub started_at: Option<DateTime<Utc>>,
        /// When it ended.
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20T14:18:00Z"))]
        pub finished_at: Option<DateTime<Utc>>,
        /// Why it broke off.
        #[cfg_attr(feature = "openapi", schema(example = json!(null)))]
        pub failure: Option<String>,
    }

    /// Rows by what they do.
    pub struct RowCounts {
        /// Made a profile or order.
        #[cfg_attr(feature = "openapi", schema(example = 1100))]
        pub created: i64,
        /// Brought one up to date.
        #[cfg_attr(feature = "openapi", schema(example = 80))]
        pub updated: i64,
        /// Said nothing new.
        #[cfg_attr(feature = "openapi", schema(example = 15))]
        pub unchanged: i64,
        /// Were refused.
        #[cfg_attr(feature = "openapi", schema(example = 5))]
        pub refused: i64,
    }

    /// A row of the file, and what it does.
    pub struct ImportRow {
        /// Its line in the file, as an editor counts.
        #[cfg_attr(feature = "openapi", schema(example = 2))]
        pub line: i64,
        /// What it does.
        pub action: RowAction,
        /// Why not, or what would change.
        #[cfg_attr(feature = "openapi", schema(example = "email: must be an email address such as name@example.com"))]
        pub detail: Option<String>,
        /// The row's cells by column.
        #[cfg_attr(feature = "openapi", schema(example = json!({"Email": "nobody"})))]
        pub cells: BTreeMap<String, String>,
    }

    /// Rows of an import.
    pub struct ImportRows {
        /// The rows, by line; at most 100.
        pub items: Vec<ImportRow>,
    }

    /// All imports, newest first; at most 100.
    pub struct Imports {
        /// The imports.
        pub items: Vec<Import>,
        /// What columns can be taken for, by kind, in an order for people.
        #[cfg_attr(feature = "openapi", schema(example = json!({"customers": ["email", "full_name"]})))]
        pub fields: BTreeMap<String, Vec<String>>,
    }

    /// How a file is to be read. What is absent stays.
    pub struct ImportSettings {
        /// What it holds.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub kind: Option<ImportKind>,
        /// Whose file it is; sets the mapping anew unless one is given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub format: Option<ImportFormat>,
        /// Which field each column is taken for.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = json!({"Email": "email"})))]
        pub mapping: Option<BTreeMap<String, String>>,
        /// The day that its totals are of; not in the future.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "2026-11-20"))]
        pub as_of: Option<NaiveDate>,
    }
}

/// How a file is uploaded: its bytes are the body.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::IntoParams))]
#[cfg_attr(feature = "openapi", into_params(parameter_in = Query))]
#[serde(deny_unknown_fields)]
pub struct UploadQuery {
    /// The file's name.
    #[cfg_attr(feature = "openapi", param(example = "customers_export.csv"))]
    pub file_name: String,
    /// What it holds; found out when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kind: Option<ImportKind>,
    /// Whose file it is; found out when absent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub format: Option<ImportFormat>,
}

//! What files can hold: formats, fields, and presets that the shop saved.

use super::CsvFlavour;
use chrono::{DateTime, Utc};
use patron_domain::{
    consent::Channel,
    export::{ExportFormat, FileType},
    ids::ExportPresetId,
};

crate::wire! {
    /// A format.
    pub struct FormatInfo {
        /// Its name in queries.
        pub format: ExportFormat,
        /// Its name for people.
        #[cfg_attr(feature = "openapi", schema(example = "Mailchimp"))]
        pub title: String,
        /// What it makes, in a few words.
        #[cfg_attr(feature = "openapi", schema(example = "Email contacts"))]
        pub hint: String,
        /// The channel whose consent it needs unless told otherwise; absent when it is no marketing file.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub channel: Option<Channel>,
        /// Its columns, in order.
        pub columns: Vec<PresetColumn>,
        /// Whether it can be hashed.
        #[cfg_attr(feature = "openapi", schema(example = false))]
        pub hashes: bool,
        /// Where the headers come from, and what of them was not verified with the destination.
        #[cfg_attr(feature = "openapi", schema(example = "Headers as in Mailchimp's help pages; never tried against Mailchimp itself."))]
        pub note: String,
    }

    /// The formats.
    pub struct ExportFormats {
        /// In a fixed order.
        pub items: Vec<FormatInfo>,
    }

    /// A field that a file of one's own can hold.
    pub struct ExportField {
        /// Its name in `columns`.
        #[cfg_attr(feature = "openapi", schema(example = "total_spent"))]
        pub name: String,
        /// Its name for people.
        #[cfg_attr(feature = "openapi", schema(example = "Total spent"))]
        pub title: String,
        /// Whether it is stored encrypted, which makes a file slower.
        #[cfg_attr(feature = "openapi", schema(example = false))]
        pub sealed: bool,
    }

    /// The fields.
    pub struct ExportFields {
        /// In a fixed order.
        pub items: Vec<ExportField>,
    }

    /// A column of a preset.
    pub struct PresetColumn {
        /// The field; of a format of ours also what it is made of.
        #[cfg_attr(feature = "openapi", schema(example = "total_spent"))]
        pub field: String,
        /// Its header in the file, 1 to 100 characters.
        #[cfg_attr(feature = "openapi", schema(example = "TOTALSPENT"))]
        pub header: String,
    }

    /// A choice of columns that was saved.
    pub struct ExportPreset {
        /// Its id.
        pub id: ExportPresetId,
        /// Its name.
        #[cfg_attr(feature = "openapi", schema(example = "Winter mailing"))]
        pub title: String,
        /// Its columns, in order.
        pub columns: Vec<PresetColumn>,
        /// The kind of file.
        pub file: FileType,
        /// How CSV is written.
        pub flavour: CsvFlavour,
        /// The channel whose consent is needed.
        pub channel: Channel,
        /// Who saved it.
        #[cfg_attr(feature = "openapi", schema(example = "Nandini Clove"))]
        pub created_by: String,
        /// When.
        #[cfg_attr(feature = "openapi", schema(example = "2026-08-03T09:12:00Z"))]
        pub created_at: DateTime<Utc>,
    }

    /// The presets.
    pub struct ExportPresets {
        /// By name.
        pub items: Vec<ExportPreset>,
    }

    /// A choice of columns to save.
    pub struct NewExportPreset {
        /// Its name, 1 to 100 characters, not that of another.
        #[cfg_attr(feature = "openapi", schema(example = "Winter mailing"))]
        pub title: String,
        /// Its columns, 1 to 60, in order.
        pub columns: Vec<PresetColumn>,
        /// `csv` when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub file: Option<FileType>,
        /// `guarded` when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub flavour: Option<CsvFlavour>,
        /// `email` when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub channel: Option<Channel>,
    }
}

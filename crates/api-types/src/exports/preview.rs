//! What an export would be, before it is made.

use patron_domain::words;

crate::wire! {
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
        /// The file's columns, each with what stands in it in the first row.
        pub columns: Vec<PreviewColumn>,
        /// What the destination will refuse or misread, the worst first.
        pub findings: Vec<Finding>,
        /// About how many bytes it will have.
        #[cfg_attr(feature = "openapi", schema(example = 6_200_000))]
        pub bytes: i64,
    }

    /// Who is left out of a file, each under one reason.
    pub struct LeftOut {
        /// Withdrew on this channel.
        #[cfg_attr(feature = "openapi", schema(example = 4366))]
        pub withdrawn: i64,
        /// Never asked on this channel, or not yet confirmed, or another basis.
        #[cfg_attr(feature = "openapi", schema(example = 11_902))]
        pub not_asked: i64,
        /// Status is not active.
        #[cfg_attr(feature = "openapi", schema(example = 832))]
        pub not_active: i64,
    }

    /// A column of a file to come.
    pub struct PreviewColumn {
        /// What it is made of.
        #[cfg_attr(feature = "openapi", schema(example = "first_name"))]
        pub field: String,
        /// Its header.
        #[cfg_attr(feature = "openapi", schema(example = "First Name"))]
        pub header: String,
        /// What stands in it in the first row.
        #[cfg_attr(feature = "openapi", schema(example = "Ananya"))]
        pub first: String,
    }

    /// Something that the destination will refuse or misread.
    pub struct Finding {
        /// How bad it is.
        pub level: FindingLevel,
        /// What kind it is, for programs.
        #[cfg_attr(feature = "openapi", schema(example = "too_long"))]
        pub code: String,
        /// The header of the column, unless it is about the whole file.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = "First Name"))]
        pub column: Option<String>,
        /// How many rows, unless it is about the whole file.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        #[cfg_attr(feature = "openapi", schema(example = 3))]
        pub rows: Option<i64>,
        /// What it is and what will become of it, in a sentence.
        #[cfg_attr(feature = "openapi", schema(example = "3 names are longer than 255 bytes; Mailchimp refuses those rows."))]
        pub message: String,
    }
}

words! {
    /// How bad a finding is.
    FindingLevel {
        /// The destination refuses the file, or these rows.
        Refused = "refused",
        /// It takes them and makes something else of them.
        Misread = "misread",
        /// Good to know.
        Note = "note",
    }
}

//! What files can be made for.

use crate::words;

words! {
    /// Whom a file is made for.
    ExportFormat {
        /// The original's nine columns: consented and active people, for a mailing tool.
        Customers = "customers",
        /// All columns of every live person; the importer takes it back unchanged. Not a marketing file.
        Full = "full",
        /// Mailchimp's contact import.
        Mailchimp = "mailchimp",
        /// Klaviyo's list import.
        Klaviyo = "klaviyo",
        /// Brevo's contact import.
        Brevo = "brevo",
        /// Shopify's customer import.
        Shopify = "shopify",
        /// HubSpot's contact import.
        Hubspot = "hubspot",
        /// Meta's custom audience.
        Meta = "meta",
        /// Google's Customer Match.
        Google = "google",
        /// listmonk's subscriber import.
        Listmonk = "listmonk",
        /// Columns of one's own choice.
        Custom = "custom",
    }
}

words! {
    /// Kinds of files.
    FileType {
        /// Comma-separated values (RFC 4180).
        Csv = "csv",
        /// A JSON object a line.
        JsonLines = "jsonl",
        /// An Excel workbook; made in the background only, at most 1,048,575 people.
        Xlsx = "xlsx",
    }
}

impl ExportFormat {
    /// What people call it.
    pub const fn title(self) -> &'static str {
        match self {
            Self::Customers => "Customers",
            Self::Full => "Everything",
            Self::Mailchimp => "Mailchimp",
            Self::Klaviyo => "Klaviyo",
            Self::Brevo => "Brevo",
            Self::Shopify => "Shopify",
            Self::Hubspot => "HubSpot",
            Self::Meta => "Meta",
            Self::Google => "Google",
            Self::Listmonk => "listmonk",
            Self::Custom => "Custom",
        }
    }
}

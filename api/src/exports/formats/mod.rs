//! Formats: for each destination a list of columns with the exact headers that it takes, in its order.
//!
//! To add one: a word in `patron_domain::export`, a file here with its columns and what is known of it, a line in
//! `layout()` and in `about()`, and what it refuses in `exports::lint`.

mod audiences;
mod brevo;
mod custom;
mod customers;
#[cfg(test)]
mod flavour_tests;
mod hubspot;
mod klaviyo;
mod layout;
mod listmonk;
mod mailchimp;
mod shopify;
#[cfg(test)]
mod tests;

pub use layout::{Column, Layout};

use patron_api_types::exports::{ExportFormat, FormatInfo, PresetColumn};
use patron_domain::{FieldError, consent::Channel};

/// Which columns.
#[derive(Debug, Clone, PartialEq)]
pub enum Chosen {
    /// All of the format.
    Default,
    /// These fields, in this order.
    Names(Vec<String>),
    /// These fields with headers of their own.
    Preset(Vec<PresetColumn>),
}

impl Chosen {
    /// What a query says: names parted by commas.
    pub fn parse(columns: Option<&str>) -> Self {
        columns.map_or(Self::Default, |names| {
            Self::Names(names.split(',').map(|name| name.trim().to_owned()).collect())
        })
    }
}

/// The columns of a file.
///
/// # Errors
/// A sentence that names what is wrong with the columns, or with hashing.
pub fn layout(format: ExportFormat, columns: &Chosen, hashed: bool) -> Result<Layout, FieldError> {
    use ExportFormat as F;
    if hashed && !hashes(format) {
        return Err(FieldError::new("only files for `meta` and `google` can be hashed"));
    }
    match (format, columns) {
        (F::Custom, chosen) => custom::layout(chosen),
        (F::Customers, Chosen::Names(names)) => customers::chosen(names),
        (F::Full, Chosen::Names(_) | Chosen::Preset(_)) => {
            Err(FieldError::new("can't be chosen for `full`: the importer takes it back whole"))
        }
        (format, Chosen::Names(_) | Chosen::Preset(_)) => {
            Err(FieldError::new(format!("can't be chosen for `{format}`: choose them for `custom`")))
        }
        (format, Chosen::Default) => Ok(whole(format, hashed)),
    }
}

/// All columns of a format; none of a file of one's own.
fn whole(format: ExportFormat, hashed: bool) -> Layout {
    use ExportFormat as F;
    match format {
        F::Customers => customers::customers(),
        F::Full => customers::full(),
        F::Mailchimp => mailchimp::layout(),
        F::Klaviyo => klaviyo::layout(),
        F::Brevo => brevo::layout(),
        F::Shopify => shopify::layout(),
        F::Hubspot => hubspot::layout(),
        F::Meta => audiences::meta(hashed),
        F::Google => audiences::google(hashed),
        F::Listmonk => listmonk::layout(),
        F::Custom => Layout::new(F::Custom),
    }
}

/// Whether a format can be hashed.
pub const fn hashes(format: ExportFormat) -> bool {
    matches!(format, ExportFormat::Meta | ExportFormat::Google)
}

/// The channel whose consent a format needs unless the caller says otherwise; none where it is no marketing file.
pub const fn channel_of(format: ExportFormat) -> Option<Channel> {
    match format {
        ExportFormat::Full => None,
        _ => Some(Channel::Email),
    }
}

/// What it makes, and where its headers come from.
const fn about(format: ExportFormat) -> (&'static str, &'static str) {
    use ExportFormat as F;
    match format {
        F::Customers => customers::ABOUT,
        F::Full => customers::ABOUT_FULL,
        F::Mailchimp => mailchimp::ABOUT,
        F::Klaviyo => klaviyo::ABOUT,
        F::Brevo => brevo::ABOUT,
        F::Shopify => shopify::ABOUT,
        F::Hubspot => hubspot::ABOUT,
        F::Meta => audiences::ABOUT_META,
        F::Google => audiences::ABOUT_GOOGLE,
        F::Listmonk => listmonk::ABOUT,
        F::Custom => custom::ABOUT,
    }
}

/// Every format.
pub fn info() -> Vec<FormatInfo> {
    let info = |format: &ExportFormat| {
        let (hint, note) = about(*format);
        FormatInfo {
            format: *format,
            title: format.title().into(),
            hint: hint.into(),
            channel: channel_of(*format),
            columns: whole(*format, false).fields(),
            hashes: hashes(*format),
            note: note.into(),
        }
    };
    ExportFormat::ALL.iter().map(info).collect()
}

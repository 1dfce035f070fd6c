//! Whose file it is, by its header; each format is a list from the names of its columns to Patron's.
//!
//! To add one: a file here with its lists and what tells it from the others, a line in [`detect`] and [`mapping`],
//! and the word in `patron-api-types`.

mod custom;
mod mailchimp;
mod patron;
mod shopify;
#[cfg(test)]
mod tests;
mod woocommerce;

use super::{
    column::Column,
    header::{Mapping, plain_names},
};
use chrono_tz::Tz;
use patron_api_types::imports::{ImportFormat, ImportKind};

/// The names of a format's columns, in [`plain`](super::column::plain) form, and what they are taken for.
type Names = &'static [(&'static str, Column)];

/// The columns of a file, to be told apart.
struct Present<'a>(&'a [String]);

impl Present<'_> {
    /// Whether all of these are there.
    fn has(&self, wanted: &[&str]) -> bool {
        wanted.iter().all(|name| self.0.iter().any(|there| there == name))
    }

    /// Whether one of these is there.
    fn has_any(&self, wanted: &[&str]) -> bool {
        wanted.iter().any(|name| self.has(&[name]))
    }
}

/// What a file with these columns is.
pub fn detect(columns: &[String]) -> (ImportKind, ImportFormat) {
    let plain = plain_names(columns);
    let names = Present(&plain);
    mailchimp::detect(&names)
        .or_else(|| shopify::detect(&names))
        .or_else(|| woocommerce::detect(&names))
        .or_else(|| patron::detect(columns))
        .unwrap_or_else(|| (custom::kind(&names), ImportFormat::Custom))
}

/// What the columns of a file of this kind and format are taken for.
pub fn mapping(kind: ImportKind, format: ImportFormat, columns: &[String]) -> Mapping {
    match (format, kind) {
        (ImportFormat::Patron, _) => patron::mapping(kind, columns),
        (ImportFormat::Shopify, ImportKind::Customers) => listed(shopify::CUSTOMERS, columns),
        (ImportFormat::Shopify, ImportKind::Orders) => listed(shopify::ORDERS, columns),
        (ImportFormat::Woocommerce, ImportKind::Customers) => listed(woocommerce::CUSTOMERS, columns),
        (ImportFormat::Woocommerce, ImportKind::Orders) => listed(woocommerce::ORDERS, columns),
        (ImportFormat::Mailchimp, ImportKind::Customers) => listed(mailchimp::AUDIENCE, columns),
        (ImportFormat::MailchimpSuppressed, ImportKind::Suppressions) => {
            listed(mailchimp::SUPPRESSED, columns)
        }
        // a format that has no such file, and any other
        _ => custom::mapping(kind, columns),
    }
}

/// The zone of times without one, where it is not the shop's.
pub fn zone(format: ImportFormat) -> Option<Tz> {
    match format {
        ImportFormat::Mailchimp | ImportFormat::MailchimpSuppressed => Some(mailchimp::ZONE),
        ImportFormat::Patron | ImportFormat::Shopify | ImportFormat::Woocommerce | ImportFormat::Custom => {
            None
        }
    }
}

fn listed(names: Names, columns: &[String]) -> Mapping {
    let known = |name: &String| {
        let plain = super::column::plain(name);
        let (_, column) = names.iter().find(|(known, _)| *known == plain)?;
        Some((name.clone(), column.name().to_owned()))
    };
    columns.iter().filter_map(known).collect()
}

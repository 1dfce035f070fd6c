//! Mailchimp's audience: its subscribed contacts, and those that are unsubscribed or cleaned (their mail bounced).

use super::{Names, Present};
use crate::import::column::Column as C;
use chrono_tz::Tz;
use patron_api_types::imports::{ImportFormat, ImportKind};

/// Its times have no zone; they are taken as UTC (not verified with the vendor).
pub(super) const ZONE: Tz = chrono_tz::UTC;

pub(super) const AUDIENCE: Names = &[
    ("email_address", C::Email),
    ("email", C::Email),
    ("first_name", C::FirstName),
    ("last_name", C::LastName),
    ("phone_number", C::MobileNumber),
    ("phone", C::MobileNumber),
    // the act itself where there was one, else when it was confirmed or the contact was added
    ("optin_time", C::EmailConsentAt),
    ("confirm_time", C::EmailConsentAt),
];

pub(super) const SUPPRESSED: Names = &[
    ("email_address", C::Email),
    ("email", C::Email),
    ("first_name", C::FirstName),
    ("last_name", C::LastName),
    ("phone_number", C::MobileNumber),
    ("phone", C::MobileNumber),
    ("optin_time", C::SignupDate),
    ("confirm_time", C::SignupDate),
    ("unsub_time", C::UnsubscribedAt),
    ("clean_time", C::CleanedAt),
];

pub(super) fn detect(names: &Present<'_>) -> Option<(ImportKind, ImportFormat)> {
    if !names.has_any(&["email_address", "email"]) {
        return None;
    }
    if names.has_any(&["unsub_time", "clean_time", "unsub_campaign_title", "clean_campaign_title"]) {
        return Some((ImportKind::Suppressions, ImportFormat::MailchimpSuppressed));
    }
    let audience =
        names.has_any(&["optin_time", "confirm_time"]) && names.has_any(&["leid", "euid", "last_changed"]);
    audience.then_some((ImportKind::Customers, ImportFormat::Mailchimp))
}

//! The words of ingestion, imports and merges in the dashboard's words. With a tone where they make a badge.

use super::words;
use patron_api_types::{
    imports::{ImportFormat, ImportKind, ImportStatus, RowAction},
    ingest::{Activity, ActivityKind, RejectedStatus},
    merges::PairReason,
};
use patron_domain::{customer::Source, login::LoginMethod};

pub fn import_kind(kind: ImportKind) -> &'static str {
    match kind {
        ImportKind::Customers => "Customers",
        ImportKind::Orders => "Orders",
        ImportKind::Suppressions => "Not to be written to",
    }
}

pub fn import_format(format: ImportFormat) -> &'static str {
    match format {
        ImportFormat::Patron => "Patron",
        ImportFormat::Shopify => "Shopify",
        ImportFormat::Woocommerce => "WooCommerce",
        ImportFormat::Mailchimp => "Mailchimp",
        ImportFormat::MailchimpSuppressed => "Mailchimp, unsubscribed",
        ImportFormat::Custom => "Any other",
    }
}

pub fn import_status(status: ImportStatus) -> (&'static str, &'static str) {
    match status {
        ImportStatus::Uploaded => ("Uploaded", ""),
        ImportStatus::Checking => ("Checking", "info"),
        ImportStatus::Checked => ("Checked", "info"),
        ImportStatus::Running => ("Importing", "info"),
        ImportStatus::Done => ("Finished", "ok"),
        ImportStatus::Cancelled => ("Stopped", "warn"),
        ImportStatus::Failed => ("Broke off", "bad"),
    }
}

pub fn row_action(action: RowAction) -> (&'static str, &'static str) {
    match action {
        RowAction::Create => ("New", "ok"),
        RowAction::Update => ("Updated", "info"),
        RowAction::Unchanged => ("Unchanged", ""),
        RowAction::Refuse => ("Refused", "bad"),
    }
}

pub fn rejected_status(status: RejectedStatus) -> &'static str {
    match status {
        RejectedStatus::Waiting => "To look at",
        RejectedStatus::Replayed => "Replayed",
        RejectedStatus::Discarded => "Discarded",
    }
}

pub fn pair_reason(reason: PairReason) -> &'static str {
    match reason {
        PairReason::SamePhone => "Same phone",
        PairReason::SameMailbox => "Same mailbox",
        PairReason::SameNameAndPostcode => "Same name and postcode",
        PairReason::TwoUserIds => "Two user ids, one address",
    }
}

/// `full_name` as `Full name`, `sms_consent` as `SMS consent`.
pub fn field(name: &str) -> String {
    let known = |word: &str| match word {
        "sms" => "SMS".to_owned(),
        "ip" => "IP".to_owned(),
        "whatsapp" => "WhatsApp".to_owned(),
        other => other.to_owned(),
    };
    let spaced = name.split(['_', '.']).map(known).collect::<Vec<_>>().join(" ");
    let mut letters = spaced.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
        .unwrap_or_default()
}

/// What somebody did, after their name, and more about it; the latter may be empty.
pub fn deed(item: &Activity) -> (String, String) {
    let what = item.what.as_str();
    let how = || {
        what.parse::<LoginMethod>().map_or_else(|_| what.to_owned(), |m| words::login_method(m).to_owned())
    };
    match item.kind {
        // Where the profile came from: whom staff or an import brought did not sign up.
        ActivityKind::Signup => match what.parse::<Source>() {
            Ok(Source::Admin) => ("was added".to_owned(), "by staff or an import".to_owned()),
            Ok(source) => ("signed up".to_owned(), words::source(source).to_owned()),
            Err(_) => ("signed up".to_owned(), what.to_owned()),
        },
        ActivityKind::Login => ("signed in".to_owned(), how()),
        ActivityKind::FailedLogin => ("could not sign in".to_owned(), how()),
        ActivityKind::Order => (format!("ordered {what}"), String::new()),
        ActivityKind::Event => (format!("· {what}"), String::new()),
    }
}

#[cfg(test)]
mod tests {
    use super::field;

    #[test]
    fn a_fields_name_reads_like_words() {
        assert_eq!(field("full_name"), "Full name");
        assert_eq!(field("address.city"), "Address city");
        assert_eq!(field("sms_consent"), "SMS consent");
        assert_eq!(field(""), "");
    }
}

//! The answers as tables, one file each.

mod channels;
mod consents;
mod engagement;
mod growth;
mod lifetime_value;
mod login_health;
mod overview;
mod retention;
mod rfm;
pub(super) mod table;

/// What a cell says: nothing is empty.
fn cell(value: Option<impl ToString>) -> String {
    value.map(|v| v.to_string()).unwrap_or_default()
}

/// Rows of parts of a whole.
fn shares(parts: &[patron_api_types::stats::Share]) -> Vec<Vec<String>> {
    parts.iter().map(|part| vec![part.key.clone(), part.count.to_string()]).collect()
}

/// An instant, as the JSON has it.
fn instant(at: chrono::DateTime<chrono::Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::AutoSi, true)
}

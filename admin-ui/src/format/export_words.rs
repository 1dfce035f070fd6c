//! Exports in the dashboard's words.

use super::words;
use chrono::{DateTime, Utc};
use patron_api_types::exports::{CsvFlavour, Export, ExportFormat, ExportStatus, FileType, FindingLevel};
use patron_domain::consent::ConsentBasis;

/// Whether the server is at work on it.
pub const fn is_busy(status: ExportStatus) -> bool {
    matches!(status, ExportStatus::Waiting | ExportStatus::Running)
}

/// How far it is now: a file that is due to go counts as gone.
pub fn status(export: &Export, now: DateTime<Utc>) -> ExportStatus {
    match export.status {
        ExportStatus::Done if export.expires_at.is_some_and(|until| until <= now) => ExportStatus::Expired,
        other => other,
    }
}

/// The word of a status, and its tone.
pub const fn status_word(status: ExportStatus, streamed: bool) -> (&'static str, &'static str) {
    match status {
        ExportStatus::Waiting => ("Waiting for its turn", "info"),
        ExportStatus::Running => ("Making the file", "info"),
        ExportStatus::Done if streamed => ("Sent", ""),
        ExportStatus::Done => ("Ready", "ok"),
        ExportStatus::Cancelled => ("Cancelled", ""),
        ExportStatus::Failed => ("Failed", "bad"),
        ExportStatus::Expired => ("Expired", ""),
    }
}

/// Of whom it is, in the fewest words.
pub fn name(export: &Export) -> String {
    let source = &export.source;
    let named = source.campaign_name.clone().or_else(|| source.segment_title.clone());
    named.or_else(|| source.rule.clone()).unwrap_or_else(|| match export.channel {
        Some(channel) => format!("Opted in, {}", words::channel(channel)),
        None => "Everybody".to_owned(),
    })
}

/// `Mailchimp`, `Meta, hashed`, or the name of the preset.
pub fn made_for(export: &Export) -> String {
    let title = export.preset.clone().unwrap_or_else(|| export.format.title().to_owned());
    if export.hashed { format!("{title}, hashed") } else { title }
}

/// The kind of file.
pub const fn file(file: FileType, flavour: CsvFlavour) -> &'static str {
    match (file, flavour) {
        (FileType::Csv, CsvFlavour::Guarded) => "CSV",
        (FileType::Csv, CsvFlavour::Spreadsheet) => "CSV for spreadsheets",
        (FileType::Csv, CsvFlavour::Machine) => "CSV for programs",
        (FileType::JsonLines, _) => "JSON Lines",
        (FileType::Xlsx, _) => "Excel workbook",
    }
}

/// The icon of a file for this.
pub const fn icon(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Meta | ExportFormat::Google => "target",
        ExportFormat::Shopify => "bag",
        ExportFormat::Full => "table",
        ExportFormat::Hubspot => "users",
        ExportFormat::Custom => "sliders",
        _ => "mail",
    }
}

/// What the consents had to rest on.
pub const fn basis(basis: Option<ConsentBasis>) -> &'static str {
    match basis {
        None => "any",
        Some(ConsentBasis::Express) => "express",
        Some(ConsentBasis::Default) => "the shop's default",
        Some(ConsentBasis::Import) => "an import",
    }
}

/// Tone and icon of a finding.
pub const fn finding(level: FindingLevel) -> (&'static str, &'static str, &'static str) {
    match level {
        FindingLevel::Refused => ("bad", "alert", "Refused"),
        FindingLevel::Misread => ("warn", "alert", "Misread"),
        FindingLevel::Note => ("", "dot", "Note"),
    }
}

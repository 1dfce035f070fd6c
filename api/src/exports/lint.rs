//! What a destination will refuse or misread, told before the download: as its help pages say, or as others do. Nothing
//! of it was tried against a destination.

use super::{formats::Layout, xlsx};
use patron_api_types::exports::{CsvFlavour, ExportFormat, FileType, Finding, FindingLevel};

/// Something to count among the people of a file.
#[derive(Debug, Clone)]
pub struct Check {
    /// How bad it is.
    pub level: FindingLevel,
    /// What kind it is.
    pub code: &'static str,
    /// The header of the column.
    pub column: Option<String>,
    /// Whom it is about: a condition over `customer_profiles`, and `last_order` as columns have it.
    pub sql: &'static str,
    /// What it is, in a sentence, of so many people.
    pub message: fn(i64) -> String,
}

impl Check {
    /// What is to be told; nothing when it is about nobody.
    pub fn finding(&self, rows: i64) -> Option<Finding> {
        (rows > 0).then(|| Finding {
            level: self.level,
            code: self.code.into(),
            column: self.column.clone(),
            rows: Some(rows),
            message: (self.message)(rows),
        })
    }
}

const NOT_ASCII: &str = "octet_length(split_part(email, '@', 1)) <> char_length(split_part(email, '@', 1))";
const LONG_NAME: &str = "octet_length(split_part(full_name, ' ', 1)) > 255 \
    or octet_length(substr(full_name, strpos(full_name || ' ', ' ') + 1)) > 255";
const LONG_TAGS: &str = "octet_length(array_to_string(preferred_categories, ',')) > 255";
const NO_CODE: &str = "mobile_number is not null and mobile_e164 is null";
const EMAIL_NOT_ASKED: &str = "email_consent in ('NOT_SUBSCRIBED', 'PENDING')";
const SMS_NOT_ASKED: &str = "sms_consent in ('NOT_SUBSCRIBED', 'PENDING')";
/// As the file's columns are made: an earlier order's address is not in it, and the phone's country stands in.
const NO_ADDRESS: &str = "coalesce(strpos(btrim(full_name), ' '), 0) = 0 or last_order.pincode is null \
    or coalesce(last_order.country, phone_country) is null";
const NOBODY: &str = "email is null and mobile_e164 is null";
/// Per field that people type: who has text there that a spreadsheet would run.
const FORMULAS: [(&str, &str); 5] = [
    ("email", "left(email, 1) in ('=', '+', '-', '@', '''')"),
    ("full_name", "left(full_name, 1) in ('=', '+', '-', '@', '''')"),
    ("first_name", "left(full_name, 1) in ('=', '+', '-', '@', '''')"),
    (
        "last_name",
        "substr(full_name, strpos(full_name, ' ') + 1, 1) in ('=', '+', '-', '@', '''') \
        and strpos(full_name, ' ') > 0",
    ),
    ("location", "left(location, 1) in ('=', '+', '-', '@', '''')"),
];

fn people(n: i64) -> String {
    if n == 1 { "1 person".into() } else { format!("{n} people") }
}

/// What to count among the people of a file.
pub fn checks(layout: &Layout, file: FileType, flavour: CsvFlavour) -> Vec<Check> {
    let mut out = Vec::new();
    let mut add = |level: FindingLevel,
                   code: &'static str,
                   field: &str,
                   sql: &'static str,
                   message: fn(i64) -> String| {
        if let Some(column) = layout.header_of(field) {
            out.push(Check { level, code, column: Some(column), sql, message });
        }
    };
    use FindingLevel::{Misread, Note, Refused};
    add(Misread, "no_country_code", "mobile_e164", NO_CODE, |n| {
        format!("{}: the phone number has no country code; it is left out.", people(n))
    });
    match layout.format() {
        ExportFormat::Mailchimp => {
            add(Refused, "not_ascii", "email", NOT_ASCII, |n| {
                format!(
                    "{}: the address has other letters than a to z before the @; Mailchimp refuses it.",
                    people(n)
                )
            });
            add(Misread, "too_long", "first_name", LONG_NAME, |n| {
                format!("{}: a name is longer than the 255 bytes that Mailchimp takes; it is cut.", people(n))
            });
            add(Misread, "too_long", "tags", LONG_TAGS, |n| {
                format!(
                    "{}: categories have more than 255 bytes; those that don't fit are left out.",
                    people(n)
                )
            });
        }
        ExportFormat::Klaviyo => {
            for (field, sql) in [("email_consent", EMAIL_NOT_ASKED), ("sms_consent", SMS_NOT_ASKED)] {
                add(Misread, "blank_consent", field, sql, |n| {
                    format!(
                        "{}: not asked or not confirmed; Klaviyo reads the empty cell as never subscribed.",
                        people(n)
                    )
                });
            }
        }
        ExportFormat::Brevo => add(Note, "no_address", "email", NOBODY, |n| {
            format!("{}: neither email nor phone number; Brevo knows them by EXT_ID only.", people(n))
        }),
        ExportFormat::Google => add(Note, "no_address_match", "first_name", NO_ADDRESS, |n| {
            format!(
                "{}: one of First Name, Last Name, Country and Zip is missing; Google matches them by email and phone only.",
                people(n)
            )
        }),
        _ => {}
    }
    if file == FileType::Csv && !layout.is_hashed() {
        let message: fn(i64) -> String = match (flavour, is_destination(layout.format())) {
            (CsvFlavour::Machine, _) => {
                |n| format!("{}: begins like a formula, and a spreadsheet would run it.", people(n))
            }
            (_, true) => |n| {
                format!(
                    "{}: begins like a formula and gets a ' in front, which the destination keeps; `machine` leaves it as it is.",
                    people(n)
                )
            },
            (_, false) => return out,
        };
        for (field, sql) in FORMULAS {
            add(Misread, "formula", field, sql, message);
        }
    }
    out
}

/// Whether a format is some other system's.
const fn is_destination(format: ExportFormat) -> bool {
    !matches!(format, ExportFormat::Customers | ExportFormat::Full | ExportFormat::Custom)
}

/// What is to be told of a whole file of so many rows and bytes.
pub fn whole(layout: &Layout, file: FileType, flavour: CsvFlavour, rows: i64, bytes: i64) -> Vec<Finding> {
    use ExportFormat as F;
    use FindingLevel::{Misread, Note, Refused};
    const MB: i64 = 1024 * 1024;
    let format = layout.format();
    let title = format.title();
    let mut out = Vec::new();
    let mut tell = |is: bool, level, code: &str, message: String| {
        if is {
            out.push(Finding { level, code: code.into(), column: None, rows: None, message });
        }
    };
    let largest = match format {
        F::Klaviyo => Some(50),
        F::Brevo => Some(250),
        _ => None,
    };
    if let Some(most) = largest {
        let message = format!("The file has more than the {most} MB that {title} takes; export it in parts.");
        tell(bytes > most * MB, Refused, "too_large", message);
    }
    let fits = file != FileType::Xlsx || rows <= xlsx::ROWS_MAX;
    tell(!fits, Refused, "too_many_rows", xlsx::too_many());
    let message = "Meta takes audiences of 100 people or more.".to_owned();
    tell(format == F::Meta && rows < 100, Refused, "too_few_rows", message);
    if is_destination(format) {
        let message = format!("{title} takes no JSON Lines; choose CSV.");
        tell(file == FileType::JsonLines, Refused, "kind_of_file", message);
        let message = format!("What is known of {title} is about CSV; a workbook may not be taken.");
        tell(file == FileType::Xlsx && format != F::Hubspot, Note, "kind_of_file", message);
        let message =
            format!("Made for spreadsheets, with a BOM and spaces in phone numbers; {title} may misread it.");
        tell(file == FileType::Csv && flavour == CsvFlavour::Spreadsheet, Misread, "spreadsheet", message);
    }
    let unguarded = file == FileType::Csv && flavour == CsvFlavour::Machine;
    let message = "Cells are not guarded against formulas: for programs, not for spreadsheets.".to_owned();
    tell(unguarded, Note, "not_guarded", message);
    for (of, code, message) in NOTES {
        tell(format == *of, Note, code, (*message).to_owned());
    }
    if super::formats::hashes(format) {
        let message = if layout.is_hashed() {
            format!("Hashed by {title}'s rules: no other network matches these hashes.")
        } else {
            format!("Not hashed: {title} hashes it when it is uploaded.")
        };
        tell(true, Note, "hashing", message);
    }
    worst_first(&mut out);
    out
}

/// What always holds.
const NOTES: &[(ExportFormat, &str, &str)] = &[
    (
        ExportFormat::Shopify,
        "not_imported",
        "Shopify imports neither total spent nor orders; they are not in the file.",
    ),
    (ExportFormat::Shopify, "province", "A state without a code that Patron knows is left out."),
    (ExportFormat::Hubspot, "blank_keeps", "An empty cell does not clear a value that HubSpot has."),
    (
        ExportFormat::Hubspot,
        "legal_basis",
        "HubSpot asks for the legal basis of the whole import; no column says it.",
    ),
    (ExportFormat::Brevo, "attributes", "Brevo ignores columns that are no attribute there, without a word."),
    (ExportFormat::Klaviyo, "double_opt_in", "An upload does not send Klaviyo's messages of double opt-in."),
    (
        ExportFormat::Listmonk,
        "mode",
        "listmonk asks at the import whether people are subscribed and others overwritten.",
    ),
];

/// Sorts findings, the worst first.
pub fn worst_first(findings: &mut [Finding]) {
    findings.sort_by_key(|finding| finding.level);
}

#[cfg(test)]
#[path = "lint_tests.rs"]
mod tests;

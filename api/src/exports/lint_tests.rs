use super::*;
use crate::exports::formats::{Chosen, layout};

fn codes(format: ExportFormat, file: FileType, flavour: CsvFlavour, rows: i64, bytes: i64) -> Vec<String> {
    let layout = layout(format, &Chosen::Default, false).unwrap();
    whole(&layout, file, flavour, rows, bytes).into_iter().map(|finding| finding.code).collect()
}

#[test]
fn whole_files_are_refused_for_their_size_and_kind() {
    use {CsvFlavour::*, ExportFormat as F, FileType::*};
    assert!(codes(F::Klaviyo, Csv, Guarded, 1, 60 << 20).contains(&"too_large".into()));
    assert!(!codes(F::Klaviyo, Csv, Guarded, 1, 40 << 20).contains(&"too_large".into()));
    assert!(codes(F::Brevo, Csv, Guarded, 1, 251 << 20).contains(&"too_large".into()));
    assert_eq!(codes(F::Meta, Csv, Guarded, 99, 0), ["too_few_rows", "hashing"]);
    assert_eq!(codes(F::Meta, Csv, Guarded, 100, 0), ["hashing"]);
    assert_eq!(codes(F::Customers, Csv, Guarded, 1, 0), Vec::<String>::new());
    assert_eq!(codes(F::Customers, Csv, Machine, 1, 0), ["not_guarded"]);
    assert_eq!(codes(F::Customers, Xlsx, Guarded, 1_048_576, 0), ["too_many_rows"]);
    assert_eq!(codes(F::Mailchimp, JsonLines, Machine, 1, 0), ["kind_of_file"]);
    assert_eq!(codes(F::Mailchimp, Csv, Spreadsheet, 1, 0), ["spreadsheet"]);
}

#[test]
fn checks_name_the_column_and_are_silent_about_nobody() {
    let mailchimp = layout(ExportFormat::Mailchimp, &Chosen::Default, false).unwrap();
    let checks = checks(&mailchimp, FileType::Csv, CsvFlavour::Machine);
    let long = checks.iter().find(|check| check.code == "too_long").unwrap();
    assert_eq!(long.column.as_deref(), Some("First Name"));
    assert_eq!(long.finding(0), None);
    assert!(long.finding(1).unwrap().message.starts_with("1 person: "));
    assert!(checks.iter().any(|check| check.code == "formula"));
}

#[test]
fn a_guarded_file_of_ours_has_nothing_to_say_of_formulas() {
    let full = layout(ExportFormat::Full, &Chosen::Default, false).unwrap();
    assert!(checks(&full, FileType::Csv, CsvFlavour::Guarded).is_empty());
}

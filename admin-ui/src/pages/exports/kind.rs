//! Kinds of files to choose from.

use patron_api_types::exports::{CsvFlavour, FileType};

/// Kinds of files: the value of the choice, and its name.
pub const KINDS: [(&str, &str); 5] = [
    ("csv", "CSV"),
    ("spreadsheet", "CSV for spreadsheets"),
    ("xlsx", "Excel workbook"),
    ("jsonl", "JSON Lines"),
    ("machine", "CSV for programs"),
];

/// The file of this kind, and how it is written.
pub fn file_of(kind: &str) -> (FileType, CsvFlavour) {
    match kind {
        "spreadsheet" => (FileType::Csv, CsvFlavour::Spreadsheet),
        "machine" => (FileType::Csv, CsvFlavour::Machine),
        "jsonl" => (FileType::JsonLines, CsvFlavour::Guarded),
        "xlsx" => (FileType::Xlsx, CsvFlavour::Guarded),
        _ => (FileType::Csv, CsvFlavour::Guarded),
    }
}

/// The kind that is this file, written in this way.
pub const fn kind_of(file: FileType, flavour: CsvFlavour) -> &'static str {
    match (file, flavour) {
        (FileType::Csv, CsvFlavour::Guarded) => "csv",
        (FileType::Csv, CsvFlavour::Spreadsheet) => "spreadsheet",
        (FileType::Csv, CsvFlavour::Machine) => "machine",
        (FileType::JsonLines, _) => "jsonl",
        (FileType::Xlsx, _) => "xlsx",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_is_a_file_and_how_it_is_written() {
        for (kind, _) in KINDS {
            let (file, flavour) = file_of(kind);
            assert_eq!(kind_of(file, flavour), kind);
        }
    }
}

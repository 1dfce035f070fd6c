use super::{
    tests::{ADA, Person, context, file, read, row},
    *,
};
use crate::exports::{cell::is_formula, writer::Writer, xlsx::Workbook};
use patron_api_types::exports::{CsvFlavour, FileType};

#[test]
fn text_and_phones_survive_every_flavour() {
    let long: &'static str = "é".repeat(255).leak();
    let names = [
        "=HYPERLINK(\"http://x.example\",\"a\")",
        "+1",
        "-1",
        "@SUM(1)",
        "'quoted",
        "a\"b,c",
        "line\nbreak\r\nend",
        "😀 Ada",
        "محمد علي",
        "שלום",
        "\tTab",
        long,
    ];
    let columns = Chosen::Names(vec!["full_name".into(), "mobile_number".into()]);
    let layout = layout(ExportFormat::Custom, &columns, false).unwrap();
    for flavour in CsvFlavour::ALL {
        for phone in ["+919876543210", "+14155550123", "98765 43210", "=1+1", "012"] {
            let people: Vec<Person> = names.iter().map(|&name| Person { name, phone }).collect();
            let (_, rows) = read(&file(&layout, FileType::Csv, *flavour, &people));
            for (name, row) in names.iter().zip(rows) {
                // as our importer takes it
                let plain = |cell: &str| match cell.strip_prefix('\'') {
                    Some(rest) if *flavour != CsvFlavour::Machine && is_formula(rest) => rest.to_owned(),
                    _ => cell.to_owned(),
                };
                assert_eq!(plain(&row[0]), *name, "{flavour}");
                assert!(*flavour == CsvFlavour::Machine || !is_formula(&row[0]) || row[0].starts_with('\''));
                let (written, meant) = (plain(&row[1]).replace(' ', ""), phone.replace(' ', ""));
                assert_eq!(written, meant, "{flavour}");
            }
        }
    }
}

#[test]
fn mailchimps_names_are_cut_between_characters_guard_included() {
    let long: &'static str = format!("={}", "é".repeat(254)).leak();
    let name = row(ExportFormat::Mailchimp, Person { name: long, phone: "" })[1].clone();
    assert!(name.len() <= 255 && name.starts_with("'=é"), "{}", name.len());
    let long: &'static str = "😀".repeat(100).leak();
    assert_eq!(row(ExportFormat::Mailchimp, Person { name: long, phone: "" })[1].chars().count(), 63);
}

#[test]
fn a_spreadsheet_of_ones_own_has_local_times_and_json_lines_are_objects() {
    let preset = |field: &str, header: &str| PresetColumn { field: field.into(), header: header.into() };
    let chosen = Chosen::Preset(vec![
        preset("signup_date", "Since"),
        preset("total_orders", "Orders"),
        preset("mobile_number", "Phone"),
    ]);
    let layout = layout(ExportFormat::Custom, &chosen, false).unwrap();
    let (header, rows) = read(&file(&layout, FileType::Csv, CsvFlavour::Spreadsheet, &[ADA]));
    assert_eq!(header, ["Since", "Since_local", "Orders", "Phone"]);
    assert_eq!(rows[0], ["2026-11-20T20:00:00+05:30", "2026-11-20 20:00:00", "3", "+91 9876543210"]);
    let lines = file(&layout, FileType::JsonLines, CsvFlavour::Guarded, &[ADA, ADA]);
    let lines: Vec<serde_json::Value> = std::str::from_utf8(&lines)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    let expected =
        serde_json::json!({ "Since": "2026-11-20T20:00:00+05:30", "Orders": 3, "Phone": "+919876543210" });
    assert_eq!(lines, [expected.clone(), expected]);
}

#[test]
fn a_workbook_is_a_zip_file() {
    let layout = layout(ExportFormat::Shopify, &Chosen::Default, false).unwrap();
    let mut book = Workbook::new(&layout, context(CsvFlavour::Guarded)).unwrap();
    for _ in 0..3 {
        book.row(&ADA.values(&layout)).unwrap();
    }
    assert!(book.finish().unwrap().starts_with(b"PK"));
    assert!(Writer::new(&layout, FileType::Xlsx, context(CsvFlavour::Guarded)).is_err());
}

//! LibreOffice, where it is on the machine, shows the names and phones that went into a file for spreadsheets.

use patron_api_client::Session;
use patron_api_types::{
    exports::{CsvFlavour, ExportFormat, ExportQuery, ExportStatus, FileType},
    profiles::ProfileUpsert,
};
use patron_tests::{App, TempDir, seed::profile};
use std::{
    os::unix::process::CommandExt as _,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// How long LibreOffice may take: it makes a profile first.
const PATIENCE: Duration = Duration::from_secs(120);

/// Its filter for CSV, as it opens and as it writes: commas, double quotes, UTF-8, from the first line on.
const CSV: &str = "Text - txt - csv (StarCalc):44,34,76,1";

/// Phones as they were typed, and as they are kept where they are numbers of a country.
const PHONES: [(&str, &str); 6] = [
    ("98765 43210", "+919876543210"),
    ("+44 20 7183 8750", "+442071838750"),
    ("+1 415 555 2671", "+14155552671"),
    ("0000012345", "0000012345"),
    ("=1+1", "=1+1"),
    ("-12", "-12"),
];

/// Names that a spreadsheet would run, cut, or show as something else.
fn names() -> Vec<String> {
    let plain = [
        "=1+1",
        "=HYPERLINK(\"http://x.example\";\"Ada\")",
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(1;2)",
        "Ada \"The Lamp\", Löv",
        "\"quoted\"",
        "semi;colon, comma",
        "😀 Ada 👩‍👩‍👧",
        "محمد علي",
        "שרה (Sarah)",
        "अनन्या गेंदा",
        "Two\nLines",
    ];
    let mut names: Vec<String> = plain.into_iter().map(ToOwned::to_owned).collect();
    names.push("é".repeat(255));
    names
}

/// Each name belongs to somebody, with one of the phones.
async fn app_with_people() -> App {
    let app = App::start().await;
    for (n, name) in names().into_iter().enumerate() {
        let address = format!("p{n}@example.com");
        let person = ProfileUpsert {
            // no call takes a line end; a database of before may hold one
            full_name: (!name.contains('\n')).then(|| name.clone()),
            mobile_number: Some(PHONES[n % PHONES.len()].0.into()),
            ..profile(&address)
        };
        app.has_profile(&person).await;
        if name.contains('\n') {
            sqlx::query("update customer_profiles set full_name = $2 where email = $1")
                .bind(address.as_str())
                .bind(name.as_str())
                .execute(&mut app.sql().await)
                .await
                .unwrap();
        }
    }
    app
}

/// Address, name and phone of everybody.
fn columns() -> ExportQuery {
    ExportQuery {
        format: Some(ExportFormat::Custom),
        columns: Some("email,full_name,mobile_number".into()),
        ..ExportQuery::default()
    }
}

/// The file of an export in the background.
async fn made(owner: &Session, query: &ExportQuery) -> Vec<u8> {
    let export = owner.create_export_file(query).await.unwrap();
    let start = Instant::now();
    loop {
        let now = owner.export(export.id).await.unwrap();
        if !matches!(now.status, ExportStatus::Waiting | ExportStatus::Running) {
            assert_eq!(now.status, ExportStatus::Done, "{now:?}");
            return owner.export_file(export.id).await.unwrap();
        }
        assert!(start.elapsed() < Duration::from_secs(60), "it does not end: {now:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Whether LibreOffice is here; says so when it isn't.
fn office_is_here() -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let here = std::env::split_paths(&path).any(|dir| dir.join("soffice").is_file());
    if !here {
        println!("skipped: there is no `soffice` on the PATH");
    }
    here
}

/// LibreOffice with all of its processes: what is started is a script.
struct Office(Child);

impl Drop for Office {
    fn drop(&mut self) {
        if matches!(self.0.try_wait(), Ok(None)) {
            let group = format!("-{}", self.0.id());
            let _ = Command::new("kill").args(["-KILL", "--", &group]).stderr(Stdio::null()).status();
            let _ = self.0.wait();
        }
    }
}

/// The rows below the header, as LibreOffice shows them after it opened the file.
async fn opened(file: &[u8], extension: &str) -> Vec<Vec<String>> {
    let dir = TempDir::new();
    let (path, out) = (dir.path().join(format!("people.{extension}")), dir.path().join("out"));
    std::fs::write(&path, file).unwrap();
    std::fs::create_dir(&out).unwrap();
    let mut command = Command::new("soffice");
    command
        .arg(format!("-env:UserInstallation=file://{}", dir.path().join("profile").display()))
        .args(["--headless", "--norestore"]);
    if extension == "csv" {
        command.arg(format!("--infilter={CSV}"));
    }
    command.args(["--convert-to", &format!("csv:{CSV}"), "--outdir"]).arg(&out).arg(&path);
    command.stdin(Stdio::null()).stdout(Stdio::null()).process_group(0);
    let mut office = Office(command.spawn().unwrap());
    let start = Instant::now();
    let status = loop {
        if let Some(status) = office.0.try_wait().unwrap() {
            break status;
        }
        assert!(start.elapsed() < PATIENCE, "LibreOffice does not come to an end");
        tokio::time::sleep(Duration::from_millis(100)).await;
    };
    assert!(status.success(), "{status}");
    let written = out.join("people.csv");
    assert!(written.exists(), "LibreOffice wrote nothing");
    let mut reader = csv::ReaderBuilder::new().flexible(false).from_path(written).unwrap();
    let header: Vec<String> = reader.headers().unwrap().iter().map(ToOwned::to_owned).collect();
    assert_eq!(header, ["email", "full_name", "mobile_number"]);
    reader.records().map(|row| row.unwrap().iter().map(ToOwned::to_owned).collect()).collect()
}

/// Holds each row to what went in. A cell of a file that is guarded may keep its `'` before what begins like a formula.
fn holds_all(rows: &[Vec<String>], guarded: bool) {
    let same = |cell: &str, wanted: &str| {
        let formula = wanted.starts_with(['=', '+', '-', '@']);
        cell == wanted || (guarded && formula && cell.strip_prefix('\'') == Some(wanted))
    };
    let names = names();
    assert_eq!(rows.len(), names.len(), "{rows:?}");
    for (n, name) in names.iter().enumerate() {
        let row = rows.iter().find(|row| row[0] == format!("p{n}@example.com")).unwrap();
        assert!(same(&row[1], name), "the name {name:?} is shown as {:?}", row[1]);
        let phone = PHONES[n % PHONES.len()].1;
        assert!(same(&row[2].replace(' ', ""), phone), "the phone {phone} is shown as {:?}", row[2]);
        assert!(!phone.starts_with("+9") || row[2].starts_with("+91"), "as a number: {:?}", row[2]);
    }
}

#[tokio::test]
async fn libreoffice_opens_a_csv_file_for_spreadsheets_with_names_and_phones_intact() {
    if !office_is_here() {
        return;
    }
    let app = app_with_people().await;
    let query = ExportQuery { flavour: Some(CsvFlavour::Spreadsheet), ..columns() };

    let file = app.owner().await.export_csv(&query).await.unwrap().into_bytes();

    assert!(file.starts_with(b"\xEF\xBB\xBF"), "the mark of UTF-8");
    holds_all(&opened(&file, "csv").await, true);
}

#[tokio::test]
async fn libreoffice_opens_a_workbook_with_names_and_phones_intact() {
    if !office_is_here() {
        return;
    }
    let app = app_with_people().await;
    let query = ExportQuery { file: Some(FileType::Xlsx), ..columns() };

    let file = made(&app.owner().await, &query).await;

    assert!(file.starts_with(b"PK\x03\x04"), "a zip archive");
    holds_all(&opened(&file, "xlsx").await, false);
}

//! Files for other systems: each through a strict reader, saved presets, workbooks, JSON lines, hashes, and our own way
//! back in.

use patron_api_client::Session;
use patron_api_types::{
    exports::{
        CsvFlavour, Export, ExportFormat, ExportQuery, ExportStatus, FileType, NewExportPreset, PresetColumn,
    },
    imports::{ImportStatus, UploadQuery},
    profiles::ProfileUpsert,
};
use patron_tests::{
    App,
    seed::{order, profile},
};
use std::time::{Duration, Instant};

fn ada() -> ProfileUpsert {
    ProfileUpsert {
        full_name: Some("Ada \"The Lamp\", Löv 😀".into()),
        mobile_number: Some("98765 43210".into()),
        marketing_consent: Some(true),
        ..profile("Person@Example.com")
    }
}

/// A format as its destination gets it.
pub fn of(format: ExportFormat) -> ExportQuery {
    ExportQuery { format: Some(format), flavour: Some(CsvFlavour::Machine), ..ExportQuery::default() }
}

/// Header and rows, as a strict reader takes them.
pub fn parse(text: &str) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::ReaderBuilder::new().flexible(false).from_reader(text.as_bytes());
    let header = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    (header, rows)
}

async fn done(owner: &Session, query: &ExportQuery) -> Export {
    let export = owner.create_export_file(query).await.unwrap();
    let start = Instant::now();
    loop {
        let now = owner.export(export.id).await.unwrap();
        if !matches!(now.status, ExportStatus::Waiting | ExportStatus::Running) {
            assert_eq!(now.status, ExportStatus::Done, "{now:?}");
            return now;
        }
        assert!(start.elapsed() < Duration::from_secs(60), "it does not end: {now:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

#[tokio::test]
async fn every_formats_file_is_strict_csv_with_the_columns_that_it_names() {
    let app = App::start().await;
    app.has_profile(&ada()).await;
    app.has_order(&order("person@example.com", "1", "1499.50")).await;
    app.has_profile(&profile("bare@example.com")).await;
    let owner = app.owner().await;

    for info in owner.export_formats().await.unwrap().items {
        if info.format == ExportFormat::Custom {
            continue;
        }
        let text = owner.export_csv(&of(info.format)).await.unwrap();
        let (header, rows) = parse(&text);

        let named: Vec<String> = info.columns.into_iter().map(|column| column.header).collect();
        assert_eq!(header, named, "{}", info.format);
        assert_eq!(rows.len(), 2, "{}: {text}", info.format);
        let preview = owner.export_preview(&of(info.format)).await.unwrap();
        let shown: Vec<String> = preview.columns.iter().map(|column| column.header.clone()).collect();
        assert_eq!((preview.rows, shown), (2, named), "{}", info.format);
        assert!(preview.bytes > 0, "{}", info.format);
    }
    let (header, rows) = parse(&owner.export_csv(&of(ExportFormat::Mailchimp)).await.unwrap());
    assert_eq!(
        header[..7],
        ["Email Address", "First Name", "Last Name", "Phone Number", "Address", "Birthday", "Tags"]
    );
    assert!(rows.iter().any(|row| row[1] == "Ada" && row[2] == "\"The Lamp\", Löv 😀"), "{rows:?}");
}

#[tokio::test]
async fn a_hashed_file_has_the_published_hashes() {
    let app = App::start().await;
    app.has_profile(&ada()).await;
    let owner = app.owner().await;

    let meta = ExportQuery { hashed: Some(true), ..of(ExportFormat::Meta) };
    let (header, rows) = parse(&owner.export_csv(&meta).await.unwrap());

    let cell = |name: &str| rows[0][header.iter().position(|h| h == name).unwrap()].clone();
    let email = cell("email");
    assert!(email.starts_with("542d2401") && email.ends_with("3345"), "{email}");
    assert_eq!(cell("phone"), "92b5072176e723878b5e06ff3ca61898e4eb74e8c46642a0f2db800b17364ab0");
    let google = ExportQuery { hashed: Some(true), ..of(ExportFormat::Google) };
    let text = owner.export_csv(&google).await.unwrap();
    assert!(text.contains("f3a47ce5ce3d4ca8ad15225a245b2759022f79489f5c62719b8c9490f7aab90e"), "{text}");
}

#[tokio::test]
async fn json_lines_are_one_object_a_person() {
    let app = App::start().await;
    app.has_profile(&ada()).await;
    let owner = app.owner().await;
    let query = ExportQuery { file: Some(FileType::JsonLines), ..of(ExportFormat::Customers) };

    let text = owner.export_csv(&query).await.unwrap();

    let rows: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows.len(), 1, "{text}");
    assert_eq!(rows[0]["Full Name"], "Ada \"The Lamp\", Löv 😀");
    let kept = done(&owner, &query).await;
    assert_eq!(owner.export_file(kept.id).await.unwrap(), text.into_bytes());
}

#[tokio::test]
async fn a_workbook_is_a_zip_file_of_its_own_kind() {
    let app = App::start().await;
    app.has_profile(&ada()).await;
    let owner = app.owner().await;
    let query = ExportQuery { file: Some(FileType::Xlsx), ..of(ExportFormat::Customers) };

    let kept = done(&owner, &query).await;
    let file = owner.export_file(kept.id).await.unwrap();

    assert!(file.starts_with(b"PK\x03\x04"), "a zip archive");
    assert!(file.len() > 2000 && file.len() as i64 == kept.bytes, "{} {}", file.len(), kept.bytes);
    assert_eq!(kept.rows, 1);
}

#[tokio::test]
async fn a_choice_of_columns_is_saved_and_used() {
    let app = App::start().await;
    app.has_profile(&ada()).await;
    let owner = app.owner().await;
    let column = |field: &str, header: &str| PresetColumn { field: field.into(), header: header.into() };
    let new = NewExportPreset {
        title: "Winter mailing".into(),
        columns: vec![column("total_spent", "TOTALSPENT"), column("email", "EMAIL")],
        file: None,
        flavour: Some(CsvFlavour::Machine),
        channel: None,
    };

    let saved = owner.save_export_preset(&new).await.unwrap();

    assert_eq!((saved.title.as_str(), &saved.columns), ("Winter mailing", &new.columns));
    assert!(!saved.created_by.starts_with("staff:"), "{}", saved.created_by);
    let taken = NewExportPreset { title: "winter MAILING".into(), ..new.clone() };
    assert!(owner.save_export_preset(&taken).await.unwrap_err().field("/title").is_some());
    let wrong = NewExportPreset { title: "Other".into(), columns: vec![column("phone?", "X")], ..new };
    assert!(owner.save_export_preset(&wrong).await.is_err());
    let query = ExportQuery { preset: Some(saved.id), ..ExportQuery::default() };
    let (header, rows) = parse(&owner.export_csv(&query).await.unwrap());
    assert_eq!(header[..2], ["TOTALSPENT", "EMAIL"]);
    assert_eq!(rows[0][1], "Person@Example.com");
    let kept = done(&owner, &query).await;
    assert_eq!((kept.format, kept.preset.as_deref()), (ExportFormat::Custom, Some("Winter mailing")));
    assert_eq!(owner.export_presets().await.unwrap().items.len(), 1);
    owner.delete_export_preset(saved.id).await.unwrap();
    assert!(owner.export_presets().await.unwrap().items.is_empty());
    assert_eq!(owner.export(kept.id).await.unwrap().preset.as_deref(), Some("Winter mailing"));
    assert_eq!(owner.delete_export_preset(saved.id).await.unwrap_err().status(), Some(404));
}

#[tokio::test]
async fn our_importer_takes_our_full_file_and_changes_nothing() {
    let app = App::start().await;
    app.has_profile(&ada()).await;
    app.has_order(&order("person@example.com", "1", "1499.50")).await;
    app.has_profile(&ProfileUpsert { marketing_consent: Some(false), ..profile("out@example.com") }).await;
    let owner = app.owner().await;

    for flavour in [CsvFlavour::Guarded, CsvFlavour::Spreadsheet, CsvFlavour::Machine] {
        let query = ExportQuery { flavour: Some(flavour), ..of(ExportFormat::Full) };
        let text = owner.export_csv(&query).await.unwrap();
        let upload = UploadQuery { file_name: "full.csv".into(), ..UploadQuery::default() };
        let import = owner.upload_import(&upload, text.into_bytes()).await.unwrap();
        owner.start_import(import.id).await.unwrap();
        let start = Instant::now();
        let ended = loop {
            let now = owner.import(import.id).await.unwrap();
            if !matches!(now.status, ImportStatus::Checking | ImportStatus::Running) {
                break now;
            }
            assert!(start.elapsed() < Duration::from_secs(60), "it does not end: {now:?}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        };
        assert_eq!(ended.status, ImportStatus::Done, "{flavour}: {ended:?}");
        let counts = ended.counts;
        assert_eq!(
            (counts.unchanged, counts.created, counts.updated, counts.refused),
            (2, 0, 0, 0),
            "{flavour}"
        );
    }
}

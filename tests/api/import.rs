//! `patron import`: the first version's table dump, our own `full` export, and rows that can't be taken.

use patron_api_types::{
    customers::{Customer, CustomerQuery},
    exports::{ExportFormat, ExportQuery},
    page::PageQuery,
    profiles::ProfileUpsert,
};
use patron_domain::{
    consent::{Channel, ConsentBasis, ConsentState},
    customer::{CustomerStatus, Source},
};
use patron_tests::{
    App, TempDir,
    seed::{money, order, profile},
};
use std::{path::PathBuf, process::Output};

const COLUMNS: &str = "id,user_id,email,full_name,mobile_number,signup_date,email_verified,signup_method,last_login_at,\
    login_count,total_orders,total_spent,preferred_categories,marketing_consent,status,source,ip_address,user_agent,\
    location,created_at,updated_at";

const ADA: &str = r#"0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f,,Ada@Example.com,"Löv, ""Ada""",98765 43210,2025-03-14 08:00:00+00,t,email,2026-09-01 08:30:00.5+00,9,4,5200.50,"{Kitchen,""Home, Living""}",t,active,mobile,203.0.113.9,Mozilla/5.0 (Linux; Android 14),"Bengaluru, Karnataka",2025-03-14 08:00:00+00,2026-09-01 08:30:00+00"#;
const BELA: &str = "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e90,,bela@example.com,Bela,,2025-04-01 08:00:00+00,f,manual,,0,0,0.00,,f,blocked,admin,,,,2025-04-01 08:00:00+00,2025-04-01 08:00:00+00";

struct File {
    dir: TempDir,
    path: PathBuf,
}

fn file(text: &str) -> File {
    let dir = TempDir::new();
    let path = dir.path().join("customers.csv");
    std::fs::write(&path, text).unwrap();
    File { dir, path }
}

fn import(app: &App, file: &File) -> Output {
    app.patron(&["import", &file.path.display().to_string()], "")
}

async fn full_export(app: &App) -> String {
    let query = ExportQuery { format: Some(ExportFormat::Full), ..ExportQuery::default() };
    app.owner().await.export_csv(&query).await.unwrap()
}

/// Every column of the dump that is kept on the profile.
fn assert_is_ada(ada: &Customer) {
    assert_eq!(
        (ada.row.email.as_deref(), ada.row.full_name.as_deref()),
        (Some("Ada@Example.com"), Some("Löv, \"Ada\""))
    );
    assert_eq!(ada.mobile_e164.as_deref(), Some("+919876543210"));
    assert_eq!((ada.row.login_count, ada.row.total_orders, ada.row.total_spent), (9, 4, money("5200.50")));
    assert_eq!(ada.row.signup_date, "2025-03-14T08:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap());
    assert_eq!(ada.row.last_login_at, Some("2026-09-01T08:30:00.5Z".parse().unwrap()));
    assert_eq!(ada.preferred_categories, ["Kitchen", "Home, Living"]);
    assert_eq!((ada.row.source, ada.row.status), (Source::Mobile, CustomerStatus::Active));
    assert_eq!(
        (ada.ip_address.as_deref(), ada.row.location.as_deref()),
        (Some("203.0.113.9"), Some("Bengaluru, Karnataka"))
    );
    assert_eq!(ada.row.consents[0].basis, Some(ConsentBasis::Import));
}

#[tokio::test]
async fn the_originals_dump_comes_in_whole_and_a_second_time_changes_nothing() {
    let app = App::start().await;
    let dump = file(&format!("{COLUMNS}\n{ADA}\n{BELA}\n"));

    let first = import(&app, &dump);

    assert!(first.status.success(), "{first:?}");
    let owner = app.owner().await;
    let (ada_id, bela_id) = (app.id_of("ada@example.com").await, app.id_of("bela@example.com").await);
    assert_eq!(
        ada_id.to_string(),
        "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f",
        "the shop's own tables refer to it"
    );
    let ada = owner.customer(ada_id).await.unwrap();
    assert_is_ada(&ada);
    let bela = owner.customer(bela_id).await.unwrap();
    assert_eq!((bela.row.status, bela.row.last_login_at), (CustomerStatus::Blocked, None));
    assert_eq!(bela.row.consents[0].state, ConsentState::Unsubscribed);
    let numbers = owner.overview().await.unwrap();

    assert!(import(&app, &dump).status.success());

    let mut again = owner.customer(ada_id).await.unwrap();
    again.updated_at = ada.updated_at;
    assert_eq!(again, ada);
    let ledger = owner.customer_consents(ada_id, &PageQuery::default()).await.unwrap().items;
    assert_eq!(ledger.iter().filter(|entry| entry.channel == Channel::Email).count(), 1);
    let after = owner.overview().await.unwrap();
    assert_eq!((after.total_customers, after.total_logins), (numbers.total_customers, numbers.total_logins));
    assert_eq!((after.total_logins, after.total_orders, after.total_revenue), (9, 4, money("5200.50")));
}

#[tokio::test]
async fn an_opening_balance_is_counted_beside_the_rows_and_not_twice() {
    let app = App::start().await;
    let dump = file(&format!("{COLUMNS}\n{ADA}\n"));
    assert!(import(&app, &dump).status.success());

    app.has_order(&order("ada@example.com", "1", "500.00")).await;
    app.has_login_at("ada@example.com", "2026-11-05T08:00:00Z".parse().unwrap()).await;
    assert!(import(&app, &dump).status.success());

    let owner = app.owner().await;
    let ada = owner.customer(app.id_of("ada@example.com").await).await.unwrap();
    assert_eq!((ada.row.total_orders, ada.row.total_spent, ada.row.login_count), (5, money("5700.50"), 10));
    assert_eq!(ada.row.last_login_at, Some("2026-11-05T08:00:00Z".parse().unwrap()), "not turned back");
    let opening = ada.opening_balance.unwrap();
    assert_eq!((opening.orders, opening.spent, opening.logins), (4, money("5200.50"), 9));
}

#[tokio::test]
async fn rows_that_cannot_be_taken_are_written_out_with_reasons_and_the_others_come_in() {
    let app = App::start().await;
    let long = "x".repeat(256);
    let rows = file(&format!(
        "email,full_name,total_spent,status\n,Nobody,0,active\nno address,Bad,0,active\nlong@example.com,{long},0,active\n\
         money@example.com,Money,₹1 000,active\nstatus@example.com,Status,0,asleep\ngood@example.com,Good,12.50,active\n"
    ));

    let output = import(&app, &rows);

    let listed = app.owner().await.customers(&CustomerQuery::default()).await.unwrap().items;
    let emails: Vec<_> = listed.into_iter().filter_map(|row| row.email).collect();
    assert_eq!(emails, ["good@example.com"], "{output:?}");
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    let refused =
        std::fs::read_dir(rows.dir.path()).unwrap().flatten().map(|f| f.path()).find(|p| *p != rows.path);
    let refused = refused.unwrap_or_else(|| panic!("no file of refused rows: {said}"));
    assert!(said.contains(&*refused.file_name().unwrap().to_string_lossy()), "the file is named: {said}");
    let mut reader = csv::Reader::from_path(&refused).unwrap();
    let lines: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(lines.len(), 5, "{lines:?}");
    for (line, word) in lines.iter().zip(["email", "email", "full_name", "total_spent", "status"]) {
        let text = line.iter().collect::<Vec<_>>().join("|");
        assert!(text.contains(word), "{word}: {text}");
    }
}

#[tokio::test]
async fn a_file_that_is_no_table_of_customers_is_refused_before_anything_is_stored() {
    let app = App::start().await;
    for text in ["", "name,phone\nAda,1\n", "\u{0}\u{1}\u{2}"] {
        let output = import(&app, &file(text));

        assert!(!output.status.success(), "{text:?}: {output:?}");
        assert!(!output.stderr.is_empty(), "{text:?}");
    }
    let missing = app.patron(&["import", "/no/such/file.csv"], "");
    assert!(!missing.status.success());
    assert!(String::from_utf8_lossy(&missing.stderr).contains("/no/such/file.csv"), "{missing:?}");
    assert_eq!(app.owner().await.overview().await.unwrap().total_customers, 0);
}

/// The rows of a full export, without the two columns that are each database's own.
fn comparable(text: &str) -> Vec<Vec<String>> {
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let own = ["created_at", "updated_at"];
    let kept: Vec<bool> = reader.headers().unwrap().iter().map(|name| !own.contains(&name)).collect();
    let row = |row: csv::StringRecord| {
        row.iter().zip(&kept).filter(|(_, kept)| **kept).map(|(cell, _)| cell.to_owned()).collect()
    };
    let mut rows: Vec<Vec<String>> = reader.records().map(|record| row(record.unwrap())).collect();
    rows.sort();
    rows
}

#[tokio::test]
async fn our_own_full_export_is_taken_back_unchanged() {
    let app = App::start().await;
    let ada = ProfileUpsert {
        full_name: Some("=Ada \"The Lamp\"\u{301}, Löv".into()),
        mobile_number: Some("+91 98765 43210".into()),
        location: Some("Bengaluru".into()),
        preferred_categories: Some(vec!["Home, Living".into(), "Kit\"chen".into()]),
        ..profile("Ada@example.com")
    };
    app.has_profile(&ada).await;
    app.has_order(&order("ada@example.com", "1", "1499.50")).await;
    app.has_login_at("ada@example.com", "2026-11-05T08:00:00Z".parse().unwrap()).await;
    app.has_profile(&ProfileUpsert { marketing_consent: Some(false), ..profile("out@example.com") }).await;
    let exported = full_export(&app).await;
    let other = App::start().await;

    let moved = import(&other, &file(&exported));
    let home = import(&app, &file(&exported));

    assert!(moved.status.success() && home.status.success(), "{moved:?} {home:?}");
    assert_eq!(comparable(&full_export(&other).await), comparable(&exported), "in another shop");
    assert_eq!(comparable(&full_export(&app).await), comparable(&exported), "and where it came from");
}

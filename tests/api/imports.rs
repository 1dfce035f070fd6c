//! Imports as jobs: upload, look, start, watch, and what is left when the server dies in the middle.

use patron_api_client::Session;
use patron_api_types::{
    customers::Customer,
    imports::{Import, ImportFormat, ImportKind, ImportSettings, ImportStatus, RowAction, UploadQuery},
    page::PageQuery,
    problem::ErrorCode,
};
use patron_domain::consent::{Channel, ConsentState};
use patron_tests::{App, raw::send, seed::money};
use reqwest::Method;
use std::{
    collections::BTreeMap,
    time::{Duration, Instant},
};

const PEOPLE: &str = "email,full_name,total_orders,total_spent,status\r\nada@example.com,Ada,3,1499.50,active\r\n\
    bela@example.com,Bela,0,0,inactive\r\nnobody,Nobody,0,0,active\r\n\
    =cmd@example.com,\"=HYPERLINK(1)\",x,0,active\r\n";

async fn upload(owner: &Session, name: &str, text: &str) -> Import {
    let query = UploadQuery { file_name: name.into(), ..UploadQuery::default() };
    owner.upload_import(&query, text.as_bytes().to_vec()).await.unwrap()
}

/// The import when the worker has ended with it.
async fn ended(owner: &Session, import: &Import) -> Import {
    let start = Instant::now();
    loop {
        let now = owner.import(import.id).await.unwrap();
        if !matches!(now.status, ImportStatus::Checking | ImportStatus::Running) {
            return now;
        }
        assert!(start.elapsed() < Duration::from_secs(120), "it does not end: {now:?}");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}

/// Uploads, stores, and gives what it came to.
async fn imported(owner: &Session, name: &str, text: &str) -> Import {
    let import = upload(owner, name, text).await;
    owner.start_import(import.id).await.unwrap();
    let done = ended(owner, &import).await;
    assert_eq!(done.status, ImportStatus::Done, "{done:?}");
    done
}

async fn customer(app: &App, owner: &Session, email: &str) -> Customer {
    owner.customer(app.id_of(email).await).await.unwrap()
}

fn consent(customer: &Customer, channel: Channel) -> ConsentState {
    customer.row.consents.iter().find(|consent| consent.channel == channel).unwrap().state
}

#[tokio::test]
async fn a_file_is_looked_at_before_anything_is_stored_and_a_second_time_changes_nothing() {
    let app = App::start().await;
    let owner = app.owner().await;

    let import = upload(&owner, "people.csv", PEOPLE).await;

    assert_eq!((import.kind, import.format), (ImportKind::Customers, ImportFormat::Patron));
    assert_eq!((import.status, import.rows, import.bytes), (ImportStatus::Uploaded, 4, PEOPLE.len() as i64));
    assert_eq!(import.columns, ["email", "full_name", "total_orders", "total_spent", "status"]);
    assert_eq!(import.mapping["email"], "email");

    owner.check_import(import.id).await.unwrap();
    let checked = ended(&owner, &import).await;

    assert_eq!((checked.status, checked.rows_done), (ImportStatus::Checked, 4), "{checked:?}");
    assert_eq!((checked.counts.created, checked.counts.refused), (2, 2));
    assert_eq!(owner.overview().await.unwrap().total_customers, 0, "nothing is stored");
    let rows = owner.import_rows(import.id, None).await.unwrap().items;
    let actions: Vec<_> = rows.iter().map(|row| (row.line, row.action)).collect();
    let (create, refuse) = (RowAction::Create, RowAction::Refuse);
    assert_eq!(actions, [(2, create), (3, create), (4, refuse), (5, refuse)]);
    assert_eq!(rows[0].cells["full_name"], "Ada");
    assert!(rows[2].detail.as_ref().unwrap().starts_with("email: "), "{:?}", rows[2]);

    owner.start_import(import.id).await.unwrap();
    let done = ended(&owner, &import).await;

    assert_eq!((done.status, done.counts), (ImportStatus::Done, checked.counts));
    assert!(done.started_at.is_some() && done.finished_at.is_some());
    let ada = customer(&app, &owner, "ada@example.com").await;
    assert_eq!((ada.row.total_orders, ada.row.total_spent), (3, money("1499.50")));

    let again = imported(&owner, "people.csv", PEOPLE).await;

    assert_eq!((again.counts.unchanged, again.counts.created, again.counts.updated), (2, 0, 0), "{again:?}");
    let mut after = customer(&app, &owner, "ada@example.com").await;
    after.updated_at = ada.updated_at;
    assert_eq!(after, ada);
    let listed = owner.imports().await.unwrap();
    assert_eq!(listed.items.iter().map(|i| i.id).collect::<Vec<_>>(), [again.id, import.id]);
    assert!(listed.fields["orders"].contains(&"order_id".to_owned()));
}

#[tokio::test]
async fn refused_rows_come_back_with_their_reasons_and_no_formula_runs() {
    let app = App::start().await;
    let owner = app.owner().await;
    let done = imported(&owner, "people.csv", PEOPLE).await;

    let file = owner.import_refused_csv(done.id).await.unwrap();

    let mut reader = csv::Reader::from_reader(file.as_bytes());
    let header: Vec<_> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    assert_eq!(header, ["email", "full_name", "total_orders", "total_spent", "status", "line", "reason"]);
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    assert_eq!(rows.len(), 2, "{file}");
    assert_eq!((&rows[0][0], &rows[0][5]), ("nobody", "4"));
    assert_eq!((&rows[1][0], &rows[1][1]), ("'=cmd@example.com", "'=HYPERLINK(1)"));
    assert!(rows[1][6].contains("total_orders: "), "{file}");
    let path = format!("/api/v1/imports/{}/refused.csv", done.id);
    let answer = send(app.request(Method::GET, &path).bearer_auth(owner.access_token().unwrap())).await;
    assert!(answer.header("content-disposition").starts_with("attachment"), "{answer:?}");
    let sealed: Vec<u8> = sqlx::query_scalar("select cells from import_rows limit 1")
        .fetch_one(&mut app.sql().await)
        .await
        .unwrap();
    assert!(!sealed.windows(6).any(|part| part == b"nobody"), "the cells are sealed");
}

#[tokio::test]
async fn who_unsubscribed_elsewhere_stays_out_whatever_comes_later() {
    let app = App::start().await;
    let owner = app.owner().await;
    let out = "Email Address,First Name,UNSUB_TIME,UNSUB_CAMPAIGN_TITLE\n\
        ada@example.com,Ada,2026-02-03 04:05:06,Diwali\n";
    let unsubscribed = imported(&owner, "unsubscribed.csv", out).await;
    assert_eq!((unsubscribed.kind, unsubscribed.counts.created), (ImportKind::Suppressions, 1));
    imported(&owner, "cleaned.csv", "Email Address,CLEAN_TIME\nbela@example.com,2026-02-03 04:05:06\n").await;

    imported(
        &owner,
        "subscribed.csv",
        "Email Address,OPTIN_TIME,CONFIRM_TIME,LAST_CHANGED,LEID,TAGS\n\
         ada@example.com,2026-03-03 04:05:06,,,1,\ncara@example.com,2026-03-03 04:05:06,,,2,\n",
    )
    .await;

    let ada = customer(&app, &owner, "ada@example.com").await;
    for channel in Channel::ALL {
        assert_eq!(consent(&ada, *channel), ConsentState::Unsubscribed, "{channel}");
    }
    let ledger = owner.customer_consents(ada.row.id, &PageQuery::default()).await.unwrap().items;
    assert!(
        ledger.iter().all(|entry| entry.occurred_at
            == "2026-02-03T04:05:06Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap())
    );
    let bela = customer(&app, &owner, "bela@example.com").await;
    assert_eq!(consent(&bela, Channel::Email), ConsentState::Unsubscribed);
    assert_eq!(consent(&bela, Channel::Sms), ConsentState::NotSubscribed, "only the address is broken");
    let cara = customer(&app, &owner, "cara@example.com").await;
    assert_eq!(consent(&cara, Channel::Email), ConsentState::Subscribed);
}

#[tokio::test]
async fn any_file_can_be_mapped_column_by_column() {
    let app = App::start().await;
    let owner = app.owner().await;
    let import = upload(&owner, "list.csv", "Kontakt,Wer,Wert\nada@example.com,Ada,\"1,499.00\"\n").await;
    assert_eq!((import.format, import.mapping.len()), (ImportFormat::Custom, 0));
    let refused = owner.check_import(import.id).await.unwrap_err();
    assert!(refused.field("/mapping").unwrap().contains("email"), "{refused:?}");

    let map = |pairs: &[(&str, &str)]| -> BTreeMap<String, String> {
        pairs.iter().map(|(column, field)| ((*column).to_owned(), (*field).to_owned())).collect()
    };
    let settings = |mapping| ImportSettings { kind: None, format: None, mapping: Some(mapping), as_of: None };
    let wrong =
        owner.change_import(import.id, &settings(map(&[("Kontakt", "order_id"), ("Was", "email")]))).await;
    let wrong = wrong.unwrap_err();
    assert!(wrong.field("/mapping/Kontakt").is_some() && wrong.field("/mapping/Was").is_some(), "{wrong:?}");
    let good = map(&[("Kontakt", "email"), ("Wer", "full_name"), ("Wert", "total_spent")]);
    owner.change_import(import.id, &settings(good)).await.unwrap();
    owner.start_import(import.id).await.unwrap();
    let done = ended(&owner, &import).await;

    assert_eq!((done.status, done.counts.created), (ImportStatus::Done, 1), "{done:?}");
    let ada = customer(&app, &owner, "ada@example.com").await;
    assert_eq!((ada.row.full_name.as_deref(), ada.row.total_spent), (Some("Ada"), money("1499.00")));
    let late = owner.change_import(import.id, &settings(BTreeMap::new())).await.unwrap_err();
    assert_eq!(late.code(), Some(ErrorCode::WrongState.as_str()));
    assert_eq!(owner.start_import(import.id).await.unwrap_err().status(), Some(409));
    assert_eq!(owner.cancel_import(import.id).await.unwrap_err().status(), Some(409));
}

#[tokio::test]
async fn the_lines_of_a_shopify_order_make_one_order() {
    let app = App::start().await;
    let owner = app.owner().await;
    let orders = "Name,Email,Financial Status,Fulfillment Status,Currency,Subtotal,Shipping,Taxes,Total,Created at,\
        Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Shipping Name,Shipping City,Refunded Amount\n\
        #1001,ada@example.com,paid,fulfilled,INR,\"1,499.00\",50.00,0.00,\"1,549.00\",2026-01-02 03:04:05 +0530,\
        1,Diya set,999.00,DIYA-12,Ada Clove,Pune,0.00\n#1001,,,,,,,,,,2,Lamp,250.00,LAMP-1,,,\n\
        #1002,ada@example.com,voided,,INR,100.00,0.00,0.00,100.00,2026-01-03 03:04:05 +0530,\
        1,Wick,100.00,WICK,Ada Clove,Pune,0.00\n";

    let done = imported(&owner, "orders_export.csv", orders).await;

    assert_eq!((done.kind, done.format, done.rows), (ImportKind::Orders, ImportFormat::Shopify, 3));
    assert_eq!((done.rows_done, done.counts.created, done.counts.refused), (3, 2, 0), "{done:?}");
    let ada = customer(&app, &owner, "ada@example.com").await;
    assert_eq!(
        (ada.row.total_orders, ada.row.total_spent),
        (1, money("1549.00")),
        "a cancelled one does not count"
    );
    let stored = owner.customer_orders(ada.row.id, &PageQuery::default()).await.unwrap().items;
    let lines: Vec<_> =
        stored[1].items.iter().map(|item| (item.product_id.as_str(), item.quantity)).collect();
    assert_eq!(lines, [("DIYA-12", 1), ("LAMP-1", 2)]);

    let again = imported(&owner, "orders_export.csv", orders).await;
    let counts = &again.counts;
    assert_eq!((counts.created, counts.updated, counts.unchanged, counts.refused), (0, 0, 2, 0), "{again:?}");
    let after = customer(&app, &owner, "ada@example.com").await;
    assert_eq!((after.row.total_orders, after.row.total_spent), (1, money("1549.00")));

    let other = orders.replace("Diya set,999.00", "Diya set,998.00");
    let counts = imported(&owner, "orders_export.csv", &other).await.counts;
    assert_eq!((counts.created, counts.updated, counts.unchanged), (0, 1, 1), "a line of the first differs");
}

#[tokio::test]
async fn what_is_no_table_is_refused_and_a_removed_file_can_not_be_started() {
    let app = App::start().await;
    let owner = app.owner().await;
    let query = UploadQuery { file_name: "x".into(), ..UploadQuery::default() };
    for bytes in [&b""[..], b"\xFF\xFEe\0", b"PK\x03\x04\0\0"] {
        let refused = owner.upload_import(&query, bytes.to_vec()).await.unwrap_err();
        assert_eq!(refused.code(), Some("validation_failed"), "{refused:?}");
    }
    let import = upload(&owner, "people.csv", PEOPLE).await;
    owner.delete_import(import.id).await.unwrap();

    let refused = owner.start_import(import.id).await.unwrap_err();

    assert_eq!(refused.code(), Some(ErrorCode::WrongState.as_str()));
    assert_eq!(owner.import(import.id).await.unwrap().status, ImportStatus::Uploaded, "the record stays");
    let left: i64 = sqlx::query_scalar("select count(*) from import_chunks")
        .fetch_one(&mut app.sql().await)
        .await
        .unwrap();
    assert_eq!(left, 0);
    assert_eq!(owner.import(patron_domain::ids::next()).await.unwrap_err().status(), Some(404));
}

#[tokio::test]
async fn an_import_goes_on_where_the_server_was_killed() {
    let mut app = App::start().await;
    let owner = app.owner().await;
    let rows = 30_000;
    let mut file = "email,full_name,total_orders,total_spent\n".to_owned();
    for n in 0..rows {
        file.push_str(&format!("p{n}@example.com,Person {n},1,10.00\n"));
    }
    let import = upload(&owner, "many.csv", &file).await;
    owner.start_import(import.id).await.unwrap();
    let start = Instant::now();
    let before = loop {
        let now = owner.import(import.id).await.unwrap();
        if now.rows_done > 0 {
            break now;
        }
        assert!(start.elapsed() < Duration::from_secs(60), "nothing happens: {now:?}");
    };

    app.restart(async |sql| {
        // as if half a minute had passed: only then a worker is taken for dead
        sqlx::query("update imports set heartbeat_at = heartbeat_at - interval '1 minute'")
            .execute(sql)
            .await
            .unwrap();
    })
    .await;

    assert!(before.rows_done < rows, "it was killed in the middle: {before:?}");
    let owner = app.owner().await;
    let done = ended(&owner, &import).await;
    assert_eq!(
        (done.status, done.rows_done, done.counts.created),
        (ImportStatus::Done, rows, rows),
        "{done:?}"
    );
    let overview = owner.overview().await.unwrap();
    assert_eq!(
        (overview.total_customers, overview.total_orders),
        (rows, rows),
        "none is missing, none counts twice"
    );
}

#[tokio::test]
async fn an_import_that_was_stopped_goes_on_and_counts_no_row_twice() {
    let app = App::start().await;
    let owner = app.owner().await;
    let rows = 20_000;
    let mut file = "email,total_orders\n".to_owned();
    for n in 0..rows {
        file.push_str(&format!("p{n}@example.com,1\n"));
    }
    let import = upload(&owner, "many.csv", &file).await;
    owner.start_import(import.id).await.unwrap();
    while owner.import(import.id).await.unwrap().rows_done == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }

    let stopped = owner.cancel_import(import.id).await.unwrap();

    assert_eq!(stopped.status, ImportStatus::Cancelled);
    assert!(stopped.rows_done < rows, "{stopped:?}");
    owner.start_import(import.id).await.unwrap();
    let done = ended(&owner, &import).await;
    assert_eq!(
        (done.status, done.rows_done, done.counts.created),
        (ImportStatus::Done, rows, rows),
        "{done:?}"
    );
    assert_eq!(owner.overview().await.unwrap().total_customers, rows);
}

//! Records of exports, kept files, and who may not be written to any more.

use patron_api_client::Session;
use patron_api_types::{
    consents::Withdrawal,
    customers::StatusChange,
    exports::{Export, ExportFormat, ExportQuery, ExportStatus, ExportsQuery, FileType},
    problem::ErrorCode,
    profiles::ProfileUpsert,
};
use patron_domain::{
    consent::Channel,
    customer::CustomerStatus,
    ids::{ExportId, ExportPresetId},
};
use patron_tests::{
    App,
    raw::send,
    seed::{order, profile},
};
use reqwest::Method;
use sha2::{Digest as _, Sha256};
use std::time::{Duration, Instant};

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The export when it has ended.
async fn ended(owner: &Session, id: ExportId) -> Export {
    let start = Instant::now();
    loop {
        let now = owner.export(id).await.unwrap();
        if !matches!(now.status, ExportStatus::Waiting | ExportStatus::Running) {
            return now;
        }
        assert!(start.elapsed() < Duration::from_secs(120), "it does not end: {now:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// The newest export when it has ended.
async fn newest(owner: &Session) -> Export {
    let listed = owner.exports(&ExportsQuery::default()).await.unwrap();
    ended(owner, listed.items[0].id).await
}

async fn many(app: &App, count: u32) {
    let sql = format!(
        "insert into customer_profiles (id, email, full_name, signup_date, created_at, updated_at, email_consent,
           email_consent_basis, marketing_consent)
         select gen_random_uuid(), 'p' || n || '@example.com', repeat('n', 200), now(), now(), now(), 'SUBSCRIBED',
           'default', true
         from generate_series(1, {count}) n"
    );
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql)).execute(&mut app.sql().await).await.unwrap();
}

async fn count(app: &App, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(&mut app.sql().await).await.unwrap()
}

#[tokio::test]
async fn a_file_that_is_sent_leaves_a_record_of_whom_by_whom_and_what_for() {
    let app = App::start().await;
    app.has_profile(&profile("in@example.com")).await;
    app.has_profile(&ProfileUpsert { marketing_consent: Some(false), ..profile("out@example.com") }).await;
    let owner = app.owner().await;
    let query = ExportQuery {
        rule: Some("total_orders >= 0".into()),
        purpose: Some("  Diwali newsletter ".into()),
        ..ExportQuery::default()
    };

    let text = owner.export_csv(&query).await.unwrap();
    let record = newest(&owner).await;

    assert_eq!((record.status, record.streamed, record.rows), (ExportStatus::Done, true, 1), "{record:?}");
    assert_eq!(record.sha256.as_deref(), Some(hex(text.as_bytes()).as_str()));
    assert_eq!(record.bytes, text.len() as i64);
    assert_eq!((record.format, record.file), (ExportFormat::Customers, FileType::Csv));
    assert_eq!(record.channel, Some(Channel::Email));
    assert_eq!(record.purpose.as_deref(), Some("Diwali newsletter"));
    assert_eq!(record.source.rule.as_deref(), Some("total_orders >= 0"));
    let left_out = record.left_out.clone().unwrap();
    assert_eq!((left_out.withdrawn, left_out.not_asked, left_out.not_active), (1, 0, 0));
    assert_eq!(record.columns.len(), 9);
    assert!(!record.actor.starts_with("staff:"), "a name: {}", record.actor);
    assert_eq!(owner.export_withdrawals(record.id).await.unwrap().people, 1);
    let refused = owner.export_file(record.id).await.unwrap_err();
    assert_eq!(refused.code(), Some(ErrorCode::WrongState.as_str()));
}

#[tokio::test]
async fn a_kept_file_has_the_bytes_of_the_sent_one_and_a_link_that_works_once() {
    let app = App::start().await;
    many(&app, 9000).await;
    let owner = app.owner().await;
    let query = ExportQuery::default();

    let export = owner.create_export_file(&query).await.unwrap();
    assert!(!export.streamed);
    let done = ended(&owner, export.id).await;
    let file = owner.export_file(export.id).await.unwrap();

    assert_eq!(
        (done.status, done.rows, done.rows_expected),
        (ExportStatus::Done, 9000, Some(9000)),
        "{done:?}"
    );
    assert_eq!(done.sha256.as_deref(), Some(hex(&file).as_str()));
    assert_eq!(file, owner.export_csv(&query).await.unwrap().into_bytes());
    assert!(done.expires_at.is_some_and(|until| (until - done.finished_at.unwrap()).num_hours() == 24));
    assert_eq!(count(&app, "select sum(cardinality(ids))::bigint from export_people where export_id = (select id from exports where not streamed)").await, 9000);
    assert!(count(&app, "select count(*) from export_chunks").await > 2, "in pieces");
    let link = owner.export_link(export.id).await.unwrap();
    let download = send(app.request(Method::GET, &link.url)).await;
    assert_eq!(download.status, 200, "{}", download.body);
    assert_eq!(download.header("content-length"), file.len().to_string());
    assert!(download.header("content-disposition").contains("patron-customers-"));
    assert!(download.header("repr-digest").starts_with("sha-256=:"));
    assert_eq!(download.body.as_bytes(), file);
    assert_eq!(send(app.request(Method::GET, &link.url)).await.code(), ErrorCode::LinkExpired);
    // a ticket of one thing opens no other
    let link = owner.export_link(export.id).await.unwrap();
    let other = link.url.replace("/file?", "/withdrawals.csv?");
    assert_eq!(send(app.request(Method::GET, &other)).await.code(), ErrorCode::LinkExpired);
}

#[tokio::test]
async fn a_kept_file_is_gone_after_its_day() {
    let app = App::start().await;
    app.has_profile(&profile("ada@example.com")).await;
    let owner = app.owner().await;
    let export = owner.create_export_file(&ExportQuery::default()).await.unwrap();
    ended(&owner, export.id).await;

    sqlx::query("update exports set expires_at = expires_at - interval '25 hours'")
        .execute(&mut app.sql().await)
        .await
        .unwrap();

    let gone = owner.export_file(export.id).await.unwrap_err();
    assert_eq!(gone.code(), Some(ErrorCode::LinkExpired.as_str()));
    let start = Instant::now();
    while owner.export(export.id).await.unwrap().status != ExportStatus::Expired {
        assert!(start.elapsed() < Duration::from_secs(60), "it stays");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(count(&app, "select count(*) from export_chunks").await, 0);
    assert_eq!(owner.export_withdrawals(export.id).await.unwrap().people, 1, "the record stays");
}

#[tokio::test]
async fn an_export_can_be_stopped_and_leaves_nothing_behind() {
    let app = App::start().await;
    many(&app, 200_000).await;
    let owner = app.owner().await;
    let export = owner.create_export_file(&ExportQuery::default()).await.unwrap();
    while owner.export(export.id).await.unwrap().rows == 0 {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }

    let stopped = owner.cancel_export(export.id).await.unwrap();

    assert_eq!(stopped.status, ExportStatus::Cancelled);
    tokio::time::sleep(Duration::from_millis(1500)).await;
    assert_eq!(count(&app, "select count(*) from export_chunks").await, 0);
    assert_eq!(count(&app, "select count(*) from export_people").await, 0);
    let again = owner.cancel_export(export.id).await.unwrap_err();
    assert_eq!(again.code(), Some(ErrorCode::WrongState.as_str()));
    // the worker is free for the next
    let next = ExportQuery { rule: Some("email = \"p1@example.com\"".into()), ..ExportQuery::default() };
    let next = owner.create_export_file(&next).await.unwrap();
    assert_eq!(ended(&owner, next.id).await.rows, 1);
}

#[tokio::test]
async fn an_export_begins_anew_when_the_server_was_killed() {
    let mut app = App::start().await;
    many(&app, 100_000).await;
    let owner = app.owner().await;
    let export = owner.create_export_file(&ExportQuery::default()).await.unwrap();
    let start = Instant::now();
    loop {
        let now = owner.export(export.id).await.unwrap();
        assert_ne!(now.status, ExportStatus::Done, "too quick to be killed in the middle");
        if now.rows > 0 {
            break;
        }
        assert!(start.elapsed() < Duration::from_secs(60), "nothing happens: {now:?}");
    }

    app.restart(async |sql| {
        // as if half a minute had passed: only then a worker is taken for dead
        sqlx::query("update exports set heartbeat_at = heartbeat_at - interval '1 minute'")
            .execute(sql)
            .await
            .unwrap();
    })
    .await;

    let owner = app.owner().await;
    let done = ended(&owner, export.id).await;
    assert_eq!((done.status, done.rows), (ExportStatus::Done, 100_000), "{done:?}");
    let file = owner.export_file(export.id).await.unwrap();
    assert_eq!(done.sha256.as_deref(), Some(hex(&file).as_str()));
    assert_eq!(file.iter().filter(|byte| **byte == b'\n').count(), 100_001, "none is missing, none twice");
    assert_eq!(count(&app, "select sum(cardinality(ids))::bigint from export_people").await, 100_000);
    assert_eq!(count(&app, "select attempts::bigint from exports").await, 2);
}

#[tokio::test]
async fn an_export_that_never_comes_to_an_end_is_given_up() {
    let mut app = App::start().await;
    let owner = app.owner().await;
    let export = owner.create_export_file(&ExportQuery::default()).await.unwrap();
    ended(&owner, export.id).await;

    app.restart(async |sql| {
        sqlx::query(
            "update exports set status = 'running', runner = gen_random_uuid(), attempts = 5,
               heartbeat_at = now() - interval '1 minute'",
        )
        .execute(sql)
        .await
        .unwrap();
    })
    .await;

    let failed = ended(&app.owner().await, export.id).await;
    assert_eq!(failed.status, ExportStatus::Failed);
    assert!(failed.failure.as_deref().unwrap().contains("five times"), "{failed:?}");
}

#[tokio::test]
async fn who_opts_out_later_is_on_the_suppression_file_of_the_files_they_were_in() {
    let app = App::start().await;
    for name in ["stays", "leaves", "comes.back", "blocked", "erased"] {
        app.has_profile(&profile(&format!("{name}@example.com"))).await;
    }
    app.has_profile(&ProfileUpsert { marketing_consent: Some(false), ..profile("never@example.com") }).await;
    let owner = app.owner().await;
    let id = async |name: &str| app.id_of(&format!("{name}@example.com")).await;
    owner.export_csv(&ExportQuery::default()).await.unwrap();
    let export = newest(&owner).await;
    let none = owner.export_withdrawals(export.id).await.unwrap();
    assert_eq!((none.people, none.withdrawn, none.erased, none.not_active), (5, 0, 0, 0));

    let withdrawal = |channel| Withdrawal { channels: vec![channel], reason: "Asked on the phone".into() };
    owner.withdraw(id("leaves").await, &withdrawal(Channel::Email)).await.unwrap();
    owner.withdraw(id("stays").await, &withdrawal(Channel::Sms)).await.unwrap();
    owner.withdraw(id("comes.back").await, &withdrawal(Channel::Email)).await.unwrap();
    let back = ProfileUpsert { marketing_consent: Some(true), ..profile("comes.back@example.com") };
    app.has_profile(&back).await;
    let block = StatusChange { status: CustomerStatus::Blocked, reason: "A reason".into() };
    owner.change_status(id("blocked").await, &block).await.unwrap();
    let erased = id("erased").await;
    sqlx::query("update customer_profiles set status = 'erased', email = null where id = $1")
        .bind(erased.0)
        .execute(&mut app.sql().await)
        .await
        .unwrap();

    let some = owner.export_withdrawals(export.id).await.unwrap();
    assert_eq!((some.people, some.erased, some.not_active), (5, 1, 1), "{some:?}");
    let link = owner.withdrawals_link(export.id).await.unwrap();
    let file = send(app.request(Method::GET, &link.url)).await;
    let mut reader = csv::ReaderBuilder::new().flexible(false).from_reader(file.body.as_bytes());
    assert_eq!(reader.headers().unwrap(), ["id", "email", "channel", "reason", "at"].as_slice());
    let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
    let of = |email: &str| rows.iter().find(|row| &row[1] == email).map(|row| row[3].to_owned());
    assert_eq!(of("leaves@example.com").as_deref(), Some("withdrawn"), "{rows:?}");
    assert_eq!(of("blocked@example.com").as_deref(), Some("not_active"));
    assert_eq!((of("stays@example.com"), of("never@example.com")), (None, None), "{rows:?}");
    let gone = rows.iter().find(|row| row[0] == erased.to_string()).unwrap();
    assert_eq!((&gone[1], &gone[3]), ("", "erased"), "the id alone");
    let email_consent = owner.customer(id("comes.back").await).await.unwrap().row.consents[0].state;
    let back = of("comes.back@example.com").is_none();
    assert_eq!(
        back,
        email_consent == patron_domain::consent::ConsentState::Subscribed,
        "as their state is now"
    );
}

#[tokio::test]
async fn what_does_not_exist_is_refused_by_name() {
    let app = App::start().await;
    let owner = app.owner().await;
    let query = ExportQuery::default;
    let segment = Some("0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f".parse().unwrap());
    for (wrong, pointer) in [
        (ExportQuery { segment, ..query() }, "/segment"),
        (ExportQuery { rule: Some("total_ordres >= 3".into()), ..query() }, "/rule"),
        (ExportQuery { preset: Some(ExportPresetId::generate()), ..query() }, "/preset"),
        (ExportQuery { hashed: Some(true), ..query() }, "/hashed"),
        (ExportQuery { purpose: Some("p".repeat(201)), ..query() }, "/purpose"),
        (ExportQuery { columns: Some("email,phone".into()), ..query() }, "/columns"),
        (ExportQuery { campaign: Some(patron_domain::ids::CampaignId::generate()), ..query() }, "/campaign"),
    ] {
        let refused = owner.create_export_file(&wrong).await.unwrap_err();
        assert!(refused.field(pointer).is_some(), "{pointer}: {refused:?}");
    }
    let book = ExportQuery { file: Some(FileType::Xlsx), ..query() };
    assert!(owner.export_ticket(&book).await.unwrap_err().field("/file").is_some(), "in the background only");
    let missing = owner.export(ExportId::generate()).await.unwrap_err();
    assert_eq!(missing.code(), Some(ErrorCode::NotFound.as_str()));
}

#[tokio::test]
async fn a_key_is_named_and_may_make_files_too() {
    let app = App::start().await;
    app.has_profile(&profile("ada@example.com")).await;
    app.has_order(&order("ada@example.com", "1", "10.00")).await;
    let key = app.keys.exports_only.clone();
    let body = serde_json::json!({ "format": "full" });
    let request = app.request(Method::POST, "/api/v1/exports/files").bearer_auth(&key).json(&body);

    let made = send(request).await;

    assert_eq!(made.status, 202, "{made:?}");
    let owner = app.owner().await;
    let record = newest(&owner).await;
    assert_eq!((record.status, record.channel), (ExportStatus::Done, None), "{record:?}");
    assert!(!record.actor.starts_with("key:"), "{}", record.actor);
}

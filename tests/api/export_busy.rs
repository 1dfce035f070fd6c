//! Files that are asked for while the database has no hands free.

use patron_api_client::Session;
use patron_api_types::{
    exports::{ExportQuery, ExportStatus, ExportsQuery},
    problem::ErrorCode,
};
use patron_domain::ids::ExportId;
use patron_tests::{
    App,
    raw::{Answer, send},
    seed::profile,
};
use reqwest::{Method, Response};
use sqlx::{Connection as _, PgConnection, Postgres, Transaction};
use std::time::{Duration, Instant};

const FILE: &str = "/api/v1/exports/customers.csv";
const WHOLE: &str = "Email\r\nada@example.com\r\n";

/// A server with two connections for exports, which waits two seconds for one.
async fn small() -> App {
    let app = App::with_settings(&[
        ("PATRON__DATABASE__MAX_CONNECTIONS", "8"),
        ("PATRON__DATABASE__ACQUIRE_TIMEOUT_SECONDS", "2"),
    ])
    .await;
    app.has_profile(&profile("ada@example.com")).await;
    app
}

/// Nobody reads customers until it is ended: files that were begun wait for their first row.
async fn locked(sql: &mut PgConnection) -> Transaction<'_, Postgres> {
    let mut lock = sql.begin().await.unwrap();
    sqlx::raw_sql("lock table customer_profiles in access exclusive mode").execute(&mut *lock).await.unwrap();
    lock
}

fn query() -> ExportQuery {
    ExportQuery { columns: Some("email".into()), ..ExportQuery::default() }
}

/// A download of which the head is there.
async fn begun(app: &App, token: &str) -> Response {
    let request = app.request(Method::GET, FILE).query(&query()).bearer_auth(token);
    let response = request.send().await.unwrap();
    assert_eq!(response.status(), 200);
    response
}

/// The newest file, when it holds no connection any more.
async fn finished(owner: &Session) -> ExportId {
    let start = Instant::now();
    loop {
        let newest = owner.exports(&ExportsQuery::default()).await.unwrap().items.remove(0);
        if newest.status == ExportStatus::Done {
            return newest.id;
        }
        assert!(start.elapsed() < Duration::from_secs(60), "it does not end: {newest:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Waits until a file stands like this; sooner than a worker that says nothing is taken for dead.
async fn becomes(owner: &Session, id: ExportId, wanted: ExportStatus) {
    let start = Instant::now();
    loop {
        let now = owner.export(id).await.unwrap();
        if now.status == wanted {
            return;
        }
        assert!(start.elapsed() < Duration::from_secs(20), "it does not become {wanted}: {now:?}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn is_busy(answer: &Answer) {
    assert_eq!(answer.code(), ErrorCode::ServiceUnavailable, "{answer:?}");
    assert!(answer.header("retry-after").parse::<u32>().is_ok_and(|seconds| seconds > 0), "{answer:?}");
}

#[tokio::test]
async fn the_header_does_not_wait_for_the_first_row() {
    let app = small().await;
    let token = app.owner().await.access_token().unwrap();
    let mut sql = app.sql().await;
    let lock = locked(&mut sql).await;

    let mut response = begun(&app, &token).await;
    let first = tokio::time::timeout(Duration::from_secs(10), response.chunk()).await;

    let first = first.expect("the header, while no row can be read").unwrap().unwrap();
    assert_eq!(first, b"Email\r\n".as_slice());
    lock.rollback().await.unwrap();
    assert_eq!(response.text().await.unwrap(), "ada@example.com\r\n");
}

#[tokio::test]
async fn a_file_that_cannot_be_begun_is_a_503_and_its_link_still_works_later() {
    let app = small().await;
    let owner = app.owner().await;
    let token = owner.access_token().unwrap();
    owner.export_csv(&query()).await.unwrap();
    let record = finished(&owner).await;
    let ticket = owner.export_ticket(&query()).await.unwrap();
    let suppression = owner.withdrawals_link(record).await.unwrap();
    let mut sql = app.sql().await;
    let lock = locked(&mut sql).await;
    let held = [begun(&app, &token).await, begun(&app, &token).await];

    let (by_token, by_ticket, suppressed) = tokio::join!(
        send(app.request(Method::GET, FILE).query(&query()).bearer_auth(&token)),
        send(app.request(Method::GET, &ticket.url)),
        send(app.request(Method::GET, &suppression.url)),
    );

    for answer in [by_token, by_ticket, suppressed] {
        is_busy(&answer);
    }
    let records = owner.exports(&ExportsQuery::default()).await.unwrap().items.len();
    assert_eq!(records, 3, "no record of what was not begun");
    lock.rollback().await.unwrap();
    for response in held {
        assert_eq!(response.text().await.unwrap(), WHOLE);
    }
    assert_eq!(send(app.request(Method::GET, &ticket.url)).await.body, WHOLE);
    let suppressed = send(app.request(Method::GET, &suppression.url)).await;
    assert_eq!(suppressed.body, "id,email,channel,reason,at\r\n");
    for used in [&ticket.url, &suppression.url] {
        assert_eq!(send(app.request(Method::GET, used)).await.code(), ErrorCode::LinkExpired, "{used}");
    }
}

#[tokio::test]
async fn a_kept_file_that_cannot_be_begun_waits_and_loses_no_attempt() {
    let app = small().await;
    let owner = app.owner().await;
    let token = owner.access_token().unwrap();
    let mut sql = app.sql().await;
    let lock = locked(&mut sql).await;
    let held = [begun(&app, &token).await, begun(&app, &token).await];

    let file = owner.create_export_file(&query()).await.unwrap().id;
    becomes(&owner, file, ExportStatus::Running).await;
    becomes(&owner, file, ExportStatus::Waiting).await;

    lock.rollback().await.unwrap();
    for response in held {
        assert_eq!(response.text().await.unwrap(), WHOLE);
    }
    becomes(&owner, file, ExportStatus::Done).await;
    assert_eq!(owner.export_file(file).await.unwrap(), WHOLE.as_bytes());
    let attempts: i32 = sqlx::query_scalar("select attempts from exports where id = $1")
        .bind(file.0)
        .fetch_one(&mut sql)
        .await
        .unwrap();
    assert_eq!(attempts, 1);
}

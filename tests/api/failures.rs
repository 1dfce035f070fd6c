//! Breaks things on purpose: the database goes and comes back under requests.

use local_postgres::{Cluster, Options};
use patron_api_client::{Session, ShopServer};
use patron_api_types::problem::ErrorCode;
use patron_tests::{
    App, TempDir,
    people::Person,
    raw::send,
    seed::{login, profile},
};
use reqwest::Method;
use sqlx::{Connection as _, PgConnection};
use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

/// A cluster of this test alone, which it may stop.
struct Own {
    app: App,
    cluster: Cluster,
    url: String,
    _dir: TempDir,
}

async fn own() -> Own {
    let dir = TempDir::new();
    let cluster = Cluster::start(Options { max_connections: 60, ..Options::for_tests(dir.path()) }).unwrap();
    let mut conn = PgConnection::connect(&cluster.superuser_url("postgres")).await.unwrap();
    sqlx::raw_sql("create database shop").execute(&mut conn).await.unwrap();
    conn.close().await.unwrap();
    let url = cluster.superuser_url("shop");
    Own { app: App::on_database(&url), cluster, url, _dir: dir }
}

/// Waits until the server is ready again by itself.
async fn recovered(app: &App) {
    let start = Instant::now();
    while let Err(error) = app.client().ready().await {
        assert!(start.elapsed() < Duration::from_secs(20), "not ready again: {error:?}\n{}", app.log());
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Alive but not ready, and 503 in each side's format, within reasonable time.
async fn everything_says_so(app: &App, owner: &Session, ada: &Person) {
    let start = Instant::now();
    assert!(app.client().live().await.is_ok(), "the process lives");
    assert_eq!(app.client().ready().await.unwrap_err().code(), Some("service_unavailable"));
    let overview =
        send(app.request(Method::GET, "/api/v1/stats/overview").bearer_auth(owner.access_token().unwrap()))
            .await;
    assert_eq!(overview.code(), ErrorCode::ServiceUnavailable);
    assert!(!overview.body.contains("Connection") && !overview.body.contains("postgres"), "{overview:?}");
    let me = send(app.request(Method::GET, "/api/v1/me").bearer_auth(ada.me.access_token())).await;
    assert_eq!(me.code(), ErrorCode::ServiceUnavailable);
    for (path, body) in [
        (
            "/auth/v1/token?grant_type=password",
            r#"{"email":"ada@example.com","password":"six-or-more"}"#.to_owned(),
        ),
        (
            "/auth/v1/token?grant_type=refresh_token",
            format!(r#"{{"refresh_token":"{}"}}"#, ada.session.refresh_token),
        ),
        ("/auth/v1/signup", r#"{"email":"b@example.com","password":"six-or-more"}"#.to_owned()),
    ] {
        let answer = app.auth_post(path, &body).await;
        assert_eq!(answer.status, 503, "never 500, which signs old clients out: {path} {answer:?}");
        assert!(!answer.auth_code().is_empty());
    }
    assert!(start.elapsed() < Duration::from_secs(45), "nobody waits for ever: {:?}", start.elapsed());
}

#[tokio::test]
async fn without_its_database_the_server_lives_says_so_everywhere_and_recovers_by_itself() {
    let mut own = own().await;
    let owner = own.app.owner().await;
    let ada = own.app.customer("ada@example.com").await;
    assert_eq!(own.app.client().ready().await.unwrap().status, "ok");

    own.cluster.stop().unwrap();

    everything_says_so(&own.app, &owner, &ada).await;
    own.cluster.restart().unwrap();
    recovered(&own.app).await;

    assert_eq!(owner.overview().await.unwrap().total_customers, 1);
    assert_eq!(
        own.app.page().refresh(&ada.session.refresh_token).await.unwrap().user.email,
        "ada@example.com"
    );
}

/// Reports logins without a pause; gives how many were confirmed and how many refused with 503.
async fn report_until(shop: ShopServer, stop: Arc<AtomicBool>) -> (i64, i64) {
    let (mut confirmed, mut refused) = (0, 0);
    while !stop.load(Ordering::Relaxed) {
        match shop.report_login(&login("ada@example.com")).await {
            Ok(_) => confirmed += 1,
            Err(error) if error.code() == Some("service_unavailable") => refused += 1,
            Err(error) => panic!("neither done nor 503: {error:?}"),
        }
    }
    (confirmed, refused)
}

#[tokio::test]
async fn under_load_a_restart_of_the_database_gives_503s_and_loses_nothing_that_was_confirmed() {
    let own = own().await;
    own.app.has_profile(&profile("ada@example.com")).await;
    let stop = Arc::new(AtomicBool::new(false));
    let workers: Vec<_> =
        (0..6).map(|_| tokio::spawn(report_until(own.app.shop_server(), Arc::clone(&stop)))).collect();

    tokio::time::sleep(Duration::from_millis(700)).await;
    let mut cluster = own.cluster;
    let cluster = tokio::task::spawn_blocking(move || {
        cluster.stop().unwrap();
        std::thread::sleep(Duration::from_millis(700));
        cluster.restart().unwrap();
        cluster
    })
    .await
    .unwrap();
    recovered(&own.app).await;
    tokio::time::sleep(Duration::from_millis(700)).await;
    stop.store(true, Ordering::Relaxed);

    let (mut confirmed, mut refused) = (0, 0);
    for worker in workers {
        let (c, r) = worker.await.unwrap();
        confirmed += c;
        refused += r;
    }
    assert!(confirmed > 0 && refused > 0, "{confirmed} {refused}");
    let mut conn = PgConnection::connect(&own.url).await.unwrap();
    let (rows, counted): (i64, i32) = sqlx::query_as(
        "select (select count(*) from login_activities), (select login_count from customer_profiles)",
    )
    .fetch_one(&mut conn)
    .await
    .unwrap();
    assert_eq!(rows, i64::from(counted), "the rows and the counter are one transaction");
    // A commit whose answer was lost may be there on top.
    assert!(rows >= confirmed && rows <= confirmed + 6, "{rows} rows, {confirmed} confirmed");
    drop(cluster);
}

#[tokio::test]
async fn a_database_killed_in_the_middle_is_survived_too() {
    let mut own = own().await;
    own.app.has_profile(&profile("ada@example.com")).await;

    own.cluster.kill_hard().unwrap();
    let away = own.app.shop_server().report_login(&login("ada@example.com")).await.unwrap_err();
    own.cluster.restart().unwrap();
    recovered(&own.app).await;

    assert_eq!(away.code(), Some("service_unavailable"));
    assert!(own.app.shop_server().report_login(&login("ada@example.com")).await.is_ok());
}

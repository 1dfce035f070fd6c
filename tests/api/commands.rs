//! The command line: what trips people over, each with a clear message.

use patron_api_types::customers::CustomerQuery;
use patron_tests::{
    App, TempDir,
    seed::profile,
    sql::{self, url},
};
use std::process::Output;

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

#[tokio::test]
async fn the_doctor_says_all_is_well_and_what_is_not() {
    let app = App::start().await;

    let well = app.patron(&["doctor"], "");
    sqlx::raw_sql(
        "insert into login_activities_default (id, email, login_time, created_at)
         values (gen_random_uuid(), 'a@example.com', '2031-01-01', now())",
    )
    .execute(&mut app.sql().await)
    .await
    .unwrap();
    let stray = app.patron(&["doctor"], "");

    assert!(well.status.success(), "{}", said(&well));
    for word in ["database", "schema", "partition", "clock", "disk"] {
        assert!(said(&well).to_lowercase().contains(word), "{word}: {}", said(&well));
    }
    assert!(!stray.status.success(), "{}", said(&stray));
}

#[tokio::test]
async fn the_selftest_proves_the_six_checks_and_leaves_no_trace() {
    let app = App::start().await;
    app.has_profile(&profile("ada@example.com")).await;
    let owner = app.owner().await;
    let before = owner.overview().await.unwrap();
    let count = "select (select count(*) from customer_profiles) + (select count(*) from login_activities)
        + (select count(*) from users) + (select count(*) from consent_ledger) + (select count(*) from orders)";
    let rows = |mut conn: sqlx::PgConnection| async move {
        sqlx::query_scalar::<_, i64>(count).fetch_one(&mut conn).await.unwrap()
    };
    let rows_before = rows(app.sql().await).await;

    let output = app.patron(&["selftest", "--url", app.origin()], "");

    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(rows(app.sql().await).await, rows_before);
    let mut after = owner.overview().await.unwrap();
    after.as_of = before.as_of;
    assert_eq!(after, before, "the rollups too");
    let people = owner.customers(&CustomerQuery::default()).await.unwrap().items;
    assert_eq!(people.len(), 1);
}

#[tokio::test]
async fn settings_are_shown_without_secrets_and_bad_ones_are_named_all_at_once() {
    let app = App::start().await;

    let good = app.patron(&["check-config"], "");

    assert!(good.status.success(), "{}", said(&good));
    assert!(!said(&good).contains("postgres://"), "{}", said(&good));
    let bad = App::run_with(
        &[
            ("PATRON__HTTP__PORT", "many"),
            ("PATRON__AUTH__ACCESS_TOKEN_SECONDS", "60"),
            ("PATRON__LOG__FORMAT", "xml"),
        ],
        &["check-config"],
    );
    assert!(!bad.status.success(), "{}", said(&bad));
    let unknown = App::run_with(&[("PATRON__HTTP__PROT", "9000")], &["check-config"]);
    assert!(!unknown.status.success() && said(&unknown).contains("prot"), "{}", said(&unknown));
    let two = App::run_with(
        &[("PATRON__AUTH__ACCESS_TOKEN_SECONDS", "60"), ("PATRON__HTTP__TRUSTED_PROXIES", r#"["nonsense"]"#)],
        &["check-config"],
    );
    for key in ["access_token_seconds", "trusted_proxies"] {
        assert!(said(&two).contains(key), "{key}: {}", said(&two));
    }
}

#[tokio::test]
async fn a_busy_port_is_told_with_the_flag_that_helps() {
    let app = App::start().await;
    let port = app.origin().rsplit(':').next().unwrap();

    let second = app.patron(&["serve", "--port", port], "");

    assert!(!second.status.success());
    assert!(said(&second).contains(port) && said(&second).contains("--port"), "{}", said(&second));
}

#[tokio::test]
async fn a_newer_schema_and_an_unmigrated_database_are_refused() {
    let app = App::start().await;
    sqlx::raw_sql(
        "insert into _sqlx_migrations (version, description, installed_on, success, checksum, execution_time)
         values (99990101000000, 'from the future', now(), true, '', 0)",
    )
    .execute(&mut app.sql().await)
    .await
    .unwrap();

    let newer = app.patron(&["serve"], "");
    let migrate = app.patron(&["migrate"], "");

    for output in [newer, migrate] {
        assert!(!output.status.success());
        assert!(said(&output).contains("newer"), "{}", said(&output));
    }
}

#[tokio::test]
async fn a_plain_configured_database_is_brought_up_by_migrate_alone() {
    let name = format!("patron_t_{}", patron_domain::ids::next().simple());
    let mut conn = sql::connect("postgres").await;
    sqlx::raw_sql(sqlx::AssertSqlSafe(format!("create database {name}"))).execute(&mut conn).await.unwrap();
    let dir = TempDir::new();
    let settings =
        [("PATRON__DATABASE__OWNER_URL", url(&name)), ("PATRON__DATA_DIR", dir.path().display().to_string())];
    let settings: Vec<(&str, &str)> = settings.iter().map(|(name, value)| (*name, value.as_str())).collect();

    let too_early = App::run_with(&settings, &["serve", "--port", "0"]);
    let first = App::run_with(&settings, &["migrate"]);
    let again = App::run_with(&settings, &["migrate"]);

    let drop = format!("drop database {name} with (force)");
    sqlx::raw_sql(sqlx::AssertSqlSafe(drop)).execute(&mut conn).await.unwrap();
    assert!(!too_early.status.success() && said(&too_early).contains("migrate"), "{}", said(&too_early));
    assert!(first.status.success(), "{}", said(&first));
    assert!(again.status.success(), "{}", said(&again));
}

#[tokio::test]
async fn write_keys_are_made_without_scopes_and_told_by_their_beginning() {
    let app = App::start().await;
    let make = |kind: &str, more: &[&str]| {
        app.patron(&[&["keys", "create", "--kind", kind, "--name", "Tracker"][..], more].concat(), "")
    };

    for (kind, begins) in [("write_server", "ws_patron_"), ("write_browser", "wb_patron_")] {
        let made = make(kind, &[]);
        let scoped = make(kind, &["--scopes", "orders:write"]);

        assert!(made.status.success(), "{}", said(&made));
        let key = String::from_utf8_lossy(&made.stdout).trim().to_owned();
        assert!(key.starts_with(begins) && !key.contains(' '), "{key}");
        assert!(!scoped.status.success() && said(&scoped).contains("--scopes"), "{}", said(&scoped));
        assert!(scoped.stdout.is_empty(), "{}", said(&scoped));
    }
    let listed = app.patron(&["keys", "list"], "");
    assert!(
        said(&listed).contains("write_server") && said(&listed).contains("write_browser"),
        "{}",
        said(&listed)
    );
}

#[tokio::test]
async fn an_owner_cannot_be_made_twice_nor_with_a_short_password() {
    let app = App::start().await;

    let twice = app.patron(
        &["create-admin", "--email", "OWNER@example.com", "--password-stdin"],
        "a quiet monsoon over the terraces",
    );
    let short = app.patron(&["create-admin", "--email", "second@example.com", "--password-stdin"], "short");
    let stranger = app.patron(
        &["create-admin", "--email", "nobody@example.com", "--password-stdin", "--reset"],
        "a quiet monsoon over the terraces",
    );

    for output in [&twice, &short, &stranger] {
        assert!(!output.status.success(), "{}", said(output));
    }
    assert!(said(&twice).contains("--reset"), "{}", said(&twice));
}

//! The schema itself.

use crate::support::{Store, migration_files};
use patron_db::{Error, migrate, roles};
use patron_domain::clock::Clock;
use std::time::Duration;

#[tokio::test]
async fn every_constraint_has_a_name_that_a_migration_gave_it() {
    let store = Store::new().await;
    let text: String = migration_files().into_iter().map(|f| f.1).collect::<Vec<_>>().join("\n");
    let words: std::collections::HashSet<&str> =
        text.split(|c: char| !(c.is_alphanumeric() || c == '_')).collect();
    // partitions inherit theirs; not-null ones (catalogued from 18 on) are nobody's to run into
    let named: Vec<(String, String)> = sqlx::query_as(
        "select r.relname::text, c.conname::text from pg_constraint c join pg_class r on r.oid = c.conrelid
         where r.relnamespace = 'public'::regnamespace and not r.relispartition and c.contype <> 'n'
           and c.conparentid = 0 and r.relname <> '_sqlx_migrations'",
    )
    .fetch_all(store.db.owner.pool())
    .await
    .unwrap();
    assert!(named.len() > 50, "{}", named.len());
    let unnamed: Vec<_> = named.iter().filter(|(_, name)| !words.contains(name.as_str())).collect();
    assert!(unnamed.is_empty(), "{unnamed:?}");
    // a name that PostgreSQL made up may read like ours: in the files, each clause has to stand behind one
    for (file, sql) in migration_files() {
        let lines: Vec<&str> = sql.lines().map(str::trim).collect();
        for pair in lines.windows(2) {
            let clause =
                ["primary key (", "unique (", "foreign key (", "check ("].iter().any(|c| pair[1].contains(c));
            let policy = pair[1].contains("with check (");
            let has_name = pair.iter().any(|l| l.starts_with("constraint "));
            assert!(!clause || policy || has_name || pair[1].starts_with("--"), "{file}: {}", pair[1]);
        }
        assert!(
            !sql.contains(" references ") || sql.contains("foreign key ("),
            "{file}: a reference without a name"
        );
    }
}

#[tokio::test]
async fn row_level_security_is_on_for_every_table_about_a_person_and_every_partition() {
    let store = Store::new().await;
    store.db.staff.ensure_login_month("2013-05-05T00:00:00Z".parse().unwrap()).await.unwrap();
    let off: Vec<String> = sqlx::query_scalar(
        "select relname::text from pg_class c where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
           and not relrowsecurity and (relname in ('customer_profiles', 'login_activities', 'consent_ledger',
             'customer_changes', 'identities', 'orders', 'order_items', 'customer_places') or relispartition)",
    )
    .fetch_all(store.db.owner.pool())
    .await
    .unwrap();
    assert_eq!(off, [""; 0]);
    // and what the customer's role may touch is either protected so, or the shop's settings
    let open: Vec<String> = sqlx::query_scalar(
        "select relname::text from pg_class c where relnamespace = 'public'::regnamespace and relkind in ('r', 'p')
           and not relrowsecurity and (has_table_privilege('patron_customer', oid, 'select, insert, update, delete, truncate')
             or has_any_column_privilege('patron_customer', oid, 'select, insert, update'))",
    )
    .fetch_all(store.db.owner.pool())
    .await
    .unwrap();
    assert_eq!(open, ["shop"]);
}

#[tokio::test]
async fn functions_that_run_as_the_owner_fix_their_search_path_and_are_not_for_everybody() {
    let store = Store::new().await;
    let rows: Vec<(String, bool, bool, bool)> = sqlx::query_as(
        "select proname::text, coalesce('search_path=public, pg_temp' = any(proconfig), false),
           has_function_privilege('patron_customer', oid, 'execute'), prorettype = 'trigger'::regtype
         from pg_proc where prosecdef and pronamespace = 'public'::regnamespace",
    )
    .fetch_all(store.db.owner.pool())
    .await
    .unwrap();
    assert!(rows.len() >= 5);
    for (name, path, customer, trigger) in rows {
        assert!(path, "{name}");
        assert!(trigger || !customer, "{name}");
    }
}

#[tokio::test]
async fn a_newer_schema_is_refused_and_left_alone() {
    let store = Store::new().await;
    assert_eq!(migrate::state(&store.db.owner).await.unwrap(), migrate::Schema::Current(migrate::latest()));
    store
        .sql(
            "insert into _sqlx_migrations (version, description, success, checksum, execution_time)
        values (99991231235959, 'future', true, '', 0)",
        )
        .await;
    assert_eq!(migrate::state(&store.db.owner).await.unwrap(), migrate::Schema::Newer(99_991_231_235_959));
    match migrate::run(&store.db.owner).await {
        Err(Error::Schema(text)) => assert!(text.contains("newer than this binary"), "{text}"),
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn migrating_twice_and_by_two_at_once_is_the_same_as_once() {
    let store = Store::new().await;
    store.sql("drop schema public cascade; create schema public").await;
    assert_eq!(migrate::state(&store.db.owner).await.unwrap(), migrate::Schema::Behind);
    let (a, b) = tokio::join!(migrate::run(&store.db.owner), migrate::run(&store.db.owner));
    a.unwrap();
    b.unwrap();
    migrate::run(&store.db.owner).await.unwrap();
    assert_eq!(migrate::state(&store.db.owner).await.unwrap(), migrate::Schema::Current(migrate::latest()));
}

#[tokio::test]
async fn making_the_roles_again_and_at_once_harms_nothing() {
    let store = Store::new().await;
    let other = Store::new().await;
    let all = [&store.url, &other.url, &store.url, &other.url].map(|url| roles::ensure(url));
    for done in futures_util::future::join_all(all).await {
        done.unwrap();
    }
    let able: bool = sqlx::query_scalar(
        "select bool_or(rolsuper or rolcreaterole or rolcreatedb or rolbypassrls or rolcanlogin)
        from pg_roles where rolname in ('patron_owner', 'patron_staff', 'patron_customer')",
    )
    .fetch_one(store.db.owner.pool())
    .await
    .unwrap();
    assert!(!able);
}

#[tokio::test]
async fn each_pool_starts_as_its_role_and_a_reset_does_not_leave_it() {
    let store = Store::new().await;
    let mut staff = store.staff().await;
    sqlx::raw_sql("reset role").execute(&mut *staff).await.unwrap();
    let role: String = sqlx::query_scalar("select current_user::text").fetch_one(&mut *staff).await.unwrap();
    assert_eq!(role, "patron_staff");
    let mut tx = store.db.customer.begin_unbound().await.unwrap();
    let role: String = sqlx::query_scalar("select current_user::text").fetch_one(&mut *tx).await.unwrap();
    let isolation: String =
        sqlx::query_scalar("show transaction_isolation").fetch_one(&mut *tx).await.unwrap();
    assert_eq!((role.as_str(), isolation.as_str()), ("patron_customer", "read committed"));
}

#[tokio::test]
async fn updated_at_is_stamped_by_the_database() {
    let store = Store::new().await;
    let id = store.add("a@example.com").await;
    store.sql("update customer_profiles set location = 'Pune', updated_at = '2001-01-01'").await;
    let age = Clock::system().now() - store.profile(id).await.updated_at;
    assert!(age.num_minutes().abs() < 5, "{age}");
}

#[tokio::test]
async fn a_login_rewrites_no_index_of_the_profile() {
    let store = Store::new().await;
    let id = store.add("a@example.com").await;
    store.login(Some(id), "a@example.com", store.now, true).await;
    let read = async || -> (i64, i64) {
        sqlx::query_as(
            "select n_tup_upd, n_tup_hot_upd from pg_stat_user_tables where relname = 'customer_profiles'",
        )
        .fetch_one(store.db.owner.pool())
        .await
        .unwrap()
    };
    for _ in 0..300 {
        store.login(Some(id), "a@example.com", store.now, true).await;
    }
    // counters of other sessions come in when these are idle; from 15 on one can be asked to hurry
    for _ in 0..40 {
        let mut conn = store.staff().await;
        let _ = sqlx::raw_sql("select pg_stat_force_next_flush()").execute(&mut *conn).await;
        drop(conn);
        let (updates, hot) = read().await;
        if updates >= 290 {
            assert!(hot * 10 > updates * 9, "{hot} of {updates}");
            return;
        }
        tokio::time::sleep(Duration::from_millis(250)).await;
    }
    eprintln!("the statistics did not come; nothing was compared");
}

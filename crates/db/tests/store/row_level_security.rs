//! Forgetting a condition on purpose: the policies stand behind it.

use crate::support::{Store, ago, order};
use chrono::Duration;
use patron_db::{consents, logins, orders, profiles};
use patron_domain::{
    consent::{Act, ConsentBasis},
    ids::CustomerId,
};
use sqlx::{AssertSqlSafe, PgConnection};

/// What a customer may read, and the column that says whose it is.
const PERSONAL: [(&str, &str); 5] = [
    ("customer_profiles", "id"),
    ("consent_ledger", "customer_id"),
    ("login_activities", "customer_id"),
    ("orders", "customer_id"),
    ("order_items", "(select customer_id from orders o where o.id = order_items.order_id)"),
];

async fn owners_of(conn: &mut PgConnection, table: &str, owner: &str) -> Vec<uuid::Uuid> {
    let sql = format!("select {owner} from {table}");
    sqlx::query_scalar(AssertSqlSafe(sql)).fetch_all(conn).await.unwrap()
}

async fn two_people(store: &Store) -> (CustomerId, CustomerId) {
    let (a, b) = (store.add("a@example.com").await, store.add("b@example.com").await);
    for (id, email) in [(a, "a@example.com"), (b, "b@example.com")] {
        store.login(Some(id), email, store.now, true).await;
        store.order(id, &order(store, email, "500")).await.unwrap();
    }
    store.login(None, "nobody@example.com", store.now, false).await;
    (a, b)
}

async fn refused(conn: &mut PgConnection, sql: &str) -> String {
    let error = sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(conn).await.expect_err(sql);
    error.as_database_error().unwrap().code().unwrap().into_owned()
}

#[tokio::test]
async fn a_forgotten_condition_shows_a_customer_only_their_own_rows() {
    let store = Store::new().await;
    let (a, _) = two_people(&store).await;
    let mut tx = store.db.customer.begin(a, None).await.unwrap();
    for (table, owner) in PERSONAL {
        let owners = owners_of(&mut tx, table, owner).await;
        assert!(!owners.is_empty(), "{table}: own rows are there");
        assert!(owners.iter().all(|o| *o == a.0), "{table}: nobody else's are");
    }
}

#[tokio::test]
async fn a_transaction_bound_to_nobody_sees_nobody() {
    let store = Store::new().await;
    two_people(&store).await;
    let mut tx = store.db.customer.begin_unbound().await.unwrap();
    for (table, owner) in PERSONAL {
        assert!(owners_of(&mut tx, table, owner).await.is_empty(), "{table}");
    }
}

#[tokio::test]
async fn a_binding_ends_with_its_transaction() {
    let store = Store::new().await;
    let (a, _) = two_people(&store).await;
    // as many as the pool has, so that one of the connections comes back
    for _ in 0..12 {
        store.db.customer.begin(a, None).await.unwrap().commit().await.unwrap();
    }
    let mut tx = store.db.customer.begin_unbound().await.unwrap();
    assert!(owners_of(&mut tx, "customer_profiles", "id").await.is_empty());
}

#[tokio::test]
async fn staff_see_everybody() {
    let store = Store::new().await;
    two_people(&store).await;
    let mut conn = store.staff().await;
    for (table, owner) in PERSONAL {
        assert!(
            sqlx::query(AssertSqlSafe(format!("select {owner} from {table}")))
                .fetch_all(&mut *conn)
                .await
                .unwrap()
                .len()
                >= 2,
            "{table}"
        );
    }
}

#[tokio::test]
async fn a_customer_may_not_change_what_only_the_shop_may() {
    let store = Store::new().await;
    let (a, _) = two_people(&store).await;
    for column in [
        "total_spent = 1e6",
        "total_orders = 9",
        "status = 'active'",
        "login_count = 9",
        "email_verified = true",
        "email = 'x@example.com'",
        "user_id = null",
        "linked_at = null",
        "last_login_at = now()",
        "opening_spent = 9",
        "signup_date = now()",
        "source = 'admin'",
        "ip_address = null",
    ] {
        let mut tx = store.db.customer.begin(a, None).await.unwrap();
        let code = refused(&mut tx, &format!("update customer_profiles set {column}")).await;
        assert_eq!(code, "42501", "{column}");
    }
}

#[tokio::test]
async fn a_customer_changes_their_own_row_and_nobody_elses() {
    let store = Store::new().await;
    let (a, b) = two_people(&store).await;
    let mut tx = store.db.customer.begin(a, None).await.unwrap();
    let done = sqlx::query("update customer_profiles set full_name = 'Me'").execute(&mut *tx).await.unwrap();
    assert_eq!(done.rows_affected(), 1);
    let edit = profiles::Edit { full_name: Some(Some("Hm".into())), ..Default::default() };
    assert!(!profiles::edit(&mut tx, &store.keyring, b, &edit).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(store.profile(a).await.row.full_name.as_deref(), Some("Me"));
    assert_eq!(store.profile(b).await.row.full_name, None);
}

#[tokio::test]
async fn a_customer_can_neither_write_nor_remove_history() {
    let store = Store::new().await;
    let (a, b) = two_people(&store).await;
    for sql in [
        "insert into login_activities (id, customer_id, email, login_time, created_at)
           values (gen_random_uuid(), current_customer(), 'a@example.com', now(), now())"
            .to_owned(),
        "update login_activities set success = true".to_owned(),
        "delete from login_activities".to_owned(),
        "delete from customer_profiles".to_owned(),
        "insert into orders (id, order_id) select gen_random_uuid(), order_id from orders".to_owned(),
        "update orders set total = 0".to_owned(),
        "delete from consent_ledger".to_owned(),
        "update consent_ledger set state = 'SUBSCRIBED'".to_owned(),
        format!(
            "insert into consent_ledger (id, customer_id, channel, state, method, actor, occurred_at)
           values (gen_random_uuid(), '{b}', 'email', 'UNSUBSCRIBED', 'x', 'x', now())"
        ),
        format!(
            "insert into customer_changes (id, customer_id, actor, action, changed_at)
           values (gen_random_uuid(), '{b}', 'x', 'x', now())"
        ),
        "select * from users".to_owned(),
        "select * from staff".to_owned(),
        "select * from api_keys".to_owned(),
        "select * from signing_keys".to_owned(),
        "select * from sessions".to_owned(),
        "select * from identities".to_owned(),
        "select * from customer_changes".to_owned(),
        "select * from customer_places".to_owned(),
        "select rebuild_customer_places()".to_owned(),
        "select * from rollup_totals".to_owned(),
        "select * from login_activities_default".to_owned(),
        "select ensure_login_partition(now())".to_owned(),
        "select rebuild_rollups()".to_owned(),
        "select rollup_add_total('customers', 1)".to_owned(),
        "update shop set currency = 'EUR'".to_owned(),
    ] {
        let mut tx = store.db.customer.begin(a, None).await.unwrap();
        assert_eq!(refused(&mut tx, &sql).await, "42501", "{sql}");
    }
}

#[tokio::test]
async fn history_of_before_the_link_is_hidden_until_the_address_is_confirmed() {
    let store = Store::new().await;
    let id = store.add("known@example.com").await;
    store.login(Some(id), "known@example.com", ago(&store, 5), true).await;
    store.order(id, &order(&store, "old", "900")).await.unwrap();
    let linked_at = store.now + Duration::seconds(1);
    store.login(Some(id), "known@example.com", linked_at, true).await;
    let late = orders::NewOrder { order_date: ago(&store, 9), ..order(&store, "reported late", "700") };
    let fresh = orders::NewOrder { order_date: linked_at, ..order(&store, "fresh", "300") };
    let mut tx = store.begin().await;
    for o in [late, fresh] {
        crate::reported::upsert(&mut tx, &store, id, &o, linked_at).await.unwrap().unwrap();
    }
    tx.commit().await.unwrap();

    let mut tx = store.db.customer.begin(id, Some(linked_at)).await.unwrap();
    let shown = patron_db::me::shown_totals(&mut tx).await.unwrap();
    let seen = orders::list(&mut tx, id, 10, None).await.unwrap().unwrap().items;
    let logins_seen = logins::list(&mut tx, &store.keyring, id, 10, None).await.unwrap().unwrap().items;
    let ledger = consents::list(&mut tx, id, 10, None).await.unwrap().unwrap().items;
    drop(tx);
    assert_eq!((shown.orders, shown.logins, shown.spent.to_string().as_str()), (1, 1, "300.00"));
    assert_eq!(seen.iter().map(|o| o.order_id.as_str()).collect::<Vec<_>>(), ["fresh"]);
    assert_eq!(seen[0].items.len(), 1);
    assert_eq!(logins_seen.len(), 1);
    assert_eq!(ledger, []);

    let mut tx = store.db.customer.begin(id, None).await.unwrap();
    assert_eq!(patron_db::me::shown_totals(&mut tx).await.unwrap().orders, 3);
    assert_eq!(logins::list(&mut tx, &store.keyring, id, 10, None).await.unwrap().unwrap().items.len(), 2);
}

#[tokio::test]
async fn a_customer_withdraws_consent_through_the_policies() {
    let store = Store::new().await;
    let (a, b) = two_people(&store).await;
    let evidence = crate::support::evidence(Act::Person, store.now);
    let all = consents::Wanted::withdraw_all(ConsentBasis::Express);
    let mut tx = store.db.customer.begin(a, None).await.unwrap();
    let own = consents::change(&mut tx, a, &all, &evidence).await.unwrap();
    let others = consents::change(&mut tx, b, &all, &evidence).await.unwrap();
    profiles::log_change(&mut tx, a, "customer", "consent", None, serde_json::json!({}), store.now)
        .await
        .unwrap();
    tx.commit().await.unwrap();
    assert_eq!((own.len(), others.len()), (3, 0));
    assert!(!store.profile(a).await.row.marketing_consent);
    assert!(store.profile(b).await.row.marketing_consent);
    assert_eq!(store.differences().await, [], "rollups follow although that role can't write them");
}

#[tokio::test]
async fn an_account_cannot_take_a_profile_that_has_one() {
    let store = Store::new().await;
    let a = store.add("a@example.com").await;
    let first = store.account_for(a, "a@example.com").await;
    let mut tx = store.begin().await;
    let second =
        patron_db::users::insert(&mut tx, "other@example.com", "h", &serde_json::Map::new(), store.now)
            .await
            .unwrap();
    let result = profiles::link(&mut tx, a, second.id, store.now).await;
    assert!(matches!(result, Err(patron_db::Error::Conflict(patron_db::error::Conflict::ProfileUser))));
    drop(tx);
    assert_eq!(store.profile(a).await.user_id, Some(first));
}

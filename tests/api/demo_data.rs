//! `patron demo-data` and `patron stats verify`: a fictional shop that is the same each time and adds up.

use patron_api_types::customers::CustomerQuery;
use patron_tests::{App, raw::send};
use reqwest::Method;
use sqlx::PgConnection;
use std::process::Output;

const SHOP: [&str; 7] = ["demo-data", "--customers", "400", "--seed", "3", "--until", "2026-10-31"];

fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Digests of everything but what chance decides: salts, seals, and the accounts' own ids.
async fn digests(mut conn: PgConnection) -> Vec<String> {
    let hidden =
        "array['user_id', 'mobile_number', 'mobile_e164', 'mobile_index', 'mobile_last4_index', 'ip_address',
        'user_agent', 'customer_name', 'phone', 'address', 'pincode']";
    let mut all = Vec::new();
    for table in [
        "customer_profiles",
        "customer_activity",
        "consent_ledger",
        "customer_changes",
        "login_activities",
        "orders",
        "order_items",
        "customer_places",
    ] {
        let sql = format!(
            "select md5(string_agg(row::text, '|' order by row::text))
            from (select to_jsonb(t) - {hidden} as row from {table} t) x"
        );
        all.push(sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&mut conn).await.unwrap());
    }
    all
}

#[tokio::test]
async fn a_made_up_shop_is_the_same_each_time_and_its_numbers_agree_with_its_rows() {
    let (one, other) = (App::start().await, App::start().await);

    let made = one.patron(&SHOP, "");
    other.patron(&SHOP, "");

    assert!(made.status.success(), "{}", said(&made));
    assert_eq!(digests(one.sql().await).await, digests(other.sql().await).await);
    let verified = one.patron(&["stats", "verify"], "");
    assert!(verified.status.success() && said(&verified).contains("all agree"), "{}", said(&verified));
    let owner = one.owner().await;
    let overview = owner.overview().await.unwrap();
    assert_eq!(overview.total_customers, 400);
    assert!(overview.total_logins > 3000 && overview.total_orders > 500, "{overview:?}");
    let page =
        owner.customers(&CustomerQuery { total: Some(true), ..CustomerQuery::default() }).await.unwrap();
    assert_eq!((page.items.len(), page.total), (50, Some(400)));
    // every index and key is there again
    let mut conn = one.sql().await;
    let keys: i64 = sqlx::query_scalar("select count(*) from pg_constraint where contype in ('p', 'f', 'u')")
        .fetch_one(&mut conn)
        .await
        .unwrap();
    let plain: i64 =
        sqlx::query_scalar("select count(*) from pg_constraint where contype in ('p', 'f', 'u')")
            .fetch_one(&mut App::start().await.sql().await)
            .await
            .unwrap();
    assert!(keys >= plain, "{keys} of {plain}: months bring more");
    let resting: i64 = sqlx::query_scalar("select count(*) from pg_trigger where tgenabled = 'D'")
        .fetch_one(&mut conn)
        .await
        .unwrap();
    assert_eq!(resting, 0, "triggers work again");
}

#[tokio::test]
async fn ten_of_the_made_up_people_can_sign_in_and_nobody_is_made_up_beside_real_ones() {
    let app = App::start().await;
    let made = said(&app.patron(&SHOP, ""));
    let password = made.split("password ").nth(1).unwrap().split(' ').next().unwrap();
    let emails: Vec<&str> = made.lines().last().unwrap().trim().split(", ").collect();
    assert_eq!(emails.len(), 10, "{made}");

    for email in [emails[0], emails[9]] {
        let body = format!(r#"{{"email":"{email}","password":"{password}"}}"#);
        let answer = app.auth_post("/auth/v1/token?grant_type=password", &body).await;
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    let me = send(app.auth_request(Method::GET, "/auth/v1/user")).await;
    assert_eq!(me.status, 401);

    let again = app.patron(&SHOP, "");
    assert!(
        !again.status.success() && said(&again).contains("has customers or attempts"),
        "{}",
        said(&again)
    );
    let verified = app.patron(&["stats", "verify"], "");
    assert!(verified.status.success(), "{}", said(&verified));
}

#[tokio::test]
async fn a_failed_login_of_a_stranger_is_not_lost_to_made_up_people() {
    let app = App::start().await;
    let body = r#"{"email":"nobody@example.com","password":"six-or-more"}"#;
    assert_eq!(app.auth_post("/auth/v1/token?grant_type=password", body).await.status, 400);

    let refused = app.patron(&SHOP, "");

    assert!(!refused.status.success(), "{}", said(&refused));
    let kept: i64 =
        sqlx::query_scalar("select count(*) from login_activities where email = 'nobody@example.com'")
            .fetch_one(&mut app.sql().await)
            .await
            .unwrap();
    assert_eq!(kept, 1);
}

#[tokio::test]
async fn a_number_that_differs_from_its_rows_is_told() {
    let app = App::start().await;
    app.patron(&SHOP, "");
    sqlx::raw_sql(
        "alter table customer_profiles disable trigger user;
         update customer_profiles set login_count = login_count + 1
           where id = (select id from customer_profiles where login_count > 0 limit 1);
         update customer_profiles set total_spent = total_spent + 1 where total_orders > 0;
         alter table customer_profiles enable trigger user;
         update order_items set store_amount = store_amount + 1, counted = not counted
           where order_id = (select order_id from order_items limit 1);
         delete from customer_places where kind = 'city';
         update rollup_daily set value = value + 7 where metric = 'logins' and day = '2026-10-01'",
    )
    .execute(&mut app.sql().await)
    .await
    .unwrap();

    let verified = app.patron(&["stats", "verify"], "");

    assert_eq!(verified.status.code(), Some(1));
    for word in [
        "login_count",
        "differs on 1 profiles",
        "total_spent",
        "logins 2026-10-01",
        "revenue",
        "order_items",
        "customer_places",
    ] {
        assert!(said(&verified).contains(word), "{word}: {}", said(&verified));
    }
}

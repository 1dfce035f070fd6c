//! Defects of trust: 6, 7, 8, 9, 10.

use patron_api_types::{exports::ExportQuery, problem::ErrorCode, profiles::ProfileUpsert};
use patron_tests::{
    App,
    raw::send,
    seed::{money, order, profile},
};
use reqwest::Method;
use serde_json::json;

#[tokio::test]
async fn defect_06_nobody_writes_history_for_others_nor_totals_of_their_own() {
    let app = App::start().await;
    let ada = app.customer("ada@example.com").await;
    let report = json!({"email": "ada@example.com", "success": true});
    let forged_order = serde_json::to_value(order("ada@example.com", "1", "99999.00")).unwrap();
    for (path, method, body) in [
        ("/api/v1/login-attempts", Method::POST, &report),
        ("/api/v1/orders", Method::POST, &forged_order),
        ("/api/v1/profiles", Method::PUT, &json!({"email": "ada@example.com", "full_name": "Mallory"})),
    ] {
        for token in [None, Some(app.keys.publishable.as_str()), Some(ada.me.access_token())] {
            let request =
                app.request(method.clone(), path).header("apikey", &app.keys.publishable).json(body);
            let request = token.into_iter().fold(request, |request, token| request.bearer_auth(token));

            let answer = send(request).await;

            assert!(matches!(answer.status.as_u16(), 401 | 403), "{path} {token:?}: {answer:?}");
        }
    }
    let own = json!({"total_spent": "99999.00", "status": "active", "login_count": 99});
    send(app.request(Method::PATCH, "/api/v1/me").bearer_auth(ada.me.access_token()).json(&own)).await;
    let customer = app.owner().await.customer(app.id_of("ada@example.com").await).await.unwrap();
    assert_eq!((customer.row.login_count, customer.row.total_orders), (1, 0));
    assert_eq!(customer.row.total_spent, money("0.00"));
}

#[tokio::test]
async fn defect_07_nothing_a_browser_says_makes_an_admin() {
    let app = App::start().await;
    let data = json!({"role": "admin", "is_admin": true, "isAdmin": "true"});
    let mallory = app.customer_with("mallory@example.com", data).await;
    let claims = [("x-admin", "true"), ("cookie", "isAdmin=true; admin=1"), ("x-role", "owner")];
    for path in ["/api/v1/customers", "/api/v1/stats/overview", "/api/v1/exports/customers.csv?isAdmin=true"]
    {
        let mut request = app.request(Method::GET, path).bearer_auth(mallory.me.access_token());
        for (name, value) in claims {
            request = request.header(name, value);
        }

        let answer = send(request).await;

        assert!(matches!(answer.status.as_u16(), 401 | 403 | 422), "{path}: {answer:?}");
        assert!(!answer.body.contains("mallory@example.com"), "{path}");
    }
}

#[tokio::test]
async fn defect_08_the_ip_is_the_connections_and_a_tablet_is_a_tablet() {
    let app = App::start().await;
    let agent = "Mozilla/5.0 (Linux; Android 13; SM-X900) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36";
    let request = app.auth_request(Method::POST, "/auth/v1/signup").header("user-agent", agent);
    let request = request.header("x-forwarded-for", "203.0.113.9").header("x-real-ip", "203.0.113.9");
    let body =
        json!({"email": "ada@example.com", "password": "six-or-more", "data": {"ip_address": "203.0.113.9"}});

    assert_eq!(send(request.body(body.to_string())).await.status, 200);

    let customer = app.owner().await.customer(app.id_of("ada@example.com").await).await.unwrap();
    assert_eq!(customer.ip_address.as_deref(), Some("127.0.0.1"));
    let device = customer.device_info.unwrap();
    assert!(device.contains("tablet"), "{device}");
}

#[tokio::test]
async fn defect_09_the_csv_is_escaped_guarded_and_plain() {
    let app = App::start().await;
    let evil = ProfileUpsert {
        full_name: Some("=HYPERLINK(\"http://x.example\",\"click\")".into()),
        mobile_number: Some("098765 43210".into()),
        ..profile("ada@example.com")
    };
    app.has_profile(&evil).await;
    app.has_profile(&profile("bela@example.com")).await;
    app.has_order(&order("ada@example.com", "1", "1499.50")).await;

    let text = app.owner().await.export_csv(&ExportQuery::default()).await.unwrap();

    assert!(text.contains(r#","'=HYPERLINK(""http://x.example"",""click"")","#), "{text}");
    assert!(text.contains(",+919876543210,"), "{text}");
    assert!(text.contains(",1499.50,") && !text.contains('₹'), "{text}");
    assert!(!text.contains("N/A") && text.contains("bela@example.com,,,"), "{text}");
}

#[tokio::test]
async fn defect_10_a_failure_is_told_and_never_answered_with_zeros() {
    let app = App::start().await;
    app.has_profile(&profile("ada@example.com")).await;
    let owner = app.owner().await;
    let mut before = app.sql().await;
    let database: String =
        sqlx::query_scalar("select current_database()").fetch_one(&mut before).await.unwrap();
    let shut = format!(
        "alter database {database} with allow_connections false;
         select pg_terminate_backend(pid) from pg_stat_activity where datname = '{database}'"
    );

    sqlx::raw_sql(sqlx::AssertSqlSafe(shut))
        .execute(&mut patron_tests::sql::connect("postgres").await)
        .await
        .unwrap();

    let overview = owner.overview().await.unwrap_err();
    let stored = app.shop_server().upsert_profile(&profile("bela@example.com")).await.unwrap_err();
    let signup =
        app.auth_post("/auth/v1/signup", r#"{"email":"c@example.com","password":"six-or-more"}"#).await;
    for error in [&overview, &stored] {
        assert_eq!(error.code(), Some(ErrorCode::ServiceUnavailable.as_str()), "{error:?}");
        assert!(error.is_temporary());
    }
    assert_eq!(signup.status, 503, "{signup:?}");
    assert!(!signup.auth_code().is_empty());
}

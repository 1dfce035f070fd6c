//! What became of what was sent.

use patron_api_types::customers::Customer;
use patron_tests::App;

/// The customer with this address, as the owner sees them.
pub async fn customer(app: &App, email: &str) -> Customer {
    let id = app.id_of(email).await;
    app.owner().await.customer(id).await.unwrap()
}

/// The one number that a query gives.
pub async fn number(app: &App, sql: &'static str) -> i64 {
    sqlx::query_scalar(sql).fetch_one(&mut app.sql().await).await.unwrap()
}

/// How many stored events have this name.
pub async fn stored(app: &App, name: &str) -> i64 {
    sqlx::query_scalar("select count(*) from events where name = $1")
        .bind(name)
        .fetch_one(&mut app.sql().await)
        .await
        .unwrap()
}

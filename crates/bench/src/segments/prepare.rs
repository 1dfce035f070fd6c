//! What rules ask for and the shop's data lack: birthdays, begun checkouts, failed logins in a row. Written once; what
//! grows old is written anew.

use crate::{
    Failure, ingest,
    shop::{Server, Shop},
    sql::some_customers,
};
use serde_json::Value;
use std::time::Instant;

/// People who failed to sign in just now, and how often each.
const LOCKED_OUT: (i64, usize) = (40, 6);

/// Three in ten have a birthday. Ids are random, so a hash of them draws the same people each time.
const BIRTHDAYS: &str = "
insert into customer_traits (customer_id, traits, trait_times)
select p.id, jsonb_build_object('birthday', to_char(date '1960-01-01' + p.h / 10 % 16000, 'YYYY-MM-DD')), '{}'::jsonb
from (select id, hashtext(id::text) & 2147483647 as h from customer_profiles where status <> 'erased') p
where p.h % 10 < 3
on conflict (customer_id) do update set traits = excluded.traits || customer_traits.traits";

/// One in a hundred began a checkout in the last 30 days.
const CHECKOUTS: &str = "
insert into events (id, customer_id, kind, name, properties, context, occurred_at, received_at)
select gen_random_uuid(), p.id, 'track', 'Checkout Started',
  jsonb_build_object('category',
    (array['Lighting', 'Kitchen', 'Textiles', 'Gifting', 'Stationery', 'Home'])[1 + p.h / 100 % 6],
    'value', 200 + p.h / 100 % 4000), '{}'::jsonb, p.at, p.at
from (
  select id, h, now() - make_interval(secs => h / 100 % 2592000) as at
  from (select id, hashtext(id::text) & 2147483647 as h from customer_profiles where status <> 'erased') q) p
where p.h % 100 = 0";

const READ: [&str; 9] = [
    "customer_profiles",
    "customer_activity",
    "customer_traits",
    "customer_rfm",
    "orders",
    "order_items",
    "customer_places",
    "events",
    "login_activities",
];

/// Adds what is missing.
pub async fn shop(shop: &Shop, server: &Server) -> Result<(), Failure> {
    let failed = |e| Failure::of("prepare the shop", e);
    let mut conn = shop.connect().await?;
    let begin = Instant::now();
    let birthdays: bool =
        sqlx::query_scalar("select exists (select from customer_traits where traits ? 'birthday')")
            .fetch_one(&mut conn)
            .await
            .map_err(failed)?;
    if !birthdays {
        let done = sqlx::raw_sql(BIRTHDAYS).execute(&mut conn).await.map_err(failed)?;
        tell("birthdays", done.rows_affected(), begin);
    }

    let begin = Instant::now();
    let recent: i64 = sqlx::query_scalar(
        "select count(*) from events where name = 'Checkout Started' and occurred_at >= now() - interval '7 days'",
    )
    .fetch_one(&mut conn)
    .await
    .map_err(failed)?;
    // a week's share is a fourth of them
    if recent < i64::from(shop.customers) / 1000 {
        sqlx::raw_sql(
            "select ensure_event_partition(now()); select ensure_event_partition(now() - interval '30 days')",
        )
        .execute(&mut conn)
        .await
        .map_err(failed)?;
        let done = sqlx::raw_sql(CHECKOUTS).execute(&mut conn).await.map_err(failed)?;
        tell("begun checkouts", done.rows_affected(), begin);
    }
    failed_logins(shop, server).await
}

/// Reports them as a shop would, so that every total is right afterwards.
async fn failed_logins(shop: &Shop, server: &Server) -> Result<(), Failure> {
    let begin = Instant::now();
    let people = some_customers(shop, LOCKED_OUT.0).await?;
    let mut items = Vec::new();
    for (_, email) in &people {
        for _ in 0..LOCKED_OUT.1 {
            items.push(format!(
                r#"{{"type":"login_attempt","email":"{email}","success":false,"failure_reason":"wrong_password","message_id":"{:032x}"}}"#,
                fastrand::u128(..)
            ));
        }
    }
    let body = format!(r#"{{"items":[{}]}}"#, items.join(","));
    let bearer = format!("Bearer {}", shop.secret);
    let call = server.target.post("/api/v1/batch", &[("authorization", &bearer)], body)?;
    let (status, body) = server.target.ask(call).await?;
    let answer: Value = serde_json::from_slice(&body).map_err(|e| Failure::of("read a batch's answer", e))?;
    let stored = answer["items"].as_array().map(Vec::as_slice).unwrap_or_default();
    let good = |item: &&Value| item["status"].as_u64().is_some_and(|status| status <= 201);
    let stored = stored.iter().filter(good).count();
    if stored != items.len() {
        return Err(Failure(format!("failed logins were refused: {status} {answer}")));
    }
    // and one that succeeds: they aren't only strangers
    if let Some((_, email)) = people.first() {
        let body = ingest::login(&mut fastrand::Rng::with_seed(5), email);
        let call = server.target.post("/api/v1/login-attempts", &[("authorization", &bearer)], body)?;
        server.target.ask(call).await?;
    }
    tell("failed logins", stored as u64, begin);
    Ok(())
}

/// Lets indexes answer alone, and tells the planner what there is.
///
/// Also what lets an index that is made in an open transaction be used in it: no row may have an older version.
pub async fn vacuum(shop: &Shop) -> Result<(), Failure> {
    let mut conn = shop.connect().await?;
    let begin = Instant::now();
    for table in READ {
        let sql = format!("vacuum (analyze) {table}");
        sqlx::raw_sql(sqlx::AssertSqlSafe(sql))
            .execute(&mut conn)
            .await
            .map_err(|e| Failure::of(&format!("vacuum {table}"), e))?;
    }
    tell("tables vacuumed", READ.len() as u64, begin);
    Ok(())
}

fn tell(what: &str, rows: u64, begin: Instant) {
    println!("  prepared: {rows} {what} in {:.1} s", begin.elapsed().as_secs_f64());
}

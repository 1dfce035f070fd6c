//! Login attempts that a shop's server reports.

use crate::{
    Bench, Failure,
    http::Load,
    pgbench,
    shop::Server,
    sql::{bound, some_customers},
    table::Goal,
};

const CONNECTIONS: usize = 64;
const CLIENTS: usize = 32;
/// People whose logins are reported.
const PEOPLE: i64 = 100_000;
const AGENT: &str = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36";

/// What a login is to a database: a row, and its customer's counter and last login. The tables are Patron's own, with
/// their indexes, keys and triggers.
const PLAIN: &str = "with counted as (
  update customer_profiles p set login_count = p.login_count + 1,
    last_login_at = greatest(p.last_login_at, $4), ip_address = $7, user_agent = $8, device_info = $9
  where p.id = $2)
insert into login_activities (id, customer_id, email, login_time, login_method, success, ip_address, user_agent,
  device_info, failure_reason, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";

/// Attempts over HTTP against the same insert and update in one statement.
pub async fn login_attempts(bench: &mut Bench, server: &Server) -> Result<(), Failure> {
    let people = some_customers(&bench.shop, PEOPLE).await?;
    let secret = format!("Bearer {}", bench.shop.secret);
    let make = |rng: &mut fastrand::Rng| {
        let (_, email) = &people[rng.usize(..people.len())];
        let body = format!(
            r#"{{"email":"{email}","success":true,"login_method":"external","ip_address":"203.0.113.{}","user_agent":"{AGENT}"}}"#,
            rng.u8(1..255)
        );
        server.target.post("/api/v1/login-attempts", &[("authorization", &secret)], body)
    };
    server.target.load(Load::full(CONNECTIONS, bench.time / 4), make).await?.good()?;
    let plain = plain(bench, people.iter().map(|(id, _)| *id).collect()).await?;
    let sample = server.target.load(Load::full(CONNECTIONS, bench.time), make).await?.good()?;
    bench.table.ratio(
        "login attempts by a key, 64 connections",
        sample.rate(),
        "/s",
        plain,
        Goal::AtLeast(0.5),
    );
    bench.table.figure("login attempts, p99", sample.millis(0.99), "ms", Goal::None);
    Ok(())
}

/// The same by `pgbench`, for people by chance.
async fn plain(bench: &Bench, people: Vec<uuid::Uuid>) -> Result<f64, Failure> {
    let failed = |e| Failure::of("prepare pgbench", e);
    let mut conn = bench.shop.connect().await?;
    let most = people.len();
    // pgbench knows no ids; a table tells it one for a number
    sqlx::raw_sql(
        "drop table if exists bench_people; create table bench_people (n int primary key, id uuid not null);
         grant select on bench_people to patron_staff",
    )
    .execute(&mut conn)
    .await
    .map_err(failed)?;
    sqlx::query("insert into bench_people select n, id from unnest($1::uuid[]) with ordinality as t (id, n)")
        .bind(people)
        .execute(&mut conn)
        .await
        .map_err(failed)?;
    sqlx::raw_sql("vacuum analyze bench_people").execute(&mut conn).await.map_err(failed)?;
    let person = "(select id from bench_people where n = :n)";
    // sealed values that open, because they stay in the profiles
    let sql =
        "select quote_literal(ip_address::text) || '::bytea', quote_literal(user_agent::text) || '::bytea'
               from customer_profiles where ip_address is not null and user_agent is not null limit 1";
    let (ip, agent): (String, String) = sqlx::query_as(sql).fetch_one(&mut conn).await.map_err(failed)?;
    let values = [
        "gen_random_uuid()",
        person,
        "'somebody@example.com'",
        "now()",
        "'external'",
        "true",
        &ip,
        &agent,
        "'Chrome Mobile on Android (phone)'",
        "null",
        "now()",
    ];
    let script = format!("\\set n random(1, {most})\n{}", bound(PLAIN, &values));
    Ok(pgbench::run(&bench.shop, "logins", &[script], CLIENTS, bench.time)?.rate)
}

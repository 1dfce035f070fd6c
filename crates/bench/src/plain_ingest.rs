//! Logins without Patron: the same rows in the same tables, with their indexes, keys and triggers.

use crate::{Failure, shop::Shop, sql::bound};
use sqlx::{Connection as _, PgConnection};
use std::time::{Duration, Instant};
use uuid::Uuid;

/// Rows of a batch.
pub const BATCH: usize = 500;

const INSERT: &str =
    "insert into login_activities (id, customer_id, email, login_time, login_method, success,
  ip_address, user_agent, device_info, failure_reason, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
const UPDATE: &str = "update customer_profiles p set login_count = p.login_count + 1,
  last_login_at = greatest(p.last_login_at, $4), ip_address = $7, user_agent = $8, device_info = $9
  where p.id = $2";

/// Makes the table that tells pgbench an id for a number, and takes sealed values that open.
pub async fn prepare(shop: &Shop, people: Vec<Uuid>) -> Result<(), Failure> {
    let failed = |e| Failure::of("prepare pgbench", e);
    let mut conn = shop.connect().await?;
    sqlx::raw_sql(
        "drop table if exists bench_people; create table bench_people (n int primary key, id uuid not null);
         grant select on bench_people to patron_staff;
         drop table if exists bench_seals; create table bench_seals (ip bytea, agent bytea);
         grant select on bench_seals to patron_staff;
         insert into bench_seals select ip_address, user_agent from customer_profiles
           where ip_address is not null and user_agent is not null limit 1",
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
    Ok(())
}

/// Values of a login, in SQL; the person is pgbench's `:n`.
fn values() -> [&'static str; 11] {
    [
        "gen_random_uuid()",
        "(select id from bench_people where n = :n)",
        "'somebody@example.com'",
        "now()",
        "'external'",
        "true",
        "(select ip from bench_seals)",
        "(select agent from bench_seals)",
        "'Chrome Mobile on Android (phone)'",
        "null",
        "now()",
    ]
}

/// Insert and update in one statement. `pick` is pgbench's expression for a person, with `{most}` for how many.
pub fn one_statement(pick: &str, people: usize) -> String {
    let pick = pick.replace("{most}", &people.to_string());
    let sql = format!("with counted as ({UPDATE}) {INSERT}");
    format!("\\set n {pick}\n{}", bound(&sql, &values()))
}

/// The same as a program without statements of its own would: four round trips. The profile first, as the product does:
/// its lock is what keeps two logins of one person from being counted as the first of the day both.
pub fn four_statements(people: usize) -> String {
    let (insert, update) = (bound(INSERT, &values()), bound(UPDATE, &values()));
    format!("\\set n random(1, {people})\nbegin;\n{update}{insert}commit;\n")
}

/// Rows of logins by `unnest` in transactions of [`BATCH`] rows, on two connections: rows a second.
pub async fn unnest(shop: &Shop, people: &[Uuid], time: Duration) -> Result<f64, Failure> {
    let begin = Instant::now();
    let (a, b) = tokio::try_join!(writer(shop, people, time, 1), writer(shop, people, time, 2))?;
    Ok((a + b) as f64 / begin.elapsed().as_secs_f64())
}

async fn writer(shop: &Shop, people: &[Uuid], time: Duration, seed: u64) -> Result<usize, Failure> {
    let failed = |e| Failure::of("write by unnest", e);
    let mut conn = shop.connect().await?;
    sqlx::raw_sql("set role patron_staff").execute(&mut conn).await.map_err(failed)?;
    let mut rng = fastrand::Rng::with_seed(seed);
    let (mut rows, begin) = (0, Instant::now());
    while begin.elapsed() < time {
        let mut ids: Vec<Uuid> = (0..BATCH).map(|_| people[rng.usize(..people.len())]).collect();
        // in key order, so that the two don't deadlock
        ids.sort_unstable();
        transaction(&mut conn, &ids).await.map_err(failed)?;
        rows += ids.len();
    }
    Ok(rows)
}

async fn transaction(conn: &mut PgConnection, ids: &[Uuid]) -> sqlx::Result<()> {
    let mut tx = conn.begin().await?;
    sqlx::query("select from customer_profiles where id = any($1) order by id for no key update")
        .bind(ids)
        .execute(&mut *tx)
        .await?;
    sqlx::query(
        "insert into login_activities (id, customer_id, email, login_time, login_method, success, ip_address,
           user_agent, device_info, failure_reason, created_at)
         select gen_random_uuid(), t.id, 'somebody@example.com', now(), 'external', true, s.ip, s.agent,
           'Chrome Mobile on Android (phone)', null, now()
         from unnest($1::uuid[]) as t (id), bench_seals s",
    )
    .bind(ids)
    .execute(&mut *tx)
    .await?;
    sqlx::query(
        "update customer_profiles p set login_count = p.login_count + t.n, last_login_at = greatest(p.last_login_at,
           now()), ip_address = s.ip, user_agent = s.agent, device_info = 'Chrome Mobile on Android (phone)'
         from (select id, count(*)::int as n from unnest($1::uuid[]) as u (id) group by id) t, bench_seals s
         where p.id = t.id",
    )
    .bind(ids)
    .execute(&mut *tx)
    .await?;
    tx.commit().await
}

//! Login attempts that a shop's server reports.

use crate::{
    Bench, Failure, http::Load, pgbench, plain_ingest, shop::Server, sql::some_customers, table::Goal,
};

const CONNECTIONS: usize = 64;
const CLIENTS: usize = 32;
/// People whose logins are reported.
const PEOPLE: i64 = 100_000;
const AGENT: &str = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36";

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
    plain_ingest::prepare(&bench.shop, people.iter().map(|(id, _)| *id).collect()).await?;
    let script = plain_ingest::one_statement("random(1, {most})", people.len());
    let plain = pgbench::run(&bench.shop, "logins", &[script], CLIENTS, bench.time)?.rate;
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

//! Retention from its prepared form, and single writes while that is computed.

use super::{CONNECTIONS, PATIENCE, PEOPLE, refresh};
use crate::{Bench, Failure, http::Load, ingest, shop::Server, sql::some_customers, table::Goal};
use futures_util::future;
use serde_json::Value;
use std::cell::Cell;

/// Cohorts, and periods of each.
const TWELVE: usize = 12;
/// Milliseconds that a refresh may take.
const REFRESH: f64 = 30_000.0;
/// Connections that report single logins meanwhile.
const WRITERS: usize = 16;
/// Logins a second by all of them.
const WRITES: f64 = 500.0;

/// 12 x 12 cells by each entry and period.
pub async fn prepared(bench: &mut Bench, server: &Server) -> Result<(), Failure> {
    let secret = bench.shop.secret.clone();
    let mut slowest: f64 = 0.0;
    for (entry, unit) in [("login", "week"), ("login", "month"), ("order", "week"), ("order", "month")] {
        let path = format!("/api/v1/stats/retention?entry={entry}&unit={unit}");
        whole(server, &path, &secret).await?;
        let make = |_: &mut fastrand::Rng| server.target.get(&path, &secret);
        server.target.load(Load::full(CONNECTIONS, bench.time / 8), make).await?.good()?;
        let sample = server.target.load(Load::full(CONNECTIONS, bench.time / 2), make).await?.good()?;
        let name = format!("retention by first {entry} and {unit}, median");
        bench.table.figure(&name, sample.millis(0.5), "ms", Goal::AtMost(25.0));
        slowest = slowest.max(sample.millis(0.99));
    }
    bench.table.figure("retention, p99 of the slowest", slowest, "ms", Goal::None);
    Ok(())
}

/// An answer without cohorts would be quick, and tell nothing.
async fn whole(server: &Server, path: &str, token: &str) -> Result<(), Failure> {
    let (status, body) = server.target.ask(server.target.get(path, token)?).await?;
    let answer: Value = serde_json::from_slice(&body).map_err(|e| Failure::of("read the retention", e))?;
    let cohorts = answer["cohorts"].as_array().map(Vec::as_slice).unwrap_or_default();
    let full = |cohort: &Value| cohort["cells"].as_array().is_some_and(|cells| cells.len() == TWELVE);
    if cohorts.len() == TWELVE && cohorts.iter().all(full) {
        return Ok(());
    }
    Err(Failure(format!("{path} is not prepared: {status} {}", String::from_utf8_lossy(&body))))
}

/// A refresh alone, and one while shops write: it may slow them, and never keep them waiting for its end.
pub async fn meanwhile(bench: &mut Bench, server: &Server) -> Result<(), Failure> {
    let secret = bench.shop.secret.clone();
    let alone = refresh::now(server, &secret).await?;
    bench.table.figure("refresh of all prepared reports", alone, "ms", Goal::AtMost(REFRESH));

    let people = some_customers(&bench.shop, PEOPLE).await?;
    let bearer = format!("Bearer {secret}");
    let make = |rng: &mut fastrand::Rng| {
        let (_, email) = rng.choice(&people).ok_or_else(|| Failure("the shop has no people".into()))?;
        let body = ingest::login(rng, email);
        server.target.post("/api/v1/login-attempts", &[("authorization", &bearer)], body)
    };
    let pace = Some(WRITES / WRITERS as f64);
    let calm = |time| Load { connections: WRITERS, time, pace };
    server.target.load(calm(bench.time / 4), make).await?.good()?;
    let usual = server.target.load(calm(bench.time), make).await?.good()?;

    let over = Cell::new(false);
    let refreshed = async {
        let took = refresh::now(server, &secret).await?;
        over.set(true);
        Ok::<_, Failure>(took)
    };
    let writes = server.target.load_until(calm(PATIENCE), || over.get(), make);
    let (took, busy) = future::try_join(refreshed, writes).await?;
    let busy = busy.good()?;
    bench.table.figure("refresh while 500 logins a second come in", took, "ms", Goal::AtMost(REFRESH));
    let (busy_p99, usual_p99) = (busy.millis(0.99), usual.millis(0.99));
    bench.table.ratio("logins during a refresh, p99", busy_p99, "ms", usual_p99, Goal::None);
    bench.table.figure("logins without a refresh, the slowest", usual.millis(1.0), "ms", Goal::None);
    bench.table.figure("logins during a refresh, the slowest", busy.millis(1.0), "ms", Goal::AtMost(1000.0));
    Ok(())
}

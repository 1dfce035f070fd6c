//! What shops report while files are made.

use super::export;
use crate::{
    Bench, Failure, exporting,
    http::{Load, Sample},
    ingest,
    shop::Server,
    sql::some_customers,
    stats::quantile,
    table::Goal,
};
use uuid::Uuid;

/// Connections that report single logins, and logins a second by all of them.
const WRITERS: usize = 16;
const WRITES: f64 = 500.0;
const PEOPLE: i64 = 100_000;
/// Turns of each.
const ROUNDS: usize = 3;

/// Single logins with one file after the other in the background, against the same without, turn by turn.
pub async fn meanwhile(bench: &mut Bench, server: &Server) -> Result<(), Failure> {
    let people = some_customers(&bench.shop, PEOPLE).await?;
    logins(bench, server, &people).await?;
    let (mut usual, mut busy) = (Vec::new(), Vec::new());
    let mut slowest: f64 = 0.0;
    for _ in 0..ROUNDS {
        usual.push(logins(bench, server, &people).await?.millis(0.99));
        let sample = tokio::select! {
            sample = logins(bench, server, &people) => sample?,
            failed = files(bench, server) => return Err(failed),
        };
        busy.push(sample.millis(0.99));
        slowest = slowest.max(sample.millis(1.0));
    }
    let (busy, usual) = (quantile(busy, 0.5), quantile(usual, 0.5));
    bench.table.ratio("500 logins a second during exports, p99", busy, "ms", usual, Goal::AtMostTimes(2.0));
    bench.table.figure("of them the slowest", slowest, "ms", Goal::None);
    Ok(())
}

async fn logins(bench: &Bench, server: &Server, people: &[(Uuid, String)]) -> Result<Sample, Failure> {
    let bearer = format!("Bearer {}", bench.shop.secret);
    let load = Load { connections: WRITERS, time: bench.time, pace: Some(WRITES / WRITERS as f64) };
    let make = |rng: &mut fastrand::Rng| {
        let (_, email) = rng.choice(people).ok_or_else(|| Failure("the shop has no people".into()))?;
        let body = ingest::login(rng, email);
        server.target.post("/api/v1/login-attempts", &[("authorization", &bearer)], body)
    };
    server.target.load(load, make).await?.good()
}

/// Files without end: the original's columns and Mailchimp's in turn. Ends by an error only.
async fn files(bench: &Bench, server: &Server) -> Failure {
    loop {
        for format in ["customers", "mailchimp"] {
            let read = exporting::read(server.target, &export::path(format, ""), &bench.shop.secret).await;
            if let Err(failure) = read {
                return failure;
            }
        }
    }
}

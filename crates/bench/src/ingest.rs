//! `bench ingest`: what a shop reports, against what the same PostgreSQL takes without Patron.

use crate::{
    Bench, Failure,
    http::{Load, Sample},
    pgbench,
    plain_ingest::{self, BATCH},
    running,
    shop::{Server, Shop},
    sql::some_customers,
    table::Goal,
};
use std::time::Duration;
use uuid::Uuid;

/// Connections that report single events.
const CONNECTIONS: usize = 64;
/// Connections that report batches.
const BATCHES: usize = 4;
/// Clients of pgbench.
const CLIENTS: usize = 32;
/// People whose logins are reported.
const PEOPLE: i64 = 100_000;
/// How unevenly people come in the skewed measure.
const SKEW: f64 = 1.2;
const AGENT: &str = "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36";

type People = Vec<(Uuid, String)>;

/// All measures of ingestion.
pub async fn run(bench: &mut Bench) -> Result<(), Failure> {
    let server = bench.shop.serve().await?;
    let people = some_customers(&bench.shop, PEOPLE).await?;
    plain_ingest::prepare(&bench.shop, people.iter().map(|(id, _)| *id).collect()).await?;
    // both sides find a database that has been written to
    single(bench, &server, &bench.shop, &people, false, Load::full(CONNECTIONS, bench.time / 2)).await?;

    let sample =
        single(bench, &server, &bench.shop, &people, false, Load::full(CONNECTIONS, bench.time)).await?;
    let rate = sample.rate();
    let four = pgbench::run(
        &bench.shop,
        "four",
        &[plain_ingest::four_statements(people.len())],
        CLIENTS,
        bench.time,
    )?;
    let one = pgbench::run(
        &bench.shop,
        "one",
        &[plain_ingest::one_statement("random(1, {most})", people.len())],
        CLIENTS,
        bench.time,
    )?;
    bench.table.ratio(
        "single logins, against begin, update, insert, commit",
        rate,
        "/s",
        four.rate,
        Goal::AtLeast(2.0),
    );
    bench.table.ratio("single logins, against one statement", rate, "/s", one.rate, Goal::AtLeast(1.0));

    let skewed =
        single(bench, &server, &bench.shop, &people, true, Load::full(CONNECTIONS, bench.time)).await?;
    let script = plain_ingest::one_statement(&format!("random_zipfian(1, {{most}}, {SKEW})"), people.len());
    let plain = pgbench::run(&bench.shop, "skewed", &[script], CLIENTS, bench.time)?;
    bench.table.ratio(
        "the same people again and again (zipf 1.2)",
        skewed.rate(),
        "/s",
        plain.rate,
        Goal::AtLeast(3.0),
    );

    let pace = Some(rate / 2.0 / CONNECTIONS as f64);
    let half = Load { connections: CONNECTIONS, time: bench.time, pace };
    let calm = single(bench, &server, &bench.shop, &people, false, half).await?;
    bench.table.figure("single logins at half that rate, p99", calm.millis(0.99), "ms", Goal::AtMost(25.0));
    let lone = Load { connections: 1, time: bench.time / 2, pace: Some(50.0) };
    let lone = single(bench, &server, &bench.shop, &people, false, lone).await?;
    let alone = pgbench::run(
        &bench.shop,
        "alone",
        &[plain_ingest::one_statement("random(1, {most})", people.len())],
        1,
        bench.time / 2,
    )?;
    let added = lone.millis(0.5) - 1000.0 / alone.rate.max(1e-9);
    bench.table.figure("one login at a time, median", lone.millis(0.5), "ms", Goal::None);
    bench.table.figure("of it more than one statement by one client", added, "ms", Goal::AtMost(3.0));

    batches(bench, &server, &people).await?;
    tokio::time::sleep(Duration::from_secs(1)).await;
    bench.table.figure("resident memory after all of this", server.memory()?, "MiB", Goal::AtMost(150.0));
    server.stop()?;
    small(bench, rate).await?;
    running::verify(bench).await?;
    crate::importing::import(bench).await
}

/// Reports single logins.
async fn single(
    bench: &Bench,
    server: &Server,
    shop: &Shop,
    people: &People,
    skewed: bool,
    load: Load,
) -> Result<Sample, Failure> {
    let _ = bench;
    let secret = format!("Bearer {}", shop.secret);
    let make = |rng: &mut fastrand::Rng| {
        let at = if skewed { zipf(rng, people.len()) } else { rng.usize(..people.len()) };
        let body = login(rng, &people[at].1);
        server.target.post("/api/v1/login-attempts", &[("authorization", &secret)], body)
    };
    server.target.load(load, make).await?.good()
}

/// The report of a login of the person with this address, with a message id of its own.
pub fn login(rng: &mut fastrand::Rng, email: &str) -> String {
    format!(
        r#"{{"email":"{email}","success":true,"login_method":"external","ip_address":"203.0.113.{}","user_agent":"{AGENT}","message_id":"{:032x}"}}"#,
        rng.u8(1..255),
        fastrand::u128(..)
    )
}

/// A place by Zipf's law, by inversion of its continuous form: good enough for a load, and quick.
fn zipf(rng: &mut fastrand::Rng, n: usize) -> usize {
    let (s, most) = (1.0 - SKEW, (n + 1) as f64);
    let x = (1.0 + rng.f64() * (most.powf(s) - 1.0)).powf(1.0 / s);
    (x as usize).clamp(1, n) - 1
}

/// Batches over HTTP against the same rows by `unnest` on two connections.
async fn batches(bench: &mut Bench, server: &Server, people: &People) -> Result<(), Failure> {
    let secret = format!("Bearer {}", bench.shop.secret);
    let make = |rng: &mut fastrand::Rng| {
        let items: Vec<String> = (0..BATCH)
            .map(|_| {
                let person = rng.usize(..people.len());
                let one = login(rng, &people[person].1);
                format!(r#"{{"type":"login_attempt",{}"#, &one[1..])
            })
            .collect();
        let body = format!(r#"{{"items":[{}]}}"#, items.join(","));
        server.target.post("/api/v1/batch", &[("authorization", &secret)], body)
    };
    let sample = server.target.load(Load::full(BATCHES, bench.time), make).await?.good()?;
    let ids: Vec<Uuid> = people.iter().map(|(id, _)| *id).collect();
    let plain = plain_ingest::unnest(&bench.shop, &ids, bench.time).await?;
    let rate = sample.rate() * BATCH as f64;
    bench.table.ratio("batches of 500, events, against unnest", rate, "/s", plain, Goal::AtLeast(0.6));
    bench.table.figure("batches of 500, p99", sample.millis(0.99), "ms", Goal::None);
    Ok(())
}

/// The rate must not fall with the size of the shop.
async fn small(bench: &mut Bench, large_rate: f64) -> Result<(), Failure> {
    let server = bench.small.serve().await?;
    let people = some_customers(&bench.small, PEOPLE).await?;
    single(bench, &server, &bench.small, &people, false, Load::full(CONNECTIONS, bench.time / 2)).await?;
    let sample =
        single(bench, &server, &bench.small, &people, false, Load::full(CONNECTIONS, bench.time)).await?;
    bench.table.ratio(
        "single logins, against the small shop",
        large_rate,
        "/s",
        sample.rate(),
        Goal::AtLeast(0.8),
    );
    server.stop()
}

//! The same answers, and the live stream, while a thousand events a second come in.

use super::{CONNECTIONS, PATIENCE, PEOPLE, Paths, answers, live, mixed, quantile};
use crate::{Bench, Failure, http::Load, shop::Server, sql::some_customers, table::Goal};
use futures_util::future;
use std::cell::Cell;

/// Events a second.
const RATE: f64 = 1000.0;
/// Connections that report them.
const WRITERS: usize = 4;
/// Milliseconds after which what is shown live is late.
const LATE: f64 = 1000.0;

/// One answer after the other while events come in and somebody follows the stream.
pub async fn meanwhile(bench: &mut Bench, paths: &Paths, server: &Server) -> Result<(), Failure> {
    let shop = &bench.shop;
    let people = some_customers(shop, PEOPLE).await?;
    mixed::tried(server, shop, &people).await?;
    let full = Load::full(CONNECTIONS, bench.time);
    // the stream is read to the last login that was reported, and events come in until then
    let (looked, heard) = (Cell::new(false), Cell::new(false));
    let looking = async {
        let mut samples = Vec::new();
        for (name, path) in paths.all() {
            let make = |_: &mut fastrand::Rng| server.target.get(path, &shop.secret);
            samples.push((name, server.target.load(full, make).await?.good()?));
        }
        looked.set(true);
        Ok::<_, Failure>(samples)
    };
    let listening = async {
        let told = live::follow(server, &shop.secret, &people, || looked.get()).await?;
        heard.set(true);
        Ok::<_, Failure>(told)
    };
    let pace = Some(RATE / mixed::BATCH as f64 / WRITERS as f64);
    let load = Load { connections: WRITERS, time: PATIENCE, pace };
    let writing = server.target.load_until(
        load,
        || heard.get(),
        |rng: &mut fastrand::Rng| mixed::batch(server, shop, &people, rng),
    );
    let (samples, told, written) = future::try_join3(looking, listening, writing).await?;
    let written = written.good()?;

    let table = &mut bench.table;
    let rate = written.rate() * mixed::BATCH as f64;
    table.ratio("events that come in", rate, "/s", RATE, Goal::AtLeast(0.95));
    table.figure("batches of 50 of them, p99", written.millis(0.99), "ms", Goal::None);
    for (name, sample) in samples {
        answers::judge(table, &format!("{name}, meanwhile"), sample.millis(0.5), sample.millis(0.99));
    }
    let delay = quantile(told.delays, 0.99);
    table.figure("live feed, behind the answer to a login, p99", delay, "ms", Goal::AtMost(LATE));
    table.figure("of those logins, in the feed themselves", told.shown, "%", Goal::None);
    let gap = quantile(told.gaps, 0.99);
    table.figure("live overview, since the one before, p99", gap, "ms", Goal::AtMost(LATE));
    Ok(())
}

//! Start and memory.

use crate::{Bench, Failure, shop::Server, table::Goal};
use std::time::Duration;

/// First answers after a start.
pub async fn start(bench: &mut Bench, private: f64) -> Result<(), Failure> {
    let server = bench.shop.serve().await?;
    bench.table.figure("first answer, database running", server.first_answer, "ms", Goal::AtMost(300.0));
    bench.table.figure("first answer, private PostgreSQL", private, "ms", Goal::AtMost(3000.0));
    server.stop()
}

/// Memory before the first request, once what starts in the background has settled.
pub async fn rest(bench: &mut Bench, server: &Server) -> Result<(), Failure> {
    tokio::time::sleep(Duration::from_secs(3)).await;
    bench.table.figure("resident memory at rest", server.memory()?, "MiB", Goal::AtMost(40.0));
    Ok(())
}

/// Memory after everything, once nobody waits any more.
pub async fn after(bench: &mut Bench, server: &Server) -> Result<(), Failure> {
    tokio::time::sleep(Duration::from_secs(3)).await;
    bench.table.figure("resident memory after all of this", server.memory()?, "MiB", Goal::AtMost(120.0));
    Ok(())
}

/// Whether every total is what the rows say, after all that was written.
pub async fn verify(bench: &mut Bench) -> Result<(), Failure> {
    let differs = bench.shop.verify()?;
    bench.table.figure("totals that differ from a recount", differs, "", Goal::AtMost(0.0));
    Ok(())
}

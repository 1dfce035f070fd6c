//! `bench segments`: rules, each beside SQL that somebody wrote by hand for it; search; pages; files in every format,
//! and what shops report meanwhile.

mod count;
mod expert;
mod export;
mod ingest;
mod mixed;
mod pages;
mod prepare;
mod rules;
mod templates;

use crate::{Bench, Failure, running, stats};

/// All measures of segments and files; those that write come last.
pub async fn run(bench: &mut Bench) -> Result<(), Failure> {
    let server = bench.shop.serve().await?;
    prepare::shop(&bench.shop, &server).await?;
    stats::settle(&bench.shop, &server).await?;
    // what that has written must not be read as it was left
    prepare::vacuum(&bench.shop).await?;
    if bench.wants("rules") {
        count::rules(bench, &server).await?;
    }
    if bench.wants("search") {
        pages::search(bench, &server).await?;
    }
    if bench.wants("pages") {
        pages::thousandth(bench, &server).await?;
    }
    server.stop()?;
    // a server that has not yet grown: what files add to it is told from the start
    let server = bench.shop.serve().await?;
    if bench.wants("export") {
        export::formats(bench, &server).await?;
    }
    if bench.wants("ingest") {
        ingest::meanwhile(bench, &server).await?;
    }
    server.stop()?;
    export::forget(&bench.shop).await?;
    if bench.wants("verify") {
        running::verify(bench).await?;
    }
    Ok(())
}

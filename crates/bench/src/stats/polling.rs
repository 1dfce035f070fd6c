//! Asking again with the tag of the last answer, as an open dashboard does.

use super::{CONNECTIONS, Paths, quantile};
use crate::{
    Bench, Failure,
    http::{self, Target},
    shop::Server,
    table::Goal,
};
use futures_util::future;
use hyper::{StatusCode, header};
use std::time::{Duration, Instant};

/// What one connection was answered.
#[derive(Default)]
struct Polled {
    /// Milliseconds of each answer that said that nothing had changed.
    unchanged: Vec<f64>,
    /// Answers that had to be whole; the first one of each connection is not among them.
    whole: usize,
}

/// How many of the answers are empty in a quiet shop, and what those take.
pub async fn unchanged(bench: &mut Bench, paths: &Paths, server: &Server) -> Result<(), Failure> {
    let secret = bench.shop.secret.clone();
    for (name, path) in paths.all() {
        let one = |_| poll(server.target, path, &secret, bench.time / 2);
        let all = future::try_join_all((0..CONNECTIONS).map(one)).await?;
        let whole: usize = all.iter().map(|polled| polled.whole).sum();
        let times: Vec<f64> = all.into_iter().flat_map(|polled| polled.unchanged).collect();
        let share = 100.0 * times.len() as f64 / (times.len() + whole).max(1) as f64;
        bench.table.ratio(&format!("{name}, polled, 304"), share, "%", 100.0, Goal::AtLeast(0.9));
        bench.table.figure(
            &format!("{name}, polled, 304, median"),
            quantile(times, 0.5),
            "ms",
            Goal::AtMost(10.0),
        );
    }
    Ok(())
}

async fn poll(target: Target, path: &str, token: &str, time: Duration) -> Result<Polled, Failure> {
    let mut sender = target.connect().await?;
    let (mut polled, mut tag) = (Polled::default(), None);
    let begin = Instant::now();
    while begin.elapsed() < time {
        let mut call = target.get(path, token)?;
        let asked_again = tag.is_some();
        if let Some(tag) = &tag {
            call.headers_mut().insert(header::IF_NONE_MATCH, header::HeaderValue::clone(tag));
        }
        let sent = Instant::now();
        let answer = http::exchange(&mut sender, call).await?;
        match answer.status() {
            StatusCode::NOT_MODIFIED => polled.unchanged.push(sent.elapsed().as_secs_f64() * 1000.0),
            StatusCode::OK => {
                let given = answer.headers().get(header::ETAG);
                tag = Some(given.ok_or_else(|| Failure(format!("{path} has no ETag")))?.clone());
                polled.whole += usize::from(asked_again);
            }
            other => return Err(Failure(format!("{path}: {other}"))),
        }
    }
    Ok(polled)
}

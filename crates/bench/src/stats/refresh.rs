//! The computation of the prepared reports, begun and awaited.

use super::PATIENCE;
use crate::{Failure, shop::Server};
use serde_json::Value;
use std::time::{Duration, Instant};

const PATH: &str = "/api/v1/stats/refresh";
/// How often to look whether it is done.
const LOOK: Duration = Duration::from_millis(100);

/// Computes the reports anew and gives how many milliseconds that took, by the server's own clock.
pub async fn now(server: &Server, token: &str) -> Result<f64, Failure> {
    // one that is under way began too early to be the one that is asked for
    let before = rested(server, token).await?;
    let bearer = format!("Bearer {token}");
    let call = server.target.post(PATH, &[("authorization", &bearer)], String::new())?;
    let (status, body) = server.target.ask(call).await?;
    if status != 202 {
        return Err(Failure(format!("POST {PATH}: {status} {}", String::from_utf8_lossy(&body))));
    }
    let begin = Instant::now();
    loop {
        let state = rested(server, token).await?;
        if state["started_at"] != before["started_at"] {
            if let Some(why) = state["error"].as_str() {
                return Err(Failure(format!("the reports were not computed: {why}")));
            }
            let took = state["took_ms"].as_f64();
            return took.ok_or_else(|| Failure(format!("the reports tell no time: {state}")));
        }
        if begin.elapsed() > PATIENCE {
            return Err(Failure(format!("the reports are never computed: {state}")));
        }
        tokio::time::sleep(LOOK).await;
    }
}

/// How it stands once none is under way.
async fn rested(server: &Server, token: &str) -> Result<Value, Failure> {
    let begin = Instant::now();
    loop {
        let (status, body) = server.target.ask(server.target.get(PATH, token)?).await?;
        if status != 200 {
            return Err(Failure(format!("{PATH}: {status} {}", String::from_utf8_lossy(&body))));
        }
        let state: Value =
            serde_json::from_slice(&body).map_err(|e| Failure::of("read how the reports stand", e))?;
        if state["running"] == false {
            return Ok(state);
        }
        if begin.elapsed() > PATIENCE {
            return Err(Failure(format!("the computation of the reports does not end: {state}")));
        }
        tokio::time::sleep(LOOK).await;
    }
}

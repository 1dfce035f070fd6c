//! `bench stats`: the numbers of the dashboard, against what counting the rows takes, in a quiet shop and in a busy
//! one.

mod answers;
mod counting;
mod incoming;
mod live;
mod mixed;
mod polling;
mod refresh;
mod retention;

use crate::{
    Bench, Failure, running,
    shop::{Server, Shop},
};
use serde_json::Value;
use std::time::{Duration, Instant};

/// Connections of people who look at numbers.
const CONNECTIONS: usize = 16;
/// People whose logins are reported.
const PEOPLE: i64 = 100_000;
/// How long a count in the background may take before it is given up.
const PATIENCE: Duration = Duration::from_secs(600);

const OVERVIEW: &str = "/api/v1/stats/overview";
const ENGAGEMENT: &str = "/api/v1/stats/engagement";

/// The answers that are measured.
struct Paths {
    /// Growth over 18 months.
    weeks: String,
    days: String,
}

impl Paths {
    async fn of(shop: &Shop) -> Result<Self, Failure> {
        let sql = "select to_char((now() at time zone time_zone)::date - interval '18 months', 'YYYY-MM-DD') from shop";
        let mut conn = shop.connect().await?;
        let from: String = sqlx::query_scalar(sql)
            .fetch_one(&mut conn)
            .await
            .map_err(|e| Failure::of("find the day 18 months ago", e))?;
        let growth = |unit: &str| format!("/api/v1/stats/growth?unit={unit}&from={from}");
        Ok(Self { weeks: growth("week"), days: growth("day") })
    }

    /// Each with its name.
    fn all(&self) -> [(&'static str, &str); 4] {
        [
            ("overview", OVERVIEW),
            ("growth, 18 months by week", self.weeks.as_str()),
            ("growth, 18 months by day", self.days.as_str()),
            ("engagement, 30 days", ENGAGEMENT),
        ]
    }
}

/// All measures of statistics, those that write last.
pub async fn run(bench: &mut Bench) -> Result<(), Failure> {
    let server = bench.shop.serve().await?;
    let small = bench.small.serve().await?;
    let paths = Paths::of(&bench.shop).await?;
    for (shop, server) in [(&bench.shop, &server), (&bench.small, &small)] {
        settle(shop, server).await?;
    }
    if bench.wants("answers") {
        answers::both_sizes(bench, &paths, &server, &small).await?;
    }
    small.stop()?;
    if bench.wants("recount") {
        counting::against_rows(bench, &paths, &server).await?;
    }
    if bench.wants("polling") {
        polling::unchanged(bench, &paths, &server).await?;
    }
    if bench.wants("retention") {
        retention::prepared(bench, &server).await?;
        retention::meanwhile(bench, &server).await?;
    }
    if bench.wants("incoming") {
        incoming::meanwhile(bench, &paths, &server).await?;
    }
    server.stop()?;
    if bench.wants("verify") {
        running::verify(bench).await?;
    }
    Ok(())
}

/// Lets what a start and a migration leave to the background come to its end, or it would be measured too: the count in
/// a new time zone, the prepared reports, what the planner knows of the tables.
pub async fn settle(shop: &Shop, server: &Server) -> Result<(), Failure> {
    let begin = Instant::now();
    loop {
        let (status, body) = server.target.ask(server.target.get(OVERVIEW, &shop.secret)?).await?;
        if status != 200 {
            return Err(Failure(format!("{OVERVIEW}: {status} {}", String::from_utf8_lossy(&body))));
        }
        let overview: Value =
            serde_json::from_slice(&body).map_err(|e| Failure::of("read the overview", e))?;
        if overview["rebuilding"].is_null() {
            break;
        }
        if begin.elapsed() > PATIENCE {
            return Err(Failure("the numbers of the new time zone are never ready".into()));
        }
        tokio::time::sleep(Duration::from_millis(500)).await;
    }
    let mut conn = shop.connect().await?;
    sqlx::raw_sql("analyze").execute(&mut conn).await.map_err(|e| Failure::of("analyze the tables", e))?;
    refresh::now(server, &shop.secret).await?;
    Ok(())
}

/// The least value that this share of them does not exceed; 0 of none.
pub fn quantile(mut values: Vec<f64>, share: f64) -> f64 {
    values.sort_by(f64::total_cmp);
    let rank = (values.len() as f64 * share).ceil() as usize;
    values.get(rank.saturating_sub(1)).or(values.last()).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::quantile;

    #[test]
    fn a_quantile_is_one_of_the_values() {
        let hundred: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        assert_eq!(quantile(hundred.clone(), 0.99), 99.0);
        assert_eq!(quantile(hundred.clone(), 1.0), 100.0);
        assert_eq!(quantile(hundred, 0.0), 1.0);
        assert_eq!(quantile(vec![3.0, 1.0, 2.0], 0.5), 2.0);
        assert_eq!(quantile(Vec::new(), 0.5), 0.0);
    }
}

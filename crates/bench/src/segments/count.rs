//! Count and first page of every rule over HTTP, turn by turn with the same by hand.
//!
//! What is asked is always the same, and nothing of it is kept by the server: each answer must be newer than the one
//! before it.

use super::{
    expert::{Expert, Found},
    rules::{self, Measured, Statements},
};
use crate::{
    Bench, Failure,
    http::{self, Call},
    shop::Server,
    stats::quantile,
    table::Goal,
};
use bytes::Bytes;
use http_body_util::Full;
use hyper::client::conn::http1::SendRequest;
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use uuid::Uuid;

const PATH: &str = "/api/v1/segments/preview";
/// Turns that count, after one that warms.
const ROUNDS: usize = 15;
/// What is allowed over the SQL by hand.
const TIMES: f64 = 1.2;
const MORE: f64 = 3.0;

/// Milliseconds of a rule, the medians of all turns.
struct Times {
    ours: f64,
    /// By hand with the shop's own indexes.
    plain: f64,
    /// By hand with indexes of its own.
    best: f64,
}

impl Times {
    /// Milliseconds over what is allowed.
    fn excess(&self) -> f64 {
        self.ours - (TIMES * self.best + MORE)
    }
}

/// All of them.
pub async fn rules(bench: &mut Bench, server: &Server) -> Result<(), Failure> {
    let rounds = if bench.time > Duration::from_secs(1) { ROUNDS } else { 3 };
    let mut all = Vec::new();
    for rule in rules::all()? {
        let times = turns(bench, server, &rule, rounds).await?;
        println!(
            "    {}: {:.1} ms, by hand {:.1} ms, with indexes of its own {:.1} ms",
            rule.name, times.ours, times.plain, times.best
        );
        all.push((rule.name, times));
    }
    let table = &mut bench.table;
    let ours: Vec<f64> = all.iter().map(|(_, times)| times.ours).collect();
    let many = all.len() as f64;
    let name = format!("count and first page, median of {} rules", all.len());
    table.figure(&name, quantile(ours, 0.5), "ms", Goal::AtMost(60.0));
    let by_hand: Vec<f64> = all.iter().map(|(_, times)| times.best).collect();
    table.figure("the same by hand, indexes of its own, median", quantile(by_hand, 0.5), "ms", Goal::None);
    if let Some((name, times)) = all.iter().max_by(|a, b| a.1.ours.total_cmp(&b.1.ours)) {
        let name = format!("the slowest rule ({name})");
        table.figure(&name, times.ours, "ms", Goal::AtMost(250.0));
    }
    let within = all.iter().filter(|(_, times)| times.ours <= 250.0).count() as f64;
    table.ratio("rules within 250 ms", within, "", many, Goal::None);
    let hold = all.iter().filter(|(_, times)| times.excess() <= 0.0).count() as f64;
    table.ratio("rules within 1.2 times + 3 ms of the best by hand", hold, "", many, Goal::None);
    let plain = all.iter().filter(|(_, times)| times.ours <= TIMES * times.plain + MORE).count() as f64;
    table.ratio("of them with the shop's own indexes", plain, "", many, Goal::None);
    if let Some((name, times)) = all.iter().max_by(|a, b| a.1.excess().total_cmp(&b.1.excess())) {
        let name = format!("the most over that ({name})");
        table.figure(&name, times.excess().max(0.0), "ms", Goal::AtMost(0.0));
    }
    Ok(())
}

async fn turns(bench: &Bench, server: &Server, rule: &Measured, rounds: usize) -> Result<Times, Failure> {
    let mut plain = Expert::plain(&bench.shop).await?;
    let mut best = match rule.hand.own {
        [] => None,
        own => Some(Expert::with(&bench.shop, own).await?),
    };
    let mut asking = Asking::of(bench, server, rule).await?;
    let mut sql = Statements::of(&bench.shop, &rule.hand).await?;
    let mut found = asking.ask().await?.0;
    if found != plain.ask(&sql).await?.0 {
        // hours go on: once more, as of now
        sql = Statements::of(&bench.shop, &rule.hand).await?;
        found = asking.ask().await?.0;
        let theirs = plain.ask(&sql).await?.0;
        if found != theirs {
            let same = found.first.iter().zip(&theirs.first).take_while(|(a, b)| a == b).count();
            return Err(Failure(format!(
                "{}: {} people, by hand {}; of {} and {} on the first page the first {same} are the same ({})",
                rule.name,
                found.people,
                theirs.people,
                found.first.len(),
                theirs.first.len(),
                rule.text
            )));
        }
    }
    if found.people == 0 {
        println!("    {}: nobody matches", rule.name);
    }
    let (mut ours, mut theirs, mut own) = (Vec::new(), Vec::new(), Vec::new());
    for round in 0..=rounds {
        let (_, by_us) = asking.ask().await?;
        let (_, by_hand) = plain.ask(&sql).await?;
        let by_best = match &mut best {
            Some(best) => best.ask(&sql).await?.1,
            None => by_hand,
        };
        if round > 0 {
            ours.push(by_us);
            theirs.push(by_hand);
            own.push(by_best);
        }
    }
    if let Some(best) = best {
        best.end().await?;
    }
    Ok(Times { ours: quantile(ours, 0.5), plain: quantile(theirs, 0.5), best: quantile(own, 0.5) })
}

/// A connection that asks for one rule again and again.
struct Asking<'a> {
    server: &'a Server,
    sender: SendRequest<Full<Bytes>>,
    bearer: String,
    body: String,
    /// As of when the last answer was.
    as_of: String,
}

impl<'a> Asking<'a> {
    async fn of(bench: &Bench, server: &'a Server, rule: &Measured) -> Result<Self, Failure> {
        let body = json!({ "rule": rule.text, "audience": "analysis", "sample": 50, "sort": "total_spent" });
        Ok(Self {
            server,
            sender: server.target.connect().await?,
            bearer: format!("Bearer {}", bench.shop.secret),
            body: body.to_string(),
            as_of: String::new(),
        })
    }

    fn call(&self) -> Result<Call, Failure> {
        self.server.target.post(PATH, &[("authorization", &self.bearer)], self.body.clone())
    }

    /// What it gave, and the milliseconds until the whole answer was here.
    async fn ask(&mut self) -> Result<(Found, f64), Failure> {
        let call = self.call()?;
        let begin = Instant::now();
        if self.sender.is_closed() {
            // the server closes what is idle for long, and some SQL by hand takes long
            self.sender = self.server.target.connect().await?;
        }
        let (status, body) = http::answer(&mut self.sender, call).await?;
        let took = begin.elapsed().as_secs_f64() * 1000.0;
        let wrong = || Failure(format!("{}: {status} {}", self.body, String::from_utf8_lossy(&body)));
        if status != 200 {
            return Err(wrong());
        }
        let answer: Value = serde_json::from_slice(&body).map_err(|e| Failure::of("read a preview", e))?;
        let people = answer["people"].as_i64().ok_or_else(wrong)?;
        let rows = answer["sample"].as_array().ok_or_else(wrong)?;
        let id = |row: &Value| row["id"].as_str()?.parse::<Uuid>().ok();
        let first = rows.iter().map(id).collect::<Option<Vec<Uuid>>>().ok_or_else(wrong)?;
        let as_of = answer["as_of"].as_str().ok_or_else(wrong)?.to_owned();
        if as_of == self.as_of {
            return Err(Failure(format!("{}: an answer was given twice", self.body)));
        }
        self.as_of = as_of;
        Ok((Found { people, first }, took))
    }
}

//! Search as one types, and pages far into the list.

use crate::{Bench, Failure, http::Load, shop::Server, sql::some_customers, table::Goal};
use serde_json::Value;
use std::time::Instant;

/// How often each search is asked.
const TIMES: usize = 20;

/// Text as it stands in a query.
pub fn encoded(text: &str) -> String {
    text.bytes()
        .map(|b| if b.is_ascii_alphanumeric() { char::from(b).to_string() } else { format!("%{b:02X}") })
        .collect()
}

/// Orders in which hits lie as they come; and the one in which those of a name lie together, maybe far along.
const SORTS: [&str; 3] = ["signup_date", "total_spent", "last_login_at"];
const BY_NAME: [&str; 1] = ["full_name"];

/// Parts of names and addresses: common, rare, of one person, and of nobody, in each order. The slowest of them counts.
pub async fn search(bench: &mut Bench, server: &Server) -> Result<(), Failure> {
    let (_, email) = some_customers(&bench.shop, 1).await?.remove(0);
    let one = email.split('@').next().unwrap_or_default().to_owned();
    let common: &[&str] = &["ananya", "example", "ma", "marigold"];
    let rare: &[&str] = &["saanvi kettle", "kettle77", "zara.tea", "612@"];
    let nobody: &[&str] = &["xylophone", "zzqx", "ananya xylophone", "@example.org"];
    let groups: [(&str, &[&str], &[&str]); 7] = [
        ("search, common (a first name)", common, &SORTS),
        ("search, common, by name", common, &BY_NAME),
        ("search, rare (both names, digits)", rare, &SORTS),
        ("search, rare, by name", rare, &BY_NAME),
        ("search, one person", &[&one], &SORTS),
        ("search, nobody", nobody, &SORTS),
        ("search, nobody, by name", nobody, &BY_NAME),
    ];
    for (name, texts, sorts) in groups {
        let mut slowest: f64 = 0.0;
        for text in texts {
            for sort in sorts {
                let path = format!("/api/v1/customers?limit=50&sort={sort}&search={}", encoded(text));
                let median = median_of(server, &path, &bench.shop.secret).await?;
                if median > 20.0 {
                    println!("    {text} by {sort}: {median:.1} ms");
                }
                slowest = slowest.max(median);
            }
        }
        bench.table.figure(name, slowest, "ms", Goal::AtMost(30.0));
    }
    Ok(())
}

/// The median time of a request on one connection.
pub async fn median_of(server: &Server, path: &str, token: &str) -> Result<f64, Failure> {
    let mut sender = server.target.connect().await?;
    let mut times = Vec::new();
    for _ in 0..TIMES {
        let begin = Instant::now();
        let (status, body) = crate::http::answer(&mut sender, server.target.get(path, token)?).await?;
        if status != 200 {
            return Err(Failure(format!("{path}: {status} {}", String::from_utf8_lossy(&body))));
        }
        times.push(begin.elapsed().as_secs_f64() * 1000.0);
    }
    times.sort_by(f64::total_cmp);
    Ok(times[times.len() / 2])
}

/// Page 1,000 against page 1.
pub async fn pages(bench: &mut Bench, server: &Server) -> Result<(), Failure> {
    // a small shop has fewer
    let pages = 1000.min(bench.shop.customers / 50);
    let base = "/api/v1/customers?limit=50&sort=total_spent";
    page_far(bench, server, "page 1,000 against page 1", base, pages).await
}

/// The page of this number of the list at `base`, against its first.
pub async fn page_far(
    bench: &mut Bench,
    server: &Server,
    name: &str,
    base: &str,
    number: u32,
) -> Result<(), Failure> {
    let token = &bench.shop.secret;
    let mut path = base.to_owned();
    for _ in 1..number {
        let (status, body) = server.target.ask(server.target.get(&path, token)?).await?;
        let page: Value = serde_json::from_slice(&body).map_err(|e| Failure::of("read a page", e))?;
        let Some(cursor) = page["next_cursor"].as_str() else {
            return Err(Failure(format!("the list ends early ({status})")));
        };
        path = format!("{base}&cursor={}", encoded(cursor));
    }
    let load = Load::full(1, bench.time / 4);
    let first = server.target.load(load, |_| server.target.get(base, token)).await?.good()?;
    let last = server.target.load(load, |_| server.target.get(&path, token)).await?.good()?;
    bench.table.ratio(name, last.millis(0.5), "ms", first.millis(0.5), Goal::AtMostTimes(1.3));
    Ok(())
}

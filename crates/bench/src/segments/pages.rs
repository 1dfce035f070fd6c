//! Lists by a rule: parts of names and addresses, and pages far into the list.

use crate::{
    Bench, Failure,
    searching::{encoded, median_of, page_far},
    shop::Server,
    table::Goal,
};
use serde_json::{Value, json};

/// Parts of names and addresses in rules, beside the search as one types. The slowest of each counts.
pub async fn search(bench: &mut Bench, server: &Server) -> Result<(), Failure> {
    let rules: [(&str, &[&str]); 3] = [
        (
            "rule: a name contains, first page",
            &[
                r#"full_name contains "marigold""#,
                r#"full_name contains "saanvi kettle""#,
                r#"full_name contains "zzqx""#,
            ],
        ),
        (
            "rule: an address contains, first page",
            &[r#"email contains "marigold""#, r#"email contains "kettle77""#, r#"email contains "zzqx""#],
        ),
        (
            "rule: name or address contains, first page",
            &[r#"full_name contains "kettle" or email contains "teapot""#],
        ),
    ];
    for (name, rules) in rules {
        let paths: Vec<String> = rules.iter().map(|rule| list(rule)).collect();
        slowest(bench, server, name, &paths).await?;
    }
    let searches = ["marigold", "saanvi kettle", "kettle77", "zzqx"].map(|text| {
        format!("/api/v1/customers?limit=50&sort=total_spent&order=desc&search={}", encoded(text))
    });
    slowest(bench, server, "search as one types, first page", &searches).await
}

async fn slowest(bench: &mut Bench, server: &Server, name: &str, paths: &[String]) -> Result<(), Failure> {
    let mut slowest: f64 = 0.0;
    for path in paths {
        let median = median_of(server, path, &bench.shop.secret).await?;
        if median > 20.0 {
            println!("    {path}: {median:.1} ms");
        }
        slowest = slowest.max(median);
    }
    bench.table.figure(name, slowest, "ms", Goal::AtMost(30.0));
    Ok(())
}

/// The list of a rule.
fn list(rule: &str) -> String {
    format!("/api/v1/customers?limit=50&sort=total_spent&order=desc&rule={}", encoded(rule))
}

/// Page 1,000 against page 1, by columns and by related rows.
pub async fn thousandth(bench: &mut Bench, server: &Server) -> Result<(), Failure> {
    for (name, rule) in [
        ("page 1,000 against page 1 of a segment", "total_orders >= 1 and email_consent = \"SUBSCRIBED\""),
        ("the same of a segment by orders", "orders(amount >= 200, date in last 365 days).count >= 1"),
    ] {
        // a small shop has fewer
        let pages = (people(bench, server, rule).await? / 50).clamp(1, 1000);
        page_far(bench, server, name, &list(rule), u32::try_from(pages).unwrap_or(1)).await?;
    }
    Ok(())
}

/// How many match.
async fn people(bench: &Bench, server: &Server, rule: &str) -> Result<i64, Failure> {
    let body = json!({ "rule": rule, "sample": 0 }).to_string();
    let bearer = format!("Bearer {}", bench.shop.secret);
    let call = server.target.post("/api/v1/segments/preview", &[("authorization", &bearer)], body)?;
    let (status, body) = server.target.ask(call).await?;
    let answer: Value = serde_json::from_slice(&body).map_err(|e| Failure::of("read a preview", e))?;
    answer["people"].as_i64().ok_or_else(|| Failure(format!("{rule}: {status} {answer}")))
}

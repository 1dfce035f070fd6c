//! The list, one customer, the overview.

use crate::{
    Bench, Failure,
    http::Load,
    pgbench,
    shop::Server,
    sql::{bound, some_customers},
    table::Goal,
};
use chrono::DateTime;
use patron_db::{
    customers::{self, Filter, PageBy},
    logins, orders,
    sealed::Keyring,
    segments::RuleAt,
};
use patron_domain::{customer::CustomerSort, money::Money, people_set::Moment, segment::Target};

const CONNECTIONS: usize = 16;
/// Customers that are asked for by id.
const SOME: i64 = 100;

/// A page of 50, filtered by orders and spend, sorted by spend.
pub const LIST: &str = "/api/v1/customers?min_orders=3&min_spent=1000&sort=total_spent&order=desc&limit=50";

/// The same as SQL.
fn list_sql() -> Result<String, Failure> {
    let thousand = Money::parse("1000").map_err(|e| Failure(e.0))?;
    let target = Target { min_orders: Some(3), min_spent: Some(thousand), ..Target::default() };
    // neither number depends on the moment
    let at = Moment::new(DateTime::UNIX_EPOCH, chrono_tz::UTC, "monday");
    let filter = Filter { rules: vec![RuleAt { rule: target.rule(), at }], ..Filter::default() };
    let by = PageBy { sort: CustomerSort::Spent, desc: true, limit: 50, cursor: None };
    // the keyring is for searches by phone, and this is none
    let keyring = Keyring::parse("1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")
        .map_err(|e| Failure::of("make a keyring", e))?;
    let query = customers::near(&keyring, &filter, by);
    let query = query.ok_or_else(|| Failure("the list has no statement".into()))?;
    Ok(bound(query.sql().as_str(), &["3", "1000", "51"]))
}

/// The list against its own SQL.
pub async fn list(bench: &mut Bench, server: &Server) -> Result<(), Failure> {
    let make = |_: &mut fastrand::Rng| server.target.get(LIST, &bench.shop.secret);
    server.target.load(Load::full(CONNECTIONS, bench.time / 4), make).await?.good()?;
    let plain = pgbench::run(&bench.shop, "list", &[list_sql()?], CONNECTIONS, bench.time)?;
    let sample = server.target.load(Load::full(CONNECTIONS, bench.time), make).await?.good()?;
    bench.table.ratio("list of 50, 16 connections", sample.rate(), "/s", plain.rate, Goal::AtLeast(0.2));
    bench.table.figure("list of 50, p99", sample.millis(0.99), "ms", Goal::AtMost(30.0));
    Ok(())
}

/// One customer, alone and with logins and orders, against the same statements.
pub async fn customer(bench: &mut Bench, server: &Server) -> Result<(), Failure> {
    let some = some_customers(&bench.shop, SOME).await?;
    let one = |id: &str| bound(customers::get_sql(), &[id]);
    let quoted = |id: &uuid::Uuid| format!("'{id}'");
    let rest = |id: &str| {
        let values = [id, "null", "null::uuid", "51"];
        bound(logins::LIST_SQL, &values) + &bound(orders::LIST_SQL, &values)
    };
    let alone: Vec<String> = some.iter().map(|(id, _)| one(&quoted(id))).collect();
    let three: Vec<String> = some.iter().map(|(id, _)| one(&quoted(id)) + &rest(&quoted(id))).collect();
    let path = |rng: &mut fastrand::Rng| format!("/api/v1/customers/{}", some[rng.usize(..some.len())].0);
    let secret = bench.shop.secret.clone();
    let make = |rng: &mut fastrand::Rng| server.target.get(&path(rng), &secret);
    server.target.load(Load::full(CONNECTIONS, bench.time / 4), make).await?.good()?;
    let plain = pgbench::run(&bench.shop, "customer", &alone, CONNECTIONS, bench.time)?;
    let sample = server.target.load(Load::full(CONNECTIONS, bench.time), make).await?.good()?;
    bench.table.ratio("one customer by id", sample.rate(), "/s", plain.rate, Goal::AtLeast(0.15));
    let plain = pgbench::run(&bench.shop, "history", &three, CONNECTIONS, bench.time)?;
    let turn = std::cell::Cell::new(0usize);
    let make = |rng: &mut fastrand::Rng| {
        turn.set(turn.get() + 1);
        let tail = ["", "/logins", "/orders"][turn.get() % 3];
        server.target.get(&format!("{}{tail}", path(rng)), &secret)
    };
    let sample = server.target.load(Load::full(CONNECTIONS, bench.time), make).await?.good()?;
    let name = "customer with logins and orders";
    bench.table.ratio(name, sample.rate() / 3.0, "/s", plain.rate, Goal::AtLeast(0.1));
    Ok(())
}

/// The overview, and what it takes in a small shop.
pub async fn overview(bench: &mut Bench, server: &Server) -> Result<(), Failure> {
    const PATH: &str = "/api/v1/stats/overview";
    let small_server = bench.small.serve().await?;
    let (secret, small_secret) = (bench.shop.secret.clone(), bench.small.secret.clone());
    let make = |_: &mut fastrand::Rng| server.target.get(PATH, &secret);
    let make_small = |_: &mut fastrand::Rng| small_server.target.get(PATH, &small_secret);
    let full = Load::full(CONNECTIONS, bench.time / 2);
    let alone = Load::full(1, bench.time / 4);
    server.target.load(alone, make).await?.good()?;
    small_server.target.load(alone, make_small).await?.good()?;
    // turn by turn, so that what else the machine does meets both
    let (mut large, mut small) = (Vec::new(), Vec::new());
    let mut at_once = Vec::new();
    for _ in 0..3 {
        small.push(small_server.target.load(alone, make_small).await?.good()?.millis(0.5));
        large.push(server.target.load(alone, make).await?.good()?.millis(0.5));
        at_once.push(server.target.load(full, make).await?.good()?);
    }
    let middle = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        values[values.len() / 2]
    };
    let quantile = |q: f64| middle(at_once.iter().map(|sample| sample.millis(q)).collect());
    bench.table.figure("overview, 16 connections, median", quantile(0.5), "ms", Goal::AtMost(10.0));
    bench.table.figure("overview, 16 connections, p99", quantile(0.99), "ms", Goal::AtMost(25.0));
    let (large, small) = (middle(large), middle(small));
    bench.table.ratio("overview, large shop against small", large, "ms", small, Goal::AtMostTimes(1.3));
    small_server.stop()
}

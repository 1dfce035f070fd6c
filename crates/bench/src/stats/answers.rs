//! Overview, growth and engagement in a quiet shop, large and small.

use super::{CONNECTIONS, Paths, quantile};
use crate::{
    Bench, Failure,
    http::{Load, Sample},
    shop::Server,
    table::{Goal, Table},
};

/// Turns of each size.
const ROUNDS: usize = 3;
/// How much more an answer may take with ten times the customers.
const GROWS: f64 = 1.3;

/// Each answer at both sizes, turn by turn, so that what else the machine does meets both.
pub async fn both_sizes(
    bench: &mut Bench,
    paths: &Paths,
    server: &Server,
    small: &Server,
) -> Result<(), Failure> {
    let (secret, small_secret) = (bench.shop.secret.clone(), bench.small.secret.clone());
    let full = Load::full(CONNECTIONS, bench.time / 2);
    let warm = Load::full(CONNECTIONS, bench.time / 8);
    for (name, path) in paths.all() {
        let make = |_: &mut fastrand::Rng| server.target.get(path, &secret);
        let make_small = |_: &mut fastrand::Rng| small.target.get(path, &small_secret);
        small.target.load(warm, make_small).await?.good()?;
        server.target.load(warm, make).await?.good()?;
        let (mut large_rounds, mut small_rounds) = (Vec::new(), Vec::new());
        for _ in 0..ROUNDS {
            small_rounds.push(small.target.load(full, make_small).await?.good()?);
            large_rounds.push(server.target.load(full, make).await?.good()?);
        }
        let middle = |rounds: &[Sample], share: f64| {
            quantile(rounds.iter().map(|sample| sample.millis(share)).collect(), 0.5)
        };
        let median = middle(&large_rounds, 0.5);
        let small_median = middle(&small_rounds, 0.5);
        judge(&mut bench.table, &format!("{name}, large shop"), median, middle(&large_rounds, 0.99));
        judge(&mut bench.table, &format!("{name}, small shop"), small_median, middle(&small_rounds, 0.99));
        bench.table.ratio(
            &format!("{name}, large shop against small"),
            median,
            "ms",
            small_median,
            Goal::AtMostTimes(GROWS),
        );
    }
    Ok(())
}

/// What must hold of each answer, in a quiet shop and in a busy one.
pub fn judge(table: &mut Table, name: &str, median: f64, p99: f64) {
    table.figure(&format!("{name}, median"), median, "ms", Goal::AtMost(10.0));
    table.figure(&format!("{name}, p99"), p99, "ms", Goal::AtMost(25.0));
}

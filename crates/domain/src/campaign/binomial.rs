//! Random numbers of the binomial distribution, exact: how many of `n` people come up who each do with chance `p`.
//!
//! Few are counted off along the distribution (inversion); many are drawn by transformed rejection with squeeze, BTRS of
//! W. Hörmann, The generation of binomial random variates, Journal of Statistical Computation and Simulation 46, 1993,
//! whose time does not grow with `n`.

use fastrand::Rng;
use libm::lgamma;

/// Below this mean, counting off is quick, and above it Hörmann's constants hold.
const MANY: f64 = 10.0;

/// How many of `n` come up.
pub(super) fn draw(rng: &mut Rng, n: u64, p: f64) -> u64 {
    if n == 0 || p <= 0.0 {
        0
    } else if p >= 1.0 {
        n
    } else if p > 0.5 {
        n - draw(rng, n, 1.0 - p)
    } else if n as f64 * p < MANY {
        count_off(rng, n, p)
    } else {
        reject(rng, n, p)
    }
}

fn count_off(rng: &mut Rng, n: u64, p: f64) -> u64 {
    let odds = p / (1.0 - p);
    // at least e^-14, as p is at most a half
    let mut chance = (n as f64 * (-p).ln_1p()).exp();
    let mut left = rng.f64();
    let mut k = 0;
    while left > chance && k < n {
        left -= chance;
        chance *= (n - k) as f64 / (k + 1) as f64 * odds;
        k += 1;
    }
    k
}

fn reject(rng: &mut Rng, people: u64, p: f64) -> u64 {
    let n = people as f64;
    let spread = (n * p * (1.0 - p)).sqrt();
    let b = 1.15 + 2.53 * spread;
    let a = -0.0873 + 0.0248 * b + 0.01 * p;
    let c = n * p + 0.5;
    let squeeze = 0.92 - 4.2 / b;
    let alpha = (2.83 + 5.1 / b) * spread;
    let odds = (p / (1.0 - p)).ln();
    let mode = ((n + 1.0) * p).floor();
    let height = lgamma(mode + 1.0) + lgamma(n - mode + 1.0);
    loop {
        let u = rng.f64() - 0.5;
        let v = rng.f64();
        let us = 0.5 - u.abs();
        let k = ((2.0 * a / us + b) * u + c).floor();
        // outside: also what is no number, where us is 0
        if !(0.0..=n).contains(&k) {
            continue;
        }
        if us >= 0.07 && v <= squeeze {
            return k as u64;
        }
        let v = (v * alpha / (a / (us * us) + b)).ln();
        if v <= height - lgamma(k + 1.0) - lgamma(n - k + 1.0) + (k - mode) * odds {
            return k as u64;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The chance of `k`, by its definition.
    fn chance(n: f64, k: f64, p: f64) -> f64 {
        let ways = lgamma(n + 1.0) - lgamma(k + 1.0) - lgamma(n - k + 1.0);
        (ways + k * p.ln() + (n - k) * (-p).ln_1p()).exp()
    }

    #[test]
    fn numbers_come_as_often_as_they_should() {
        const DRAWS: u32 = 20_000;
        for (n, p) in [(20, 0.3), (100, 0.25), (1000, 0.009), (100_000, 0.1), (50, 0.9), (40, 0.5)] {
            let mut rng = Rng::with_seed(7);
            let drawn: Vec<u64> = (0..DRAWS).map(|_| draw(&mut rng, n, p)).collect();
            let (mean, variance) = (n as f64 * p, n as f64 * p * (1.0 - p));
            let average = drawn.iter().map(|&k| k as f64).sum::<f64>() / f64::from(DRAWS);
            assert!(
                (average - mean).abs() < 4.0 * (variance / f64::from(DRAWS)).sqrt(),
                "{n} {p}: {average}"
            );
            // each number within five standard deviations of how often it should come
            let from = (mean - 4.0 * variance.sqrt()).max(0.0) as u64;
            let to = ((mean + 4.0 * variance.sqrt()) as u64).min(n);
            for k in (from..=to).step_by(1 + usize::try_from(to - from).unwrap() / 40) {
                let expected = chance(n as f64, k as f64, p) * f64::from(DRAWS);
                let found = drawn.iter().filter(|&&x| x == k).count() as f64;
                assert!(
                    (found - expected).abs() < 5.0 * expected.sqrt() + 3.0,
                    "{n} {p} {k}: {found}, {expected}"
                );
            }
        }
    }

    #[test]
    fn the_certain_is_certain() {
        let mut rng = Rng::with_seed(1);
        assert_eq!((draw(&mut rng, 9, 0.0), draw(&mut rng, 9, 1.0), draw(&mut rng, 0, 0.5)), (0, 9, 0));
    }
}

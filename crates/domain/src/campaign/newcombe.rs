//! The difference of two shares: Newcombe's hybrid score interval without continuity correction, method 10 in R. G.
//! Newcombe, Interval estimation for the difference between independent proportions: comparison of eleven methods,
//! Statistics in Medicine 17, 1998, 873–890.
//!
//! With Wilson's interval of each share, `l1` to `u1` and `l2` to `u2`: `d - √((p1 - l1)² + (u2 - p2)²)` to
//! `d + √((u1 - p1)² + (p2 - l2)²)`.

use super::{Group, Interval, wilson};

/// The share of `treated` less that of `held_out`.
pub fn difference(treated: Group, held_out: Group) -> Interval {
    let (one, two) = (wilson::rate(treated), wilson::rate(held_out));
    let value = one.value - two.value;
    Interval {
        value,
        low: value - (one.value - one.low).hypot(two.high - two.value),
        high: value + (one.high - one.value).hypot(two.value - two.low),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::tests::ends;

    #[test]
    fn the_published_examples_come_out() {
        // Newcombe 1998, table II, method 10
        for ([a, m, b, n], low, high) in [
            ([56, 70, 48, 80], 0.0524, 0.3339),
            ([9, 10, 3, 10], 0.1705, 0.8090),
            ([6, 7, 2, 7], 0.0582, 0.8062),
            ([5, 56, 0, 29], -0.0381, 0.1926),
            ([0, 10, 0, 20], -0.1611, 0.2775),
            ([0, 10, 0, 10], -0.2775, 0.2775),
            ([10, 10, 0, 20], 0.6791, 1.0),
            ([10, 10, 0, 10], 0.6075, 1.0),
        ] {
            let found = difference(Group { people: m, buyers: a }, Group { people: n, buyers: b });
            ends(found, low, high);
        }
    }

    #[test]
    fn the_other_way_round_is_the_same_with_the_other_sign() {
        let (a, b) = (Group { people: 5400, buyers: 486 }, Group { people: 600, buyers: 36 });
        let (there, back) = (difference(a, b), difference(b, a));
        assert!((there.low + back.high).abs() < 1e-12 && (there.high + back.low).abs() < 1e-12);
    }
}

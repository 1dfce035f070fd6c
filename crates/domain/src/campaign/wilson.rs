//! A share's interval: Wilson's score interval without continuity correction (E. B. Wilson, Probable inference, the law
//! of succession, and statistical inference, JASA 22, 1927; method 3 in R. G. Newcombe, Two-sided confidence intervals
//! for the single proportion, Statistics in Medicine 17, 1998, 857–872).
//!
//! `(p + z²/2n ± z √(p(1 - p)/n + z²/4n²)) / (1 + z²/n)`

use super::{Group, Interval, Z};

/// The share of a group that bought. Nothing is known of a group without people: 0 to 1.
pub fn rate(group: Group) -> Interval {
    if group.people == 0 {
        return Interval { value: 0.0, low: 0.0, high: 1.0 };
    }
    let (n, p) = (group.people as f64, group.rate());
    let square = Z * Z;
    let middle = p + square / (2.0 * n);
    let half = Z * (p * (1.0 - p) / n + square / (4.0 * n * n)).max(0.0).sqrt();
    let whole = 1.0 + square / n;
    Interval {
        value: p,
        low: ((middle - half) / whole).clamp(0.0, p),
        high: ((middle + half) / whole).clamp(p, 1.0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::tests::ends;

    #[test]
    fn the_published_examples_come_out() {
        // Newcombe 1998 (single proportion), table I
        for (buyers, people, low, high) in [
            (81, 263, 0.2553, 0.3662),
            (15, 148, 0.0624, 0.1605),
            (0, 20, 0.0, 0.1611),
            (1, 29, 0.0061, 0.1718),
        ] {
            ends(rate(Group { people, buyers }), low, high);
        }
        assert_eq!(rate(Group { people: 29, buyers: 29 }).high, 1.0);
        assert_eq!(rate(Group { people: 0, buyers: 0 }), Interval { value: 0.0, low: 0.0, high: 1.0 });
    }
}

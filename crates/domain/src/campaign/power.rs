//! How many people a campaign needs: the sample size for two proportions (Fleiss, Levin and Paik 2003, section 4.3,
//! without continuity correction; what R's `power.prop.test` solves), two-sided 5 %, power 80 %.
//!
//! `n = (z₁ √(2 p̄(1 - p̄)) + z₂ √(p1(1 - p1) + p2(1 - p2)))² / (p1 - p2)²` in each group.

use super::{Group, Z};

/// The normal distribution's quantile of 80 %.
const POWER: f64 = 0.8416212335729143;

/// About how many people each group would need for a difference like this one to show in four of five campaigns; where
/// none is seen, for one of a fifth of the share. `None` when nobody bought: then nothing tells how rare it is.
pub fn needed_per_group(treated: Group, held_out: Group) -> Option<i64> {
    let base = held_out.rate();
    let other = if treated.rate() != base {
        treated.rate()
    } else if base * 1.2 <= 1.0 {
        base * 1.2
    } else {
        base * 0.8
    };
    let needed = per_group(other, base, POWER);
    // beyond that, it is no number that helps anybody
    (needed.is_finite() && needed < 1e15).then(|| needed.ceil() as i64)
}

fn per_group(a: f64, b: f64, power: f64) -> f64 {
    let middle = (a + b) / 2.0;
    let none = Z * (2.0 * middle * (1.0 - middle)).sqrt();
    let some = power * (a * (1.0 - a) + b * (1.0 - b)).sqrt();
    ((none + some) / (a - b)).powi(2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_sizes_come_out() {
        // R: power.prop.test(p1 = .50, p2 = .75, power = .90), of its own help page: n = 76.7
        assert!((per_group(0.50, 0.75, 1.2815515655446004) - 76.7).abs() < 0.05);
        // R: power.prop.test(p1 = .25, p2 = .40, power = .80): n = 151.8689
        assert!((per_group(0.25, 0.40, POWER) - 151.8689).abs() < 0.001);
        let found = needed_per_group(Group { people: 100, buyers: 25 }, Group { people: 100, buyers: 40 });
        assert_eq!(found, Some(152));
    }

    #[test]
    fn without_a_difference_it_is_that_of_a_fifth_and_without_buyers_nothing() {
        let five = Group { people: 100, buyers: 5 };
        // R: power.prop.test(p1 = .05, p2 = .06, power = .80): n = 8157.7
        assert_eq!(needed_per_group(five, five), Some(8158));
        let nobody = Group { people: 100, buyers: 0 };
        assert_eq!(needed_per_group(nobody, nobody), None);
        assert!(needed_per_group(Group { people: 9, buyers: 9 }, Group { people: 9, buyers: 9 }).is_some());
    }
}

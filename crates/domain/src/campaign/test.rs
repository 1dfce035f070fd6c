//! Whether two shares differ by more than chance: the two-proportion z test with pooled variance (J. L. Fleiss, B. Levin,
//! M. C. Paik, Statistical Methods for Rates and Proportions, 3rd edition, 2003, section 3.3; without continuity
//! correction, so its square is Pearson's chi-squared of the table of four).
//!
//! `z = (p1 - p2) / √(p(1 - p)(1/n1 + 1/n2))`, `p` being the share of both together.

use super::Group;

/// The two-sided p. `None` where there is nothing to compare: a group is empty, or nobody or everybody bought.
pub fn p(treated: Group, held_out: Group) -> Option<f64> {
    let (n1, n2) = (treated.people as f64, held_out.people as f64);
    if treated.people == 0 || held_out.people == 0 {
        return None;
    }
    let both = (treated.buyers as f64 + held_out.buyers as f64) / (n1 + n2);
    let error = (both * (1.0 - both) * (1.0 / n1 + 1.0 / n2)).sqrt();
    if error.is_nan() || error <= 0.0 {
        return None;
    }
    let z = (treated.rate() - held_out.rate()) / error;
    // both tails of the normal distribution
    Some(libm::erfc(z.abs() / std::f64::consts::SQRT_2))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_tables_come_out() {
        // chi-squared of 56/70 against 48/80 is 7.0234 with one degree of freedom
        let found = p(Group { people: 70, buyers: 56 }, Group { people: 80, buyers: 48 }).unwrap();
        assert!((found - 0.008_045).abs() < 0.000_001, "{found}");
        let same = p(Group { people: 100, buyers: 10 }, Group { people: 1000, buyers: 100 }).unwrap();
        assert!((same - 1.0).abs() < 1e-9);
    }

    #[test]
    fn where_all_did_the_same_there_is_no_p() {
        let nobody = Group { people: 10, buyers: 0 };
        let everybody = Group { people: 10, buyers: 10 };
        let empty = Group { people: 0, buyers: 0 };
        assert_eq!((p(nobody, nobody), p(everybody, everybody), p(everybody, empty)), (None, None, None));
    }
}

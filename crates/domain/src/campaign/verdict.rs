//! What can be said of a campaign.

use super::{Group, Verdict, newcombe};

/// A group of fewer people says too little.
pub const LEAST_PEOPLE: u64 = 100;

/// So many buyers each group must be expected to have if both bought alike (Cochran's rule for a table of four). The
/// expected number and not the observed one: that nobody of a large hold-out bought is a finding.
pub const LEAST_BUYERS: f64 = 5.0;

/// The verdict of the share who bought, by Newcombe's interval. `held_out` is `None` for a campaign that holds nobody
/// out.
pub fn verdict(treated: Group, held_out: Option<Group>) -> Verdict {
    let Some(held_out) = held_out else { return Verdict::NoHoldout };
    let smaller = treated.people.min(held_out.people);
    let people = treated.people as f64 + held_out.people as f64;
    let alike = (treated.buyers as f64 + held_out.buyers as f64) / people.max(1.0);
    if smaller < LEAST_PEOPLE || alike * (smaller as f64) < LEAST_BUYERS {
        return Verdict::TooFew;
    }
    let found = newcombe::difference(treated, held_out);
    if found.low > 0.0 {
        Verdict::Positive
    } else if found.high < 0.0 {
        Verdict::Negative
    } else {
        Verdict::Inconclusive
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::campaign::binomial::draw;

    fn of(buyers: u64, people: u64) -> Group {
        Group { people, buyers }
    }

    #[test]
    fn it_says_no_more_than_the_numbers_do() {
        assert_eq!(verdict(of(90, 1000), None), Verdict::NoHoldout);
        assert_eq!(verdict(of(486, 5400), Some(of(36, 600))), Verdict::Positive);
        assert_eq!(verdict(of(324, 5400), Some(of(54, 600))), Verdict::Negative);
        assert_eq!(verdict(of(486, 5400), Some(of(50, 600))), Verdict::Inconclusive);
        assert_eq!(verdict(of(80, 900), Some(of(9, 99))), Verdict::TooFew, "99 people");
        assert_eq!(verdict(of(36, 900), Some(of(4, 100))), Verdict::TooFew, "4 buyers expected");
        assert_eq!(verdict(of(400, 5400), Some(of(0, 600))), Verdict::Positive, "none of many is a finding");
        assert_eq!(verdict(of(0, 0), Some(of(0, 0))), Verdict::TooFew);
    }

    #[test]
    fn a_campaign_without_effect_is_called_one_with_in_about_five_of_a_hundred() {
        let mut rng = fastrand::Rng::with_seed(20_261_130);
        let called = (0..1000)
            .filter(|_| {
                let (treated, held_out) = (draw(&mut rng, 5400, 0.09), draw(&mut rng, 600, 0.09));
                let found = verdict(of(treated, 5400), Some(of(held_out, 600)));
                matches!(found, Verdict::Positive | Verdict::Negative)
            })
            .count();
        // 50 with a standard deviation of 6.9: three of them either way
        assert!((30..=70).contains(&called), "{called} of 1000");
    }
}

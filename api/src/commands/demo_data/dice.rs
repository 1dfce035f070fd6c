//! Chance that repeats itself: SplitMix64 (Steele, Lea and Flood, 2014). For made-up data only, never for
//! secrets.

/// A row of numbers that its seed decides.
pub struct Dice(u64);

impl Dice {
    /// The row of this seed.
    #[cfg(test)]
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The row that belongs to the `n`th thing of a kind: each thing has its own, so that one can be made
    /// without making those before it.
    pub fn of(seed: u64, kind: Kind, n: usize) -> Self {
        let mut dice = Self(seed ^ ((kind as u64 + 1) << 56));
        let start = dice.next();
        Self(start ^ (n as u64).wrapping_mul(0xD6E8_FEB8_6659_FD93))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Bits for an id.
    pub fn bits(&mut self) -> u128 {
        (u128::from(self.next()) << 64) | u128::from(self.next())
    }

    /// From 0 to 1, without 1.
    pub fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1u64 << 53) as f64
    }

    /// From `low` to `high`, both possible.
    pub fn range(&mut self, low: i64, high: i64) -> i64 {
        low + (self.unit() * (high - low + 1) as f64) as i64
    }

    /// True in so many of a hundred cases.
    pub fn percent(&mut self, chance: f64) -> bool {
        self.unit() * 100.0 < chance
    }

    /// The place of one of `weights`, the heavier the likelier.
    pub fn weighted(&mut self, weights: &[f64]) -> usize {
        let mut at = self.unit() * weights.iter().sum::<f64>();
        let passed = |weight: &f64| {
            at -= weight;
            at < 0.0
        };
        weights.iter().position(passed).unwrap_or(0)
    }

    /// The exponential of a normal number with this deviation: mostly small, with a long tail.
    pub fn long_tail(&mut self, deviation: f64) -> f64 {
        // Box and Muller, 1958
        let normal = (-2.0 * (1.0 - self.unit()).ln()).sqrt() * (std::f64::consts::TAU * self.unit()).cos();
        (deviation * normal).exp()
    }
}

/// Kinds of things that have rows of their own.
#[derive(Debug, Clone, Copy)]
pub enum Kind {
    Signup,
    Person,
    Life,
    Visit,
    Purchase,
    Stranger,
    CustomerId,
    ConsentId,
    ChangeId,
    LoginId,
    OrderId,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_decides_everything_and_ranges_hold() {
        let throw = |seed| {
            let mut dice = Dice::new(seed);
            (0..1000).map(|_| dice.range(1, 6)).collect::<Vec<_>>()
        };
        assert_eq!(throw(7), throw(7));
        assert_ne!(throw(7), throw(8));
        for face in 1..=6 {
            assert!(throw(7).contains(&face));
        }
        assert!(throw(7).iter().all(|n| (1..=6).contains(n)));
        let mut dice = Dice::new(1);
        assert!((0..1000).all(|_| dice.weighted(&[0.0, 1.0, 0.0]) == 1));
    }

    #[test]
    fn things_of_a_kind_and_kinds_have_rows_of_their_own() {
        let first = |kind, n| Dice::of(7, kind, n).bits();
        assert_eq!(first(Kind::Person, 3), first(Kind::Person, 3));
        assert_ne!(first(Kind::Person, 3), first(Kind::Person, 4));
        assert_ne!(first(Kind::Person, 3), first(Kind::Life, 3));
    }
}

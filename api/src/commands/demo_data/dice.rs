//! Chance that repeats itself: SplitMix64 (Steele, Lea and Flood, 2014). For made-up data only, never for
//! secrets.

/// A row of numbers that its seed decides.
pub struct Dice(u64);

impl Dice {
    /// The row of this seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
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
    pub fn percent(&mut self, chance: u32) -> bool {
        self.unit() * 100.0 < f64::from(chance)
    }

    /// One of `items`, which are not none.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        &items[(self.unit() * items.len() as f64) as usize]
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

    /// A wait with this mean: short ones are common, long ones happen.
    pub fn wait(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.unit()).ln()
    }
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
        assert!((0..1000).all(|_| dice.wait(3.0) >= 0.0));
    }
}

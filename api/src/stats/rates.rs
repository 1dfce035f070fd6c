//! Parts of wholes, as they go over the wire. Halves are rounded up, as the database rounds them.

use patron_domain::money::Money;
use rust_decimal::{Decimal, RoundingStrategy};

fn rounded(d: Decimal, places: u32) -> Decimal {
    d.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)
}

fn ratio(part: Decimal, whole: i64, places: u32) -> Option<Decimal> {
    if whole <= 0 {
        return None;
    }
    part.checked_div(Decimal::from(whole)).map(|d| rounded(d, places))
}

/// A rate with four decimals; nothing of nothing.
pub(super) fn rate(part: i64, whole: i64) -> Option<String> {
    ratio(Decimal::from(part), whole, 4).map(|d| format!("{d:.4}"))
}

/// A mean with two decimals; nothing of nothing.
pub(super) fn mean(sum: i64, of: i64) -> Option<String> {
    ratio(Decimal::from(sum), of, 2).map(|d| format!("{d:.2}"))
}

/// A mean of money; nothing of nothing.
pub(super) fn mean_money(sum: Money, of: i64) -> Option<Money> {
    ratio(sum.amount(), of, 2).map(Money::trusted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_go_up_zeros_stay_and_nothing_is_no_rate() {
        assert_eq!(rate(1, 3).as_deref(), Some("0.3333"));
        assert_eq!(rate(1, 1).as_deref(), Some("1.0000"));
        assert_eq!(rate(5, 100_000).as_deref(), Some("0.0001"));
        assert_eq!(rate(0, 0), None);
        assert_eq!(mean(2, 5).as_deref(), Some("0.40"));
        assert_eq!(
            mean_money(Money::trusted(Decimal::ONE), 8).map(|m| m.to_string()).as_deref(),
            Some("0.13")
        );
    }
}

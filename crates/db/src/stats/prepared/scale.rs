//! Round amounts to cut a distribution at: 1, 2, 5, 10, 20, 50 and so on.

use rust_decimal::Decimal;

/// Fewest and most cuts; with the ranges below the first and above the last there is one bucket more.
const FEWEST: usize = 7;
const MOST: usize = 11;

/// The round amounts from 1 to 500 thousand millions.
fn steps() -> Vec<Decimal> {
    (0..12_u32)
        .flat_map(|power| [1_i64, 2, 5].map(|digit| Decimal::from(digit * 10_i64.pow(power))))
        .collect()
}

/// Cuts for amounts of which one tenth are below `low`, and one tenth above `high`: from the round amount below the
/// former to the one above the latter, where these lie far enough apart and not too far.
pub(super) fn cuts(low: Decimal, high: Decimal) -> Vec<Decimal> {
    let steps = steps();
    let last = steps.iter().position(|s| *s >= high).unwrap_or(steps.len().saturating_sub(1));
    let first = steps.iter().rposition(|s| *s <= low).unwrap_or(0).min(last);
    // what is too far below is left out: it would hold next to nobody
    let mut first = first.max((last + 1).saturating_sub(MOST));
    let mut last = last;
    while last - first + 1 < FEWEST {
        match (last + 1 < steps.len(), first > 0) {
            // above and below in turns
            (true, true) if (last - first) % 2 == 0 => first -= 1,
            (true, _) => last += 1,
            (false, _) => first = first.saturating_sub(1),
        }
    }
    steps.into_iter().skip(first).take(last - first + 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(low: i64, high: i64) -> Vec<String> {
        cuts(low.into(), high.into()).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn cuts_are_round_and_cover_what_most_people_are_worth() {
        assert_eq!(texts(430, 8_100), ["200", "500", "1000", "2000", "5000", "10000", "20000"]);
        assert_eq!(texts(20, 4_000), ["20", "50", "100", "200", "500", "1000", "2000", "5000"]);
        assert_eq!(texts(0, 0).len(), 7);
        assert_eq!(texts(1, i64::MAX).len(), 11);
        assert_eq!(texts(i64::MAX, i64::MAX).len(), 7);
        assert_eq!(texts(-5, 3), ["1", "2", "5", "10", "20", "50", "100"]);
    }
}

//! Digits, money and shares.

use patron_domain::money::Money;
use rust_decimal::Decimal;

/// Where the commas go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Grouping {
    /// 12,34,567
    Indian,
    /// 1,234,567
    Thousands,
}

/// `1,23,456`.
pub fn whole(n: i64, grouping: Grouping) -> String {
    let sign = if n < 0 { "−" } else { "" };
    format!("{sign}{}", grouped(&n.unsigned_abs().to_string(), grouping))
}

fn grouped(digits: &str, grouping: Grouping) -> String {
    let mut out = Vec::with_capacity(digits.len() + digits.len() / 2);
    for (place, digit) in digits.chars().rev().enumerate() {
        let comma = match grouping {
            Grouping::Indian => place == 3 || (place > 3 && place % 2 == 1),
            Grouping::Thousands => place > 0 && place % 3 == 0,
        };
        if comma {
            out.push(',');
        }
        out.push(digit);
    }
    out.iter().rev().collect()
}

/// The currency's sign, or its code with a space that doesn't break.
pub fn sign(currency: &str) -> String {
    match currency {
        "INR" => "₹".to_owned(),
        "USD" => "$".to_owned(),
        "EUR" => "€".to_owned(),
        "GBP" => "£".to_owned(),
        "JPY" => "¥".to_owned(),
        other => format!("{other}\u{a0}"),
    }
}

/// `₹64,280`; with `small_exact`, amounts below a thousand keep their hundredths unless those are zero.
pub fn money(amount: Money, currency: &str, grouping: Grouping, small_exact: bool) -> String {
    let value = amount.amount();
    let minus = if amount.is_negative() { "−" } else { "" };
    let abs = value.abs();
    let text = if small_exact && abs < Decimal::ONE_THOUSAND && !abs.fract().is_zero() {
        format!("{abs:.2}")
    } else {
        grouped(&abs.round().normalize().to_string(), grouping)
    };
    format!("{minus}{}{text}", sign(currency))
}

/// `₹41.2 L`, `₹6.41 Cr`; elsewhere `$1.2 M`. Below a lakh (or a million) in full.
pub fn short_money(amount: Money, currency: &str, grouping: Grouping) -> String {
    let steps: &[(i64, &str)] = match grouping {
        Grouping::Indian => &[(10_000_000, "Cr"), (100_000, "L")],
        Grouping::Thousands => &[(1_000_000_000, "B"), (1_000_000, "M")],
    };
    let value = amount.amount().abs();
    for (size, unit) in steps {
        let size = Decimal::from(*size);
        if value >= size {
            let scaled = value / size;
            let places = if scaled >= Decimal::ONE_HUNDRED {
                0
            } else if scaled >= Decimal::TEN {
                1
            } else {
                2
            };
            let minus = if amount.is_negative() { "−" } else { "" };
            return format!("{minus}{}{} {unit}", sign(currency), scaled.round_dp(places).normalize());
        }
    }
    money(amount, currency, grouping, false)
}

/// `66.3%`; nothing when there is nothing to divide by.
pub fn share(part: i64, whole: i64) -> Option<String> {
    (whole > 0).then(|| format!("{}%", tenths(part, whole)))
}

/// `part` / `whole` in per cent with one decimal, none when it is zero.
fn tenths(part: i64, whole: i64) -> String {
    let value = Decimal::from(part) * Decimal::ONE_HUNDRED / Decimal::from(whole);
    value.round_dp(1).normalize().to_string()
}

/// `420 KB`, `1.1 MB`: in thousands, as file lists have it.
pub fn bytes(n: i64) -> String {
    match n {
        ..1_000 => format!("{n} B"),
        1_000..1_000_000 => format!("{} KB", n / 1_000),
        _ => format!("{}.{} MB", n / 1_000_000, n % 1_000_000 / 100_000),
    }
}

/// `7.0`: how many a second, of so many a minute.
pub fn a_second(a_minute: i64) -> String {
    let tenths = a_minute.saturating_mul(10) / 60;
    format!("{}.{}", tenths / 10, tenths % 10)
}

/// A change against a base, when the base is large enough (30) to say anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// `5.8%`
    pub text: String,
    /// Above, below or at the base.
    pub direction: std::cmp::Ordering,
}

/// How `now` differs from `before`.
pub fn change(now: i64, before: i64) -> Option<Change> {
    (before >= 30).then(|| Change {
        text: format!("{}%", tenths((now - before).abs(), before)),
        direction: now.cmp(&before),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cmp::Ordering;

    fn rupees(text: &str) -> Money {
        Money::parse(text).unwrap()
    }

    #[test]
    fn lakhs_and_thousands_are_grouped_differently() {
        for (n, indian, thousands) in [
            (0, "0", "0"),
            (999, "999", "999"),
            (1_000, "1,000", "1,000"),
            (123_456, "1,23,456", "123,456"),
            (12_345_678, "1,23,45,678", "12,345,678"),
            (-48_216, "−48,216", "−48,216"),
        ] {
            assert_eq!(whole(n, Grouping::Indian), indian);
            assert_eq!(whole(n, Grouping::Thousands), thousands);
        }
    }

    #[test]
    fn hundredths_show_only_in_small_order_amounts() {
        let m = |text, exact| money(rupees(text), "INR", Grouping::Indian, exact);
        assert_eq!(m("64280.00", false), "₹64,280");
        assert_eq!(m("640.50", true), "₹640.50");
        assert_eq!(m("640.00", true), "₹640");
        assert_eq!(m("1640.60", true), "₹1,641");
        assert_eq!(m("100000.00", false), "₹1,00,000", "trailing zeros stay");
        assert_eq!(m("0.00", false), "₹0");
        assert_eq!(money(rupees("5"), "CHF", Grouping::Thousands, false), "CHF\u{a0}5");
    }

    #[test]
    fn long_amounts_shorten_to_lakh_and_crore() {
        let m = |text, grouping| short_money(rupees(text), "INR", grouping);
        assert_eq!(m("64100000", Grouping::Indian), "₹6.41 Cr");
        assert_eq!(m("4120000", Grouping::Indian), "₹41.2 L");
        assert_eq!(m("99999", Grouping::Indian), "₹99,999");
        assert_eq!(m("64100000", Grouping::Thousands), "₹64.1 M");
    }

    #[test]
    fn sizes_and_rates_are_short() {
        assert_eq!([bytes(88), bytes(184_320), bytes(38_400_000)], ["88 B", "184 KB", "38.4 MB"]);
        assert_eq!([a_second(0), a_second(5), a_second(420)], ["0.0", "0.0", "7.0"]);
    }

    #[test]
    fn a_small_base_gives_no_change() {
        assert_eq!(change(50, 29), None);
        let c = change(617, 684).unwrap();
        assert_eq!((c.text.as_str(), c.direction), ("9.8%", Ordering::Less));
        assert_eq!(share(31_948, 48_216).as_deref(), Some("66.3%"));
        assert_eq!(share(1, 0), None);
    }
}

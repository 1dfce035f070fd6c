//! Amounts, from the digits as they were sent: never through a binary float.

use super::{invalid, json::Object};
use patron_db::ingest::Refusal;
use patron_domain::money::Money;
use rust_decimal::{Decimal, RoundingStrategy};

/// The amount of a member, which may be a number or a string; none when it is absent or blank.
///
/// # Errors
/// When it is no amount, is below zero, or has too many digits.
pub fn amount(object: &Object<'_>, names: &[&str], pointer: &str) -> Result<Option<Money>, Refusal> {
    let Some(raw) = object.get(names) else { return Ok(None) };
    let text = super::json::text(raw).ok_or_else(|| invalid(pointer, "must be an amount such as 1499.00"))?;
    if text.trim().is_empty() {
        return Ok(None);
    }
    let value = decimal(&text).ok_or_else(|| invalid(pointer, "must be an amount such as 1499.00"))?;
    let money = rounded(value, pointer)?;
    if money.is_negative() {
        return Err(invalid(pointer, "must not be negative"));
    }
    Ok(Some(money))
}

/// An amount with two decimals, halves rounded away from zero.
///
/// # Errors
/// When it has too many digits.
pub fn rounded(value: Decimal, pointer: &str) -> Result<Money, Refusal> {
    let value = value.round_dp_with_strategy(2, RoundingStrategy::MidpointAwayFromZero);
    let value = if value.is_zero() { Decimal::ZERO } else { value };
    Money::new(value).map_err(|e| invalid(pointer, e.0))
}

/// A decimal number as JSON writes it.
pub fn decimal(text: &str) -> Option<Decimal> {
    let text = text.trim();
    let plain = |b: u8| b.is_ascii_digit() || matches!(b, b'.' | b'-' | b'+' | b'e' | b'E');
    if text.is_empty() || !text.bytes().all(plain) {
        return None;
    }
    // what is left over when JavaScript subtracts, such as 5.5e-17
    let is_dust = |exponent: &str| exponent.parse::<i32>().is_ok_and(|e| e <= -20);
    match text.split_once(['e', 'E']) {
        Some((digits, exponent)) if is_dust(exponent) => {
            digits.parse::<Decimal>().ok().filter(|d| d.abs() < Decimal::ONE_HUNDRED).map(|_| Decimal::ZERO)
        }
        _ => text.parse().ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(json: &str) -> Result<Option<String>, Refusal> {
        let object = Object::parse(json).unwrap();
        amount(&object, &["total"], "/properties/total").map(|m| m.map(|m| m.to_string()))
    }

    #[test]
    fn digits_are_kept_and_rounded_once() {
        for (sent, kept) in [
            ("27.5", "27.50"),
            (r#""27.50""#, "27.50"),
            ("0.1", "0.10"),
            ("1.005", "1.01"),
            ("19.989999999999998", "19.99"),
            ("123456789012.34", "123456789012.34"),
            ("1.5e3", "1500.00"),
            ("1E+2", "100.00"),
            ("5.551115123125783e-17", "0.00"),
            ("5.551115123125783e-27", "0.00"),
            ("-0.0000001", "0.00"),
            ("-0", "0.00"),
        ] {
            assert_eq!(read(&format!(r#"{{"total":{sent}}}"#)).unwrap().as_deref(), Some(kept), "{sent}");
        }
        assert_eq!(read(r#"{"total":null}"#), Ok(None));
        assert_eq!(read(r#"{"total":" "}"#), Ok(None));
    }

    #[test]
    fn what_is_no_amount_is_refused() {
        for bad in
            ["-5", "1e308", "1000000000000", r#""₹10""#, r#""1,000""#, r#""1_000""#, "true", "[1]", r#""e""#]
        {
            assert!(read(&format!(r#"{{"total":{bad}}}"#)).is_err(), "{bad}");
        }
    }
}

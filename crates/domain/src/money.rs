//! Money is decimal everywhere: `numeric` in SQL, a decimal here, a string in JSON, plain digits in files.

use crate::FieldError;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};

/// An amount with two decimals, in the currency that stands beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(try_from = "Decimal", into = "String")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, example = "1499.00"))]
pub struct Money(Decimal);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(Decimal::ZERO);

    /// Takes a decimal that has at most two decimals and fits the column (`numeric(14,2)`).
    ///
    /// # Errors
    /// When it has more decimals or twelve or more digits before the point.
    pub fn new(value: Decimal) -> Result<Self, FieldError> {
        let mut v = value.normalize();
        if v.scale() > 2 {
            return Err(FieldError::new("must have at most two decimals"));
        }
        if v.abs() >= Decimal::from(1_000_000_000_000_i64) {
            return Err(FieldError::new("must be less than 1000000000000"));
        }
        v.rescale(2);
        Ok(Self(v))
    }

    /// Parses plain digits with a dot, such as `1499.00`; no symbol, no thousands mark.
    ///
    /// # Errors
    /// When it is something else, or as [`Money::new`].
    pub fn parse(s: &str) -> Result<Self, FieldError> {
        s.trim()
            .parse::<Decimal>()
            .map_err(|_| FieldError::new("must be an amount such as 1499.00"))
            .and_then(Self::new)
    }

    /// What a trusted source (the database) gave, rounded to two decimals.
    pub fn trusted(mut value: Decimal) -> Self {
        value = value.round_dp(2);
        value.rescale(2);
        Self(value)
    }

    /// The decimal itself, with a scale of two.
    pub const fn amount(self) -> Decimal {
        self.0
    }

    /// Whether it is below zero.
    pub fn is_negative(self) -> bool {
        self.0.is_sign_negative() && !self.0.is_zero()
    }
}

impl TryFrom<Decimal> for Money {
    type Error = FieldError;
    fn try_from(d: Decimal) -> Result<Self, FieldError> {
        Self::new(d)
    }
}
impl From<Money> for String {
    fn from(m: Money) -> Self {
        m.to_string()
    }
}
impl std::fmt::Display for Money {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let mut v = self.0;
        v.rescale(2);
        v.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zero_prints_its_decimals_and_thirds_are_refused() {
        assert_eq!(Money::ZERO.to_string(), "0.00");
        assert_eq!(Money::parse("1499").unwrap().to_string(), "1499.00");
        for bad in ["1.005", "₹10", "1,000", "", "1e999", "1000000000000"] {
            assert!(Money::parse(bad).is_err(), "{bad}");
        }
    }
}

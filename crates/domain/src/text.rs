//! Rules that every text shares: trimmed, no control characters that storage or terminals choke on,
//! an upper length that is told with the field's name by whoever asks.

use crate::FieldError;

/// Trims `value`; `None` when nothing is left (an empty string is stored as NULL).
///
/// # Errors
/// When it has more than `max` characters or holds a NUL or another control character.
pub fn optional(value: &str, max: usize) -> Result<Option<String>, FieldError> {
    let trimmed = value.trim();
    if trimmed.chars().any(|c| c.is_control()) {
        return Err(FieldError::new("must not contain control characters"));
    }
    if trimmed.chars().count() > max {
        return Err(FieldError::new(format!("must be at most {max} characters")));
    }
    Ok((!trimmed.is_empty()).then(|| trimmed.to_owned()))
}

/// As [`optional`], but something must be left.
///
/// # Errors
/// As [`optional`], and when nothing is left.
pub fn required(value: &str, max: usize) -> Result<String, FieldError> {
    optional(value, max)?.ok_or_else(|| FieldError::new("must not be empty"))
}

/// Longest name of a person, in characters (the column's size).
pub const NAME_MAX: usize = 255;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blanks_become_nothing_and_length_counts_characters() {
        assert_eq!(optional("  ", 5), Ok(None));
        assert_eq!(optional(" ₹₹₹ ", 3), Ok(Some("₹₹₹".into())));
        assert!(optional("₹₹₹₹", 3).is_err());
        assert!(required("", 3).is_err());
        assert!(optional("a\0b", 9).is_err());
    }
}

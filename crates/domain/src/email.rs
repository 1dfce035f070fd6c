//! Email addresses: trimmed, stored as given, compared without case.

use crate::FieldError;
use serde::{Deserialize, Serialize};

/// An address that can be written to, as far as its form tells.
///
/// The rule is that of HTML's `input type=email` plus a length of at most 254 bytes, so a page and the
/// server agree. Two addresses are the same when their [`Email::folded`] forms are.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, format = Email, example = "ananya.marigold@example.com"))]
pub struct Email(String);

impl Email {
    /// Parses an address after trimming it.
    ///
    /// # Errors
    /// When it is empty, too long, or not of the form `local@domain`.
    pub fn parse(input: &str) -> Result<Self, FieldError> {
        let s = input.trim();
        let bad = || FieldError::new("must be an email address such as name@example.com");
        if s.is_empty() || s.len() > 254 {
            return Err(bad());
        }
        let (local, domain) = s.rsplit_once('@').ok_or_else(bad)?;
        let local_ok = !local.is_empty()
            && local.len() <= 64
            && local.chars().all(|c| c.is_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c));
        let label_ok = |l: &str| {
            !l.is_empty()
                && l.len() <= 63
                && !l.starts_with('-')
                && !l.ends_with('-')
                && l.chars().all(|c| c.is_alphanumeric() || c == '-')
        };
        if local_ok && domain.split('.').all(label_ok) { Ok(Self(s.to_owned())) } else { Err(bad()) }
    }

    /// As the person wrote it.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The form that decides whether two addresses are one: [`fold`].
    pub fn folded(&self) -> String {
        fold(&self.0)
    }
}

/// Lower case letter by letter, as a database has it: `str::to_lowercase` writes a sigma at the end of a word and a
/// dotted capital i differently, and the same address would be two.
pub fn fold(text: &str) -> String {
    text.chars().filter_map(|c| c.to_lowercase().next()).collect()
}

impl TryFrom<String> for Email {
    type Error = FieldError;
    fn try_from(s: String) -> Result<Self, FieldError> {
        Self::parse(&s)
    }
}
impl From<Email> for String {
    fn from(e: Email) -> Self {
        e.0
    }
}
impl std::fmt::Display for Email {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn good_ones_pass_and_bad_ones_do_not() {
        for good in ["a@b", " Ada@Example.com ", "o'neil+tag@sub.example.co.in", "löv@exämple.de"] {
            assert!(Email::parse(good).is_ok(), "{good}");
        }
        for bad in ["", "@", "a@", "@b", "a b@c.d", "a@b..c", "a@-b.c", "a\0@b.c", "a@b.c\n@d", "a,b@c.d"] {
            assert!(Email::parse(bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn case_and_blanks_make_no_second_person() {
        let (a, b) = (Email::parse(" Ada@Example.COM").unwrap(), Email::parse("ada@example.com ").unwrap());
        assert_eq!(a.folded(), b.folded());
        assert_eq!(a.as_str(), "Ada@Example.COM");
        let folded = |s: &str| Email::parse(s).unwrap().folded();
        assert_eq!(folded("\u{391}\u{3a3}@x.com"), "\u{3b1}\u{3c3}@x.com");
        assert_eq!(folded("\u{130}@x.com"), "i@x.com");
    }

    proptest! {
        #[test]
        fn parsing_never_panics_and_is_stable(s in "\\PC{0,80}") {
            if let Ok(e) = Email::parse(&s) { prop_assert_eq!(Email::parse(e.as_str()).unwrap(), e); }
        }
    }
}

//! Phone numbers: kept as typed, and as E.164 when they parse for the shop's country.
//!
//! Parsing needs the world's numbering plans, which are too large for the dashboard's bundle; so it is
//! native only and the browser leaves the verdict to the server.

/// A phone number as typed, with what could be made of it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Phone {
    /// As the person wrote it, trimmed.
    pub typed: String,
    /// `+919876543210`, when it is a valid number of its country.
    pub e164: Option<String>,
    /// ISO 3166-1 alpha-2 code of the number's country, with `e164`.
    pub country: Option<String>,
}

/// Longest phone number as typed, in characters (the column's size in the first version).
pub const PHONE_MAX: usize = 20;

#[cfg(not(target_arch = "wasm32"))]
impl Phone {
    /// Reads a phone number; `default_country` (ISO 3166-1 alpha-2) is used when it has no `+`.
    /// A number that doesn't parse is kept as typed. `Ok(None)` for blanks.
    ///
    /// # Errors
    /// When it is too long or has control characters.
    pub fn parse(input: &str, default_country: &str) -> Result<Option<Self>, crate::FieldError> {
        let Some(typed) = crate::text::optional(input, PHONE_MAX)? else { return Ok(None) };
        let region = default_country.parse::<phonenumber::country::Id>().ok();
        let number = phonenumber::parse(region, &typed).ok().filter(phonenumber::is_valid);
        let e164 = number.as_ref().map(|n| n.format().mode(phonenumber::Mode::E164).to_string());
        let country = number.as_ref().and_then(|n| n.country().id()).map(|id| id.as_ref().to_owned());
        Ok(Some(Self { typed, e164, country }))
    }

    /// What a search by number compares: the E.164 form, else the digits as typed.
    pub fn comparable(&self) -> String {
        self.e164.clone().unwrap_or_else(|| digits(&self.typed))
    }

    /// The last four digits, when there are at least four.
    pub fn last4(&self) -> Option<String> {
        let d = digits(&self.comparable());
        (d.len() >= 4).then(|| d[d.len() - 4..].to_owned())
    }
}

/// The ASCII digits of `s`, in order.
pub fn digits(s: &str) -> String {
    s.chars().filter(char::is_ascii_digit).collect()
}

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use super::*;

    #[test]
    fn an_indian_number_gets_its_country_code() {
        let p = Phone::parse(" 98765 43210 ", "IN").unwrap().unwrap();
        assert_eq!(p.e164.as_deref(), Some("+919876543210"));
        assert_eq!(p.country.as_deref(), Some("IN"));
        assert_eq!(p.typed, "98765 43210");
        assert_eq!(p.last4().as_deref(), Some("3210"));
    }

    #[test]
    fn what_does_not_parse_is_kept_as_typed() {
        let p = Phone::parse("12", "IN").unwrap().unwrap();
        assert_eq!((p.typed.as_str(), p.e164.as_deref(), p.comparable().as_str()), ("12", None, "12"));
        assert_eq!(Phone::parse("  ", "IN"), Ok(None));
        assert!(Phone::parse(&"9".repeat(21), "IN").is_err());
    }
}

//! What of a signup's `data` is copied to the profile, its touches and the consent ledger.

use super::{AuthFailure, AuthResult};
use patron_db::profiles::{Details, FirstTouch};
use patron_domain::{
    customer::{SignupMethod, Source},
    phone::Phone,
    text,
};
use serde_json::{Map, Value};

/// Largest metadata, bytes of JSON: it travels in every request's header.
pub const METADATA_MAX: usize = 8 * 1024;

/// The keys that mean something to the profile.
pub struct ProfileData {
    /// Name, phone.
    pub details: Details,
    /// utm_*, referrer, landing_path.
    pub touch: FirstTouch,
    /// The same with `last_` before; empty is the same as first.
    pub last_touch: FirstTouch,
    /// Where from; a page can't claim to be staff.
    pub source: Source,
    /// How.
    pub signup_method: SignupMethod,
    /// `marketing_consent`.
    pub said: Option<bool>,
    /// The wording shown.
    pub notice_version: Option<String>,
}

/// Reads the keys; everything else stays metadata.
///
/// # Errors
/// `validation_failed` naming the key that is not acceptable.
pub fn read(data: &Map<String, Value>, country: &str) -> AuthResult<ProfileData> {
    if serde_json::to_vec(data).map_or(usize::MAX, |v| v.len()) > METADATA_MAX {
        return Err(AuthFailure::validation(format!("data must be at most {METADATA_MAX} bytes of JSON")));
    }
    let word = |key: &str, max: usize| -> AuthResult<Option<String>> {
        let Some(value) = data.get(key) else { return Ok(None) };
        match value {
            Value::Null => Ok(None),
            Value::String(s) => {
                text::optional(s, max).map_err(|e| AuthFailure::validation(format!("{key} {e}")))
            }
            _ => Err(AuthFailure::validation(format!("{key} must be a text"))),
        }
    };
    let first = |keys: [&str; 2], max: usize| -> AuthResult<Option<String>> {
        Ok(word(keys[0], max)?.or(word(keys[1], max)?))
    };
    let phone = first(["mobile_number", "phone"], patron_domain::phone::PHONE_MAX)?;
    let phone = phone.map(|p| Phone::parse(&p, country)).transpose();
    let phone = phone.map_err(|e| AuthFailure::validation(format!("mobile_number {e}")))?.flatten();
    let source = word("source", 50)?.and_then(|s| s.parse().ok()).filter(|s| *s != Source::Admin);
    let method =
        word("signup_method", 50)?.and_then(|s| s.parse().ok()).filter(|m| *m != SignupMethod::Manual);
    Ok(ProfileData {
        details: Details {
            full_name: first(["full_name", "name"], text::NAME_MAX)?,
            phone,
            location: None,
            categories: None,
        },
        touch: FirstTouch {
            utm_source: word("utm_source", 255)?,
            utm_medium: word("utm_medium", 255)?,
            utm_campaign: word("utm_campaign", 255)?,
            referrer: word("referrer", 2048)?,
            landing_path: word("landing_path", 2048)?,
        },
        last_touch: FirstTouch {
            utm_source: word("last_utm_source", 255)?,
            utm_medium: word("last_utm_medium", 255)?,
            utm_campaign: word("last_utm_campaign", 255)?,
            referrer: word("last_referrer", 2048)?,
            landing_path: word("last_landing_path", 2048)?,
        },
        source: source.unwrap_or(Source::Website),
        signup_method: method.unwrap_or(SignupMethod::Email),
        said: said(data.get("marketing_consent"))?,
        notice_version: word("notice_version", 100)?,
    })
}

/// A yes, a no, or nothing; forms send texts.
fn said(value: Option<&Value>) -> AuthResult<Option<bool>> {
    match value {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Bool(b)) => Ok(Some(*b)),
        Some(Value::String(s)) if ["true", "on", "yes"].contains(&s.as_str()) => Ok(Some(true)),
        Some(Value::String(s)) if ["false", "off", "no"].contains(&s.as_str()) => Ok(Some(false)),
        Some(_) => Err(AuthFailure::validation("marketing_consent must be true or false")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn map(value: Value) -> Map<String, Value> {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn a_page_can_not_claim_to_be_staff() {
        let data = read(&map(json!({"source": "admin", "signup_method": "manual"})), "IN").unwrap();
        assert_eq!((data.source, data.signup_method), (Source::Website, SignupMethod::Email));
    }

    #[test]
    fn consent_is_what_was_said_and_nothing_else() {
        for (value, expected) in [(json!(true), Some(true)), (json!("off"), Some(false)), (json!(null), None)]
        {
            assert_eq!(read(&map(json!({"marketing_consent": value})), "IN").unwrap().said, expected);
        }
        assert!(read(&map(json!({"marketing_consent": 1})), "IN").is_err());
        assert!(read(&map(json!({"name": "x".repeat(256)})), "IN").is_err());
    }
}

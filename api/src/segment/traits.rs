//! What is said of a person: the reserved traits that are columns, and all others.

use super::{
    Rules, invalid,
    json::{self, Object},
    time,
};
use chrono::{DateTime, Utc};
use patron_db::{ingest::Refusal, profiles::Details};
use patron_domain::{
    email::Email,
    phone::Phone,
    text::{self, NAME_MAX},
};
use std::collections::BTreeMap;

/// Traits that become columns.
const COLUMNS: [&str; 9] =
    ["email", "phone", "name", "firstName", "first_name", "lastName", "last_name", "createdAt", "created_at"];
/// Names of the trait that says yes or no to marketing.
const CONSENT: [&str; 2] = ["marketing_consent", "marketingConsent"];
/// What of an address may stand in plain.
const PLACE: [&str; 3] = ["city", "state", "country"];

/// Traits, read.
#[derive(Debug, Clone, Default)]
pub struct Traits {
    /// Address.
    pub email: Option<Email>,
    /// Details that are columns.
    pub details: Details,
    /// Since when the person is known.
    pub since: Option<DateTime<Utc>>,
    /// What the person said about marketing.
    pub said: Option<bool>,
    /// All others, as JSON texts.
    pub others: BTreeMap<String, String>,
}

/// Reads traits; `pointer` is where they stand in the event.
///
/// # Errors
/// The first that is not acceptable.
pub fn read(traits: &Object<'_>, pointer: &str, rules: &Rules<'_>) -> Result<Traits, Refusal> {
    let phone = traits.text(&["phone"]).unwrap_or_default();
    let phone =
        Phone::parse(&phone, rules.phone_country).map_err(|e| invalid(&format!("{pointer}/phone"), e.0))?;
    let said = traits.get(&CONSENT).and_then(json::boolean);
    let since = traits.get(&["createdAt", "created_at"]);
    Ok(Traits {
        email: email(traits, pointer)?,
        details: Details {
            full_name: full_name(traits, pointer)?,
            phone,
            location: location(traits),
            categories: None,
        },
        since: since.and_then(|raw| time::past(raw, rules.received_at)),
        said,
        others: others(traits, said.is_some()),
    })
}

/// The address.
///
/// # Errors
/// When it is none.
pub fn email(traits: &Object<'_>, pointer: &str) -> Result<Option<Email>, Refusal> {
    let Some(text) = traits.text(&["email"]).filter(|text| !text.trim().is_empty()) else { return Ok(None) };
    Email::parse(&text).map(Some).map_err(|e| invalid(&format!("{pointer}/email"), e.0))
}

/// The name, else first and last name joined.
fn full_name(traits: &Object<'_>, pointer: &str) -> Result<Option<String>, Refusal> {
    let name = traits.text(&["name"]).filter(|name| !name.trim().is_empty());
    let name = name.unwrap_or_else(|| {
        let part = |names: &[&str]| traits.text(names).unwrap_or_default();
        let (first, last) = (part(&["firstName", "first_name"]), part(&["lastName", "last_name"]));
        format!("{} {}", first.trim(), last.trim())
    });
    text::optional(&name, NAME_MAX).map_err(|e| invalid(&format!("{pointer}/name"), e.0))
}

/// City and state.
fn location(traits: &Object<'_>) -> Option<String> {
    let address = traits.object("address");
    let parts: Vec<String> = ["city", "state"].iter().filter_map(|part| address.text(&[*part])).collect();
    let parts: Vec<&str> = parts.iter().map(|part| part.trim()).filter(|part| !part.is_empty()).collect();
    json::short(&parts.join(", "), super::TEXT_MAX)
}

/// Traits that are no column. Of an address street and postcode are left out: those are only ever stored sealed.
fn others(traits: &Object<'_>, consent_read: bool) -> BTreeMap<String, String> {
    let mut out = BTreeMap::new();
    for (name, raw) in traits.members() {
        if COLUMNS.contains(&name) || (consent_read && CONSENT.contains(&name)) {
            continue;
        }
        let value = if name == "address" { traits.object(name).only(&PLACE) } else { raw.get().to_owned() };
        if name != "address" || value != "{}" {
            out.insert(name.to_owned(), value);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::segment::map::tests::rules;

    #[test]
    fn reserved_traits_come_in_both_spellings() {
        let said = Object::parse(
            r#"{"email":" Ada@Example.com","first_name":"Ada","lastName":"Marigold","phone":"98765 43210",
                "createdAt":1767312000,"address":{"street":"12 Example Street","city":"Bengaluru","state":"Karnataka",
                "postalCode":"560038","country":"IN"},"marketingConsent":false,"plan":{"price":1.50},"age":null}"#,
        )
        .unwrap();
        let read = read(&said, "/traits", &rules(true)).unwrap();
        assert_eq!(read.email.unwrap().as_str(), "Ada@Example.com");
        assert_eq!(read.details.full_name.as_deref(), Some("Ada Marigold"));
        assert_eq!(read.details.phone.unwrap().e164.as_deref(), Some("+919876543210"));
        assert_eq!(read.details.location.as_deref(), Some("Bengaluru, Karnataka"));
        assert_eq!(read.since, Some("2026-01-02T00:00:00Z".parse().unwrap()));
        assert_eq!(read.said, Some(false));
        let others: Vec<(&str, &str)> = read.others.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
        assert_eq!(
            others,
            [
                ("address", r#"{"city":"Bengaluru","state":"Karnataka","country":"IN"}"#),
                ("plan", r#"{"price":1.50}"#)
            ]
        );
    }

    #[test]
    fn what_is_no_address_is_named() {
        let said = Object::parse(r#"{"email":"nobody"}"#).unwrap();
        assert_eq!(read(&said, "/traits", &rules(true)).unwrap_err().pointer, "/traits/email");
        let said = Object::parse(r#"{"email":"","name":"  "}"#).unwrap();
        let read = read(&said, "/traits", &rules(true)).unwrap();
        assert_eq!((read.email, read.details), (None, Details::default()));
    }
}

//! What a key that stands in web pages may not say: anybody can read it there and speak for anybody else.
//!
//! A visitor's behaviour is welcome, and traits that nobody is known or written to by.

use super::{Kind, commerce::Meaning, event::Event, json::Object};
use patron_db::ingest::{Refusal, RefusalCode};

/// Traits that are an address, without case and marks.
const EMAIL: [&str; 3] = ["email", "emailaddress", "mail"];
/// Traits that are a phone number.
const PHONE: [&str; 8] =
    ["phone", "phonenumber", "mobile", "mobilenumber", "mobilephone", "tel", "telephone", "whatsapp"];
/// Parts of the names of traits that say yes or no to marketing.
const CONSENT: [&str; 5] = ["consent", "optin", "optout", "subscribe", "acceptsmarketing"];

/// Whether an event may come from a page.
///
/// # Errors
/// What may not be said, and where to send it from.
pub fn check(event: &Event<'_>) -> Result<(), Refusal> {
    let meaning = if event.kind == Kind::Track { Meaning::of(&event.name) } else { None };
    match meaning {
        Some(Meaning::Order | Meaning::Refund | Meaning::Cancellation) => {
            return Err(refused("/event", "orders are"));
        }
        Some(Meaning::SignUp) => return Err(refused("/event", "sign-ups are")),
        Some(Meaning::SignIn) => return Err(refused("/event", "sign-ins are")),
        None => {}
    }
    check_traits(&event.traits, "/traits")?;
    check_traits(&event.context_traits, "/context/traits")
}

fn check_traits(traits: &Object<'_>, pointer: &str) -> Result<(), Refusal> {
    for (name, _) in traits.members() {
        let folded: String =
            name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect();
        if EMAIL.contains(&folded.as_str()) {
            return Err(refused(&format!("{pointer}/email"), "an email address is"));
        }
        if PHONE.contains(&folded.as_str()) {
            return Err(refused(&format!("{pointer}/phone"), "a phone number is"));
        }
        if CONSENT.iter().any(|part| folded.contains(part)) {
            return Err(refused(pointer, "a consent is"));
        }
    }
    Ok(())
}

fn refused(pointer: &str, what: &str) -> Refusal {
    let message = format!("{what} taken from a server's write key only; send it from the shop's server");
    Refusal::new(RefusalCode::IdentifierNotAllowed, pointer, message)
}

//! The wire's words in the dashboard's words.

use patron_api_types::consents::Consent;
use patron_domain::{
    consent::{Channel, ConsentBasis, ConsentState},
    customer::{CustomerStatus, SignupMethod, Source},
    login::LoginMethod,
    order::{OrderStatus, PaymentStatus},
};

pub fn channel(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "Email",
        Channel::Sms => "SMS",
        Channel::Whatsapp => "WhatsApp",
    }
}

pub fn status(status: CustomerStatus) -> &'static str {
    match status {
        CustomerStatus::Active => "Active",
        CustomerStatus::Inactive => "Inactive",
        CustomerStatus::Blocked => "Blocked",
        CustomerStatus::Erased => "Erased",
    }
}

pub fn source(source: Source) -> &'static str {
    match source {
        Source::Website => "Website",
        Source::Mobile => "Mobile app",
        Source::Admin => "Dashboard",
    }
}

pub fn signup_method(method: SignupMethod) -> &'static str {
    match method {
        SignupMethod::Email => "Email form",
        SignupMethod::Google => "Google",
        SignupMethod::Facebook => "Facebook",
        SignupMethod::Manual => "Typed in by staff",
    }
}

/// Opted in by default is a state of its own: nobody acted.
pub fn consent_state(state: ConsentState, basis: Option<ConsentBasis>) -> &'static str {
    match (state, basis) {
        (ConsentState::Subscribed, Some(ConsentBasis::Default)) => "opted in by default",
        (ConsentState::Subscribed, Some(ConsentBasis::Import)) => "given before the import",
        (ConsentState::Subscribed, _) => "given",
        (ConsentState::Pending, _) => "waiting for confirmation",
        (ConsentState::Unsubscribed, _) => "withdrawn",
        (ConsentState::NotSubscribed, _) => "not asked",
    }
}

/// `Email given, SMS withdrawn, WhatsApp not asked`.
pub fn consents(consents: &[Consent]) -> String {
    let each = consents.iter().map(|c| format!("{} {}", channel(c.channel), consent_state(c.state, c.basis)));
    each.collect::<Vec<_>>().join(", ")
}

pub fn login_method(method: LoginMethod) -> &'static str {
    match method {
        LoginMethod::Password => "with a password",
        LoginMethod::Otp => "with a one-time code",
        LoginMethod::Recovery => "with a recovery link",
        LoginMethod::Anonymous => "without an address",
        LoginMethod::Social => "through a social network",
        LoginMethod::External => "elsewhere",
        LoginMethod::Admin => "by staff",
    }
}

/// Reasons Patron gives have words; a shop's own are shown as they came.
pub fn failure_reason(reason: &str) -> String {
    match reason {
        "unknown_email" => "no account has this address",
        "wrong_password" => "wrong password",
        "blocked" => "blocked",
        "no_password" => "the account has no password",
        other => other,
    }
    .to_owned()
}

pub fn order_status(status: OrderStatus) -> (&'static str, &'static str) {
    match status {
        OrderStatus::Placed => ("Placed", "info"),
        OrderStatus::Confirmed => ("Confirmed", "info"),
        OrderStatus::Fulfilled => ("Fulfilled", "accent"),
        OrderStatus::Delivered => ("Delivered", "ok"),
        OrderStatus::Cancelled => ("Cancelled", ""),
        OrderStatus::Returned => ("Returned", "warn"),
    }
}

pub fn payment_status(status: PaymentStatus) -> &'static str {
    match status {
        PaymentStatus::Unpaid => "unpaid",
        PaymentStatus::Paid => "paid",
        PaymentStatus::PartlyRefunded => "partly refunded",
        PaymentStatus::Refunded => "refunded",
    }
}

/// Where an act of consent took place.
pub fn consent_method(method: &str) -> String {
    match method {
        "signup" => "at sign-up",
        "account" => "in the account",
        "checkout" => "at checkout",
        "import" => "with an import",
        "staff" | "admin" => "through staff",
        other => other,
    }
    .to_owned()
}

/// `customer`, `system`, `key:<id>` or `staff:<id>`, for people.
pub fn actor(actor: &str) -> &'static str {
    match actor.split(':').next() {
        Some("customer") => "by the person",
        Some("staff") => "by staff",
        Some("key") => "by the shop's server",
        _ => "by the system",
    }
}

/// E.164 with spaces: `+91 98765 43210`. Other countries group in other ways, so theirs stay as they are.
pub fn phone(e164: &str) -> String {
    match e164.strip_prefix("+91") {
        Some(local) if local.len() == 10 && local.is_ascii() => {
            let (first, second) = local.split_at(5);
            format!("+91 {first} {second}")
        }
        _ => e164.to_owned(),
    }
}

/// Initials from the first two words.
pub fn initials(name: &str) -> String {
    name.split_whitespace()
        .take(2)
        .filter_map(|word| word.chars().next())
        .flat_map(char::to_uppercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn initials_are_of_the_first_two_words() {
        assert_eq!(initials("ananya  marigold rao"), "AM");
        assert_eq!(initials("löv"), "L");
        assert_eq!(initials(""), "");
    }

    #[test]
    fn indian_numbers_are_spaced() {
        assert_eq!(phone("+919876543210"), "+91 98765 43210");
        assert_eq!(phone("+4915112345678"), "+4915112345678");
    }

    #[test]
    fn a_default_is_never_called_given() {
        assert_eq!(
            consent_state(ConsentState::Subscribed, Some(ConsentBasis::Default)),
            "opted in by default"
        );
        assert_eq!(consent_state(ConsentState::Subscribed, Some(ConsentBasis::Express)), "given");
    }
}

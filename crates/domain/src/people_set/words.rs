//! What a set is called, and what it means, for people.

use super::{Days, PeopleSet};
use crate::{
    acquisition::Touch,
    consent::{Channel, ConsentBasis},
    customer::SignupMethod,
    rfm::RfmGroup,
    segment::NamedSet,
};
use chrono::{Datelike as _, NaiveDate};

impl PeopleSet {
    /// Its short name for people.
    pub fn title(&self) -> String {
        match *self {
            Self::Engaged30d => "Engaged in 30 days".into(),
            Self::Inactive30d => NamedSet::Inactive30d.title().into(),
            Self::Disengaged30d => "Disengaged 30+ days".into(),
            Self::NewToday => "New today".into(),
            Self::New7d => "New in 7 days".into(),
            Self::New30d => "New in 30 days".into(),
            Self::NewWtd => "New since the week began".into(),
            Self::NewMtd => "New since the month began".into(),
            Self::OptedIn => "Opted in".into(),
            Self::OptedInOn { channel, basis: None } => format!("Opted in on {}", spoken(channel)),
            Self::OptedInOn { channel, basis: Some(basis) } => {
                format!("Opted in on {}, {}", spoken(channel), basis_title(basis))
            }
            Self::Pending(channel) => format!("To be confirmed on {}", spoken(channel)),
            Self::Unsubscribed(channel) => format!("Withdrawn on {}", spoken(channel)),
            Self::Reachable(channel) => format!("Reachable on {}", spoken(channel)),
            Self::Buyers => "Buyers".into(),
            Self::RepeatBuyers => "Repeat buyers".into(),
            Self::NeverOrdered => "Never ordered".into(),
            Self::Logins { from, to } => match to {
                Some(1) if from == 1 => "1 sign-in".into(),
                Some(to) if to == from => format!("{from} sign-ins"),
                Some(to) => format!("{from} to {to} sign-ins"),
                None => format!("{from} or more sign-ins"),
            },
            Self::Value { from, to } => match to {
                Some(to) => format!("Lifetime value {from} to under {to}"),
                None => format!("Lifetime value {from} or more"),
            },
            Self::SignedUp(days) => format!("Signed up {}", days.title()),
            Self::Active(days) => format!("Active {}", days.title()),
            Self::LoggedIn(days) => format!("Signed in {}", days.title()),
            Self::Ordered(days) => format!("Ordered {}", days.title()),
            Self::FirstLogin(days) => format!("First sign-in {}", days.title()),
            Self::FirstOrder(days) => format!("First order {}", days.title()),
            Self::Touched { touch: Touch::First, channel } => format!("First touch: {}", channel.title()),
            Self::Touched { touch: Touch::Last, channel } => format!("Last touch: {}", channel.title()),
            Self::RfmCell { recency, value } => format!("RFM: recency {recency}, value {value}"),
            Self::RfmGroup(group) => format!("RFM: {}", group.title()),
            Self::SignupMethod(method) => match method {
                SignupMethod::Email => "Signed up by email".into(),
                SignupMethod::Google => "Signed up with Google".into(),
                SignupMethod::Facebook => "Signed up with Facebook".into(),
                SignupMethod::Manual => "Added by staff".into(),
            },
        }
    }

    /// Its meaning in one sentence.
    pub fn definition(&self) -> String {
        match *self {
            Self::Engaged30d => {
                "A successful sign-in or an order that counts in the last 30 days, today included.".into()
            }
            Self::Inactive30d => NamedSet::Inactive30d.definition().into(),
            Self::Disengaged30d => {
                "Neither a sign-in nor an order that counts in the last 30 days, and signed up at least 30 days ago."
                    .into()
            }
            Self::NewToday => "Signed up today, in the store's time zone.".into(),
            Self::New7d => "Signed up in the last 7 days, today included.".into(),
            Self::New30d => "Signed up in the last 30 days, today included.".into(),
            Self::NewWtd => "Signed up since the first day of this week, in the store's time zone.".into(),
            Self::NewMtd => "Signed up since the first day of this month, in the store's time zone.".into(),
            Self::OptedIn => "With consent to marketing on at least one channel.".into(),
            Self::OptedInOn { channel, basis } => {
                let resting = match basis {
                    None => "",
                    Some(ConsentBasis::Express) => ", given by an act of the person",
                    Some(ConsentBasis::Default) => ", resting on the shop's policy alone",
                    Some(ConsentBasis::Import) => ", brought by an import",
                };
                format!("With {}, and consent to marketing on it{resting}.", address(channel))
            }
            Self::Pending(channel) => {
                format!("With {}, asked for consent on it, and not confirmed yet.", address(channel))
            }
            Self::Unsubscribed(channel) => {
                format!("With {}, and consent to marketing on it withdrawn.", address(channel))
            }
            Self::Reachable(channel) => {
                format!("Status active, and consent to marketing on {}.", spoken(channel))
            }
            Self::Buyers => "At least one order that counts, opening balances included.".into(),
            Self::RepeatBuyers => "At least two orders that count, opening balances included.".into(),
            Self::NeverOrdered => "No order that counts, opening balances included.".into(),
            Self::Logins { .. } => {
                format!("By successful sign-ins of all time, opening balances included: {}.", self.title())
            }
            Self::Value { .. } => format!(
                "{}, in the store's currency: totals less refunds, without shipping and tax.",
                self.title()
            ),
            Self::SignedUp(days) => format!("Signed up {}.", days.meaning()),
            Self::Active(days) => {
                format!("A successful sign-in or an order that counts {}.", days.meaning())
            }
            Self::LoggedIn(days) => format!("A successful sign-in {}.", days.meaning()),
            Self::Ordered(days) => format!("An order that counts {}.", days.meaning()),
            Self::FirstLogin(days) => format!("The first successful sign-in ever was {}.", days.meaning()),
            Self::FirstOrder(days) => format!("The first order that counts was {}.", days.meaning()),
            Self::Touched { touch, channel } => {
                let when = match touch {
                    Touch::First => "How they first came to the shop",
                    Touch::Last => "How they came when they signed up",
                };
                format!("{when}: {}.", channel.title())
            }
            Self::RfmCell { recency, value } => format!(
                "Buyers with recency {recency} of 5, and {value} of 5 for frequency and spend together, as last computed."
            ),
            Self::RfmGroup(RfmGroup::Prospects) => "People without an order that counts.".into(),
            Self::RfmGroup(group) => format!(
                "Buyers in the group {} by recency, frequency and spend, as last computed.",
                group.title()
            ),
            Self::SignupMethod(method) => match method {
                SignupMethod::Email => "The profile came to be by signing up with an email address.".into(),
                SignupMethod::Google => "The profile came to be by signing up through Google.".into(),
                SignupMethod::Facebook => "The profile came to be by signing up through Facebook.".into(),
                SignupMethod::Manual => "The profile was typed in by staff.".into(),
            },
        }
    }
}

impl Days {
    /// `1 Jan 2026`, or `1 Jan 2026 to 31 Jan 2026`.
    fn title(self) -> String {
        if self.from == self.to {
            return date(self.from);
        }
        format!("{} to {}", date(self.from), date(self.to))
    }

    fn meaning(self) -> String {
        if self.from == self.to {
            return format!("on {}, in the store's time zone", date(self.from));
        }
        format!("from {} to {}, both days included, in the store's time zone", date(self.from), date(self.to))
    }
}

fn date(day: NaiveDate) -> String {
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let month = MONTHS.get(day.month0() as usize).copied().unwrap_or_default();
    format!("{} {month} {}", day.day(), day.year())
}

/// A channel in the middle of a sentence.
const fn spoken(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "email",
        Channel::Sms => "SMS",
        Channel::Whatsapp => "WhatsApp",
    }
}

/// What a person needs to be written to on it.
const fn address(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "an email address",
        Channel::Sms => "a phone number for SMS",
        Channel::Whatsapp => "a phone number for WhatsApp",
    }
}

const fn basis_title(basis: ConsentBasis) -> &'static str {
    match basis {
        ConsentBasis::Express => "by the person",
        ConsentBasis::Default => "by policy",
        ConsentBasis::Import => "by import",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_reads_as_people_would_say_it() {
        for (text, title, definition) in [
            (
                "first_login:2026-03-01..2026-03-31",
                "First sign-in 1 Mar 2026 to 31 Mar 2026",
                "The first successful sign-in ever was from 1 Mar 2026 to 31 Mar 2026, both days included, in the store's time zone.",
            ),
            (
                "ordered:2026-03-05..2026-03-05",
                "Ordered 5 Mar 2026",
                "An order that counts on 5 Mar 2026, in the store's time zone.",
            ),
            (
                "opted_in:sms:default",
                "Opted in on SMS, by policy",
                "With a phone number for SMS, and consent to marketing on it, resting on the shop's policy alone.",
            ),
            (
                "logins:3-5",
                "3 to 5 sign-ins",
                "By successful sign-ins of all time, opening balances included: 3 to 5 sign-ins.",
            ),
        ] {
            let set: PeopleSet = text.parse().unwrap();
            assert_eq!((set.title().as_str(), set.definition().as_str()), (title, definition));
        }
    }
}

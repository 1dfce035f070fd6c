//! One made-up person: who they are. What they did is in [`super::plan`].

use super::{
    dice::{Dice, Kind},
    words,
};
use patron_domain::{
    consent::Channel,
    customer::{CustomerStatus, SignupMethod, Source},
    login::LoginMethod,
    phone::Phone,
};

/// How many can sign in; they are the first of the shop.
pub const ACCOUNTS: usize = 10;

/// A person. Made again from the seed whenever needed, so that a million need no memory.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    pub name: String,
    pub phone: Option<Phone>,
    /// Place in [`words::CITIES`].
    pub city: usize,
    pub method: SignupMethod,
    pub source: Source,
    /// Place in [`words::TOUCHES`]; none when staff typed them in.
    pub touch: Option<usize>,
    /// What they said about marketing in the signup.
    pub said: Option<bool>,
    /// Later: withdrew everything, or agreed to a channel; with how far through their time here, 0 to 1.
    pub mind: Option<(f64, Option<Channel>)>,
    pub status: CustomerStatus,
    /// Proved that the address is theirs.
    pub verified: bool,
    /// How they usually sign in.
    pub usual: LoginMethod,
}

impl Person {
    /// The `n`th person of the shop.
    pub fn make_up(seed: u64, n: usize) -> Self {
        let mut dice = Dice::of(seed, Kind::Person, n);
        let (first, last) = name(n);
        let methods =
            [SignupMethod::Email, SignupMethod::Google, SignupMethod::Facebook, SignupMethod::Manual];
        let method = methods[dice.weighted(&[80.0, 13.0, 4.0, 3.0])];
        let method = if n < ACCOUNTS { SignupMethod::Email } else { method };
        let manual = method == SignupMethod::Manual;
        let website = if dice.percent(70.0) { Source::Website } else { Source::Mobile };
        let phone = dice.percent(68.0).then(|| dice.range(0, 99_999_999)).map(phone);
        let said = [None, Some(true), Some(false)][dice.weighted(&[74.0, 21.0, 5.0])];
        let social = matches!(method, SignupMethod::Google | SignupMethod::Facebook);
        let otp = dice.percent(18.0);
        Self {
            name: format!("{first} {last}"),
            city: dice.range(0, words::CITIES.len() as i64 - 1) as usize,
            touch: (!manual).then(|| touch(&mut dice)),
            mind: change_of_mind(&mut dice, phone.is_some() && said != Some(false)),
            verified: n < ACCOUNTS || (!manual && dice.percent(72.0)),
            source: if manual { Source::Admin } else { website },
            status: status(n),
            usual: match (social, otp) {
                (true, _) => LoginMethod::Social,
                (false, true) => LoginMethod::Otp,
                (false, false) => LoginMethod::Password,
            },
            phone,
            method,
            said,
        }
    }
}

/// Not left to chance, so that each shop has some of them.
pub const fn status(n: usize) -> CustomerStatus {
    match n % 60 {
        17 => CustomerStatus::Blocked,
        14 | 38 => CustomerStatus::Inactive,
        _ => CustomerStatus::Active,
    }
}

/// Each pair of names comes once before any comes again; the step leaves neighbours unlike each other.
fn name(n: usize) -> (&'static str, &'static str) {
    let pairs = words::FIRST.len() * words::LAST.len();
    let pair = (n * 977) % pairs;
    (words::FIRST[pair % words::FIRST.len()], words::LAST[pair / words::FIRST.len()])
}

/// The `n`th person's address, which nobody else has.
pub fn email(n: usize) -> String {
    let (first, last) = name(n);
    let again = n / (words::FIRST.len() * words::LAST.len());
    let mut email = String::with_capacity(40);
    email.push_str(first);
    email.push('.');
    email.push_str(last);
    email.make_ascii_lowercase();
    if again > 0 {
        email.push_str(&(again + 1).to_string());
    }
    email.push_str("@example.com");
    email
}

/// As a person types it. India keeps no range of numbers for examples, so these may be somebody's.
fn phone(n: i64) -> Phone {
    let digits = format!("{:010}", 9_000_000_000 + n);
    Phone {
        typed: format!("+91 {} {}", &digits[..5], &digits[5..]),
        e164: Some(format!("+91{digits}")),
        country: Some("IN".into()),
    }
}

fn touch(dice: &mut Dice) -> usize {
    const WEIGHTS: [f64; words::TOUCHES.len()] = {
        let mut weights = [0.0; words::TOUCHES.len()];
        let mut n = 0;
        while n < weights.len() {
            weights[n] = words::TOUCHES[n].5;
            n += 1;
        }
        weights
    };
    dice.weighted(&WEIGHTS)
}

/// Some withdraw later, some agree to WhatsApp.
fn change_of_mind(dice: &mut Dice, may_agree: bool) -> Option<(f64, Option<Channel>)> {
    let (withdraws, agrees, when) = (dice.percent(8.0), dice.percent(7.0), dice.unit());
    match (withdraws, agrees && may_agree) {
        (true, _) => Some((when, None)),
        (false, true) => Some((when, Some(Channel::Whatsapp))),
        (false, false) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_has_anothers_address_and_a_person_comes_out_the_same() {
        let emails: std::collections::HashSet<_> = (0..5000).map(email).collect();
        assert_eq!(emails.len(), 5000);
        assert!(emails.iter().all(|e| e.ends_with("@example.com")));
        assert_eq!(Person::make_up(7, 21), Person::make_up(7, 21));
        assert_ne!(Person::make_up(7, 21), Person::make_up(8, 21));
    }

    #[test]
    fn a_number_is_what_the_parser_makes_of_it() {
        for n in [0, 12_345, 99_999_999] {
            let made = phone(n);
            assert_eq!(Phone::parse(&made.typed, "IN").unwrap().unwrap(), made);
        }
    }

    #[test]
    fn who_can_sign_in_is_active_and_has_a_password() {
        for n in 0..ACCOUNTS {
            let person = Person::make_up(7, n);
            assert_eq!((person.status, person.method), (CustomerStatus::Active, SignupMethod::Email));
        }
    }
}

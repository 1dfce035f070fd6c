//! What the fictional shop's half year looked like: decided by a seed, before anything is stored.

use super::{dice::Dice, person, words};
use chrono::{DateTime, Datelike as _, Days, Duration, Utc};
use chrono_tz::Tz;
use patron_db::profiles::FirstTouch;
use patron_domain::{
    consent::Channel,
    customer::{CustomerStatus, SignupMethod, Source},
    login::LoginMethod,
    order::{OrderStatus, PaymentStatus},
    period::{day_of, day_start},
};

/// How long the shop has been there.
pub const DAYS: u64 = 182;

/// A login attempt.
#[derive(Debug, Clone, PartialEq)]
pub struct Visit {
    pub at: DateTime<Utc>,
    pub method: LoginMethod,
    /// Why it failed; `None` when it worked.
    pub failed: Option<&'static str>,
    /// Place in [`words::AGENTS`].
    pub agent: usize,
    pub ip: String,
}

/// An order; its lines are places in [`words::PRODUCTS`] with quantities.
#[derive(Debug, Clone, PartialEq)]
pub struct Purchase {
    pub at: DateTime<Utc>,
    pub lines: Vec<(usize, i32)>,
    pub status: OrderStatus,
    pub payment: PaymentStatus,
    pub cod: bool,
}

/// A person and everything they did.
#[derive(Debug, Clone, PartialEq)]
pub struct Person {
    pub name: String,
    pub email: String,
    pub phone: Option<String>,
    /// Place in [`words::CITIES`].
    pub city: usize,
    pub signup: DateTime<Utc>,
    pub method: SignupMethod,
    pub source: Source,
    pub touch: FirstTouch,
    /// What they said about marketing in the signup.
    pub said: Option<bool>,
    /// Later: withdrew everything, or agreed to a channel.
    pub consent: Option<(DateTime<Utc>, Option<Channel>)>,
    pub status: CustomerStatus,
    /// Proved that the address is theirs.
    pub verified: bool,
    pub visits: Vec<Visit>,
    pub purchases: Vec<Purchase>,
}

/// The whole shop.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// By signup.
    pub people: Vec<Person>,
    /// Attempts on addresses that nobody has.
    pub strangers: Vec<(String, Visit)>,
}

/// The span that everything falls into.
pub struct Span {
    pub now: DateTime<Utc>,
    pub zone: Tz,
}

impl Plan {
    /// A shop of `customers` people whose half year ends at `now`.
    pub fn new(seed: u64, customers: usize, span: &Span) -> Self {
        let mut dice = Dice::new(seed);
        let days = span.day_weights();
        let mut signups: Vec<_> = (0..customers).map(|_| span.moment(&mut dice, &days)).collect();
        signups.sort_unstable();
        let people =
            signups.iter().enumerate().map(|(n, at)| person::make_up(&mut dice, span, n, *at)).collect();
        let strangers = (0..customers / 20).map(|_| {
            let name = dice.pick(words::LAST).to_lowercase();
            let at = span.moment(&mut dice, &days);
            let visit = person::visit(&mut dice, at, LoginMethod::Password, Some("unknown_email"));
            (format!("{name}{}@example.com", dice.range(10, 99)), visit)
        });
        let strangers = strangers.collect();
        Self { people, strangers }
    }
}

impl Span {
    /// The first day, in the shop's zone.
    fn first_day(&self) -> chrono::NaiveDate {
        let today = day_of(self.now, self.zone);
        today.checked_sub_days(Days::new(DAYS - 1)).unwrap_or(today)
    }

    /// When the shop opened.
    pub fn start(&self) -> DateTime<Utc> {
        day_start(self.first_day(), self.zone)
    }

    /// How busy each day was: growing over the half year, busier towards the weekend.
    fn day_weights(&self) -> Vec<f64> {
        const WEEK: [f64; 7] = [0.8, 0.75, 0.85, 0.95, 1.15, 1.45, 1.35];
        let weight = |(n, day): (usize, chrono::NaiveDate)| {
            let grown = n as f64 / DAYS as f64;
            (0.35 + 1.3 * grown) * WEEK[day.weekday().num_days_from_monday() as usize]
        };
        self.first_day().iter_days().take(DAYS as usize).enumerate().map(weight).collect()
    }

    /// A moment on one of those days.
    fn moment(&self, dice: &mut Dice, days: &[f64]) -> DateTime<Utc> {
        let day = self.first_day() + Days::new(dice.weighted(days) as u64);
        self.hour_of(dice, day)
    }

    /// An hour when people shop, on `day`; of today only what has passed.
    pub fn hour_of(&self, dice: &mut Dice, day: chrono::NaiveDate) -> DateTime<Utc> {
        const HOURS: [f64; 24] = [
            1.5, 0.6, 0.3, 0.2, 0.2, 0.4, 1.0, 2.0, 3.0, 4.0, 5.0, 5.5, 6.0, 5.5, 4.5, 4.5, 5.0, 5.5, 6.5,
            8.0, 9.5, 9.5, 7.0, 3.5,
        ];
        let begin = day_start(day, self.zone);
        let passed = (self.now - begin).num_hours().clamp(0, 24) as usize;
        if passed < 24 {
            // the running hour is no whole one, so today is spread evenly
            let seconds = (self.now - begin).num_seconds().max(1);
            return begin + Duration::seconds(dice.range(0, seconds - 1));
        }
        let hour = dice.weighted(&HOURS) as i64;
        begin + Duration::seconds(hour * 3600 + dice.range(0, 3599))
    }
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;

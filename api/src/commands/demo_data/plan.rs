//! What happened in the fictional shop, in the order of time: decided by a seed, before anything is stored.
//!
//! Small enough to hold for a million people: twelve bytes a visit and an order. Whatever else belongs to one
//! is made from the seed when its row is written.

use super::{
    dice::{Dice, Kind},
    person::{self, Person},
    season::Season,
    words,
};
use patron_domain::{
    customer::{CustomerStatus, SignupMethod},
    login::{FailureReason, LoginMethod},
};

/// Attempts to sign in of each customer, on average.
const VISITS: f64 = 10.0;
/// Orders of each customer, on average.
const ORDERS: f64 = 2.0;
/// Nobody comes or buys more often.
const MOST_VISITS: usize = 600;
const MOST_ORDERS: usize = 250;
/// Addresses that nobody has: one attempt for so many customers.
const STRANGERS: usize = 25;

/// How an attempt to sign in ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    Success,
    WrongPassword,
    Blocked,
    UnknownEmail,
}

impl Outcome {
    /// Why it failed.
    pub const fn failure(self) -> Option<FailureReason> {
        match self {
            Self::Success => None,
            Self::WrongPassword => Some(FailureReason::WrongPassword),
            Self::Blocked => Some(FailureReason::Blocked),
            Self::UnknownEmail => Some(FailureReason::UnknownEmail),
        }
    }
}

/// An attempt to sign in.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Visit {
    /// Seconds since the season's start.
    pub at: u32,
    /// Whose; of strangers which.
    pub person: u32,
    /// Place in [`words::HOSTS`].
    pub host: u16,
    /// Place in [`words::AGENTS`].
    pub agent: u8,
    pub outcome: Outcome,
}

/// An order.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Purchase {
    /// Seconds since the season's start.
    pub at: u32,
    pub person: u32,
    /// What decides the rest of it.
    pub dice: u32,
}

/// The whole shop.
#[derive(Debug, PartialEq)]
pub struct Plan {
    pub seed: u64,
    pub season: Season,
    /// When each signed up, in seconds since the season's start; ascending.
    pub signups: Vec<u32>,
    /// By time.
    pub visits: Vec<Visit>,
    /// By time.
    pub purchases: Vec<Purchase>,
}

impl Plan {
    /// A shop of `customers` people.
    pub fn new(seed: u64, customers: usize, season: Season) -> Self {
        let mut signups: Vec<u32> =
            (0..customers).map(|n| season.signup(&mut Dice::of(seed, Kind::Signup, n))).collect();
        signups.sort_unstable();
        let mut plan = Self { seed, season, signups, visits: Vec::new(), purchases: Vec::new() };
        let lives = plan.lives();
        plan.visits.reserve_exact(customers * 21 / 2);
        plan.purchases.reserve_exact(customers * 9 / 4);
        for (n, life) in lives.iter().enumerate() {
            plan.live(n, life);
        }
        plan.add_strangers();
        plan.visits.sort_unstable_by_key(|v| (v.at, v.person));
        plan.purchases.sort_unstable_by_key(|p| (p.at, p.person));
        plan
    }

    /// How often each person came and bought: tails that are long, scaled so that the averages hold.
    fn lives(&self) -> Vec<Life> {
        let length = f64::from(self.season.length().max(1));
        let tails = self.signups.iter().enumerate().map(|(n, signup)| {
            let mut dice = Dice::of(self.seed, Kind::Life, n);
            let here = 0.06 + (length - f64::from(*signup)) / length;
            let (visits, buys) = (dice.long_tail(1.0) * here, dice.percent(52.0));
            let orders = if buys { dice.long_tail(0.9) * here } else { 0.0 };
            let person = Person::make_up(self.seed, n);
            // whom staff typed in has no way to sign in
            let comes = person.method != SignupMethod::Manual;
            (comes, visits, orders, dice.unit(), dice.unit())
        });
        let tails: Vec<_> = tails.collect();
        let come = tails.iter().filter(|t| t.0).count() as f64;
        let sums = tails.iter().filter(|t| t.0).fold((0.0, 0.0), |(v, o), t| (v + t.1, o + t.2));
        let all = self.signups.len() as f64;
        let (visits, orders) = ((VISITS * all - come) / sums.0.max(1e-9), ORDERS * all / sums.1.max(1e-9));
        let life = |(comes, v, o, round_v, round_o): (bool, f64, f64, f64, f64)| Life {
            // the failed attempts come on top
            visits: if comes { ((v * visits * 0.965 + round_v) as usize).min(MOST_VISITS) + 1 } else { 0 },
            orders: if comes { ((o * orders + round_o) as usize).min(MOST_ORDERS) } else { 0 },
        };
        tails.into_iter().map(life).collect()
    }

    /// One person's visits and orders.
    fn live(&mut self, n: usize, life: &Life) {
        if life.visits == 0 {
            return;
        }
        let person = Person::make_up(self.seed, n);
        let mut dice = Dice::of(self.seed, Kind::Visit, n);
        let (signup, end) = (self.signups[n], self.season.length());
        // not everybody stays: some were here for a while only
        let stay = if dice.percent(48.0) { 1.0 } else { 0.02 + 0.9 * dice.unit() };
        let until = signup + (f64::from(end - signup) * stay) as u32;
        let mut times: Vec<u32> =
            (1..life.visits).map(|_| self.season.between(&mut dice, signup, until)).collect();
        times.push(signup);
        times.sort_unstable();
        times.dedup();
        let (own, home) = (words::agent(dice.unit()), words::host(dice.unit()));
        let begin = self.visits.len();
        for at in times {
            // most come back from where they signed up
            let away = at != signup && dice.percent(18.0);
            let agent = if away { words::agent(dice.unit()) } else { own };
            let host = if away { words::host(dice.unit()) } else { home };
            let visit = Visit { at, person: n as u32, host, agent, outcome: Outcome::Success };
            let before = dice.range(8, 90) as u32;
            if person.usual == LoginMethod::Password && dice.percent(3.6) && at > signup + before {
                self.visits.push(Visit { at: at - before, outcome: Outcome::WrongPassword, ..visit });
            }
            self.visits.push(visit);
        }
        let mut last = None;
        if person.status == CustomerStatus::Blocked && self.visits.len() > begin + 1 {
            // the last attempt of a blocked person was refused, and nothing was bought after it
            last = self.visits.last_mut().map(|visit| {
                visit.outcome = Outcome::Blocked;
                visit.at
            });
        }
        let came = begin..self.visits.len();
        for _ in 0..life.orders {
            let visit = self.visits[came.start + (dice.unit() * came.len() as f64) as usize];
            let at = visit.at + dice.range(180, 2400) as u32;
            let what = dice.range(0, i64::from(u32::MAX)) as u32;
            if visit.outcome == Outcome::Success && at < last.unwrap_or(end) {
                self.purchases.push(Purchase { at, person: n as u32, dice: what });
            }
        }
    }

    fn add_strangers(&mut self) {
        for n in 0..self.signups.len() / STRANGERS {
            let mut dice = Dice::of(self.seed, Kind::Stranger, n);
            let at = self.season.signup(&mut dice);
            let (agent, host) = (words::agent(dice.unit()), words::host(dice.unit()));
            self.visits.push(Visit { at, person: n as u32, host, agent, outcome: Outcome::UnknownEmail });
        }
    }

    /// The address that an attempt was made on, in lower case.
    pub fn email_of(&self, visit: &Visit) -> String {
        let n = visit.person as usize;
        match visit.outcome {
            Outcome::Success | Outcome::WrongPassword | Outcome::Blocked => person::email(n),
            // one that nobody has: a person's, mistyped
            Outcome::UnknownEmail => person::email(n * STRANGERS).replacen('.', "", 1),
        }
    }
}

/// How often somebody came and bought.
struct Life {
    visits: usize,
    orders: usize,
}

#[cfg(test)]
#[path = "plan_tests.rs"]
mod tests;

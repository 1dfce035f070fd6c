//! What can happen in a shop.

use chrono::{DateTime, Days, TimeDelta, Utc};
use chrono_tz::Tz;
use patron_domain::{
    consent::{Channel, ConsentBasis, ConsentState},
    customer::{CustomerStatus, SignupMethod, Source},
    login::LoginMethod,
    order::OrderStatus,
    period::{day_of, day_start},
};

/// Without a change of clocks, with one, and with one in the other half of the year.
pub const ZONES: [Tz; 3] =
    [chrono_tz::Asia::Kolkata, chrono_tz::America::New_York, chrono_tz::Pacific::Auckland];

/// utm_source, utm_medium, referrer and landing path of ways to come; `recount::CHANNELS` says where each is from.
pub const TOUCHES: [[Option<&str>; 4]; 7] = [
    [None, None, None, None],
    [Some("google"), Some("cpc"), None, Some("/sale")],
    [Some("instagram"), Some("social"), Some("https://l.instagram.com/"), Some("/")],
    [Some("newsletter"), Some("email"), None, Some("/")],
    [None, None, Some("https://www.google.com/"), Some("/lamps")],
    [None, None, Some("https://blog.example.net/lamps"), Some("/")],
    [None, None, None, Some("/")],
];

/// Some instant, as a day before now and seconds after its midnight.
#[derive(Debug, Clone, Copy)]
pub struct When {
    pub days: u64,
    pub zone: Tz,
    pub second: i64,
    /// On the last day before that, which is longer or shorter than others.
    pub clocks_change: bool,
}

impl When {
    /// It, and never after `now`.
    pub fn at(&self, now: DateTime<Utc>) -> DateTime<Utc> {
        let mut day = day_of(now, self.zone) - Days::new(self.days);
        if self.clocks_change {
            let odd = (0..250).map(|n| day - Days::new(n)).find(|d| {
                day_start(*d + Days::new(1), self.zone) - day_start(*d, self.zone) != TimeDelta::days(1)
            });
            day = odd.unwrap_or(day);
        }
        (day_start(day, self.zone) + TimeDelta::seconds(self.second)).min(now)
    }
}

/// Something that happens. People and orders are numbers.
#[derive(Debug, Clone)]
pub enum Act {
    SignUp {
        who: u8,
        when: When,
        source: Source,
        method: SignupMethod,
        touch: usize,
        said: Option<bool>,
        phone: bool,
        version: Option<&'static str>,
    },
    /// `direct`: on Patron's own pages; else as reported. `stranger`: with an address that nobody has.
    Login {
        who: u8,
        when: When,
        method: LoginMethod,
        success: bool,
        reason: Option<&'static str>,
        device: Option<&'static str>,
        stranger: bool,
        direct: bool,
    },
    /// A new order, or a known one with other facts.
    Order {
        who: u8,
        order: u8,
        when: When,
        total: u32,
        refunded: u32,
        status: OrderStatus,
        currency: (&'static str, Option<&'static str>),
        old_news: bool,
    },
    OrderChange {
        order: u8,
        status: Option<OrderStatus>,
        refund: Option<u32>,
    },
    Consent {
        who: u8,
        when: When,
        channel: Channel,
        state: ConsentState,
        basis: ConsentBasis,
        by_person: bool,
        method: &'static str,
        version: Option<&'static str>,
    },
    Status {
        who: u8,
        status: CustomerStatus,
    },
    Import {
        who: u8,
        signup: Option<When>,
        last_login: Option<When>,
        logins: i32,
        orders: i32,
        spent: u32,
        status: Option<CustomerStatus>,
        consent: Option<bool>,
    },
    Merge {
        keep: u8,
        other: u8,
    },
    /// Of the newest merge.
    UndoMerge,
    /// Other days and weeks; `counted` at once, else with the next one that is, or at the end.
    Calendar {
        zone: Tz,
        week_start: &'static str,
        counted: bool,
    },
}

/// Some acts; those that are reported one after the other are stored by so many at once.
#[derive(Debug, Clone)]
pub struct History {
    pub acts: Vec<Act>,
    pub batch: usize,
}

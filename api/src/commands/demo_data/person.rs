//! One made-up person.

use super::{
    dice::Dice,
    plan::{Person, Purchase, Span, Visit},
    words,
};
use chrono::{DateTime, Duration, Utc};
use patron_db::profiles::FirstTouch;
use patron_domain::{
    consent::Channel,
    customer::{CustomerStatus, SignupMethod, Source},
    login::LoginMethod,
    order::{OrderStatus, PaymentStatus},
    period::day_of,
};

/// How attached people are: days between visits, and the chance in a hundred that a visit is a purchase.
const HABITS: &[(f64, u32)] = &[(8.0, 42), (26.0, 34), (90.0, 22)];
const HABIT_WEIGHTS: &[f64] = &[30.0, 42.0, 28.0];
/// Nobody comes more often.
const MOST_VISITS: usize = 40;

/// The `n`th person, who signed up at `at`.
pub fn make_up(dice: &mut Dice, span: &Span, n: usize, at: DateTime<Utc>) -> Person {
    let (first, last) = name(n);
    let methods = [SignupMethod::Email, SignupMethod::Google, SignupMethod::Facebook, SignupMethod::Manual];
    let method = methods[dice.weighted(&[80.0, 13.0, 4.0, 3.0])];
    let manual = method == SignupMethod::Manual;
    let website = if dice.percent(70) { Source::Website } else { Source::Mobile };
    let mut person = Person {
        name: format!("{first} {last}"),
        email: email(first, last, n),
        phone: dice.percent(68).then(|| format!("+91 90000 {:05}", dice.range(0, 99_999))),
        city: dice.range(0, words::CITIES.len() as i64 - 1) as usize,
        signup: at,
        method,
        source: if manual { Source::Admin } else { website },
        touch: if manual { FirstTouch::default() } else { touch(dice) },
        said: [None, Some(true), Some(false)][dice.weighted(&[74.0, 21.0, 5.0])],
        consent: None,
        status: status(n),
        verified: !manual && dice.percent(72),
        visits: Vec::new(),
        purchases: Vec::new(),
    };
    if !manual {
        live(dice, span, &mut person);
    }
    person.consent = change_of_mind(dice, span, &person);
    person
}

/// Not left to chance, so that each shop has some of them.
const fn status(n: usize) -> CustomerStatus {
    match n % 60 {
        17 => CustomerStatus::Blocked,
        4 | 38 => CustomerStatus::Inactive,
        _ => CustomerStatus::Active,
    }
}

/// Each pair of names comes once before any comes again; the step leaves neighbours unlike each other.
fn name(n: usize) -> (&'static str, &'static str) {
    let pairs = words::FIRST.len() * words::LAST.len();
    let pair = (n * 641) % pairs;
    (words::FIRST[pair % words::FIRST.len()], words::LAST[pair / words::FIRST.len()])
}

fn email(first: &str, last: &str, n: usize) -> String {
    let again = n / (words::FIRST.len() * words::LAST.len());
    let number = if again == 0 { String::new() } else { (again + 1).to_string() };
    format!("{}.{}{number}@example.com", first.to_lowercase(), last.to_lowercase())
}

fn touch(dice: &mut Dice) -> FirstTouch {
    let weights: Vec<f64> = words::TOUCHES.iter().map(|t| t.5).collect();
    let (source, medium, campaign, referrer, path, _) = words::TOUCHES[dice.weighted(&weights)];
    let said = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    FirstTouch {
        utm_source: said(source),
        utm_medium: said(medium),
        utm_campaign: said(campaign),
        referrer: said(referrer),
        landing_path: said(path),
    }
}

/// The signup is the first visit; the others follow by habit, some begin with a mistyped password, and some
/// end at the shop's till.
fn live(dice: &mut Dice, span: &Span, person: &mut Person) {
    let (days_between, buys) = HABITS[dice.weighted(HABIT_WEIGHTS)];
    let social = matches!(person.method, SignupMethod::Google | SignupMethod::Facebook);
    let first = if social { LoginMethod::Social } else { LoginMethod::Password };
    let usual = if !social && dice.percent(18) { LoginMethod::Otp } else { first };
    let mut at = person.signup;
    let home = visit(dice, at, first, None);
    person.visits.push(home.clone());
    loop {
        let bought = at + Duration::seconds(dice.range(180, 2400));
        if dice.percent(buys) && bought < span.now {
            person.purchases.push(purchase(dice, span, bought));
        }
        let later = at + Duration::seconds((dice.wait(days_between) * 86_400.0) as i64 + 1800);
        at = span.hour_of(dice, day_of(later, span.zone)).max(later);
        if at >= span.now || person.visits.len() >= MOST_VISITS {
            break;
        }
        // most come back from where they signed up
        let place = if dice.percent(80) { home.clone() } else { visit(dice, at, usual, None) };
        if usual == LoginMethod::Password && dice.percent(9) {
            let before = at - Duration::seconds(dice.range(8, 90));
            person.visits.push(Visit {
                at: before,
                method: usual,
                failed: Some("wrong_password"),
                ..place.clone()
            });
        }
        person.visits.push(Visit { at, method: usual, failed: None, ..place });
    }
    turn_away_blocked(person);
}

/// The last attempt of a blocked person was refused, and nothing was bought after it.
fn turn_away_blocked(person: &mut Person) {
    if person.status != CustomerStatus::Blocked {
        return;
    }
    if let Some(last) = person.visits.last_mut().filter(|last| last.at > person.signup) {
        last.failed = Some("blocked");
        let since = last.at;
        person.purchases.retain(|purchase| purchase.at < since);
    }
}

/// An attempt from somewhere: addresses are of the networks that RFC 5737 keeps for examples.
pub fn visit(dice: &mut Dice, at: DateTime<Utc>, method: LoginMethod, failed: Option<&'static str>) -> Visit {
    let weights: Vec<f64> = words::AGENTS.iter().map(|a| a.1).collect();
    let agent = dice.weighted(&weights);
    let network = if dice.percent(60) { "203.0.113" } else { "198.51.100" };
    Visit { at, method, failed, agent, ip: format!("{network}.{}", dice.range(1, 254)) }
}

/// One to three things; what became of it depends on how long ago it was.
fn purchase(dice: &mut Dice, span: &Span, at: DateTime<Utc>) -> Purchase {
    let mut lines: Vec<(usize, i32)> = Vec::new();
    for _ in 0..1 + dice.weighted(&[60.0, 28.0, 12.0]) {
        let product = dice.range(0, words::PRODUCTS.len() as i64 - 1) as usize;
        if lines.iter().all(|(known, _)| *known != product) {
            lines.push((product, 1 + dice.weighted(&[80.0, 15.0, 5.0]) as i32));
        }
    }
    let cod = dice.percent(44);
    let days = (span.now - at).num_days();
    // cash on delivery is often refused at the door
    let returned = if cod { 9.0 } else { 4.0 };
    let status = match days {
        0 => [OrderStatus::Placed, OrderStatus::Confirmed, OrderStatus::Cancelled]
            [dice.weighted(&[60.0, 36.0, 4.0])],
        1..=5 => [OrderStatus::Confirmed, OrderStatus::Fulfilled, OrderStatus::Cancelled]
            [dice.weighted(&[35.0, 60.0, 5.0])],
        _ => [OrderStatus::Delivered, OrderStatus::Cancelled, OrderStatus::Returned]
            [dice.weighted(&[86.0, 6.0, returned])],
    };
    let payment = match (status, cod) {
        (OrderStatus::Delivered, _) if dice.percent(4) => PaymentStatus::PartlyRefunded,
        (OrderStatus::Delivered, _) => PaymentStatus::Paid,
        (OrderStatus::Cancelled | OrderStatus::Returned, false) => PaymentStatus::Refunded,
        (_, true) => PaymentStatus::Unpaid,
        (_, false) => PaymentStatus::Paid,
    };
    Purchase { at, lines, status, payment, cod }
}

/// Some withdraw later, some agree to WhatsApp.
fn change_of_mind(dice: &mut Dice, span: &Span, person: &Person) -> Option<(DateTime<Utc>, Option<Channel>)> {
    let hours = (span.now - person.signup).num_hours();
    let at = person.signup + Duration::hours(dice.range(1, hours.max(2) - 1));
    let withdraws = dice.percent(8);
    let agrees = dice.percent(7) && person.phone.is_some() && person.said != Some(false);
    match (hours > 24, withdraws, agrees) {
        (true, true, _) => Some((at, None)),
        (true, false, true) => Some((at, Some(Channel::Whatsapp))),
        _ => None,
    }
}

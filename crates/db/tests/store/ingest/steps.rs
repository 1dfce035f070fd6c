//! Random reports about six people and eight orders.

use super::{identify, placed, record, report, sign_in};
use crate::{
    rollups::Dice,
    support::{Store, ago, order, wanted},
};
use patron_db::{
    import::ImportRow,
    ingest::{Act, Alias, Consent, Import, Incoming, OrderChange, Profile, Who},
    profiles::Details,
};
use patron_domain::{
    consent::{Channel, ConsentBasis, ConsentState},
    customer::{CustomerStatus, SignupMethod, Source},
    email::Email,
    money::Money,
    order::{OrderStatus, PaymentStatus},
};
use std::collections::BTreeMap;

pub const PEOPLE: u64 = 6;
const ORDERS: u64 = 8;
/// These orders are also written by the way that knows nothing of waiting; nothing waits for them.
pub const OLD_ORDERS: u64 = 2;

pub fn email(n: u64) -> String {
    format!("person{n}@example.com")
}

fn days(store: &Store, dice: &mut Dice) -> chrono::DateTime<chrono::Utc> {
    ago(store, i64::try_from(dice.roll(60)).unwrap())
}

fn amount(dice: &mut Dice, most: u64) -> Money {
    Money::new(dice.roll(most).into()).unwrap()
}

/// One of six people by one or several of what they are known by; now and then by what is somebody else's.
fn who(dice: &mut Dice) -> Who {
    let n = dice.roll(PEOPLE);
    let user = if dice.roll(12) == 0 { dice.roll(PEOPLE) } else { n };
    let email = Email::parse(&email(n)).unwrap();
    let with = dice.roll(8);
    Who {
        email: [0, 1, 4, 6, 7].contains(&with).then_some(email),
        user_id: [2, 4, 5, 6].contains(&with).then(|| format!("user{user}")),
        anonymous_id: [3, 5, 6, 7].contains(&with).then(|| format!("visitor{n}-{}", dice.roll(2))),
    }
}

pub fn old_order(store: &Store, dice: &mut Dice) -> patron_db::orders::NewOrder {
    let n = dice.roll(OLD_ORDERS);
    any_order(store, dice, n)
}

fn any_order(store: &Store, dice: &mut Dice, n: u64) -> patron_db::orders::NewOrder {
    let mut order = order(store, &format!("o{n}"), &format!("{}", 200 + dice.roll(800)));
    order.status = dice.pick(OrderStatus::ALL);
    order.order_date = days(store, dice);
    order.currency = dice.pick(&["INR", "INR", "EUR"]).to_owned();
    if order.currency == "EUR" && dice.roll(2) == 0 {
        order.exchange_rate = Some("90.505".parse().unwrap());
    }
    order.city = dice.pick(&[None, Some("Pune"), Some("Bengaluru")]).map(str::to_owned);
    order.items[0].category = dice.pick(&[None, Some("Lamps"), Some("Rugs")]).map(str::to_owned);
    order
}

fn new_order(store: &Store, dice: &mut Dice) -> Act {
    let n = dice.roll(ORDERS);
    let order = any_order(store, dice, n);
    let Act::Order(mut said) = placed(order) else { panic!("an order") };
    said.status = dice.pick(&[None, Some(OrderStatus::Delivered), Some(OrderStatus::Returned)]);
    if dice.roll(4) == 0 {
        said.says_refunded = true;
        said.order.refunded = amount(dice, 150);
    }
    Act::Order(said)
}

fn change(dice: &mut Dice) -> Act {
    let n = dice.roll(ORDERS);
    let mut change = OrderChange {
        source: "shop".into(),
        order_id: format!("o{n}"),
        waits: n >= OLD_ORDERS,
        ..OrderChange::default()
    };
    match dice.roll(5) {
        0 => change.status = Some(dice.pick(OrderStatus::ALL)),
        1 => change.payment_status = Some(PaymentStatus::Paid),
        2 => change.refunded = Some(amount(dice, 150)),
        3 => change.refund_rest = true,
        _ => change.refund = Some(amount(dice, 60)),
    }
    Act::OrderChange(change)
}

fn profile(dice: &mut Dice) -> Act {
    let details = Details {
        full_name: dice.pick(&[None, Some("Ananya"), Some("Ben")]).map(str::to_owned),
        ..Details::default()
    };
    let plan = format!("\"{}\"", dice.pick(&["gold", "iron"]));
    Act::Profile(Box::new(Profile {
        details,
        fill: dice.roll(2) == 0,
        said: dice.pick(&[None, None, Some(true), Some(false)]),
        traits: BTreeMap::from([("plan".to_owned(), plan)]),
        makes: dice.roll(3) > 0,
        method: "test".into(),
        ..Profile::default()
    }))
}

fn consent(dice: &mut Dice) -> Act {
    let state = dice.pick(&[ConsentState::Subscribed, ConsentState::Unsubscribed]);
    Act::Consent(Consent {
        wanted: vec![wanted(dice.pick(Channel::ALL), state, ConsentBasis::Express)],
        by_person: dice.roll(2) == 0,
        method: "test".into(),
        notice_version: None,
        reason: None,
    })
}

/// Something that is reported. `name` is that of no other event.
pub fn step(store: &Store, dice: &mut Dice, name: &str) -> Incoming {
    let who = who(dice);
    let mut trusted = true;
    let act = match dice.roll(12) {
        0..=2 => new_order(store, dice),
        3 | 4 => change(dice),
        5 | 6 => match sign_in() {
            Act::Login(mut login) => {
                login.success = dice.roll(4) > 0;
                Act::Login(login)
            }
            other => other,
        },
        7 => profile(dice),
        8 => consent(dice),
        9 => identify(),
        10 => Act::Alias(Alias { previous: format!("visitor{}-{}", dice.roll(PEOPLE), dice.roll(2)) }),
        _ => {
            trusted = dice.roll(2) == 0;
            Act::Nothing
        }
    };
    // a page names no address
    let email = who.email.clone().filter(|_| trusted);
    let mut event = Incoming { at: days(store, dice), trusted, ..report(store, Who { email, ..who }, act) };
    event.record = record(name);
    event
}

/// A row of a file about one of them, with an opening balance.
pub fn row(store: &Store, dice: &mut Dice) -> Incoming {
    let row = ImportRow {
        id: None,
        email: Email::parse(&email(dice.roll(PEOPLE))).unwrap(),
        details: Details { full_name: Some("Imported".into()), ..Details::default() },
        signup_date: Some(days(store, dice)),
        email_verified: dice.roll(2) == 0,
        signup_method: SignupMethod::Email,
        source: Source::Website,
        status: dice.pick(&[None, Some(CustomerStatus::Active), Some(CustomerStatus::Inactive)]),
        last_login_at: Some(days(store, dice)),
        login_count: i32::try_from(dice.roll(20)).unwrap(),
        total_orders: i32::try_from(dice.roll(5)).unwrap(),
        total_spent: amount(dice, 9000),
        marketing_consent: dice.pick(&[None, Some(true), Some(false)]),
        ip_address: None,
        user_agent: None,
        consents: Vec::new(),
        own_export: false,
    };
    let import = Import { row, dates: Vec::new(), as_of: store.now.date_naive() };
    report(store, Who::default(), Act::Import(Box::new(import)))
}

/// Every id there can be, in a server's word that changes nothing: what a public key joined is released by it.
pub fn last_words(store: &Store) -> Vec<Incoming> {
    let mut said = Vec::new();
    for n in 0..PEOPLE {
        said.push(super::user(&format!("user{n}")));
        said.extend((0..2).map(|v| super::visitor(&format!("visitor{n}-{v}"))));
    }
    said.into_iter()
        .map(|who| {
            let mut event = report(store, who, Act::Nothing);
            event.record = record("Last word");
            event
        })
        .collect()
}

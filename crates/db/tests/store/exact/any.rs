//! Any history of a shop.

use super::history::{Act, History, TOUCHES, When, ZONES};
use chrono_tz::Tz;
use patron_domain::{
    consent::{Channel, ConsentBasis, ConsentState},
    customer::{CustomerStatus, SignupMethod, Source},
    login::LoginMethod,
    order::OrderStatus,
};
use proptest::{
    collection::vec,
    option,
    prelude::*,
    sample::{Select, select},
};

const DEVICES: [Option<&str>; 8] = [
    None,
    Some("Chrome Mobile on Android (phone)"),
    Some("Firefox on Linux (computer)"),
    Some("Mobile Safari on iOS (tablet)"),
    Some("Googlebot (bot)"),
    Some("Opera on Other (device)"),
    Some("The till in the shop"),
    Some("Browser of a fridge (fridge)"),
];

const REASONS: [Option<&str>; 4] =
    [None, Some("wrong_password"), Some("locked_out"), Some("In words of their own")];
const VERSIONS: [Option<&str>; 3] = [None, Some("2026-03"), Some("2026-09")];
/// A currency and the rate of it; the last one can't be converted.
const CURRENCIES: [(&str, Option<&str>); 4] =
    [("INR", None), ("INR", None), ("EUR", Some("90.505")), ("EUR", None)];

/// Any history.
pub fn any_history() -> impl Strategy<Value = History> {
    (vec(any_act(), 10..=40), 1..=5_usize).prop_map(|(acts, batch)| History { acts, batch })
}

fn any_act() -> impl Strategy<Value = Act> {
    prop_oneof![
        16 => sign_up(),
        34 => login(),
        20 => order(),
        8 => (0..6_u8, option::of(select(OrderStatus::ALL)), option::of(0..500_u32))
            .prop_map(|(order, status, refund)| Act::OrderChange { order, status, refund }),
        10 => consent(),
        5 => (who(), select(vec![CustomerStatus::Active, CustomerStatus::Inactive, CustomerStatus::Blocked]))
            .prop_map(|(who, status)| Act::Status { who, status }),
        8 => import(),
        5 => (who(), who()).prop_map(|(keep, other)| Act::Merge { keep, other }),
        3 => Just(Act::UndoMerge),
        2 => (zone(), select(vec!["monday", "sunday"]), any::<bool>())
            .prop_map(|(zone, week_start, counted)| Act::Calendar { zone, week_start, counted }),
    ]
}

fn who() -> std::ops::Range<u8> {
    0..8
}

fn zone() -> Select<Tz> {
    select(ZONES.to_vec())
}

fn version() -> Select<Option<&'static str>> {
    select(VERSIONS.to_vec())
}

fn when() -> impl Strategy<Value = When> {
    let days = 0..=400_u64;
    let day_and_second = prop_oneof![
        5 => (days.clone(), 0..86_400_i64, Just(false)),
        3 => (days, -3..=3_i64, Just(false)),
        2 => (0..=1_u64, -3..=3_i64, Just(false)),
        1 => (0..=150_u64, 0..90_000_i64, Just(true)),
    ];
    (day_and_second, zone()).prop_map(|((days, second, clocks_change), zone)| When {
        days,
        zone,
        second,
        clocks_change,
    })
}

fn sign_up() -> impl Strategy<Value = Act> {
    let how = (select(Source::ALL), select(SignupMethod::ALL), 0..TOUCHES.len());
    (who(), when(), how, option::of(any::<bool>()), any::<bool>(), version()).prop_map(
        |(who, when, (source, method, touch), said, phone, version)| Act::SignUp {
            who,
            when,
            source,
            method,
            touch,
            said,
            phone,
            version,
        },
    )
}

fn login() -> impl Strategy<Value = Act> {
    let success = prop::bool::weighted(0.75);
    let what = (select(LoginMethod::ALL), success, select(REASONS.to_vec()), select(DEVICES.to_vec()));
    (who(), when(), what, prop::bool::weighted(0.1), any::<bool>()).prop_map(
        |(who, when, (method, success, reason, device), stranger, direct)| Act::Login {
            who,
            when,
            method,
            success,
            reason,
            device,
            stranger,
            direct,
        },
    )
}

fn order() -> impl Strategy<Value = Act> {
    let money = (100..2000_u32, prop_oneof![3 => Just(0_u32), 1 => 0..150_u32], select(CURRENCIES.to_vec()));
    (who(), 0..6_u8, when(), money, select(OrderStatus::ALL), prop::bool::weighted(0.2)).prop_map(
        |(who, order, when, (total, refunded, currency), status, old_news)| Act::Order {
            who,
            order,
            when,
            total,
            refunded,
            status,
            currency,
            old_news,
        },
    )
}

fn consent() -> impl Strategy<Value = Act> {
    let states = vec![ConsentState::Subscribed, ConsentState::Unsubscribed, ConsentState::Pending];
    let wanted = (select(Channel::ALL), select(states), select(ConsentBasis::ALL));
    let evidence = (any::<bool>(), select(vec!["preferences", "checkout"]), version());
    (who(), when(), wanted, evidence).prop_map(
        |(who, when, (channel, state, basis), (by_person, method, version))| Act::Consent {
            who,
            when,
            channel,
            state,
            basis,
            by_person,
            method,
            version,
        },
    )
}

fn import() -> impl Strategy<Value = Act> {
    let balance = (option::of(when()), 0..60_i32, 0..4_i32, 0..9000_u32);
    let status = select(vec![None, Some(CustomerStatus::Active), Some(CustomerStatus::Inactive)]);
    (who(), option::of(when()), balance, status, option::of(any::<bool>())).prop_map(
        |(who, signup, (last_login, logins, orders, spent), status, consent)| Act::Import {
            who,
            signup,
            last_login,
            logins,
            orders,
            spent,
            status,
            consent,
        },
    )
}

//! What becomes of two profiles' details.

use super::*;
use crate::merges::facts::Phone;
use patron_domain::{
    consent::{Channel, ConsentBasis},
    customer::CustomerStatus,
};
use rust_decimal::Decimal;
use uuid::Uuid;

fn day(n: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + Duration::days(n)
}

fn of(channel: Channel, state: ConsentState, basis: Option<ConsentBasis>, at: i64) -> Consent {
    Consent { channel, state, basis, changed_at: Some(day(at)) }
}

fn facts(id: u128, signup: i64) -> Facts {
    let default = |channel| of(channel, ConsentState::Subscribed, Some(ConsentBasis::Default), signup);
    Facts {
        id: Uuid::from_u128(id),
        email: Some(format!("{id}@example.com")),
        user_id: None,
        linked_at: None,
        full_name: None,
        phone: Phone::default(),
        location: None,
        categories: Vec::new(),
        touch: FirstTouch::default(),
        origin: Origin::default(),
        last_login_at: None,
        signup_date: day(signup),
        status: CustomerStatus::Active,
        consents: [Channel::Email, Channel::Sms, Channel::Whatsapp].map(default),
        opening: Opening::default(),
    }
}

#[test]
fn gaps_are_filled_and_nothing_good_is_replaced() {
    let kept = Facts { full_name: Some("Ananya".into()), categories: vec!["Lamps".into()], ..facts(1, 9) };
    let touch = FirstTouch { utm_source: Some("mail".into()), ..FirstTouch::default() };
    let other = Facts {
        full_name: Some("A. Marigold".into()),
        location: Some("Pune".into()),
        phone: Phone { typed: Some(vec![1]), country: Some("IN".into()), ..Phone::default() },
        categories: vec!["LAMPS".into(), "Gifting".into()],
        touch: touch.clone(),
        ..facts(2, 3)
    };

    let whole = united(&kept, &other);

    assert_eq!((whole.id, whole.email.as_deref()), (kept.id, Some("1@example.com")));
    assert_eq!((whole.full_name.as_deref(), whole.location.as_deref()), (Some("Ananya"), Some("Pune")));
    assert_eq!((whole.phone, whole.touch), (other.phone, touch));
    assert_eq!(whole.categories, ["Lamps", "Gifting"]);
    assert_eq!(whole.signup_date, day(3), "the earliest");
}

#[test]
fn an_opt_out_of_either_stays_and_otherwise_the_stronger_basis_counts() {
    use ConsentBasis::{Default, Express};
    use ConsentState::{Subscribed, Unsubscribed};
    let c = |state, basis, at| of(Channel::Email, state, Some(basis), at);
    let out = c(Unsubscribed, Default, 1);
    let yes = c(Subscribed, Express, 9);
    let weak = c(Subscribed, Default, 20);
    let newer = c(Subscribed, Express, 10);
    assert_eq!((consent(&out, &yes), consent(&yes, &out)), (out, out));
    assert_eq!((consent(&weak, &yes), consent(&yes, &weak)), (yes, yes));
    assert_eq!((consent(&newer, &yes), consent(&yes, &newer)), (newer, newer));
    let never = Consent { basis: None, changed_at: None, state: ConsentState::NotSubscribed, ..yes };
    assert_eq!((consent(&never, &weak), consent(&weak, &never)), (weak, weak));
}

#[test]
fn the_stricter_status_wins_and_balances_add_up() {
    use CustomerStatus::{Active, Blocked, Inactive};
    let with = |status| Facts { status, ..facts(1, 1) };
    assert_eq!(united(&with(Active), &with(Inactive)).status, Inactive);
    assert_eq!(united(&with(Blocked), &with(Inactive)).status, Blocked);
    let balance = |orders: i32, date: Option<&str>| Opening {
        orders,
        spent: Decimal::from(orders),
        logins: 1,
        last_login_at: Some(day(i64::from(orders))),
        as_of: date.map(|d| d.parse().unwrap()),
    };
    let both = opening(&balance(2, Some("2026-01-01")), &balance(3, None));
    let sum = balance(5, Some("2026-01-01"));
    assert_eq!(both, Opening { logins: 2, last_login_at: Some(day(3)), ..sum });
}

#[test]
fn the_place_of_the_later_login_is_known() {
    let from = |ip: u8, at| Facts {
        origin: Origin { ip_address: Some(vec![ip]), ..Origin::default() },
        last_login_at: Some(day(at)),
        ..facts(1, 1)
    };
    let device = Facts { origin: Origin { ip_address: None, ..from(2, 9).origin }, ..from(2, 9) };
    assert_eq!(united(&from(1, 5), &from(2, 9)).origin.ip_address, Some(vec![2]));
    assert_eq!(united(&from(1, 5), &device).origin.ip_address, Some(vec![1]), "empty replaces nothing");
}

#[test]
fn parting_takes_back_what_the_merge_did_and_nobody_changed_since() {
    let before = Facts { full_name: Some("Ananya".into()), ..facts(1, 9) };
    let other = Facts { location: Some("Pune".into()), status: CustomerStatus::Blocked, ..facts(2, 3) };
    let after = united(&before, &other);
    assert_eq!(
        parted(&before, &after, &after),
        Facts { last_login_at: after.last_login_at, ..before.clone() }
    );

    let now = Facts { full_name: Some("Ananya M".into()), location: Some("Delhi".into()), ..after.clone() };
    let back = parted(&before, &after, &now);
    assert_eq!((back.full_name.as_deref(), back.location.as_deref()), (Some("Ananya M"), Some("Delhi")));
    assert_eq!((back.status, back.signup_date), (CustomerStatus::Active, day(9)));
}

#[test]
fn an_account_goes_back_only_if_it_came_and_is_still_there() {
    let (before, mut other) = (facts(1, 9), facts(2, 3));
    other.user_id = Some(Uuid::from_u128(7));
    let mut after = united(&before, &other);
    after.linked_at = Some(day(30));
    assert!(gives_account(&before, &after, &after));
    assert_eq!(parted(&before, &after, &after), before);
    let confirmed = Facts { linked_at: None, ..after.clone() };
    assert_eq!(parted(&before, &after, &confirmed).user_id, None);
    let gone = Facts { user_id: None, ..after.clone() };
    assert!(!gives_account(&before, &after, &gone));
    let another = Facts { user_id: Some(Uuid::from_u128(8)), ..after.clone() };
    assert_eq!(parted(&before, &after, &another).user_id, another.user_id);
}

#[test]
fn an_unconfirmed_account_sees_nothing_of_what_comes_to_it() {
    assert_eq!(shown_from(None, None, false, day(9)), None, "nothing comes");
    assert_eq!(shown_from(None, None, true, day(9)), Some(day(9)));
    assert_eq!(shown_from(None, Some(day(3)), false, day(9)), Some(day(9)));
    assert_eq!(shown_from(Some(day(5)), Some(day(3)), true, day(9)), Some(day(5)), "hidden already");
    assert_eq!(shown_from(Some(day(5)), Some(day(5)), false, day(9)), Some(day(9)));
    let ahead = shown_from(None, Some(day(10)), false, day(9));
    assert!(ahead > Some(day(10)), "a login of a clock that is ahead");
}

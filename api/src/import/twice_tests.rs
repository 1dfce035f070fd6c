//! One person, several rows.

use super::*;
use csv::ByteRecord;
use patron_db::profiles::Details;
use patron_domain::{
    customer::{SignupMethod, Source as Origin},
    email::Email,
    ids::CustomerId,
};

fn row(line: u64, id: Option<CustomerId>, orders: i32, consent: Option<bool>) -> Parsed {
    let row = ImportRow {
        id,
        email: Email::parse("ada@example.com").unwrap(),
        details: Details::default(),
        signup_date: None,
        email_verified: false,
        signup_method: SignupMethod::Email,
        source: Origin::Website,
        status: None,
        last_login_at: None,
        login_count: 1,
        total_orders: orders,
        total_spent: Money::parse("10.50").unwrap(),
        marketing_consent: consent,
        ip_address: None,
        user_agent: None,
        consents: Vec::new(),
        own_export: false,
    };
    let line = Line { number: line, record: ByteRecord::new() };
    Parsed { line, row, dates: Vec::new() }
}

#[test]
fn two_profiles_of_one_person_add_up_and_a_refusal_of_either_stands() {
    let (a, b) = (CustomerId::generate(), CustomerId::generate());
    let person = merge(vec![row(2, Some(a), 3, Some(true)), row(9, Some(b), 2, Some(false))]).unwrap();
    let merged = &person.merged.row;
    assert_eq!((merged.id, merged.total_orders, merged.login_count), (Some(a), 5, 2));
    assert_eq!(merged.total_spent.to_string(), "21.00");
    assert_eq!(merged.marketing_consent, Some(false));
    assert!(person.refused.is_empty());
}

#[test]
fn the_same_profile_again_is_refused_and_counts_once() {
    let id = Some(CustomerId::generate());
    for ids in [(id, id), (None, None), (id, None)] {
        let person = merge(vec![row(2, ids.0, 3, None), row(9, ids.1, 3, None)]).unwrap();
        assert_eq!(person.merged.row.total_orders, 3, "{ids:?}");
        assert_eq!(person.refused.len(), 1);
        assert_eq!(person.refused[0].1, "email: the row in line 2 has the same address");
    }
}

#[test]
fn sums_beyond_what_is_stored_are_refused_not_wrapped() {
    let ids = (Some(CustomerId::generate()), Some(CustomerId::generate()));
    let person = merge(vec![row(2, ids.0, i32::MAX, None), row(9, ids.1, 1, None)]).unwrap();
    assert_eq!((person.merged.row.total_orders, person.refused.len()), (i32::MAX, 1));
}

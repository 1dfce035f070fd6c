//! Words of sets: all kinds read, written and explained; what is wrong is refused.

use super::PeopleSet;

/// Every kind of set at least once.
const EXAMPLES: &[&str] = &[
    "engaged_30d",
    "inactive_30d",
    "disengaged_30d",
    "new_today",
    "new_7d",
    "new_30d",
    "new_wtd",
    "new_mtd",
    "opted_in",
    "opted_in:email",
    "opted_in:email:express",
    "opted_in:whatsapp:default",
    "opted_in:sms:import",
    "pending:email",
    "unsubscribed:sms",
    "reachable:whatsapp",
    "buyers",
    "repeat_buyers",
    "never_ordered",
    "logins:0-0",
    "logins:3-5",
    "logins:51-",
    "value:0.00-500.00",
    "value:500.00-1000.00",
    "value:500.00-",
    "signed_up:2026-01-01..2026-01-31",
    "active:2026-01-01..2026-01-01",
    "logged_in:2026-01-01..2026-01-31",
    "ordered:2024-02-29..2026-01-31",
    "first_login:2026-01-01..2026-01-31",
    "first_order:0001-01-01..9999-12-31",
    "first_touch:instagram",
    "last_touch:direct",
    "rfm:5-4",
    "rfm:1-1",
    "rfm_group:CHAMPIONS",
    "rfm_group:PROSPECTS",
    "signup_method:email",
];

#[test]
fn every_set_is_written_as_it_is_read_and_says_what_it_is() {
    for text in EXAMPLES {
        let set: PeopleSet = text.parse().unwrap_or_else(|why| panic!("{text}: {why}"));
        assert_eq!(set.to_string(), *text);
        let (title, definition) = (set.title(), set.definition());
        assert!((3..=60).contains(&title.chars().count()), "{text}: {title}");
        assert!(definition.ends_with('.') && definition.len() > title.len(), "{text}: {definition}");
    }
}

#[test]
fn amounts_are_written_with_two_decimals() {
    let set: PeopleSet = "value:500-1000.5".parse().unwrap();
    assert_eq!(set.to_string(), "value:500.00-1000.50");
}

#[test]
fn what_is_wrong_is_refused() {
    for bad in [
        "",
        ":",
        "engaged",
        "engaged_30d:",
        "engaged_30d:email",
        "Engaged_30d",
        "buyers:2",
        "colour:red",
        "opted_in:",
        "opted_in:fax",
        "opted_in:email:",
        "opted_in:email:guessed",
        "opted_in:email:express:x",
        "pending",
        "pending:fax",
        "logins",
        "logins:3",
        "logins:-5",
        "logins:3-2",
        "logins:+3-5",
        "logins:3-5-6",
        "logins:99999999999-",
        "value:-1.00-5.00",
        "value:5-5",
        "value:5-4",
        "value:1.005-",
        "value:x-",
        "signed_up:2026-01-01",
        "signed_up:2026-02-30..2026-03-01",
        "signed_up:2026-03-02..2026-03-01",
        "signed_up:+12026-1-1..2027-01-01",
        "signed_up:0000-01-01..2026-01-01",
        "signed_up:2026-1-1..2026-01-02",
        "first_touch:tv",
        "middle_touch:direct",
        "rfm:5",
        "rfm:6-1",
        "rfm:0-1",
        "rfm:5-4-3",
        "rfm_group:champions",
        "signup_method:fax",
    ] {
        assert!(bad.parse::<PeopleSet>().is_err(), "{bad}");
    }
}

#[test]
fn a_refusal_names_the_kind_of_set_and_not_the_value() {
    let why = |text: &str| text.parse::<PeopleSet>().unwrap_err().to_string();
    assert_eq!(why("opted_in:fax"), "opted_in: must be one of: email sms whatsapp");
    assert_eq!(why("logins:3"), "logins: must be a range such as 3-5, or 51- without an end");
    assert_eq!(why("rfm:9-9"), "rfm: must be two scores from 1 to 5 such as 5-4");
    assert_eq!(why("ordered:soon"), "ordered: must be two days such as 2026-01-01..2026-01-31");
    assert!(why("secret").starts_with("must be the name of a set"), "{}", why("secret"));
}

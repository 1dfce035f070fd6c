//! The made-up shop is the same for the same seed, and believable.

use super::*;
use std::collections::HashSet;

fn span() -> Span {
    Span { now: "2026-11-20T06:00:00Z".parse().unwrap(), zone: chrono_tz::Asia::Kolkata }
}

#[test]
fn a_seed_decides_the_whole_shop() {
    assert_eq!(Plan::new(7, 60, &span()), Plan::new(7, 60, &span()));
    assert_ne!(Plan::new(7, 60, &span()), Plan::new(8, 60, &span()));
}

#[test]
fn nothing_happens_before_the_shop_opened_or_after_now() {
    let span = span();
    let plan = Plan::new(7, 240, &span);
    for person in &plan.people {
        let times = person.visits.iter().map(|v| v.at).chain(person.purchases.iter().map(|p| p.at));
        for at in times.chain(person.consent.map(|(at, _)| at)).chain([person.signup]) {
            assert!(
                at >= person.signup.min(at) && at >= span.start() && at <= span.now,
                "{at} of {}",
                person.email
            );
        }
        assert!(person.visits.iter().all(|v| v.at >= person.signup), "{}", person.email);
        let refused = person.visits.iter().position(|v| v.failed == Some("blocked"));
        assert!(refused.is_none_or(|at| at + 1 == person.visits.len()), "{}", person.email);
    }
}

#[test]
fn addresses_are_of_documentation_and_nobody_has_two() {
    let plan = Plan::new(7, 2000, &span());
    let emails: HashSet<_> = plan.people.iter().map(|p| p.email.as_str()).collect();
    assert_eq!(emails.len(), 2000);
    assert!(emails.iter().all(|e| e.ends_with("@example.com")));
    for visit in plan.people.iter().flat_map(|p| &p.visits) {
        assert!(visit.ip.starts_with("203.0.113.") || visit.ip.starts_with("198.51.100."), "{}", visit.ip);
    }
}

#[test]
fn the_shop_grows_and_has_people_of_every_kind() {
    let span = span();
    let plan = Plan::new(7, 240, &span);
    let people = &plan.people;
    let middle = span.start() + (span.now - span.start()) / 2;
    let early = people.iter().filter(|p| p.signup < middle).count();
    assert!(early * 2 < people.len(), "{early} of {} in the first half", people.len());
    let any = |what: &str, is: &dyn Fn(&Person) -> bool| assert!(people.iter().any(is), "nobody {what}");
    any("is blocked", &|p| p.status == CustomerStatus::Blocked);
    any("is inactive", &|p| p.status == CustomerStatus::Inactive);
    any("said yes", &|p| p.said == Some(true));
    any("said no", &|p| p.said == Some(false));
    any("withdrew", &|p| p.consent.is_some_and(|(_, to)| to.is_none()));
    any("never came", &|p| p.visits.is_empty());
    any("mistyped", &|p| p.visits.iter().any(|v| v.failed == Some("wrong_password")));
    any("is of high value", &|p| p.purchases.len() >= 4);
    any("came today", &|p| p.visits.iter().any(|v| span.now - v.at < Duration::hours(12)));
    for status in OrderStatus::ALL {
        any(status.as_str(), &|p| p.purchases.iter().any(|o| o.status == *status));
    }
}

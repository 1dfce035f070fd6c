//! The made-up shop is the same for the same seed, and believable.

use super::*;
use crate::commands::demo_data::{purchase::Contents, tally};
use patron_domain::order::OrderStatus;
use std::collections::HashSet;

fn season() -> Season {
    Season::ending("2026-11-20T06:00:00Z".parse().unwrap(), chrono_tz::Asia::Kolkata)
}

#[test]
fn a_seed_decides_the_whole_shop() {
    assert_eq!(Plan::new(7, 60, season()), Plan::new(7, 60, season()));
    assert_ne!(Plan::new(7, 60, season()), Plan::new(8, 60, season()));
}

#[test]
fn nothing_happens_before_the_signup_or_after_the_end() {
    let plan = Plan::new(7, 3000, season());
    let end = plan.season.length();
    assert!(plan.visits.is_sorted_by_key(|v| v.at) && plan.purchases.is_sorted_by_key(|p| p.at));
    for visit in plan.visits.iter().filter(|v| v.outcome != Outcome::UnknownEmail) {
        assert!(visit.at >= plan.signups[visit.person as usize] && visit.at < end, "{visit:?}");
    }
    for purchase in &plan.purchases {
        assert!(purchase.at > plan.signups[purchase.person as usize] && purchase.at < end, "{purchase:?}");
    }
}

#[test]
fn averages_hold_and_the_tail_is_long() {
    let plan = Plan::new(7, 20_000, season());
    let people = plan.signups.len() as f64;
    let mean = plan.visits.len() as f64 / people;
    assert!((9.6..10.4).contains(&mean), "{mean} logins a customer");
    let failed = plan.visits.iter().filter(|v| v.outcome != Outcome::Success).count() as f64;
    assert!((0.025..0.035).contains(&(failed / plan.visits.len() as f64)), "{failed} failed");
    let orders = plan.purchases.len() as f64 / people;
    assert!((1.8..2.2).contains(&orders), "{orders} orders a customer");
    let tallies = tally::count(&plan);
    let logins = tallies.iter().map(|t| t.logins);
    assert!(logins.clone().max().unwrap() > 100);
    let few = logins.filter(|n| (1..=5).contains(n)).count() as f64;
    assert!(few / people > 0.35, "{few} came up to five times");
}

#[test]
fn nobody_has_a_strangers_address() {
    let plan = Plan::new(7, 5000, season());
    let known: HashSet<_> = (0..5000).map(person::email).collect();
    let strangers = plan.visits.iter().filter(|v| v.outcome == Outcome::UnknownEmail);
    assert_eq!(strangers.clone().count(), 200);
    assert!(strangers.map(|v| plan.email_of(v)).all(|email| !known.contains(&email)));
}

#[test]
fn the_shop_has_people_and_orders_of_every_kind() {
    let plan = Plan::new(7, 240, season());
    let people: Vec<_> = (0..240).map(|n| Person::make_up(plan.seed, n)).collect();
    let any = |what: &str, is: &dyn Fn(&Person) -> bool| assert!(people.iter().any(is), "nobody {what}");
    any("is blocked", &|p| p.status == CustomerStatus::Blocked);
    any("is inactive", &|p| p.status == CustomerStatus::Inactive);
    any("said yes", &|p| p.said == Some(true));
    any("said no", &|p| p.said == Some(false));
    any("withdrew", &|p| p.mind.is_some_and(|(_, to)| to.is_none()));
    any("was typed in", &|p| p.method == SignupMethod::Manual);
    let tallies = tally::count(&plan);
    assert!(tallies.iter().any(|t| t.orders >= 3 && t.spent >= 1000), "nobody is of high value");
    assert!(tallies.iter().any(|t| t.logins == 0) && tallies.iter().any(|t| t.failed > 0));
    let today = plan.season.length() - 86_400;
    assert!(plan.visits.iter().any(|v| v.at > today), "nobody came today");
    let plan = Plan::new(7, 2000, season());
    let contents: Vec<_> = plan.purchases.iter().map(|p| Contents::make_up(&plan, p)).collect();
    for status in OrderStatus::ALL {
        assert!(contents.iter().any(|c| c.status == *status), "no order is {status}");
    }
}

//! Reports that are computed in the background: they are what the rows say, as of when they were computed.

use crate::support::{Store, money, order};
use chrono::{DateTime, Duration, NaiveDate, Utc};
use patron_db::stats::prepared::{self, Cohort, Entry, Turn, Unit, Wanted};
use patron_domain::{clock::Clock, ids::CustomerId, order::OrderStatus};

/// A Friday, 14:00 in Kolkata.
pub fn now() -> DateTime<Utc> {
    at("2026-11-20T08:30:00Z")
}

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

pub async fn compute(store: &Store) {
    let mut turn = Turn::take(&store.db.owner).await.unwrap().expect("nobody else computes");
    let mut steps = 0;
    turn.compute(Clock::fixed(now()), |_, _| steps += 1).await.unwrap();
    turn.end().await.unwrap();
    assert_eq!(steps, 4);
}

async fn cohorts(store: &Store, entry: Entry, unit: Unit) -> Vec<Cohort> {
    prepared::retention(&mut *store.staff().await, entry, unit).await.unwrap().expect("computed").content
}

fn of(cohorts: &[Cohort], start: &str) -> Cohort {
    let start: NaiveDate = start.parse().unwrap();
    cohorts.iter().find(|c| c.start == start).expect("a cohort of that day").clone()
}

async fn login(store: &Store, who: (CustomerId, &str), when: &str, success: bool) {
    store.login(Some(who.0), who.1, at(when), success).await;
}

pub async fn ordered(store: &Store, customer: CustomerId, id: &str, total: &str, when: DateTime<Utc>) {
    let mut o = order(store, id, total);
    o.order_date = when;
    store.order(customer, &o).await.unwrap();
}

#[tokio::test]
async fn an_empty_shop_has_empty_reports_and_none_before_the_first_computation() {
    let store = Store::new().await;
    let none = prepared::rfm(&mut *store.staff().await).await.unwrap();
    assert!(none.is_none());
    compute(&store).await;
    for entry in Entry::ALL {
        for unit in Unit::ALL {
            let cohorts = cohorts(&store, *entry, *unit).await;
            assert_eq!(cohorts.len(), 12);
            assert!(cohorts.iter().all(|c| c.size == 0 && c.cells.len() == 12));
        }
    }
    let mut conn = store.staff().await;
    let value = prepared::lifetime_value(&mut conn).await.unwrap().unwrap();
    assert_eq!((value.content.buyers, value.content.average, value.content.distribution.len()), (0, None, 0));
    assert_eq!(value.content.cohorts.len(), 12);
    assert_eq!(value.computed_at, now());
    let rfm = prepared::rfm(&mut conn).await.unwrap().unwrap().content;
    assert_eq!((rfm.buyers, rfm.prospects, rfm.cells.len(), rfm.quantiles), (0, 0, 25, false));
}

#[tokio::test]
async fn a_cohort_is_of_first_logins_ever_and_what_is_not_over_has_no_number() {
    let store = Store::new().await;
    let a = (store.add("a@example.com").await, "a@example.com");
    let b = (store.add("b@example.com").await, "b@example.com");
    let c = (store.add("c@example.com").await, "c@example.com");
    login(&store, a, "2026-09-10T10:00:00Z", true).await;
    login(&store, a, "2026-11-02T10:00:00Z", true).await;
    // a Thursday; the attempt before it failed
    login(&store, b, "2026-08-05T10:00:00Z", false).await;
    login(&store, b, "2026-11-05T10:00:00Z", true).await;
    login(&store, b, "2026-11-10T10:00:00Z", true).await;
    // long before the first cohort
    login(&store, c, "2024-01-01T10:00:00Z", true).await;
    login(&store, c, "2026-11-03T10:00:00Z", true).await;
    compute(&store).await;
    let months = cohorts(&store, Entry::Login, Unit::Month).await;
    assert_eq!(months.iter().map(|c| c.size).sum::<i64>(), 2, "the third came before");
    let september = of(&months, "2026-09-01");
    assert_eq!((september.end.to_string().as_str(), september.size), ("2026-09-30", 1));
    assert_eq!(september.cells[..4], [Some(1), Some(0), None, None]);
    let november = of(&months, "2026-11-01");
    assert_eq!((november.size, &november.cells[..2]), (1, &[Some(1), None][..]));
    let weeks = cohorts(&store, Entry::Login, Unit::Week).await;
    let week = of(&weeks, "2026-11-02");
    assert_eq!((week.size, &week.cells[..3]), (1, &[Some(1), Some(1), None][..]));

    login(&store, a, "2026-06-15T10:00:00Z", true).await;
    compute(&store).await;
    let months = cohorts(&store, Entry::Login, Unit::Month).await;
    assert_eq!(of(&months, "2026-09-01").size, 0, "a late older login moves the person");
    let june = of(&months, "2026-06-01");
    assert_eq!(june.cells[..6], [Some(1), Some(0), Some(0), Some(1), Some(0), None]);

    store.sql("update customer_profiles set status = 'erased' where email = 'a@example.com'").await;
    compute(&store).await;
    let months = cohorts(&store, Entry::Login, Unit::Month).await;
    assert_eq!(of(&months, "2026-06-01").size, 0);
}

#[tokio::test]
async fn days_are_those_of_the_shop_and_only_orders_that_count_make_a_cohort() {
    let store = Store::new().await;
    let (a, b) = (store.add("a@example.com").await, store.add("b@example.com").await);
    // 1 October, 01:30 in Kolkata
    ordered(&store, a, "1", "500", at("2026-09-30T20:00:00Z")).await;
    let mut cancelled = order(&store, "2", "500");
    cancelled.order_date = at("2026-09-15T10:00:00Z");
    cancelled.status = OrderStatus::Cancelled;
    store.order(b, &cancelled).await.unwrap();
    compute(&store).await;
    let months = cohorts(&store, Entry::Order, Unit::Month).await;
    assert_eq!(of(&months, "2026-10-01").size, 1);
    assert_eq!(months.iter().map(|c| c.size).sum::<i64>(), 1);
}

#[tokio::test]
async fn windows_of_lifetime_value_have_only_people_for_whom_they_are_complete() {
    let store = Store::new().await;
    let (a, b) = (store.add("a@example.com").await, store.add("b@example.com").await);
    // 100.00 of each is shipping
    ordered(&store, a, "1", "500", at("2026-09-01T00:00:00Z")).await;
    ordered(&store, a, "2", "300", at("2026-10-11T00:00:00Z")).await;
    ordered(&store, b, "3", "200", at("2026-09-25T00:00:00Z")).await;
    compute(&store).await;
    let value = prepared::lifetime_value(&mut *store.staff().await).await.unwrap().unwrap().content;
    let amount = |text| money(text).amount();
    assert_eq!((value.buyers, value.total), (2, amount("700")));
    assert_eq!(value.average, Some(amount("350")));
    assert_eq!((value.median, value.p90), (Some(amount("100")), Some(amount("600"))));
    assert!((8..=12).contains(&value.distribution.len()), "{:?}", value.distribution);
    assert_eq!(value.distribution.iter().map(|b| b.people).sum::<i64>(), 2);
    assert_eq!(value.distribution.iter().map(|b| b.total).sum::<rust_decimal::Decimal>(), amount("700"));
    assert!(value.distribution.windows(2).all(|pair| pair[0].to == Some(pair[1].from)), "no gaps");
    assert_eq!(value.distribution.last().unwrap().to, None);
    let september = value.cohorts.iter().find(|c| c.start.to_string() == "2026-09-01").unwrap();
    let windows: Vec<_> = september.windows.iter().map(|w| (w.days, w.complete, w.average)).collect();
    assert_eq!(september.size, 2);
    assert_eq!(windows[0], (30, 2, Some(amount("250"))));
    assert_eq!(windows[1], (60, 1, Some(amount("600"))), "the other one is 56 days old");
    assert_eq!(windows[2], (90, 0, None));
}

#[tokio::test]
async fn one_computes_at_a_time_and_only_when_there_is_a_reason() {
    let store = Store::new().await;
    let wanted = async |minutes| {
        let later = now() + Duration::minutes(minutes);
        prepared::wanted(&mut *store.staff().await, later).await.unwrap()
    };
    assert_eq!(wanted(0).await, Wanted::Compute, "nothing is there");
    let first = Turn::take(&store.db.owner).await.unwrap();
    assert!(first.is_some());
    assert!(Turn::take(&store.db.owner).await.unwrap().is_none(), "somebody has the turn");
    first.unwrap().end().await.unwrap();
    compute(&store).await;
    assert_eq!(wanted(0).await, Wanted::Nothing);
    assert_eq!(wanted(6).await, Wanted::Move, "nothing has changed");

    prepared::ask(&mut *store.staff().await, now()).await.unwrap();
    assert_eq!(wanted(0).await, Wanted::Compute);
    let mut turn = Turn::take(&store.db.owner).await.unwrap().unwrap();
    let done = turn.work(Clock::fixed(now()), |_, _| ()).await.unwrap();
    assert_eq!(done, Wanted::Compute);
    assert_eq!(turn.work(Clock::fixed(now()), |_, _| ()).await.unwrap(), Wanted::Nothing, "it is done");
    turn.end().await.unwrap();

    let a = store.add("a@example.com").await;
    store.login(Some(a), "a@example.com", now(), true).await;
    assert_eq!(wanted(0).await, Wanted::Nothing, "not yet");
    assert_eq!(wanted(6).await, Wanted::Compute);
    let run = prepared::state(&mut *store.staff().await).await.unwrap();
    assert_eq!((run.running, run.asked, run.done, run.steps), (false, false, 4, 4));
    assert_eq!((run.step, run.error, run.computed_at), (None, None, Some(now())));
}

#[tokio::test]
async fn writers_do_not_wait_for_a_computation() {
    let store = Store::new().await;
    let a = store.add("a@example.com").await;
    crate::rfm::sixty(&store).await;
    let writing = async {
        for n in 0..20 {
            store.login(Some(a), "a@example.com", now() - Duration::minutes(n), true).await;
        }
    };
    let both = async { tokio::join!(compute(&store), writing) };
    tokio::time::timeout(std::time::Duration::from_secs(60), both).await.expect("both end");
    assert_eq!(store.number("select count(*) from login_activities").await, 20);
}

//! Named sets: every kind finds exactly its people, whatever the list is sorted by, and in counts and exports too.

use crate::support::{Store, money, order, phone, wanted};
use chrono::{DateTime, Utc};
use patron_db::{
    consents::Wanted,
    customers::{self, Filter, PageBy, PeopleCondition},
    exports::{self, Column, Kind, Next},
    profiles::Details,
};
use patron_domain::{
    acquisition::AcquisitionChannel,
    consent::{Act, Channel, ConsentBasis, ConsentState},
    customer::CustomerSort,
    ids::CustomerId,
    order::OrderStatus,
    people_set::{Moment, PeopleSets},
};

const NOBODY: [&str; 0] = [];

fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// Friday 20 June 2025, 11:30 in Kolkata; that day began at 18:30 UTC of the 19th.
fn moment(week_start: &str) -> Moment {
    Moment::new(at("2025-06-20T06:00:00Z"), chrono_tz::Asia::Kolkata, week_start)
}

fn filter(sets: &str, at: Moment) -> Filter {
    let sets: PeopleSets = sets.parse().unwrap();
    Filter { sets: sets.iter().map(|set| PeopleCondition { set, at }).collect(), ..Filter::default() }
}

fn name(email: &str) -> String {
    email.split('@').next().unwrap().to_owned()
}

/// Who is found, by every sort in both directions, by the count, and by an export.
async fn found(store: &Store, filter: &Filter) -> Vec<String> {
    let mut conn = store.staff().await;
    let mut exported = Vec::new();
    let column = [Column { sql: "email", kind: Kind::Text }];
    exports::stream(&store.db.staff, filter, &column, |_, values| {
        if let exports::Value::Text(email) = values[0] {
            exported.push(name(email));
        }
        Ok(Next::<std::future::Ready<bool>>::Row)
    })
    .await
    .unwrap();
    exported.sort();
    for sort in CustomerSort::ALL.iter().copied() {
        for desc in [false, true] {
            let by = PageBy { sort, desc, limit: 200, cursor: None };
            let page = customers::list(&mut conn, &store.keyring, filter, by).await.unwrap().unwrap();
            let mut listed: Vec<String> =
                page.items.iter().map(|row| name(row.email.as_deref().unwrap())).collect();
            listed.sort();
            assert_eq!(listed, exported, "{filter:?} by {sort} {desc}");
        }
    }
    let count = customers::count(&mut conn, &store.keyring, filter).await.unwrap();
    assert_eq!(usize::try_from(count).unwrap(), exported.len(), "{filter:?}");
    exported
}

async fn in_set(store: &Store, sets: &str) -> Vec<String> {
    found(store, &filter(sets, moment("monday"))).await
}

async fn signed_up(store: &Store, email: &str, at: &str) -> CustomerId {
    signed_up_with(store, email, Details::default(), None, at).await
}

async fn signed_up_with(
    store: &Store,
    email: &str,
    details: Details,
    said: Option<bool>,
    at: &str,
) -> CustomerId {
    let id = store.add_with(email, details, said).await;
    store.sql(&format!("update customer_profiles set signup_date = '{at}' where id = '{id}'")).await;
    id
}

async fn ordered(store: &Store, who: CustomerId, id: &str, total: &str, at: &str, status: OrderStatus) {
    let mut placed = order(store, id, total);
    placed.order_date = at.parse().unwrap();
    placed.status = status;
    store.order(who, &placed).await.unwrap();
}

/// - `new` signed up as today began, `week` on Sunday the 15th; neither did anything, and `week` has to confirm.
/// - `engaged` signed in as the 30 days began; an order was cancelled. Agreed to SMS, but has no number.
/// - `buyer` never signed in, ordered in March and in June, and said yes to marketing, with a number.
/// - `idle` signed in twice, the second time a second before the 30 days, and ordered in January; inactive.
/// - `old` came with an opening balance whose last login is before the one that is a row; withdrew.
/// - `gone` is erased.
async fn people(store: &Store) {
    signed_up(store, "new@example.com", "2025-06-19T18:30:00Z").await;
    signed_up(store, "week@example.com", "2025-06-15T12:00:00Z").await;
    let engaged = signed_up(store, "engaged@example.com", "2025-01-10T00:00:00Z").await;
    let number = Details { phone: phone("98765 43210"), ..Details::default() };
    let buyer = signed_up_with(store, "buyer@example.com", number, Some(true), "2025-02-01T00:00:00Z").await;
    let idle = signed_up(store, "idle@example.com", "2024-12-01T00:00:00Z").await;
    let old = signed_up(store, "old@example.com", "2024-06-01T00:00:00Z").await;
    let gone = signed_up(store, "gone@example.com", "2025-06-19T20:00:00Z").await;

    store.login(Some(engaged), "engaged@example.com", at("2025-05-21T18:30:00Z"), true).await;
    store.login(Some(engaged), "engaged@example.com", at("2025-02-01T00:00:00Z"), false).await;
    ordered(store, engaged, "e1", "900", "2025-06-18T06:00:00Z", OrderStatus::Cancelled).await;
    ordered(store, buyer, "b1", "600", "2025-03-05T10:00:00Z", OrderStatus::Delivered).await;
    ordered(store, buyer, "b2", "1100", "2025-06-10T10:00:00Z", OrderStatus::Placed).await;
    store.login(Some(idle), "idle@example.com", at("2025-04-01T00:00:00Z"), true).await;
    store.login(Some(idle), "idle@example.com", at("2025-05-21T18:29:59Z"), true).await;
    ordered(store, idle, "i1", "300", "2025-01-15T10:00:00Z", OrderStatus::Delivered).await;
    store.login(Some(old), "old@example.com", at("2025-04-02T00:00:00Z"), true).await;
    store.login(Some(gone), "gone@example.com", at("2025-06-19T20:00:00Z"), true).await;
    ordered(store, gone, "g1", "600", "2025-06-10T10:00:00Z", OrderStatus::Placed).await;

    store.change_consent(old, &Wanted::withdraw_all(ConsentBasis::Express), Act::Person).await;
    let sms = wanted(Channel::Sms, ConsentState::Subscribed, ConsentBasis::Express);
    store.change_consent(engaged, &[sms], Act::Person).await;
    for sql in [
        format!(
            "update customer_profiles set opening_logins = 12, login_count = login_count + 12, opening_orders = 3,
               total_orders = total_orders + 3, opening_last_login_at = '2025-03-10T00:00:00Z' where id = '{old}'"
        ),
        "update customer_profiles set email_consent = 'PENDING', email_consent_basis = 'express',
           marketing_consent = false where email = 'week@example.com'"
            .to_owned(),
        format!("update customer_profiles set status = 'inactive' where id = '{idle}'"),
        format!(
            "update customer_profiles set signup_method = 'google', utm_source = 'instagram' where id = '{engaged}'"
        ),
        format!("update customer_profiles set status = 'erased', email = null where id = '{gone}'"),
        format!(
            "insert into customer_rfm (customer_id, recency, value, rfm_group, spent)
             values ('{buyer}', 5, 4, 'CHAMPIONS', 1700), ('{idle}', 2, 1, 'ALMOST_LOST', 300)"
        ),
    ] {
        store.sql(&sql).await;
    }
}

#[tokio::test]
async fn each_set_is_exactly_its_people() {
    let store = Store::new().await;
    people(&store).await;
    let cases: &[(&str, &[&str])] = &[
        ("engaged_30d", &["buyer", "engaged"]),
        ("inactive_30d", &["buyer", "idle", "old"]),
        ("disengaged_30d", &["idle", "old"]),
        ("new_today", &["new"]),
        ("new_7d", &["new", "week"]),
        ("new_30d", &["new", "week"]),
        ("new_wtd", &["new"]),
        ("new_mtd", &["new", "week"]),
        ("signed_up:2025-06-15..2025-06-19", &["week"]),
        ("signed_up:2025-06-20..2025-06-20", &["new"]),
        ("opted_in", &["buyer", "engaged", "idle", "new"]),
        ("opted_in:email", &["buyer", "engaged", "idle", "new"]),
        ("opted_in:email:express", &["buyer"]),
        ("opted_in:email:default", &["engaged", "idle", "new"]),
        ("opted_in:email:import", &[]),
        ("opted_in:sms", &["buyer"]),
        ("opted_in:whatsapp", &["buyer"]),
        ("pending:email", &["week"]),
        ("unsubscribed:email", &["old"]),
        ("unsubscribed:sms", &[]),
        ("reachable:email", &["buyer", "engaged", "new"]),
        ("buyers", &["buyer", "idle", "old"]),
        ("repeat_buyers", &["buyer", "old"]),
        ("never_ordered", &["engaged", "new", "week"]),
        ("logins:0-0", &["buyer", "new", "week"]),
        ("logins:1-2", &["engaged", "idle"]),
        ("logins:11-20", &["old"]),
        ("logins:13-", &["old"]),
        ("logins:14-", &[]),
        ("value:0.00-200.00", &["engaged", "new", "old", "week"]),
        ("value:200.00-1500.00", &["idle"]),
        ("value:1500.00-", &["buyer"]),
        ("active:2025-05-22..2025-06-20", &["buyer", "engaged"]),
        ("active:2025-05-21..2025-05-21", &["idle"]),
        ("active:2025-06-18..2025-06-18", &[]),
        ("active:2025-03-01..2025-03-31", &["buyer", "old"]),
        ("logged_in:2025-03-01..2025-03-31", &["old"]),
        ("logged_in:2025-04-01..2025-04-30", &["idle", "old"]),
        ("logged_in:2025-02-01..2025-02-01", &[]),
        ("ordered:2025-06-01..2025-06-30", &["buyer"]),
        ("ordered:2025-01-01..2025-03-31", &["buyer", "idle"]),
        ("first_login:2025-03-01..2025-03-31", &["old"]),
        ("first_login:2025-04-01..2025-04-30", &["idle"]),
        ("first_login:2025-05-01..2025-05-31", &["engaged"]),
        ("first_order:2025-03-01..2025-03-31", &["buyer"]),
        ("first_order:2025-06-01..2025-06-30", &[]),
        ("first_touch:instagram", &["engaged"]),
        ("first_touch:unknown", &["buyer", "idle", "new", "old", "week"]),
        ("rfm:5-4", &["buyer"]),
        ("rfm:2-1", &["idle"]),
        ("rfm:4-5", &[]),
        ("rfm_group:CHAMPIONS", &["buyer"]),
        ("rfm_group:ALMOST_LOST", &["idle"]),
        ("rfm_group:PROSPECTS", &["engaged", "new", "week"]),
        ("signup_method:google", &["engaged"]),
    ];
    for (set, expected) in cases {
        assert_eq!(in_set(&store, set).await, *expected, "{set}");
    }
}

#[tokio::test]
async fn sets_hold_together_and_with_all_other_filters() {
    let store = Store::new().await;
    people(&store).await;
    let both = "first_order:2025-03-01..2025-03-31,ordered:2025-06-01..2025-06-30";
    assert_eq!(in_set(&store, both).await, ["buyer"]);
    assert_eq!(in_set(&store, "engaged_30d,never_ordered").await, ["engaged"]);
    assert_eq!(in_set(&store, "buyers,never_ordered").await, NOBODY);
    let base = filter("buyers", moment("monday"));
    let searched = Filter { search: Some("old@".into()), ..base.clone() };
    assert_eq!(found(&store, &searched).await, ["old"]);
    let cheap = Filter { max_spent: Some(money("300")), ..base };
    assert_eq!(found(&store, &cheap).await, ["idle", "old"]);
    let acts = filter("active:2025-03-01..2025-03-31", moment("monday"));
    let searched = Filter { search: Some("buyer".into()), ..acts };
    assert_eq!(found(&store, &searched).await, ["buyer"]);
}

#[tokio::test]
async fn a_week_begins_where_the_shop_says() {
    let store = Store::new().await;
    people(&store).await;
    let sunday = filter("new_wtd", moment("sunday"));
    assert_eq!(found(&store, &sunday).await, ["new", "week"]);
}

#[tokio::test]
async fn everybody_came_through_one_channel_by_either_touch() {
    let store = Store::new().await;
    people(&store).await;
    for touch in ["first", "last"] {
        let mut everybody = Vec::new();
        for channel in AcquisitionChannel::ALL {
            everybody.extend(in_set(&store, &format!("{touch}_touch:{channel}")).await);
        }
        everybody.sort();
        assert_eq!(everybody, ["buyer", "engaged", "idle", "new", "old", "week"], "{touch}");
    }
}

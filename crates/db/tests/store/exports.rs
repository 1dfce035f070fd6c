//! Who is in a file, tickets, and a stream.

use crate::support::{Store, money, order, phone};
use chrono::Duration;
use futures_util::future::join_all;
use patron_db::{
    consents::Wanted,
    customers::{self, Filter},
    exports::{self, Column, Kind, Value},
    profiles::Details,
    sealed::Field,
    segments::RuleAt,
};
use patron_domain::{
    consent::{Act, Channel, ConsentBasis},
    customer::{CustomerStatus, Source},
    people_set::Moment,
    segment::Target,
};

const EMAIL: Column = Column { sql: "email", kind: Kind::Text };
const PHONE: Column = Column { sql: "mobile_e164", kind: Kind::Sealed(Field::Phone) };

fn rule(store: &Store, target: &Target) -> RuleAt {
    RuleAt { rule: target.rule(), at: Moment::new(store.now, store.shop.time_zone, &store.shop.week_start) }
}

/// Every row has no wait.
fn row_only() -> exports::Next<std::future::Ready<bool>> {
    exports::Next::Row
}

async fn streamed(store: &Store, filter: &Filter) -> Vec<String> {
    let mut found = Vec::new();
    let count = exports::stream(&store.db.staff, filter, &[EMAIL], |_, values| {
        let Value::Text(email) = values[0] else { panic!("{values:?}") };
        found.push(email.split('@').next().unwrap().to_owned());
        Ok(row_only())
    })
    .await
    .unwrap();
    assert_eq!(count, found.len() as u64);
    found.sort();
    found
}

async fn people(store: &Store) {
    store.add("default@example.com").await;
    let express = store
        .add_with(
            "express@example.com",
            Details { phone: phone("9876543210"), ..Details::default() },
            Some(true),
        )
        .await;
    store.add_with("never@example.com", Details::default(), Some(false)).await;
    let withdrawn = store.add("withdrawn@example.com").await;
    store.change_consent(withdrawn, &Wanted::withdraw_all(ConsentBasis::Express), Act::Person).await;
    for (name, status) in [
        ("inactive", CustomerStatus::Inactive),
        ("blocked", CustomerStatus::Blocked),
        ("erased", CustomerStatus::Erased),
    ] {
        let id = store.add(&format!("{name}@example.com")).await;
        customers::set_status(&mut *store.staff().await, id, status).await.unwrap();
    }
    store.order(express, &order(store, "1", "5000")).await.unwrap();
}

#[tokio::test]
async fn a_marketing_file_holds_the_active_and_subscribed_of_its_channel_alone() {
    let store = Store::new().await;
    people(&store).await;
    let email = exports::marketing_filter(Channel::Email, None, Vec::new());
    assert_eq!(streamed(&store, &email).await, ["default", "express"]);
    let express = exports::marketing_filter(Channel::Email, Some(ConsentBasis::Express), Vec::new());
    assert_eq!(streamed(&store, &express).await, ["express"]);
    let sms = exports::marketing_filter(Channel::Sms, None, Vec::new());
    assert_eq!(streamed(&store, &sms).await, ["express"]);
    let rich = exports::marketing_filter(
        Channel::Email,
        None,
        vec![rule(&store, &Target { min_orders: Some(1), ..Target::default() })],
    );
    assert_eq!(streamed(&store, &rich).await, ["express"]);
    assert_eq!(streamed(&store, &Filter::default()).await.len(), 6, "a full file, without the erased");
}

#[tokio::test]
async fn the_preview_counts_the_file_and_gives_each_absence_one_reason() {
    let store = Store::new().await;
    people(&store).await;
    let mut conn = store.staff().await;
    let p = exports::preview(&mut conn, &store.keyring, Channel::Email, None, Vec::new()).await.unwrap();
    assert_eq!(
        p,
        exports::Preview { rows: 2, people: 6, withdrawn: 2, not_asked: 0, not_active: 2, default_basis: 1 }
    );
    let p =
        exports::preview(&mut conn, &store.keyring, Channel::Email, Some(ConsentBasis::Express), Vec::new())
            .await
            .unwrap();
    assert_eq!(
        p,
        exports::Preview { rows: 1, people: 6, withdrawn: 2, not_asked: 1, not_active: 2, default_basis: 0 }
    );
    let p = exports::preview(&mut conn, &store.keyring, Channel::Sms, None, Vec::new()).await.unwrap();
    assert_eq!((p.rows, p.rows + p.withdrawn + p.not_asked + p.not_active), (1, p.people));
}

#[tokio::test]
async fn a_stream_is_one_snapshot_and_opens_the_seals() {
    let store = Store::new().await;
    people(&store).await;
    let (mut seen, mut phones) = (0, Vec::new());
    exports::stream(&store.db.staff, &Filter::default(), &[PHONE], |_, values| {
        let (store, first) = (&store, seen == 0);
        seen += 1;
        if let Value::Opened(phone) = &values[0] {
            phones.push(phone.clone());
        }
        Ok(exports::Next::Wait(async move {
            if first {
                store.add("late@example.com").await;
            }
            true
        }))
    })
    .await
    .unwrap();
    assert_eq!(seen, 6, "who came meanwhile is not in this file");
    assert_eq!(phones, ["+919876543210"]);
}

#[tokio::test]
async fn every_kind_of_value_and_of_condition_goes_through_a_copy() {
    let store = Store::new().await;
    let details = Details {
        full_name: Some("O'Neil \\ 'x'".into()),
        categories: Some(vec!["Tea, \"green\"".into(), "O'Clock".into()]),
        ..Details::default()
    };
    let id = store.add_with("a@example.com", details, None).await;
    store.add("b@example.com").await;
    store.order(id, &order(&store, "1", "1234.5")).await.unwrap();
    let column = |sql, kind| Column { sql, kind };
    let columns = [
        column("id", Kind::Id),
        column("full_name", Kind::Text),
        column("total_orders", Kind::Count),
        column("total_spent", Kind::Money),
        column("signup_date", Kind::Instant),
        column("email_verified", Kind::Flag),
        column("last_login_at", Kind::Instant),
    ];
    let target = Target {
        min_orders: Some(1),
        min_spent: Some(money("1234.50")),
        signup_after: Some(store.now - Duration::days(1)),
        signup_before: Some(store.now + Duration::days(1)),
        last_login_before: Some(store.now),
        categories: vec!["o'clock".into(), "'); drop table users; --".into()],
        ..Target::default()
    };
    let filter =
        Filter { rules: vec![rule(&store, &target)], source: Some(Source::Website), ..Filter::default() };
    let mut seen = Vec::new();
    exports::stream(&store.db.staff, &filter, &columns, |_, values| {
        seen.push(format!("{values:?}"));
        assert!(matches!(values[0], Value::Id(found) if found == id.0));
        assert_eq!(values[1], Value::Text("O'Neil \\ 'x'"));
        assert_eq!(values[2], Value::Count(1));
        assert!(matches!(values[3], Value::Money(digits) if digits.as_str() == "1234.50"));
        assert!(matches!(values[4], Value::Instant(at) if at == store.now));
        assert_eq!((&values[5], &values[6]), (&Value::Flag(false), &Value::Nothing));
        Ok(row_only())
    })
    .await
    .unwrap();
    assert_eq!(seen.len(), 1, "{seen:?}");
}

#[tokio::test]
async fn a_reader_who_leaves_ends_the_stream_and_the_next_export_works() {
    let store = Store::new().await;
    store
        .sql(
            "insert into customer_profiles (id, email, signup_date, created_at, updated_at)
        select gen_random_uuid(), n || '@example.com', now(), now(), now() from generate_series(1, 5000) n",
        )
        .await;
    for _ in 0..6 {
        let leave = |_: patron_domain::ids::CustomerId, _: &[Value<'_>]| {
            Ok(exports::Next::Wait(std::future::ready(false)))
        };
        let sent = exports::stream(&store.db.staff, &Filter::default(), &[EMAIL], leave).await.unwrap();
        assert_eq!(sent, 1);
    }
    assert_eq!(streamed(&store, &Filter::default()).await.len(), 5000);
}

/// Resident memory of this process in bytes (Linux).
fn resident() -> Option<u64> {
    let statm = std::fs::read_to_string("/proc/self/statm").ok()?;
    Some(statm.split_whitespace().nth(1)?.parse::<u64>().ok()? * 4096)
}

#[tokio::test]
async fn a_large_file_streams_in_flat_memory() {
    let store = Store::new().await;
    // about 100 MB of rows
    store.sql("insert into customer_profiles (id, email, full_name, referrer, signup_date, created_at, updated_at)
        select gen_random_uuid(), n || '@example.com', repeat('n', 200), repeat('r', 1800), now(), now(), now()
        from generate_series(1, 50000) n").await;
    let before = resident();
    let (mut peak, mut rows) = (0, 0u32);
    let referrer = Column { sql: "referrer", kind: Kind::Text };
    let sent = exports::stream(&store.db.staff, &Filter::default(), &[EMAIL, referrer], |_, values| {
        assert!(matches!(values[1], Value::Text(text) if text.len() == 1800));
        rows += 1;
        if rows.is_multiple_of(5000) {
            peak = peak.max(resident().unwrap_or(0));
        }
        Ok(row_only())
    })
    .await
    .unwrap();
    assert_eq!(sent, 50_000);
    if let Some(before) = before {
        let grown = peak.saturating_sub(before);
        // the other tests of this process take some too
        assert!(grown < 60 << 20, "grew by {} MB", grown >> 20);
    }
}

#[tokio::test]
async fn a_ticket_is_good_once_and_for_its_life_only() {
    let store = Store::new().await;
    let query = serde_json::json!({ "channel": "email" });
    let expires = store.now + Duration::seconds(60);
    let make = async || {
        let new = exports::tickets::NewTicket {
            query: query.clone(),
            export: None,
            actor: "staff:1",
            now: store.now,
            expires_at: expires,
        };
        exports::tickets::create(&mut *store.staff().await, new).await.unwrap()
    };
    let take = async |text: &str, at| {
        let used = exports::tickets::take(&mut *store.staff().await, text, None, at).await.unwrap();
        used.map(|used| used.query)
    };
    let (first, second, third) = (make().await, make().await, make().await);
    assert_eq!(take(&first, store.now + Duration::seconds(59)).await, Some(query.clone()));
    assert_eq!(take(&first, store.now + Duration::seconds(59)).await, None, "used");
    assert_eq!(take(&second, expires).await, None, "expired");
    assert_eq!(take("made-up", store.now).await, None);
    let at_once = join_all((0..8).map(|_| take(&third, store.now))).await;
    assert_eq!(at_once.iter().flatten().count(), 1);
    let text: String = sqlx::query_scalar("select string_agg(to_jsonb(t)::text, ' ') from export_tickets t")
        .fetch_one(store.db.owner.pool())
        .await
        .unwrap();
    assert!(!text.contains(&first) && !text.contains(&third), "only digests are kept");
}

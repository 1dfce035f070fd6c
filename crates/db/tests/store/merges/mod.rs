//! Two profiles become one, and two again: nothing is lost, counted twice, or shown to whom it isn't for.

mod places;
mod search;
mod undo;

use crate::reported;
use crate::support::{Store, ago, money, order, wanted};
use futures_util::future::join_all;
use patron_db::{
    Error, customers, import, logins,
    merges::{self, Merge, Outcome, Undone, Wish},
    profiles::{self, Details},
};
use patron_domain::{
    consent::{Act, Channel, ConsentBasis, ConsentState},
    customer::{CustomerStatus, SignupMethod, Source},
    email::Email,
    ids::CustomerId,
    login::LoginMethod,
};

async fn merge(store: &Store, keep: CustomerId, other: CustomerId) -> Outcome {
    let mut tx = store.begin().await;
    let wish = Wish { keep, merge: other, actor: "staff:1", reason: Some("Told us"), now: store.now };
    let outcome = merges::merge(&mut tx, &wish).await.unwrap();
    tx.commit().await.unwrap();
    outcome
}

async fn merged(store: &Store, keep: CustomerId, other: CustomerId) -> Merge {
    match merge(store, keep, other).await {
        Outcome::Merged(merge) => merge,
        refused => panic!("{refused:?}"),
    }
}

async fn undo_on(store: &Store, merge: &Merge, day: i64) -> Undone {
    let mut tx = store.begin().await;
    let undone = merges::undo(&mut tx, merge.id, "staff:1", ago(store, -day)).await.unwrap();
    tx.commit().await.unwrap();
    undone
}

async fn undone(store: &Store, merge: &Merge) {
    let undone = undo_on(store, merge, 1).await;
    assert!(matches!(undone, Undone::Done(_)), "{undone:?}");
}

async fn kept_of(store: &Store, id: CustomerId) -> Option<CustomerId> {
    merges::kept_of(&mut *store.staff().await, id).await.unwrap()
}

/// Somebody with rows of every kind. The first letter of the address tells how long ago they signed up.
async fn busy(store: &Store, email: &str) -> CustomerId {
    let row = import::ImportRow {
        id: None,
        email: Email::parse(email).unwrap(),
        details: Details { full_name: Some(email.into()), ..Details::default() },
        signup_date: Some(ago(store, i64::from(email.as_bytes()[0]))),
        email_verified: false,
        signup_method: SignupMethod::Email,
        source: Source::Website,
        status: None,
        last_login_at: Some(ago(store, 90)),
        login_count: 5,
        total_orders: 2,
        total_spent: money("500.50"),
        marketing_consent: None,
        ip_address: Some("203.0.113.9".into()),
        user_agent: None,
        consents: Vec::new(),
        own_export: false,
    };
    let mut tx = store.begin().await;
    reported::import(&mut tx, store, &[row], store.now.date_naive()).await.unwrap();
    let id = profiles::by_email(&mut tx, email).await.unwrap().unwrap().id;
    tx.commit().await.unwrap();
    for (days, success) in [(2, true), (1, true), (1, false)] {
        store.login(Some(id), email, ago(store, days), success).await;
    }
    store.order(id, &order(store, email, "700")).await.unwrap();
    store
        .sql(&format!(
            "insert into identities (id, kind, source, value, customer_id, root_id)
               values (gen_random_uuid(), 'user_id', 'shop', '{email}', '{id}', gen_random_uuid());
             insert into events (id, customer_id, kind, name, properties, context, occurred_at, received_at)
               values (gen_random_uuid(), '{id}', 'track', 'Looked', '{{}}', '{{}}', now(), now());
             insert into customer_changes (id, customer_id, actor, action, changed_at)
               values (gen_random_uuid(), '{id}', 'x', 'note', now());
             insert into customer_traits (customer_id, traits, trait_times) values ('{id}',
               jsonb_build_object('size', '{email}', '{email}', 1.50),
               jsonb_build_object('size', now() + interval '1 second' * ascii('{email}')))"
        ))
        .await;
    id
}

/// Every row that a merge may touch. What it adds to ledger and history stays out, and when a profile was changed.
async fn dump(store: &Store) -> Vec<serde_json::Value> {
    let sql = "select to_jsonb(p) - 'updated_at' from customer_profiles p
        union all select to_jsonb(t) from customer_traits t union all select to_jsonb(a) from customer_activity a
        union all select to_jsonb(l) from login_activities l union all select to_jsonb(o) from orders o
        union all select to_jsonb(i) from identities i union all select to_jsonb(e) from events e
        union all select to_jsonb(c) from consent_ledger c where method not in ('merge', 'undo_merge')
        union all select to_jsonb(c) from customer_changes c where action not in ('merged', 'merge_undone')
        order by 1";
    sqlx::query_scalar(sql).fetch_all(store.db.owner.pool()).await.unwrap()
}

#[tokio::test]
async fn one_profile_has_the_rows_and_numbers_of_both_and_the_other_is_gone() {
    let store = Store::new().await;
    let (a, b) = (busy(&store, "b@x.com").await, busy(&store, "d@x.com").await);

    let made = merged(&store, a, b).await;

    let p = store.profile(a).await;
    assert_eq!((p.row.login_count, p.failed_login_count, p.row.total_orders), (14, 2, 6));
    assert_eq!((p.row.total_spent, p.opening_spent, p.opening_logins), (money("2401"), money("1001"), 10));
    assert_eq!(p.row.signup_date, ago(&store, i64::from(b'd')), "the earlier one");
    assert_eq!((made.kept, made.merged, made.merged_email.as_deref()), (a, b, Some("d@x.com")));
    assert_eq!(customers::get(&mut *store.staff().await, &store.keyring, b).await.unwrap(), None);
    assert_eq!((kept_of(&store, b).await, kept_of(&store, a).await), (Some(a), None));
    let asked = ["d@x.com".to_owned(), "b@x.com".to_owned()];
    let by_email = merges::kept_by_emails(&mut *store.staff().await, &asked).await.unwrap();
    assert_eq!(by_email, [("d@x.com".to_owned(), a)]);
    for table in ["login_activities", "orders", "consent_ledger", "customer_changes", "identities", "events"]
    {
        assert_eq!(store.number(&format!("select count(*) from {table} where customer_id = '{b}'")).await, 0);
    }
    let newer =
        "select count(*) from customer_traits where traits ->> 'size' = 'd@x.com' and traits ? 'b@x.com'";
    assert_eq!(store.number(newer).await, 1, "of a trait the one that was said last");
    assert_eq!(store.differences().await, []);
}

#[tokio::test]
async fn an_opt_out_of_either_stays_is_in_the_ledger_and_goes_back() {
    let store = Store::new().await;
    let (a, b) = (store.add("a@x.com").await, store.add("b@x.com").await);
    let out = wanted(Channel::Email, ConsentState::Unsubscribed, ConsentBasis::Express);
    store.change_consent(b, &[out], Act::Person).await;

    let made = merged(&store, a, b).await;

    let p = store.profile(a).await;
    assert_eq!((p.row.consents[0].state, p.row.marketing_consent), (ConsentState::Unsubscribed, false));
    let ledger =
        format!("select count(*) from consent_ledger where customer_id = '{a}' and method = 'merge'");
    assert_eq!(store.number(&ledger).await, 1);
    assert_eq!(store.differences().await, []);
    undone(&store, &made).await;
    assert!(store.profile(a).await.row.marketing_consent);
    assert!(!store.profile(b).await.row.marketing_consent);
    assert_eq!(store.differences().await, []);
}

#[tokio::test]
async fn two_accounts_cannot_become_one() {
    let store = Store::new().await;
    let (a, b) = (store.add("a@x.com").await, store.add("b@x.com").await);
    store.account_for(a, "a@x.com").await;
    store.account_for(b, "b@x.com").await;
    let before = dump(&store).await;
    assert_eq!(merge(&store, a, b).await, Outcome::BothHaveAccounts);
    let nobody = CustomerId::generate();
    assert_eq!(merge(&store, a, nobody).await, Outcome::Missing(nobody));
    assert_eq!(dump(&store).await, before);
}

#[tokio::test]
async fn an_account_goes_over_sees_no_history_before_its_address_is_confirmed_and_goes_back() {
    let store = Store::new().await;
    let (a, b) = (busy(&store, "b@x.com").await, store.add("d@x.com").await);
    let user = store.account_for(b, "d@x.com").await;
    store.sql("update customer_profiles set linked_at = null").await;

    let made = merged(&store, a, b).await;

    let p = store.profile(a).await;
    assert_eq!((p.user_id, p.linked_at.is_some_and(|at| at >= store.now)), (Some(user), true));
    let mut tx = store.db.customer.begin(a, p.linked_at).await.unwrap();
    assert_eq!(patron_db::me::shown_totals(&mut tx).await.unwrap().orders, 0);
    drop(tx);
    undone(&store, &made).await;
    let (kept, back) = (store.profile(a).await, store.profile(b).await);
    assert_eq!((kept.user_id, kept.linked_at), (None, None));
    assert_eq!((back.user_id, back.linked_at), (Some(user), None));
}

#[tokio::test]
async fn a_blocked_person_stays_blocked_and_has_no_open_session() {
    let store = Store::new().await;
    let (a, b) = (store.add("a@x.com").await, store.add("b@x.com").await);
    let user = store.account_for(a, "a@x.com").await;
    store
        .sql(&format!(
            "insert into sessions (id, user_id, created_at, refreshed_at)
               values (gen_random_uuid(), '{user}', now(), now());
             update customer_profiles set status = 'blocked' where id = '{b}'"
        ))
        .await;
    merged(&store, a, b).await;
    assert_eq!(store.profile(a).await.row.status, CustomerStatus::Blocked);
    assert_eq!(store.number("select count(*) from sessions").await, 0);
    assert_eq!(store.differences().await, []);
}

#[tokio::test]
async fn people_sign_in_while_they_are_merged_and_parted_and_every_login_counts_once() {
    let store = Store::new().await;
    let (a, b) = (store.add("a@x.com").await, store.add("b@x.com").await);
    store.db.staff.ensure_login_month(store.now).await.unwrap();
    let sign_in = async |mut who: CustomerId| {
        let from = logins::Origin::default();
        loop {
            let login = logins::NewLogin {
                customer: Some(who),
                email: "a@x.com",
                at: store.now,
                method: LoginMethod::Password,
                success: true,
                failure_reason: None,
                origin: &from,
            };
            let recorded = {
                let mut conn = store.staff().await;
                logins::record(&mut conn, &store.keyring, &login, store.now).await
            };
            match recorded {
                Ok(_) => return,
                // it went into the other one this moment
                Err(Error::Retry(_)) => who = kept_of(&store, who).await.unwrap_or(who),
                Err(e) => panic!("{e}"),
            }
        }
    };
    for _ in 0..5 {
        let many = join_all((0..12).map(|n| sign_in(if n % 2 == 0 { a } else { b })));
        let (made, _) = tokio::join!(merged(&store, a, b), many);
        let many = join_all((0..6).map(|_| sign_in(a)));
        tokio::join!(undone(&store, &made), many);
        assert_eq!(store.differences().await, []);
    }
    assert_eq!(store.number("select sum(login_count)::bigint from customer_profiles").await, 90);
}

#[tokio::test]
async fn staff_moves_and_removes_profiles_by_merging_only() {
    let store = Store::new().await;
    store.add("a@x.com").await;
    for sql in [
        "delete from customer_profiles",
        "update consent_ledger set customer_id = gen_random_uuid()",
        "update login_activities set customer_id = null",
        "update customer_changes set customer_id = gen_random_uuid()",
        "delete from merges",
        "insert into merge_moves (merge_id, table_name, ids) values (gen_random_uuid(), 'x', '{}')",
        "update merge_snapshots set content = '{}'",
    ] {
        let error = sqlx::query(sql).execute(&mut *store.staff().await).await.unwrap_err();
        assert_eq!(error.as_database_error().unwrap().code().as_deref(), Some("42501"), "{sql}");
    }
}

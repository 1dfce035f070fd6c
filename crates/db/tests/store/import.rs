//! A file twice is a file once; what came in since stays on top.

use crate::reported;
use crate::support::{Store, ago, money, order, phone, wanted};
use patron_db::{consents::Wanted, import::ImportRow, profiles::Details};
use patron_domain::{
    consent::{Act, Channel, ConsentBasis, ConsentState},
    customer::{CustomerStatus, SignupMethod, Source},
    email::Email,
    ids::CustomerId,
};

fn row(store: &Store) -> ImportRow {
    ImportRow {
        id: Some(CustomerId("0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f".parse().unwrap())),
        email: Email::parse("Old@Example.com").unwrap(),
        details: Details {
            full_name: Some("Old Friend".into()),
            phone: phone("9876543210"),
            location: Some("Pune".into()),
            categories: Some(vec!["Lamps".into()]),
        },
        signup_date: Some(ago(store, 700)),
        email_verified: true,
        signup_method: SignupMethod::Google,
        source: Source::Mobile,
        status: Some(CustomerStatus::Active),
        last_login_at: Some(ago(store, 40)),
        login_count: 12,
        total_orders: 3,
        total_spent: money("4500.50"),
        marketing_consent: Some(true),
        ip_address: Some("203.0.113.77".into()),
        user_agent: Some("Mozilla/5.0".into()),
        consents: Vec::new(),
        own_export: false,
    }
}

/// Whether it made a profile.
async fn import(store: &Store, row: &ImportRow) -> bool {
    let mut tx = store.db.owner.begin().await.unwrap();
    let rows = std::slice::from_ref(row);
    let created = reported::import(&mut tx, store, rows, store.now.date_naive()).await.unwrap();
    tx.commit().await.unwrap();
    created[0]
}

/// Everything of all profiles but `updated_at`.
async fn dump(store: &Store) -> String {
    let rows: Vec<serde_json::Value> = sqlx::query_scalar(
        "select to_jsonb(p) - 'updated_at' || jsonb_build_object('ledger', (select count(*) from consent_ledger),
           'changes', (select count(*) from customer_changes)) from customer_profiles p order by id")
        .fetch_all(store.db.owner.pool()).await.unwrap();
    serde_json::to_string_pretty(&rows).unwrap()
}

async fn only(store: &Store) -> patron_db::rows::Profile {
    let id: uuid::Uuid = sqlx::query_scalar("select id from customer_profiles")
        .fetch_one(store.db.owner.pool())
        .await
        .unwrap();
    store.profile(CustomerId(id)).await
}

#[tokio::test]
async fn a_row_becomes_a_profile_with_everything_it_says() {
    let store = Store::new().await;
    let r = row(&store);
    assert!(import(&store, &r).await);
    let p = store.profile(r.id.unwrap()).await;
    assert_eq!(p.row.email.as_deref(), Some("Old@Example.com"));
    assert_eq!(
        (p.row.full_name.as_deref(), p.mobile_e164.as_deref()),
        (Some("Old Friend"), Some("+919876543210"))
    );
    assert_eq!((p.row.login_count, p.row.total_orders, p.row.total_spent), (12, 3, money("4500.50")));
    assert_eq!((p.row.last_login_at, p.row.signup_date), (r.last_login_at, ago(&store, 700)));
    assert_eq!(
        (p.ip_address.as_deref(), p.opening_as_of),
        (Some("203.0.113.77"), Some(store.now.date_naive()))
    );
    assert_eq!(
        (p.row.signup_method, p.row.source, p.row.email_verified),
        (SignupMethod::Google, Source::Mobile, true)
    );
    let email = p.row.consents[0];
    assert_eq!((email.state, email.basis), (ConsentState::Subscribed, Some(ConsentBasis::Import)));
    assert_eq!(p.row.consents[1].state, ConsentState::NotSubscribed, "the file speaks of mail");
    assert_eq!(store.differences().await, []);
}

#[tokio::test]
async fn importing_the_same_file_twice_changes_nothing() {
    let store = Store::new().await;
    import(&store, &row(&store)).await;
    let before = dump(&store).await;
    assert!(!import(&store, &row(&store)).await);
    assert_eq!(dump(&store).await, before);
    let mut tx = store.db.owner.begin().await.unwrap();
    let tomorrow = store.now.date_naive().succ_opt().unwrap();
    reported::import(&mut tx, &store, &[row(&store)], tomorrow).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(dump(&store).await, before, "nor on another day");
    assert_eq!(store.differences().await, []);
}

#[tokio::test]
async fn rows_that_came_in_since_stay_on_top_of_the_opening_balance() {
    let store = Store::new().await;
    let r = row(&store);
    import(&store, &r).await;
    let id = r.id.unwrap();
    store.login(Some(id), "old@example.com", store.now, true).await;
    store.order(id, &order(&store, "1", "500")).await.unwrap();
    import(&store, &r).await;
    let p = store.profile(id).await;
    assert_eq!((p.row.login_count, p.row.total_orders, p.row.total_spent), (13, 4, money("5000.50")));
    assert_eq!(p.row.last_login_at, Some(store.now));
    // a newer dump of the old system replaces the balance, not the rows
    import(&store, &ImportRow { login_count: 20, total_orders: 5, total_spent: money("6000"), ..r }).await;
    let p = store.profile(id).await;
    assert_eq!((p.row.login_count, p.row.total_orders, p.row.total_spent), (21, 6, money("6500.00")));
    assert_eq!(store.differences().await, []);
}

#[tokio::test]
async fn a_file_without_totals_takes_no_balance_away() {
    let store = Store::new().await;
    let r = row(&store);
    import(&store, &r).await;
    let bare =
        ImportRow { login_count: 0, total_orders: 0, total_spent: money("0"), last_login_at: None, ..r };
    import(&store, &bare).await;
    let p = only(&store).await;
    assert_eq!((p.row.login_count, p.row.total_orders, p.opening_spent), (12, 3, money("4500.50")));
}

#[tokio::test]
async fn a_file_fills_what_is_missing_and_replaces_nothing() {
    let store = Store::new().await;
    let id = store.add_named("old@example.com", "My Own Name").await;
    import(&store, &row(&store)).await;
    let p = store.profile(id).await;
    assert_eq!((p.row.full_name.as_deref(), p.row.location.as_deref()), (Some("My Own Name"), Some("Pune")));
    assert_eq!((p.row.email.as_deref(), p.row.source), (Some("old@example.com"), Source::Website));
    assert_eq!(p.row.signup_date, ago(&store, 700), "the earliest");
}

#[tokio::test]
async fn an_opt_out_here_survives_any_file_and_an_opt_out_in_a_file_counts_here() {
    let store = Store::new().await;
    let id = store.add("old@example.com").await;
    store.change_consent(id, &Wanted::withdraw_all(ConsentBasis::Express), Act::Person).await;
    let express = vec![wanted(Channel::Email, ConsentState::Subscribed, ConsentBasis::Express)];
    import(&store, &row(&store)).await;
    import(&store, &ImportRow { consents: express, ..row(&store) }).await;
    assert!(!store.profile(id).await.row.marketing_consent);

    let other = ImportRow {
        id: None,
        email: Email::parse("no@example.com").unwrap(),
        marketing_consent: Some(false),
        ..row(&store)
    };
    let b = store.add_with("no@example.com", Details::default(), Some(true)).await;
    import(&store, &other).await;
    let consents = store.profile(b).await.row.consents;
    assert!(consents.iter().all(|c| c.state == ConsentState::Unsubscribed), "{consents:?}");
    import(&store, &ImportRow { marketing_consent: Some(true), ..other }).await;
    assert!(!store.profile(b).await.row.marketing_consent, "the later yes of a file doesn't lift it");
}

#[tokio::test]
async fn never_asked_in_a_file_takes_no_consent_away() {
    let store = Store::new().await;
    let id = store.add_with("old@example.com", Details::default(), Some(true)).await;
    let not_asked = Wanted { channel: Channel::Email, state: ConsentState::NotSubscribed, basis: None };
    import(&store, &ImportRow { consents: vec![not_asked], ..row(&store) }).await;
    assert_eq!(store.profile(id).await.row.consents[0].basis, Some(ConsentBasis::Express));
}

#[tokio::test]
async fn a_file_that_says_nothing_about_consent_starts_with_the_policy() {
    let store = Store::new().await;
    import(&store, &ImportRow { marketing_consent: None, ..row(&store) }).await;
    let email = only(&store).await.row.consents[0];
    assert_eq!((email.state, email.basis), (ConsentState::Subscribed, Some(ConsentBasis::Default)));
}

#[tokio::test]
async fn an_own_export_read_back_does_not_count_twice() {
    let store = Store::new().await;
    let id = store.add("old@example.com").await;
    store.login(Some(id), "old@example.com", store.now, true).await;
    store.order(id, &order(&store, "1", "500")).await.unwrap();
    let exported = ImportRow {
        id: Some(id),
        own_export: true,
        login_count: 1,
        total_orders: 1,
        total_spent: money("500"),
        last_login_at: Some(store.now),
        ..row(&store)
    };
    import(&store, &exported).await;
    let p = store.profile(id).await;
    assert_eq!((p.row.login_count, p.row.total_orders, p.row.total_spent), (1, 1, money("500")));
    assert_eq!(p.opening_as_of, None);

    // in an empty store the same file brings the balance, once
    let elsewhere = Store::new().await;
    for _ in 0..2 {
        import(&elsewhere, &exported).await;
        let p = elsewhere.profile(id).await;
        assert_eq!((p.row.login_count, p.row.total_orders, p.row.total_spent), (1, 1, money("500")));
    }
    assert_eq!(elsewhere.differences().await, []);
}

#[tokio::test]
async fn a_taken_id_gives_the_new_person_another() {
    let store = Store::new().await;
    let r = row(&store);
    import(&store, &r).await;
    import(&store, &ImportRow { email: Email::parse("second@example.com").unwrap(), ..r.clone() }).await;
    assert_eq!(store.number("select count(*) from customer_profiles").await, 2);
    assert_eq!(store.profile(r.id.unwrap()).await.row.email.as_deref(), Some("Old@Example.com"));
}

#[tokio::test]
async fn a_status_from_a_file_is_taken_from_active_only_and_leaves_a_record() {
    let store = Store::new().await;
    let id = store.add("old@example.com").await;
    let with = |status| ImportRow { status: Some(status), ..row(&store) };
    import(&store, &with(CustomerStatus::Erased)).await;
    assert_eq!(store.profile(id).await.row.status, CustomerStatus::Active, "a file erases nobody");
    import(&store, &with(CustomerStatus::Blocked)).await;
    import(&store, &with(CustomerStatus::Active)).await;
    assert_eq!(store.profile(id).await.row.status, CustomerStatus::Blocked);
    assert_eq!(
        store
            .number("select count(*) from customer_changes where action = 'status' and actor = 'import'")
            .await,
        1
    );
}

#[tokio::test]
async fn who_signed_up_before_the_import_and_is_unconfirmed_does_not_see_the_imported_history() {
    let store = Store::new().await;
    let id = store.add("old@example.com").await;
    let user = store.account_for(id, "old@example.com").await;
    // as a signup that made the profile leaves it
    store.sql("update customer_profiles set linked_at = null").await;
    import(&store, &row(&store)).await;
    assert_eq!(store.profile(id).await.linked_at, Some(store.now));
    patron_db::users::verify(&mut *store.staff().await, user, store.now).await.unwrap();
    import(&store, &row(&store)).await;
    assert_eq!(store.profile(id).await.linked_at, None, "a confirmed address sees all");
}

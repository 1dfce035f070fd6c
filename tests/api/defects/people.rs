//! Defects of who somebody is and what they agreed to: 4, 5, 11, 12.

use patron_api_types::{
    consents::ConsentChange,
    customers::{CustomerQuery, NewCustomer},
    page::PageQuery,
    profiles::ProfileUpsert,
};
use patron_domain::consent::{Channel, ConsentState};
use patron_tests::{
    App,
    seed::{email, order, profile},
};

#[tokio::test]
async fn defect_04_a_second_signup_call_wipes_nothing() {
    let app = App::start().await;
    let first = ProfileUpsert { full_name: Some("Ada Löv".into()), ..profile("ada@example.com") };
    app.has_profile(&first).await;
    app.has_order(&order("ada@example.com", "1", "500.00")).await;
    app.has_login_at("ada@example.com", "2026-11-05T08:00:00Z".parse().unwrap()).await;
    let before = app.owner().await.customer(app.id_of("ada@example.com").await).await.unwrap();

    let again = app.shop_server().upsert_profile(&profile("Ada@Example.com")).await.unwrap();
    app.customer("ada@example.com").await;

    assert!(!again.created);
    let after = app.owner().await.customer(before.row.id).await.unwrap();
    assert_eq!(
        after.row.login_count,
        before.row.login_count + 1,
        "the signup is a login, and no more than that"
    );
    assert_eq!(
        (after.row.total_orders, after.row.total_spent),
        (before.row.total_orders, before.row.total_spent)
    );
    assert_eq!(after.row.full_name, before.row.full_name);
    assert_eq!(after.row.signup_date, before.row.signup_date);
}

#[tokio::test]
async fn defect_05_consent_does_not_come_back_by_itself() {
    let app = App::start().await;
    let ada = app.customer("ada@example.com").await;
    let no = ConsentChange { channel: Channel::Email, granted: false, notice_version: None, method: None };
    ada.me.change_consent(&no).await.unwrap();
    let yes = ProfileUpsert { marketing_consent: Some(true), ..profile("ada@example.com") };
    let dir = patron_tests::TempDir::new();
    let file = dir.path().join("customers.csv");
    std::fs::write(&file, "email,full_name,marketing_consent\nada@example.com,Ada,true\n").unwrap();

    app.has_profile(&yes).await;
    app.has_profile(&profile("ada@example.com")).await;
    app.has_order(&order("ada@example.com", "1", "500.00")).await;
    let import = app.patron(&["import", &file.display().to_string()], "");

    assert!(import.status.success(), "{import:?}");
    let owner = app.owner().await;
    let id = app.id_of("ada@example.com").await;
    let customer = owner.customer(id).await.unwrap();
    assert_eq!(customer.row.consents[0].state, ConsentState::Unsubscribed);
    assert!(!customer.row.marketing_consent);
    let ledger = owner.customer_consents(id, &PageQuery::default()).await.unwrap().items;
    let email: Vec<_> = ledger.iter().filter(|entry| entry.channel == Channel::Email).collect();
    assert_eq!(email.len(), 2, "when and how consent was given, and when it was withdrawn: {email:?}");
    assert_eq!((email[0].actor.as_str(), email[0].state), ("customer", ConsentState::Unsubscribed));
}

#[tokio::test]
async fn defect_11_case_and_blanks_make_no_second_customer() {
    let app = App::start().await;
    app.customer("ada@example.com").await;

    app.has_profile(&profile("  ADA@Example.com ")).await;
    app.has_order(&order("Ada@EXAMPLE.com", "1", "500.00")).await;
    app.has_login_at("aDa@example.com", "2026-11-05T08:00:00Z".parse().unwrap()).await;

    let owner = app.owner().await;
    let typed = NewCustomer {
        email: email("ada@example.COM"),
        full_name: None,
        mobile_number: None,
        location: None,
        marketing_consent: None,
    };
    assert_eq!(owner.add_customer(&typed).await.unwrap_err().code(), Some("email_taken"));
    let all = owner.customers(&CustomerQuery::default()).await.unwrap().items;
    assert_eq!(all.len(), 1, "{all:?}");
    assert_eq!((all[0].login_count, all[0].total_orders), (2, 1));
}

#[tokio::test]
async fn defect_12_deleting_a_login_keeps_the_person_and_the_history() {
    let app = App::start().await;
    app.customer("ada@example.com").await;
    app.has_order(&order("ada@example.com", "1", "500.00")).await;
    let id = app.id_of("ada@example.com").await;

    sqlx::query("delete from users").execute(&mut app.sql().await).await.unwrap();

    let owner = app.owner().await;
    let customer = owner.customer(id).await.unwrap();
    assert_eq!((customer.user_id, customer.row.total_orders, customer.row.login_count), (None, 1, 1));
    assert_eq!(owner.customer_logins(id, &PageQuery::default()).await.unwrap().items.len(), 1);
    let back = app.customer("ada@example.com").await;
    assert_eq!(app.id_of("ada@example.com").await, id, "a new login joins the same profile");
    assert_eq!(owner.customer(id).await.unwrap().user_id, Some(back.session.user.id));
}

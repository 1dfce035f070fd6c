//! What staff may change: add, edit, status with a reason, a withdrawal they were told of.

use patron_api_types::{
    consents::Withdrawal,
    customers::{CustomerChange, NewCustomer, StatusChange},
    page::PageQuery,
    patch::Patch,
};
use patron_domain::{
    consent::{Channel, ConsentState},
    customer::{CustomerStatus, SignupMethod, Source},
    login::FailureReason,
};
use patron_tests::{
    App,
    people::PASSWORD,
    seed::{email, profile},
};

fn newcomer(address: &str) -> NewCustomer {
    NewCustomer {
        email: email(address),
        full_name: Some("Ananya Marigold".into()),
        mobile_number: Some("98765 43210".into()),
        location: Some("Bengaluru, Karnataka".into()),
        marketing_consent: None,
    }
}

fn no_change() -> CustomerChange {
    CustomerChange {
        email: None,
        full_name: Patch::Absent,
        mobile_number: Patch::Absent,
        location: Patch::Absent,
        preferred_categories: None,
    }
}

#[tokio::test]
async fn a_customer_typed_in_is_manual_from_admin_and_has_not_logged_in() {
    let app = App::start().await;
    let owner = app.owner().await;

    let customer = owner.add_customer(&newcomer("Ananya@Example.com")).await.unwrap();

    assert_eq!((customer.row.signup_method, customer.row.source), (SignupMethod::Manual, Source::Admin));
    assert_eq!(customer.row.email.as_deref(), Some("Ananya@Example.com"), "stored as given");
    assert_eq!((customer.row.login_count, customer.row.last_login_at), (0, None));
    assert_eq!(owner.customer(customer.row.id).await.unwrap(), customer);
    let taken = owner.add_customer(&newcomer(" ANANYA@example.COM ")).await.unwrap_err();
    assert_eq!(taken.code(), Some("email_taken"));
    assert_eq!(owner.overview().await.unwrap().total_customers, 1);
}

#[tokio::test]
async fn a_bad_field_is_named_and_nothing_is_stored() {
    let app = App::start().await;
    let owner = app.owner().await;
    let long = NewCustomer { full_name: Some("x".repeat(256)), ..newcomer("a@example.com") };
    let phone = NewCustomer { mobile_number: Some("9".repeat(21)), ..newcomer("a@example.com") };
    let control = NewCustomer { full_name: Some("a\u{7}b".into()), ..newcomer("a@example.com") };

    let errors = [
        (owner.add_customer(&long).await.unwrap_err(), "/full_name"),
        (owner.add_customer(&phone).await.unwrap_err(), "/mobile_number"),
        (owner.add_customer(&control).await.unwrap_err(), "/full_name"),
    ];

    for (error, field) in errors {
        assert_eq!(error.code(), Some("validation_failed"));
        assert!(error.field(field).is_some(), "{field}: {error:?}");
    }
    let fits = NewCustomer { full_name: Some("₹".repeat(255)), ..newcomer("a@example.com") };
    assert!(owner.add_customer(&fits).await.is_ok(), "255 characters, whatever their bytes");
    assert_eq!(owner.overview().await.unwrap().total_customers, 1);
}

#[tokio::test]
async fn absent_stays_null_clears_and_a_value_replaces() {
    let app = App::start().await;
    let owner = app.owner().await;
    let id = owner.add_customer(&newcomer("ananya@example.com")).await.unwrap().row.id;
    app.has_profile(&profile("bela@example.com")).await;
    let change = CustomerChange {
        full_name: Patch::Value("Ananya M".into()),
        location: Patch::Null,
        preferred_categories: Some(vec!["Kitchen".into(), "kitchen".into(), " Gifting ".into()]),
        ..no_change()
    };

    let changed = owner.change_customer(id, &change).await.unwrap();

    assert_eq!(changed.row.full_name.as_deref(), Some("Ananya M"));
    assert_eq!(changed.row.location, None);
    assert_eq!(changed.mobile_e164.as_deref(), Some("+919876543210"), "absent: no change");
    assert_eq!(changed.preferred_categories, ["Kitchen", "Gifting"], "trimmed, without repetitions");
    assert!(changed.updated_at > changed.created_at);
    let to = |address| CustomerChange { email: Some(email(address)), ..no_change() };
    assert_eq!(
        owner.change_customer(id, &to("BELA@example.com")).await.unwrap_err().code(),
        Some("email_taken")
    );
    assert_eq!(
        owner.change_customer(id, &to("Ananya.M@example.com")).await.unwrap().row.email.as_deref(),
        Some("Ananya.M@example.com")
    );
    let no_phone = CustomerChange { mobile_number: Patch::Null, ..no_change() };
    let changed = owner.change_customer(id, &no_phone).await.unwrap();
    assert_eq!((changed.mobile_number, changed.mobile_e164), (None, None));
}

#[tokio::test]
async fn a_blocked_customer_is_refused_like_a_wrong_password_and_recorded_with_the_reason() {
    let app = App::start().await;
    let owner = app.owner().await;
    let person = app.customer("ada@example.com").await;
    let id = app.id_of("ada@example.com").await;
    let change = |status| StatusChange { status, reason: "Chargeback fraud".into() };

    let blocked = owner.change_status(id, &change(CustomerStatus::Blocked)).await.unwrap();

    assert_eq!(blocked.row.status, CustomerStatus::Blocked);
    let right = app.page().sign_in("ada@example.com", PASSWORD).await.unwrap_err();
    let wrong = app.page().sign_in("ada@example.com", "wrong-password").await.unwrap_err();
    assert_eq!(right, wrong, "nobody learns that the account is blocked");
    assert!(app.page().refresh(&person.session.refresh_token).await.is_err(), "an open session ends too");
    assert!(person.me.me().await.is_err());
    let logins = owner.customer_logins(id, &PageQuery::default()).await.unwrap().items;
    let reasons: Vec<_> = logins.iter().filter_map(|login| login.failure_reason.as_deref()).collect();
    assert!(reasons.contains(&FailureReason::Blocked.as_str()), "{reasons:?}");
    assert_eq!(owner.overview().await.unwrap().blocked_customers, 1);
    owner.change_status(id, &change(CustomerStatus::Active)).await.unwrap();
    assert!(app.page().sign_in("ada@example.com", PASSWORD).await.is_ok());
}

#[tokio::test]
async fn a_status_needs_a_reason_and_cannot_be_erased_by_the_way() {
    let app = App::start().await;
    let owner = app.owner().await;
    let id = owner.add_customer(&newcomer("ananya@example.com")).await.unwrap().row.id;
    let change = |status, reason: &str| StatusChange { status, reason: reason.into() };

    let no_reason = owner.change_status(id, &change(CustomerStatus::Inactive, "  ")).await.unwrap_err();
    let erased = owner.change_status(id, &change(CustomerStatus::Erased, "Asked for it")).await.unwrap_err();

    assert!(no_reason.field("/reason").is_some(), "{no_reason:?}");
    assert!(erased.field("/status").is_some(), "{erased:?}");
    assert_eq!(owner.customer(id).await.unwrap().row.status, CustomerStatus::Active);
    owner.change_status(id, &change(CustomerStatus::Inactive, "Moved abroad")).await.unwrap();
    let kept: (String, String) = sqlx::query_as(
        "select reason, actor from customer_changes where customer_id::text = $1 and reason is not null",
    )
    .bind(id.to_string())
    .fetch_one(&mut app.sql().await)
    .await
    .unwrap();
    assert_eq!(kept.0, "Moved abroad");
    assert_eq!(kept.1, format!("staff:{}", owner.who().staff.id));
}

#[tokio::test]
async fn a_withdrawal_told_to_staff_is_in_the_ledger_with_who_and_why() {
    let app = App::start().await;
    let owner = app.owner().await;
    let id = owner.add_customer(&newcomer("ananya@example.com")).await.unwrap().row.id;
    let told = |channels| Withdrawal { channels, reason: "Asked on the phone".into() };

    let sms = owner.withdraw(id, &told(vec![Channel::Sms])).await.unwrap();
    let all = owner.withdraw(id, &told(Vec::new())).await.unwrap();

    let states = |c: &patron_api_types::customers::Customer| {
        c.row.consents.iter().map(|c| c.state).collect::<Vec<_>>()
    };
    use ConsentState::{Subscribed, Unsubscribed};
    assert_eq!(states(&sms), [Subscribed, Unsubscribed, Subscribed]);
    assert_eq!(states(&all), [Unsubscribed; 3]);
    assert!(sms.row.marketing_consent && !all.row.marketing_consent);
    let ledger = owner.customer_consents(id, &PageQuery::default()).await.unwrap().items;
    let acts: Vec<_> = ledger.iter().filter(|entry| entry.state == Unsubscribed).collect();
    assert_eq!(acts.len(), 3, "one row a channel, none for what was withdrawn already: {ledger:?}");
    for act in acts {
        assert_eq!((act.method.as_str(), act.reason.as_deref()), ("staff", Some("Asked on the phone")));
        assert_eq!(act.actor, format!("staff:{}", owner.who().staff.id));
    }
}

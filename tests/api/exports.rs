//! `customers.csv`: who is in it, how it is written, and how a browser gets it.

use crate::export_formats::parse;
use patron_api_types::{
    customers::StatusChange,
    exports::{CsvFlavour, ExportFormat, ExportQuery},
    problem::ErrorCode,
    profiles::ProfileUpsert,
};
use patron_domain::{
    clock::Clock,
    consent::{Channel, ConsentBasis},
    customer::CustomerStatus,
    rule::SegmentKey,
    segment::NamedSet,
};
use patron_tests::{
    App,
    raw::send,
    seed::{order, profile},
};
use reqwest::Method;

const HEADERS: [&str; 9] = [
    "Email",
    "Full Name",
    "Mobile Number",
    "Signup Date",
    "Last Login",
    "Login Count",
    "Total Orders",
    "Total Spent",
    "Status",
];

fn emails(text: &str) -> Vec<String> {
    let mut emails: Vec<String> = parse(text).1.into_iter().map(|row| row[0].clone()).collect();
    emails.sort();
    emails
}

fn named(email: &str, name: &str, phone: &str) -> ProfileUpsert {
    ProfileUpsert { full_name: Some(name.into()), mobile_number: Some(phone.into()), ..profile(email) }
}

#[tokio::test]
async fn the_file_has_the_originals_nine_columns_and_is_safe_to_open() {
    let app = App::start().await;
    app.has_profile(&named("ada@example.com", r#"Ada "The Lamp", Löv"#, "98765 43210")).await;
    app.has_profile(&named("evil@example.com", "=HYPERLINK(\"http://x.example\")", "")).await;
    app.has_profile(&named("plus@example.com", "+Plus", "12")).await;
    app.has_order(&order("ada@example.com", "1", "1499.50")).await;
    app.has_login_at("ada@example.com", "2026-11-05T08:00:00Z".parse().unwrap()).await;
    let owner = app.owner().await;

    let text = owner.export_csv(&ExportQuery::default()).await.unwrap();

    let (header, rows) = parse(&text);
    assert_eq!(header, HEADERS);
    assert!(text.starts_with("Email,"), "no byte order mark");
    assert_eq!(text.matches("\r\n").count(), 4, "every line ends with CRLF");
    assert_eq!(text.matches('\n').count(), 4);
    assert!(text.contains(r#""Ada ""The Lamp"", Löv""#), "{text}");
    let row = |email: &str| rows.iter().find(|row| row[0] == email).unwrap().clone();
    let ada = row("ada@example.com");
    assert_eq!(ada[2], "+919876543210", "plain E.164");
    assert_eq!(
        (ada[5].as_str(), ada[6].as_str(), ada[7].as_str(), ada[8].as_str()),
        ("1", "1", "1499.50", "active")
    );
    assert!(
        chrono::DateTime::parse_from_rfc3339(&ada[4])
            .is_ok_and(|t| t == "2026-11-05T08:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap()),
        "{ada:?}"
    );
    let evil = row("evil@example.com");
    assert_eq!(evil[1], "'=HYPERLINK(\"http://x.example\")");
    assert_eq!((evil[2].as_str(), evil[4].as_str()), ("", ""), "nothing is nothing, not N/A");
    assert_eq!(row("plus@example.com")[1], "'+Plus");
    let machine = ExportQuery { flavour: Some(CsvFlavour::Machine), ..ExportQuery::default() };
    let machine = owner.export_csv(&machine).await.unwrap();
    assert!(machine.contains(",+Plus,") && !machine.contains("'="), "unaltered when asked for by name");
}

#[tokio::test]
async fn only_active_people_with_consent_on_the_channel_are_in_it_and_the_preview_says_who_is_not() {
    let app = App::start().await;
    app.has_profile(&named("in@example.com", "In", "98765 43210")).await;
    app.has_profile(&ProfileUpsert { marketing_consent: Some(true), ..profile("said@example.com") }).await;
    app.has_profile(&ProfileUpsert { marketing_consent: Some(false), ..profile("out@example.com") }).await;
    let owner = app.owner().await;
    for (name, status) in [("asleep", CustomerStatus::Inactive), ("blocked", CustomerStatus::Blocked)] {
        let email = format!("{name}@example.com");
        app.has_profile(&profile(&email)).await;
        let change = StatusChange { status, reason: "A reason".into() };
        owner.change_status(app.id_of(&email).await, &change).await.unwrap();
    }
    let q = ExportQuery::default;

    let preview = owner.export_preview(&q()).await.unwrap();

    assert_eq!((preview.rows, preview.people), (2, 5));
    assert_eq!((preview.withdrawn, preview.not_active, preview.not_asked), (1, 2, 0));
    assert_eq!(preview.default_basis, 1);
    assert_eq!(emails(&owner.export_csv(&q()).await.unwrap()), ["in@example.com", "said@example.com"]);
    let sms = ExportQuery { channel: Some(Channel::Sms), ..q() };
    assert_eq!(emails(&owner.export_csv(&sms).await.unwrap()), ["in@example.com"]);
    let express = ExportQuery { basis: Some(ConsentBasis::Express), ..q() };
    assert_eq!(emails(&owner.export_csv(&express).await.unwrap()), ["said@example.com"]);
    assert_eq!(owner.export_preview(&express).await.unwrap().rows, 1);
    let segment = ExportQuery { segment: Some(SegmentKey::Named(NamedSet::HighValue)), ..q() };
    assert_eq!(emails(&owner.export_csv(&segment).await.unwrap()), Vec::<String>::new());
    let full = ExportQuery { format: Some(ExportFormat::Full), ..q() };
    let (header, rows) = parse(&owner.export_csv(&full).await.unwrap());
    assert_eq!(rows.len(), 5, "everybody, for the importer");
    assert!(
        header.contains(&"preferred_categories".to_owned()) && header.contains(&"email_consent".to_owned()),
        "{header:?}"
    );
}

#[tokio::test]
async fn a_ticket_is_a_download_that_works_once() {
    let app = App::start().await;
    app.has_profile(&profile("ada@example.com")).await;
    let owner = app.owner().await;
    let query = ExportQuery { flavour: Some(CsvFlavour::Machine), ..ExportQuery::default() };

    let ticket = owner.export_ticket(&query).await.unwrap();

    let left = (ticket.expires_at - Clock::system().now()).num_seconds();
    assert!((50..=60).contains(&left), "{left}");
    let download = send(app.request(Method::GET, &ticket.url)).await;
    assert_eq!(download.status, 200, "{download:?}");
    assert!(download.header("content-type").starts_with("text/csv"));
    let disposition = download.header("content-disposition");
    assert!(disposition.starts_with("attachment") && disposition.contains(".csv"), "{disposition}");
    assert_eq!(download.header("cache-control"), "no-store");
    assert_eq!(emails(&download.body), ["ada@example.com"]);
    assert_eq!(send(app.request(Method::GET, &ticket.url)).await.code(), ErrorCode::LinkExpired);
}

#[tokio::test]
async fn a_ticket_ends_after_a_minute_and_cannot_be_guessed() {
    let app = App::start().await;
    let ticket = app.owner().await.export_ticket(&ExportQuery::default()).await.unwrap();
    sqlx::query("update export_tickets set expires_at = expires_at - interval '61 seconds'")
        .execute(&mut app.sql().await)
        .await
        .unwrap();

    let late = send(app.request(Method::GET, &ticket.url)).await;
    let guess = send(app.request(Method::GET, "/api/v1/exports/customers.csv?ticket=guess")).await;
    let none = send(app.request(Method::GET, "/api/v1/exports/customers.csv")).await;

    assert_eq!(late.code(), ErrorCode::LinkExpired);
    assert!(matches!(guess.code(), ErrorCode::LinkExpired | ErrorCode::Unauthorized), "{guess:?}");
    assert_eq!(none.code(), ErrorCode::Unauthorized);
}

#[tokio::test]
async fn an_export_larger_than_any_page_is_whole() {
    let app = App::start().await;
    sqlx::raw_sql(
        "insert into customer_profiles (id, email, signup_date, created_at, updated_at, email_consent,
           email_consent_basis, marketing_consent)
         select gen_random_uuid(), 'p' || n || '@example.com', now(), now(), now(), 'SUBSCRIBED', 'default', true
         from generate_series(1, 5321) n",
    )
    .execute(&mut app.sql().await)
    .await
    .unwrap();

    let text = app.owner().await.export_csv(&ExportQuery::default()).await.unwrap();

    let mut emails = emails(&text);
    emails.dedup();
    assert_eq!(emails.len(), 5321);
}

#[tokio::test]
async fn columns_are_chosen_by_name_and_a_wrong_name_is_refused_before_the_download() {
    let app = App::start().await;
    app.has_profile(&named("ada@example.com", "Ada Löv", "98765 43210")).await;
    let owner = app.owner().await;
    let query = |columns: &str| ExportQuery { columns: Some(columns.into()), ..ExportQuery::default() };

    let text = owner.export_csv(&query("full_name, email")).await.unwrap();

    assert_eq!(text, "Full Name,Email\r\nAda Löv,ada@example.com\r\n");
    let ticket = owner.export_ticket(&query("status")).await.unwrap();
    assert_eq!(send(app.request(Method::GET, &ticket.url)).await.body, "Status\r\nactive\r\n");
    for wrong in [
        query("email,phone"),
        query("email,email"),
        query(""),
        ExportQuery { format: Some(ExportFormat::Full), ..query("email") },
    ] {
        let refused = owner.export_ticket(&wrong).await.unwrap_err();
        assert_eq!(refused.code(), Some("validation_failed"), "{wrong:?}");
        assert!(format!("{refused:?}").contains("columns"), "{refused:?}");
    }
}

#[tokio::test]
async fn an_export_goes_on_whole_while_others_ask_for_lists() {
    let app = App::start().await;
    sqlx::raw_sql(
        "insert into customer_profiles (id, email, full_name, signup_date, created_at, updated_at, email_consent,
           email_consent_basis, marketing_consent)
         select gen_random_uuid(), 'p' || n || '@example.com', repeat('n', 200), now(), now(), now(), 'SUBSCRIBED',
           'default', true
         from generate_series(1, 20000) n",
    )
    .execute(&mut app.sql().await)
    .await
    .unwrap();
    let owner = app.owner().await;
    let lists = async {
        for _ in 0..20 {
            owner.customers(&patron_api_types::customers::CustomerQuery::default()).await.unwrap();
        }
    };

    let query = ExportQuery::default();
    let (text, ()) = tokio::join!(owner.export_csv(&query), lists);

    assert_eq!(emails(&text.unwrap()).len(), 20_000);
}

//! Search by part of email and name, by phone, by its last four digits.

use super::found_set;
use patron_api_types::{customers::CustomerQuery, profiles::ProfileUpsert};
use patron_tests::{App, seed::profile};

fn search(text: &str) -> CustomerQuery {
    CustomerQuery { search: Some(text.into()), ..CustomerQuery::default() }
}

async fn app_with_people() -> App {
    let app = App::start().await;
    for (email, name, phone) in [
        ("ananya@example.com", "Ananya Marigold", "98765 43210"),
        ("bela@shop.example", "Bela O'Teak_50%", "+91 91234 53210"),
        ("chitra@example.com", "Åsa Çhitra", "044 2345 6789"),
        ("dev.nair@example.com", "", ""),
    ] {
        let text = |s: &str| Some(s.to_owned()).filter(|s| !s.is_empty());
        app.has_profile(&ProfileUpsert {
            full_name: text(name),
            mobile_number: text(phone),
            ..profile(email)
        })
        .await;
    }
    app
}

#[tokio::test]
async fn three_letters_and_more_are_found_anywhere_in_email_and_name() {
    let app = app_with_people().await;
    let owner = app.owner().await;
    for (text, expected) in [
        ("rigo", vec!["ananya@example.com"]),
        ("MARI", vec!["ananya@example.com"]),
        ("@example.com", vec!["ananya@example.com", "chitra@example.com", "dev.nair@example.com"]),
        ("çhi", vec!["chitra@example.com"]),
        ("  nair ", vec!["dev.nair@example.com"]),
        ("nobody", vec![]),
    ] {
        assert_eq!(found_set(&owner, search(text)).await, expected, "{text}");
    }
}

#[tokio::test]
async fn one_or_two_letters_are_found_at_the_beginning_only() {
    let app = app_with_people().await;
    let owner = app.owner().await;

    assert_eq!(found_set(&owner, search("be")).await, ["bela@shop.example"]);
    assert_eq!(found_set(&owner, search("A")).await, ["ananya@example.com"]);
    assert_eq!(found_set(&owner, search("ya")).await, Vec::<String>::new(), "in the middle of ananya");
}

#[tokio::test]
async fn wildcards_in_the_text_are_only_letters() {
    let app = app_with_people().await;
    let owner = app.owner().await;
    for (text, expected) in [
        ("k_50%", vec!["bela@shop.example"]),
        ("%%%", vec![]),
        ("___", vec![]),
        ("%", vec![]),
        ("O'T", vec!["bela@shop.example"]),
        (r"a\%b", vec![]),
    ] {
        assert_eq!(found_set(&owner, search(text)).await, expected, "{text}");
    }
}

#[tokio::test]
async fn a_phone_is_found_as_a_whole_number_or_by_its_last_four_digits() {
    let app = app_with_people().await;
    let owner = app.owner().await;
    for (text, expected) in [
        ("+919876543210", vec!["ananya@example.com"]),
        ("9876543210", vec!["ananya@example.com"]),
        ("98765-43210", vec!["ananya@example.com"]),
        ("3210", vec!["ananya@example.com", "bela@shop.example"]),
        ("543210", vec![]),
    ] {
        assert_eq!(found_set(&owner, search(text)).await, expected, "{text}");
    }
}

#[tokio::test]
async fn odd_searches_get_an_answer_and_no_server_error() {
    let app = app_with_people().await;
    let owner = app.owner().await;
    for text in ["", "   ", "\u{1F9E3}", "'; drop table customer_profiles; --", "\u{0}", &"x".repeat(3000)] {
        let answer = owner.customers(&search(text)).await;

        let fine = answer.as_ref().map_or_else(|e| e.code() == Some("validation_failed"), |_| true);
        assert!(fine, "{text:?}: {answer:?}");
    }
    assert_eq!(found_set(&owner, search("   ")).await.len(), 4, "a blank search restricts nothing");
}

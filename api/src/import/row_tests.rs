//! Rows as the first version's table dump and Patron's own export have them.

use super::*;
use crate::import::header::Header;
use patron_domain::consent::ConsentState;

const DUMP: &[&str] = &[
    "id",
    "user_id",
    "email",
    "full_name",
    "mobile_number",
    "signup_date",
    "email_verified",
    "signup_method",
    "last_login_at",
    "login_count",
    "total_orders",
    "total_spent",
    "preferred_categories",
    "marketing_consent",
    "status",
    "source",
    "ip_address",
    "user_agent",
    "location",
    "created_at",
    "updated_at",
];

fn read(names: &[&str], cells: &[&str]) -> Result<ImportRow, String> {
    let plan = Plan::for_tests(Header::read(&ByteRecord::from(names.to_vec())).unwrap());
    parse(&plan, &ByteRecord::from(cells.to_vec())).map(|(row, _)| row)
}

#[test]
fn a_row_of_the_table_dump_is_read_whole() {
    let row = read(
        DUMP,
        &[
            "9fe0ae29-7fb6-4a8d-a378-bcdaab8af623",
            "721aca8c-9e21-4ccb-8ee4-af7bb81aca93",
            " Ada@Example.com",
            "Ada Clove",
            "98765 43210",
            "2025-03-01 10:00:00.5+00",
            "t",
            "google",
            "2026-01-02 03:04:05+05:30",
            "7",
            "3",
            "1499.50",
            "{Gifts,\"Home decor\"}",
            "f",
            "inactive",
            "mobile",
            "Unknown",
            "Mozilla/5.0",
            "Pune",
            "2025-03-01 10:00:00+00",
            "2025-03-01 10:00:00+00",
        ],
    )
    .unwrap();
    assert_eq!(row.email.as_str(), "Ada@Example.com");
    assert_eq!(row.details.phone.unwrap().e164.as_deref(), Some("+919876543210"));
    assert_eq!(row.details.categories.unwrap(), ["Gifts", "Home decor"]);
    assert_eq!((row.login_count, row.total_orders, row.total_spent.to_string()), (7, 3, "1499.50".into()));
    assert_eq!(row.status, Some(CustomerStatus::Inactive));
    assert_eq!((row.signup_method, row.source), (SignupMethod::Google, Source::Mobile));
    assert_eq!((row.marketing_consent, row.email_verified), (Some(false), true));
    assert_eq!(row.ip_address, None);
    assert!(row.id.is_some() && row.consents.is_empty() && !row.own_export);
}

#[test]
fn only_the_address_is_needed() {
    let row = read(&["email"], &["ada@example.com"]).unwrap();
    assert_eq!((row.marketing_consent, row.status, row.signup_date), (None, None, None));
    assert_eq!(row.total_spent, Money::ZERO);
}

#[test]
fn all_reasons_are_told_at_once_and_each_names_its_column() {
    let reasons = read(
        &["email", "total_spent", "login_count", "signup_date", "status", "ip_address"],
        &["", "₹1,499", "-1", "2027-01-01", "erased", "here"],
    )
    .unwrap_err();
    for column in ["email: ", "total_spent: ", "login_count: ", "signup_date: ", "status: ", "ip_address: "] {
        assert!(reasons.contains(column), "{column} in {reasons}");
    }
    assert!(read(&["email", "total_spent"], &["a@b.c", "-0.01"]).unwrap_err().contains("total_spent: "));
    assert!(read(&["email", "full_name"], &["a@b.c"]).unwrap_err().contains("1 cells"));
    let long = "x".repeat(256);
    assert!(read(&["email", "full_name"], &["a@b.c", &long]).unwrap_err().contains("full_name: "));
}

#[test]
fn text_that_is_no_utf8_is_refused_with_its_column() {
    let plan = Plan::for_tests(Header::read(&ByteRecord::from(vec!["email", "full_name"])).unwrap());
    let record = ByteRecord::from(vec![b"a@b.c".to_vec(), b"L\xF6v".to_vec()]);
    assert!(parse(&plan, &record).unwrap_err().starts_with("full_name: must be text in UTF-8"));
}

#[test]
fn an_own_export_keeps_its_bases_and_loses_its_guards() {
    let names =
        ["email", "full_name", "email_consent", "email_consent_basis", "sms_consent", "currency", "flavour"];
    let row =
        |flavour| read(&names, &["a@b.c", "'=1+1", "SUBSCRIBED", "express", "UNSUBSCRIBED", "INR", flavour]);
    let (guarded, machine, foreign) = (row("guarded").unwrap(), row("machine").unwrap(), row("").unwrap());
    assert_eq!(guarded.details.full_name.as_deref(), Some("=1+1"));
    assert_eq!(machine.details.full_name.as_deref(), Some("'=1+1"));
    assert!(guarded.own_export && machine.own_export && !foreign.own_export);
    let express = Wanted {
        channel: Channel::Email,
        state: ConsentState::Subscribed,
        basis: Some(ConsentBasis::Express),
    };
    assert_eq!(guarded.consents[0], express);
    assert_eq!(foreign.consents[0].basis, Some(ConsentBasis::Import), "no evidence of ours");
    assert_eq!(guarded.consents[1].state, ConsentState::Unsubscribed);
    assert_eq!(row("spreadsheet").unwrap().details.full_name.as_deref(), Some("=1+1"));
    assert!(row("loud").is_err());
}

#[test]
fn money_of_another_currency_is_refused() {
    let reasons = read(&["email", "total_spent", "currency"], &["a@b.c", "10", "USD"]).unwrap_err();
    assert!(reasons.contains("currency: must be the shop's, INR"), "{reasons}");
}

//! A small file of each format, from its header to what its rows say.

use super::*;
use crate::import::{header::Header, plan::Plan, row};
use csv::{ByteRecord, ReaderBuilder};
use patron_db::{consents::Wanted, import::ImportRow};
use patron_domain::consent::{Channel, ConsentBasis, ConsentState};

fn columns(header: &str) -> Vec<String> {
    let mut reader = ReaderBuilder::new().from_reader(header.as_bytes());
    reader.headers().unwrap().iter().map(str::to_owned).collect()
}

/// The first row of a file of customers.
fn first(file: &str) -> (ImportRow, row::Dates) {
    let columns = columns(file);
    let (kind, format) = detect(&columns);
    assert_eq!(kind, ImportKind::Customers, "{file}");
    let header = Header::mapped(&columns, &mapping(kind, format, &columns), kind).unwrap();
    let zone = zone(format).unwrap_or(chrono_tz::Asia::Kolkata);
    let plan = Plan { kind, format, zone, ..Plan::for_tests(header) };
    let mut reader = ReaderBuilder::new().from_reader(file.as_bytes());
    let mut record = ByteRecord::new();
    assert!(reader.read_byte_record(&mut record).unwrap());
    row::parse(&plan, &record).unwrap()
}

fn state(row: &ImportRow, channel: Channel) -> Option<ConsentState> {
    row.consents.iter().find(|wanted| wanted.channel == channel).map(|wanted| wanted.state)
}

const SHOPIFY: &str = "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,\
    Default Address City,Default Address Province Code,Default Address Country Code,Default Address Zip,\
    Default Address Phone,Phone,Accepts SMS Marketing,Total Spent,Total Orders,Note,Tax Exempt,Tags\n\
    '6512345,Ada,Clove,ada@example.com,yes,,Pune,MH,IN,411001,,'+919876543210,no,\"1,499.00\",3,,no,vip\n";

#[test]
fn shopifys_customers_come_with_consents_and_totals() {
    let (row, _) = first(SHOPIFY);
    assert_eq!(row.details.full_name.as_deref(), Some("Ada Clove"));
    assert_eq!(row.details.location.as_deref(), Some("Pune, MH, IN"));
    assert_eq!(row.details.phone.as_ref().and_then(|p| p.e164.as_deref()), Some("+919876543210"));
    assert_eq!((row.total_orders, row.total_spent.to_string()), (3, "1499.00".into()));
    assert_eq!(state(&row, Channel::Email), Some(ConsentState::Subscribed));
    assert_eq!(state(&row, Channel::Sms), Some(ConsentState::Unsubscribed));
    assert_eq!(state(&row, Channel::Whatsapp), None, "the file does not say");
}

#[test]
fn woocommerces_customers_come_with_totals_and_say_nothing_of_consent() {
    let (row, _) = first(
        "Name,Username,Last Active,Date registered,Email,Orders,Total spend,AOV,Country / Region,City,Region,Postal code\n\
         Ada Clove,ada,2026-01-02 03:04:05,2025-03-14 08:00:00,ada@example.com,3,1499.5,499.8333,IN,Pune,Maharashtra,411001\n",
    );
    assert_eq!((row.total_orders, row.total_spent.to_string()), (3, "1499.50".into()));
    assert_eq!(row.details.location.as_deref(), Some("Pune, Maharashtra, IN"));
    assert_eq!(row.signup_date, Some("2025-03-14T02:30:00Z".parse().unwrap()));
    assert!(row.consents.is_empty() && row.marketing_consent.is_none() && row.last_login_at.is_none());
}

#[test]
fn mailchimps_audience_is_subscribed_since_it_opted_in() {
    let (row, dates) = first(
        "Email Address,First Name,Last Name,Phone Number,Address,Birthday,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,\
         CONFIRM_TIME,CONFIRM_IP,LATITUDE,LAST_CHANGED,LEID,EUID,NOTES,TAGS\n\
         ada@example.com,Ada,Clove,,,,2,,,2024-02-03 04:05:06,203.0.113.9,,2024-02-03 04:05:06,1,e,,\"\"\"vip\"\"\"\n",
    );
    let subscribed = Wanted {
        channel: Channel::Email,
        state: ConsentState::Subscribed,
        basis: Some(ConsentBasis::Import),
    };
    assert_eq!(row.consents, [subscribed]);
    assert_eq!(dates, [(Channel::Email, "2024-02-03T04:05:06Z".parse().unwrap())]);
    assert_eq!(row.signup_date, Some(dates[0].1));
}

#[test]
fn other_files_are_guessed_by_their_columns() {
    let (row, _) = first("E-Mail,First,Last,Shoe size,Spent\nada@example.com,Ada,Clove,38,\"1,00,000.00\"\n");
    assert_eq!(row.details.full_name.as_deref(), Some("Ada Clove"));
    assert_eq!(row.total_spent.to_string(), "100000.00");
    assert!(row.consents.is_empty());
}

#[test]
fn files_are_told_apart_by_their_headers() {
    use crate::exports::formats::{Chosen, layout};
    use ImportFormat as F;
    use ImportKind as K;
    use patron_domain::export::ExportFormat;
    let full = layout(ExportFormat::Full, &Chosen::Default, false).unwrap().headers();
    for (header, kind, format) in [
        (full.join(",").as_str(), K::Customers, F::Patron),
        ("Email,Full Name,Mobile Number,Signup Date,Last Login,Login Count,Status", K::Customers, F::Patron),
        ("id,user_id,email,line,reason", K::Customers, F::Patron),
        (SHOPIFY, K::Customers, F::Shopify),
        ("Name,Email,Financial Status,Total,Lineitem name,Lineitem price", K::Orders, F::Shopify),
        ("Name,Username,Email,Total spend,AOV", K::Customers, F::Woocommerce),
        ("Order Number,Email (Billing),Order Total Amount", K::Orders, F::Woocommerce),
        ("Email Address,OPTIN_TIME,LEID", K::Customers, F::Mailchimp),
        ("Email Address,UNSUB_TIME,LEID,OPTIN_TIME", K::Suppressions, F::MailchimpSuppressed),
        ("Email Address,CLEAN_TIME", K::Suppressions, F::MailchimpSuppressed),
        ("order_id,email,total", K::Orders, F::Custom),
        ("email,unsubscribed_at", K::Suppressions, F::Custom),
        ("mail,shoe size", K::Customers, F::Custom),
        ("", K::Customers, F::Custom),
    ] {
        assert_eq!(detect(&columns(header)), (kind, format), "{header}");
    }
}

#[test]
fn every_listed_column_is_a_field_of_its_kind() {
    for (names, kind) in [
        (shopify::CUSTOMERS, ImportKind::Customers),
        (shopify::ORDERS, ImportKind::Orders),
        (woocommerce::CUSTOMERS, ImportKind::Customers),
        (woocommerce::ORDERS, ImportKind::Orders),
        (mailchimp::AUDIENCE, ImportKind::Customers),
        (mailchimp::SUPPRESSED, ImportKind::Suppressions),
    ] {
        for (name, column) in names {
            assert!(Column::of_kind(kind).contains(column), "{name}");
            assert_eq!(super::super::column::plain(name), *name);
        }
    }
}

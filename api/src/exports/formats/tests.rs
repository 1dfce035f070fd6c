use super::*;
use crate::exports::writer::{Context, Writer, shown};
use chrono::{DateTime, Utc};
use patron_api_types::exports::{CsvFlavour, FileType};
use patron_db::exports::{Kind, Value};
use uuid::Uuid;

const HEADERS: &[(ExportFormat, &str)] = &[
    (
        ExportFormat::Customers,
        "Email,Full Name,Mobile Number,Signup Date,Last Login,Login Count,Total Orders,Total Spent,Status",
    ),
    (
        ExportFormat::Mailchimp,
        "Email Address,First Name,Last Name,Phone Number,Address,Birthday,Tags,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP",
    ),
    (
        ExportFormat::Klaviyo,
        "Email,Phone Number,First Name,Last Name,City,State / Region,Country,Zip Code,Source,Email Marketing Consent,\
         Email Marketing Consent Timestamp,SMS Marketing Consent,SMS Marketing Consent Timestamp",
    ),
    (
        ExportFormat::Brevo,
        "EMAIL,FIRSTNAME,LASTNAME,SMS,WHATSAPP,LANDLINE_NUMBER,EXT_ID,OPT_IN,DOUBLE_OPT-IN",
    ),
    (
        ExportFormat::Shopify,
        "First Name,Last Name,Email,Accepts Email Marketing,Default Address Company,Default Address Address1,\
         Default Address Address2,Default Address City,Default Address Province Code,Default Address Country Code,\
         Default Address Zip,Default Address Phone,Phone,Accepts SMS Marketing,Tags,Note,Tax Exempt",
    ),
    (
        ExportFormat::Hubspot,
        "Email,First Name,Last Name,Phone Number,City,State/Region,Country/Region,Postal Code,Lifecycle Stage",
    ),
    (ExportFormat::Meta, "email,phone,fn,ln,ct,st,zip,country,dob,gen,madid,extern_id,value"),
    (ExportFormat::Google, "Email,Phone,First Name,Last Name,Country,Zip"),
    (ExportFormat::Listmonk, "email,name,attributes"),
];

fn whole_of(format: ExportFormat) -> Layout {
    layout(format, &Chosen::Default, false).unwrap()
}

fn at() -> DateTime<Utc> {
    "2026-11-20T14:30:00.123456Z".parse().unwrap()
}

pub(super) fn context(flavour: CsvFlavour) -> Context {
    Context { zone: chrono_tz::Asia::Kolkata, currency: "INR".into(), flavour }
}

/// A person of whom everything that was typed is known; amounts are left out, only the database makes them.
pub(super) struct Person {
    pub(super) name: &'static str,
    pub(super) phone: &'static str,
}

impl Person {
    pub(super) fn values(&self, layout: &Layout) -> Vec<Value<'static>> {
        let value = |column: patron_db::exports::Column| match column.sql {
            "email" => Value::Text("Ada@Example.com"),
            "full_name" => Value::Text(self.name),
            "location" => Value::Text("=cmd|' /C calc'!A0"),
            "last_order.address" => Value::Opened("12, MG Road\n2nd floor".into()),
            "last_order.city" => Value::Text("Bengaluru"),
            "last_order.state" => Value::Text("Karnataka"),
            "last_order.pincode" => Value::Opened("560001".into()),
            "last_order.country" | "coalesce(last_order.country, phone_country)" => Value::Text("IN"),
            "array_to_json(preferred_categories)::text" => Value::Text(r#"["Gifts","Home \"decor\""]"#),
            "array_to_string(preferred_categories, E'\\x1f')" => Value::Text("Gifts\u{1f}Home \"decor\""),
            "email_consent" | "sms_consent" => Value::Text("SUBSCRIBED"),
            "whatsapp_consent" => Value::Text("UNSUBSCRIBED"),
            sql if sql.contains("t.birthday") => Value::Text("1990-05-17"),
            _ => match column.kind {
                Kind::Text => Value::Text("word"),
                Kind::Count => Value::Count(3),
                Kind::Money => Value::Nothing,
                Kind::Instant => Value::Instant(at()),
                Kind::Flag => Value::Flag(true),
                Kind::Id => Value::Id(Uuid::nil()),
                Kind::Sealed(patron_db::sealed::Field::Phone) => Value::Opened(self.phone.into()),
                Kind::Sealed(_) => Value::Opened("sealed".into()),
            },
        };
        layout.stored().into_iter().map(value).collect()
    }
}

pub(super) const ADA: Person = Person { name: "Ada \"The Lamp\", Löv", phone: "+919876543210" };

/// Header and rows as a strict reader takes them.
pub(super) fn read(text: &[u8]) -> (Vec<String>, Vec<Vec<String>>) {
    let mut reader = csv::ReaderBuilder::new().flexible(false).from_reader(text);
    let header = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let rows = reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect();
    (header, rows)
}

pub(super) fn file(layout: &Layout, file: FileType, flavour: CsvFlavour, people: &[Person]) -> Vec<u8> {
    let mut writer = Writer::new(layout, file, context(flavour)).unwrap();
    for person in people {
        writer.row(&person.values(layout)).unwrap();
    }
    writer.take().unwrap()
}

pub(super) fn row(format: ExportFormat, person: Person) -> Vec<String> {
    let bytes = file(&whole_of(format), FileType::Csv, CsvFlavour::Guarded, &[person]);
    read(&bytes).1.remove(0)
}

#[test]
fn each_destinations_file_has_exactly_its_headers_and_a_strict_reader_takes_it() {
    for (format, headers) in HEADERS {
        let layout = whole_of(*format);
        assert_eq!(layout.headers().join(","), *headers, "{format}");
        for flavour in CsvFlavour::ALL {
            let bytes = file(&layout, FileType::Csv, *flavour, &[ADA, ADA]);
            let (header, rows) = read(&bytes);
            assert_eq!(header.join(","), *headers, "{format}");
            assert_eq!(rows.len(), 2);
            assert_eq!(bytes.starts_with(b"\xEF\xBB\xBF"), *flavour == CsvFlavour::Spreadsheet);
            assert_eq!(rows[0], shown(&layout, &ADA.values(&layout), FileType::Csv, &context(*flavour)));
        }
    }
}

#[test]
fn the_full_file_begins_with_the_originals_21_columns() {
    let original = "id,user_id,email,full_name,mobile_number,signup_date,email_verified,signup_method,\
        last_login_at,login_count,total_orders,total_spent,preferred_categories,marketing_consent,status,source,\
        ip_address,user_agent,location,created_at,updated_at";
    let headers = whole_of(ExportFormat::Full).headers();
    assert_eq!(headers[..21].join(","), original);
    let full = row(ExportFormat::Full, ADA);
    assert_eq!(full[5], "2026-11-20T20:00:00.123456+05:30");
    assert_eq!(full[12], r#"["Gifts","Home \"decor\""]"#);
    assert_eq!(full[18], "'=cmd|' /C calc'!A0");
    assert_eq!(full[30..], ["INR", "guarded"]);
}

#[test]
fn destinations_get_what_they_ask_for() {
    let customers = row(ExportFormat::Customers, ADA);
    assert_eq!(
        customers[..5],
        ["Ada@Example.com", ADA.name, ADA.phone, "2026-11-20T20:00:00+05:30", "2026-11-20T20:00:00+05:30"]
    );
    let mailchimp = row(ExportFormat::Mailchimp, ADA);
    assert_eq!(mailchimp[1..4], ["Ada", "\"The Lamp\", Löv", ADA.phone]);
    assert_eq!(mailchimp[4], "12, MG Road 2nd floor  Bengaluru  Karnataka  560001  IN");
    assert_eq!(mailchimp[5..7], ["05/17", "Gifts,Home \"decor\""]);
    assert_eq!(mailchimp[8], "");
    let klaviyo = row(ExportFormat::Klaviyo, ADA);
    assert_eq!(klaviyo[9..11], ["Subscribe", "2026-11-20T20:00:00+05:30"]);
    let brevo = row(ExportFormat::Brevo, ADA);
    assert_eq!(brevo[3..], [ADA.phone, "", "", &Uuid::nil().to_string(), "1", "3"]);
    let shopify = row(ExportFormat::Shopify, ADA);
    assert_eq!(shopify[3], "yes");
    assert_eq!(shopify[7..11], ["Bengaluru", "KA", "IN", "560001"]);
    assert_eq!(shopify[16], "no");
    let meta = row(ExportFormat::Meta, ADA);
    assert_eq!(meta[1], ADA.phone);
    assert_eq!(meta[8..12], ["1990-05-17", "", "", &Uuid::nil().to_string()]);
    let google = row(ExportFormat::Google, ADA);
    assert_eq!(google[1..], [ADA.phone, "Ada", "\"The Lamp\", Löv", "IN", "560001"]);
    let listmonk = row(ExportFormat::Listmonk, ADA);
    let attributes: serde_json::Value = serde_json::from_str(&listmonk[2]).unwrap();
    assert_eq!(attributes["currency"], "INR");
    assert_eq!(attributes["preferred_categories"][1], "Home \"decor\"");
    assert_eq!(attributes["total_orders"], 3);
}

#[test]
fn what_identifies_people_is_hashed_by_each_networks_rules_and_nothing_else_is() {
    let cells = |format| {
        let layout = layout(format, &Chosen::Default, true).unwrap();
        read(&file(&layout, FileType::Csv, CsvFlavour::Guarded, &[ADA])).1.remove(0)
    };
    let meta = cells(ExportFormat::Meta);
    assert_eq!(meta[1], "92b5072176e723878b5e06ff3ca61898e4eb74e8c46642a0f2db800b17364ab0");
    assert_eq!(meta[11], Uuid::nil().to_string());
    assert!(meta[..9].iter().all(|cell| cell.len() == 64), "{meta:?}");
    let google = cells(ExportFormat::Google);
    assert_eq!(google[1], "f3a47ce5ce3d4ca8ad15225a245b2759022f79489f5c62719b8c9490f7aab90e");
    assert!(google[..4].iter().all(|cell| cell.len() == 64));
    assert_eq!(google[4..], ["IN", "560001"]);
    assert!(layout(ExportFormat::Brevo, &Chosen::Default, true).is_err());
}

#[test]
fn columns_are_chosen_by_name_in_the_order_asked() {
    let headers =
        |wanted: &str, format| layout(format, &Chosen::parse(Some(wanted)), false).map(|l| l.headers());
    let customers = |wanted: &str| headers(wanted, ExportFormat::Customers);
    assert_eq!(customers("status, email").unwrap(), ["Status", "Email"]);
    assert!(customers("email,phone").unwrap_err().0.contains("mobile_number"));
    assert!(customers("email,email").unwrap_err().0.contains("twice"));
    assert!(customers("").is_err());
    let custom = |wanted: &str| headers(wanted, ExportFormat::Custom);
    assert_eq!(custom("rfm_group,traits").unwrap(), ["rfm_group", "traits"]);
    assert!(custom("shoe_size").unwrap_err().0.contains("shoe_size"));
    assert!(custom("email,email").is_err() && custom("").is_err());
    assert!(headers("email", ExportFormat::Full).is_err() && headers("email", ExportFormat::Meta).is_err());
    assert_eq!(info().len(), ExportFormat::ALL.len());
}

#[test]
fn a_stored_value_is_asked_for_once() {
    for format in ExportFormat::ALL.iter().filter(|format| **format != ExportFormat::Custom) {
        let stored = whole_of(*format).stored();
        let mut once = Vec::new();
        for column in stored {
            assert!(!once.contains(&column), "{format}: {column:?}");
            once.push(column);
        }
    }
}

//! What stands in single columns, and what the linter says of them.

use crate::export_formats::{of, parse};
use patron_api_types::{
    events::ConsentReport,
    exports::{ExportFormat, ExportQuery},
    orders::OrderUpsert,
    profiles::ProfileUpsert,
};
use patron_domain::consent::{Channel, ConsentState};
use patron_tests::{
    App,
    seed::{email, order, profile},
};

#[tokio::test]
async fn a_file_of_ones_own_says_how_and_under_which_wording_consent_was_given() {
    let app = App::start().await;
    app.has_profile(&ProfileUpsert {
        mobile_number: Some("98765 43210".into()),
        marketing_consent: Some(true),
        ..profile("person@example.com")
    })
    .await;
    let report = |channel, method: &str, notice: Option<&str>| ConsentReport {
        email: email("person@example.com"),
        channel,
        state: ConsentState::Subscribed,
        method: Some(method.into()),
        notice_version: notice.map(str::to_owned),
        occurred_at: None,
        message_id: None,
    };
    let shop = app.shop_server();
    shop.report_consent(&report(Channel::Sms, "checkout", Some("2026-10"))).await.unwrap();
    shop.report_consent(&report(Channel::Whatsapp, "=kiosk", None)).await.unwrap();
    let query = ExportQuery {
        format: Some(ExportFormat::Custom),
        columns: Some(
            "email_consent_method,sms_consent_method,sms_notice_version,whatsapp_consent_method,\
             whatsapp_notice_version"
                .into(),
        ),
        ..ExportQuery::default()
    };

    let (_, rows) = parse(&app.owner().await.export_csv(&query).await.unwrap());

    assert_eq!(rows, [["server", "checkout", "2026-10", "'=kiosk", ""]]);
}

#[tokio::test]
async fn klaviyo_gets_the_time_of_an_answer_only_where_there_is_one() {
    let app = App::start().await;
    for name in ["yes", "no", "asked", "silent"] {
        app.has_profile(&ProfileUpsert {
            marketing_consent: Some(true),
            ..profile(&format!("{name}@example.com"))
        })
        .await;
    }
    // whatever the past left there: no answer has no time in the file
    sqlx::raw_sql(
        "update customer_profiles set sms_consent_at = email_consent_at, sms_consent = case email
           when 'yes@example.com' then 'SUBSCRIBED' when 'no@example.com' then 'UNSUBSCRIBED'
           when 'asked@example.com' then 'PENDING' else 'NOT_SUBSCRIBED' end",
    )
    .execute(&mut app.sql().await)
    .await
    .unwrap();

    let (header, rows) = parse(&app.owner().await.export_csv(&of(ExportFormat::Klaviyo)).await.unwrap());

    assert_eq!(header[11..], ["SMS Marketing Consent", "SMS Marketing Consent Timestamp"]);
    let stamped = |email: &str| {
        let row = rows.iter().find(|row| row[0] == email).unwrap();
        assert!(row[9] == "Subscribe" && !row[10].is_empty(), "{row:?}");
        (row[11].as_str(), !row[12].is_empty())
    };
    assert_eq!(stamped("yes@example.com"), ("Subscribe", true));
    assert_eq!(stamped("no@example.com"), ("Unsubscribed", true));
    assert_eq!(stamped("asked@example.com"), ("", false));
    assert_eq!(stamped("silent@example.com"), ("", false));
}

#[tokio::test]
async fn the_linter_looks_at_the_address_that_is_in_googles_file() {
    let app = App::start().await;
    for name in ["early", "phone", "bare"] {
        app.has_profile(&ProfileUpsert {
            full_name: Some("Ada Löv".into()),
            mobile_number: Some("98765 43210".into()),
            ..profile(&format!("{name}@example.com"))
        })
        .await;
    }
    let placed = |name: &str, id: &str, day: &str, pincode: Option<&str>| OrderUpsert {
        pincode: pincode.map(str::to_owned),
        order_date: Some(format!("2026-11-{day}T08:00:00Z").parse().unwrap()),
        ..order(&format!("{name}@example.com"), id, "10.00")
    };
    let complete = OrderUpsert { country: Some("IN".into()), ..placed("early", "1", "01", Some("560001")) };
    app.has_order(&complete).await;
    app.has_order(&placed("early", "2", "02", None)).await;
    app.has_order(&placed("phone", "3", "01", Some("560001"))).await;
    let owner = app.owner().await;

    let (_, rows) = parse(&owner.export_csv(&of(ExportFormat::Google)).await.unwrap());
    assert_eq!(rows.len(), 3);

    for row in rows {
        let rule = Some(format!("email = \"{}\"", row[0]));
        let query = ExportQuery { rule, ..of(ExportFormat::Google) };
        let findings = owner.export_preview(&query).await.unwrap().findings;
        let told = findings.iter().any(|finding| finding.code == "no_address_match");
        assert_eq!(told, row[2..].iter().any(String::is_empty), "{row:?}: {findings:?}");
        assert_eq!(told, row[0] != "phone@example.com", "{row:?}");
    }
}

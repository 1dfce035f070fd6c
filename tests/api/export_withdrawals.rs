//! Suppression files of channels where people are known by their number.

use patron_api_types::{
    consents::Withdrawal,
    exports::{CsvFlavour, ExportQuery, ExportsQuery},
    merges::MergeRequest,
    profiles::ProfileUpsert,
};
use patron_domain::consent::Channel;
use patron_tests::{App, raw::send, seed::profile};
use reqwest::Method;

fn with_phone(name: &str, phone: &str) -> ProfileUpsert {
    ProfileUpsert { mobile_number: Some(phone.into()), ..profile(&format!("{name}@example.com")) }
}

#[tokio::test]
async fn the_suppression_file_of_a_channel_by_phone_has_the_numbers_that_the_file_had() {
    let app = App::start().await;
    let numbers = [
        ("leaves", "98765 43210"),
        ("stays", "98765 43211"),
        ("merged", "98765 43212"),
        ("kept", "98765 43213"),
        ("erased", "98765 43214"),
    ];
    for (name, phone) in numbers {
        app.has_profile(&with_phone(name, phone)).await;
    }
    let owner = app.owner().await;
    let id = async |name: &str| app.id_of(&format!("{name}@example.com")).await;
    for channel in [Channel::Sms, Channel::Whatsapp, Channel::Email] {
        // the flavour is the file's, and a number is never written for spreadsheets here
        let flavour = Some(CsvFlavour::Spreadsheet);
        let query = ExportQuery { channel: Some(channel), flavour, ..ExportQuery::default() };
        owner.export_csv(&query).await.unwrap();
    }
    let (merged, kept, erased) = (id("merged").await, id("kept").await, id("erased").await);
    let merge = MergeRequest { keep: kept, merge: merged, reason: None };
    owner.merge(&merge).await.unwrap();
    let all = Withdrawal { channels: Vec::new(), reason: "Asked on the phone".into() };
    owner.withdraw(id("leaves").await, &all).await.unwrap();
    owner.withdraw(kept, &all).await.unwrap();
    sqlx::query("update customer_profiles set status = 'erased', email = null where id = $1")
        .bind(erased.0)
        .execute(&mut app.sql().await)
        .await
        .unwrap();

    let exports = owner.exports(&ExportsQuery::default()).await.unwrap().items;

    assert_eq!(exports.len(), 3);
    for export in exports {
        let channel = export.channel.unwrap();
        let link = owner.withdrawals_link(export.id).await.unwrap();
        let file = send(app.request(Method::GET, &link.url)).await;
        let mut reader = csv::ReaderBuilder::new().flexible(false).from_reader(file.body.as_bytes());
        let header: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
        let rows: Vec<_> = reader.records().map(Result::unwrap).collect();
        if channel == Channel::Email {
            assert_eq!(header, ["id", "email", "channel", "reason", "at"], "no number where none is needed");
            continue;
        }
        assert_eq!(header, ["id", "email", "phone", "channel", "reason", "at"]);
        let mut found: Vec<_> = rows.iter().map(|row| [&row[1], &row[2], &row[3], &row[4]]).collect();
        found.sort();
        let channel = channel.as_str();
        assert_eq!(
            found,
            [
                ["", "", channel, "erased"],
                ["kept@example.com", "+919876543213", channel, "withdrawn"],
                ["leaves@example.com", "+919876543210", channel, "withdrawn"],
                ["merged@example.com", "+919876543212", channel, "withdrawn"],
            ]
        );
    }
}

//! What lies in the columns is not what was written.

use crate::support::{Store, order, origin, phone};
use patron_db::{
    Error, customers,
    profiles::Details,
    sealed::{Field, Keyring, KeyringError},
};
use patron_domain::ids::CustomerId;
use std::{path::PathBuf, sync::Arc};

const SECRETS: [&str; 8] = [
    "9876543210",
    "98765 43210",
    "203.0.113.77",
    "Secret-Agent",
    "12 Lotus Lane",
    "560001",
    "Recipient Rao",
    "3210",
];

async fn person(store: &Store) -> CustomerId {
    let id = store
        .add_with("a@example.com", Details { phone: phone("98765 43210"), ..Details::default() }, None)
        .await;
    store
        .login_from(Some(id), "a@example.com", store.now, true, &origin("203.0.113.77", "Secret-Agent"))
        .await;
    let mut o = order(store, "1", "500");
    o.customer_name = Some("Recipient Rao".into());
    store.order(id, &o).await.unwrap();
    id
}

#[tokio::test]
async fn no_column_holds_a_phone_a_street_a_postcode_a_recipient_an_address_or_an_agent_in_plain() {
    let store = Store::new().await;
    person(&store).await;
    for table in ["customer_profiles", "login_activities", "orders"] {
        // bytea both as hex and as the text it may be
        let rows: Vec<serde_json::Value> = sqlx::query_scalar(sqlx::AssertSqlSafe(format!(
            "select to_jsonb(t) - 'device_info' from {table} t"
        )))
        .fetch_all(store.db.owner.pool())
        .await
        .unwrap();
        assert!(!rows.is_empty());
        for (column, value) in rows.iter().flat_map(|r| r.as_object().unwrap()) {
            let Some(text) = value.as_str() else { continue };
            let hex = text.strip_prefix("\\x").map(str::to_owned);
            // four digits may stand in any id, time or ciphertext by chance
            for secret in SECRETS.iter().filter(|s| s.len() > 5) {
                assert!(!text.contains(secret), "{table}.{column}");
                let bytes: String = secret.bytes().map(|b| format!("{b:02x}")).collect();
                assert!(!hex.as_ref().is_some_and(|h| h.contains(&bytes)), "{table}.{column}");
            }
        }
    }
}

#[tokio::test]
async fn the_columns_that_must_be_sealed_are_bytes() {
    let store = Store::new().await;
    let plain: Vec<String> = sqlx::query_scalar(
        "select table_name || '.' || column_name from information_schema.columns where table_schema = 'public'
           and column_name ~ '(phone|mobile|street|address|pincode|postcode|customer_name|ip_|user_agent|private_key)'
           and column_name not in ('phone_country') and data_type <> 'bytea'",
    )
    .fetch_all(store.db.owner.pool())
    .await
    .unwrap();
    assert_eq!(plain, [""; 0]);
}

#[tokio::test]
async fn whoever_has_the_key_reads_it_and_nobody_else() {
    let store = Store::new().await;
    let id = person(&store).await;
    let p = store.profile(id).await;
    assert_eq!(
        (p.mobile_number.as_deref(), p.mobile_e164.as_deref()),
        (Some("98765 43210"), Some("+919876543210"))
    );
    assert_eq!(p.ip_address.as_deref(), Some("203.0.113.77"));
    let other = Keyring::parse("1:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=").unwrap();
    let result = customers::get(&mut *store.staff().await, &other, id).await;
    assert!(matches!(result, Err(Error::Corrupt(_))));
}

#[tokio::test]
async fn two_people_with_one_number_have_different_bytes_and_one_index() {
    let store = Store::new().await;
    for email in ["a@example.com", "b@example.com"] {
        store.add_with(email, Details { phone: phone("98765 43210"), ..Details::default() }, None).await;
    }
    assert_eq!(store.number("select count(distinct mobile_number) from customer_profiles").await, 2);
    assert_eq!(store.number("select count(distinct mobile_index) from customer_profiles").await, 1);
}

#[tokio::test]
async fn a_newer_key_seals_and_the_older_ones_still_open() {
    let old = Keyring::parse("1:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=").unwrap();
    let both = Keyring::parse(
        "1:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=,2:AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=",
    )
    .unwrap();
    let before = old.seal(Field::Phone, "1").unwrap();
    let after = both.seal(Field::Phone, "2").unwrap();
    assert_eq!(both.open(Field::Phone, &before.0).unwrap(), "1");
    assert_eq!(both.open(Field::Phone, &after.0).unwrap(), "2");
    assert!(old.open(Field::Phone, &after.0).is_err());
    let blind = |ring: &Keyring| ring.blind(patron_db::sealed::Blind::Phone, "1");
    assert_eq!(blind(&old), blind(&both), "search goes on");
    for bad in [
        "",
        "1:short",
        "x:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=",
        "1:AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE=,1:AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=",
    ] {
        assert!(matches!(Keyring::parse(bad), Err(KeyringError::Malformed)), "{bad}");
    }
}

#[test]
fn of_processes_that_start_at_once_all_use_the_one_key_that_is_kept() {
    use std::os::unix::fs::PermissionsExt as _;
    let dir = std::env::temp_dir().join(format!("patron-keyring-{}", std::process::id()));
    let path: Arc<PathBuf> = Arc::new(dir.join("keyring"));
    let sealed: Vec<_> = (0..8)
        .map(|_| {
            let path = Arc::clone(&path);
            std::thread::spawn(move || {
                Keyring::load_or_create(&path).map(|k| k.seal(Field::Phone, "1").unwrap().0)
            })
        })
        .collect::<Vec<_>>()
        .into_iter()
        .map(|t| t.join().unwrap().unwrap())
        .collect();
    let kept = Keyring::load_or_create(&path).unwrap();
    let mode = std::fs::metadata(&*path).unwrap().permissions().mode();
    let left = std::fs::read_dir(&dir).unwrap().count();
    std::fs::remove_dir_all(&dir).unwrap();
    assert!(sealed.iter().all(|s| kept.open(Field::Phone, s).is_ok()));
    assert_eq!((mode & 0o777, left), (0o600, 1));
}

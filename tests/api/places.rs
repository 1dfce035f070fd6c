//! Where people are, by a file of networks: MaxMind's own for tests, whose networks are made up.

use patron_api_types::{customers::Customer, logins::LoginReport, orders::OrderUpsert};
use patron_tests::{
    App,
    people::PASSWORD,
    raw::send,
    seed::{login, order, profile},
};
use reqwest::{Method, RequestBuilder};
use serde_json::{Value, json};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/GeoIP2-City-Test.mmdb");
const LONDON: &str = "81.2.69.160";
const MILTON: &str = "216.160.83.56";

async fn app_with(settings: &[(&str, &str)]) -> App {
    let mut all =
        vec![("PATRON__TRACKING__GEOIP_FILE", FILE), ("PATRON__HTTP__TRUSTED_PROXIES", r#"["127.0.0.1"]"#)];
    all.extend_from_slice(settings);
    App::with_settings(&all).await
}

async fn customer(app: &App, email: &str) -> Customer {
    app.owner().await.customer(app.id_of(email).await).await.unwrap()
}

async fn location(app: &App, email: &str) -> Option<String> {
    customer(app, email).await.row.location
}

/// A visitor's request to `/auth/v1`, from this address.
async fn auth(app: &App, path: &str, address: &str) {
    let body = json!({"email": "ada@example.com", "password": PASSWORD}).to_string();
    let request = app.auth_request(Method::POST, path).header("x-forwarded-for", address);
    assert_eq!(send(request.body(body)).await.status, 200);
}

fn order_to(city: &str, state: &str) -> OrderUpsert {
    OrderUpsert {
        city: Some(city.into()),
        state: Some(state.into()),
        ..order("ada@example.com", "A-1", "500.00")
    }
}

#[tokio::test]
async fn a_signup_tells_where_somebody_is_and_an_orders_address_tells_it_better() {
    let app = app_with(&[]).await;

    auth(&app, "/auth/v1/signup", LONDON).await;
    assert_eq!(location(&app, "ada@example.com").await.as_deref(), Some("London, England"));
    auth(&app, "/auth/v1/token?grant_type=password", MILTON).await;
    assert_eq!(location(&app, "ada@example.com").await.as_deref(), Some("London, England"), "only gaps");

    app.has_order(&order_to("Pune", "Maharashtra")).await;
    assert_eq!(location(&app, "ada@example.com").await.as_deref(), Some("Pune, Maharashtra"));
    auth(&app, "/auth/v1/token?grant_type=password", LONDON).await;
    app.has_order(&order_to("Delhi", "Delhi")).await;
    assert_eq!(location(&app, "ada@example.com").await.as_deref(), Some("Pune, Maharashtra"));
}

#[tokio::test]
async fn a_sign_in_tells_it_of_a_person_who_was_known_before() {
    let app = app_with(&[]).await;
    auth(&app, "/auth/v1/signup", "127.0.0.1").await;
    assert_eq!(location(&app, "ada@example.com").await, None);

    auth(&app, "/auth/v1/token?grant_type=password", MILTON).await;

    assert_eq!(location(&app, "ada@example.com").await.as_deref(), Some("Milton, Washington"));
}

#[tokio::test]
async fn a_reported_login_tells_it_though_no_address_is_kept_and_the_servers_word_counts_for_more() {
    let app = app_with(&[("PATRON__TRACKING__IP_STORAGE", "off")]).await;
    app.has_profile(&profile("ada@example.com")).await;
    let shop = app.shop_server();
    let from = |ip: &str| LoginReport { ip_address: Some(ip.into()), ..login("ada@example.com") };
    let said = |place: &str| LoginReport { location: Some(place.into()), ..from(LONDON) };

    shop.report_login(&LoginReport { success: false, ..from(LONDON) }).await.unwrap();
    assert_eq!(location(&app, "ada@example.com").await, None, "anybody can fail to sign in");
    shop.report_login(&from(MILTON)).await.unwrap();
    let ada = customer(&app, "ada@example.com").await;
    assert_eq!((ada.row.location.as_deref(), ada.ip_address), (Some("Milton, Washington"), None));

    shop.report_login(&said("Kochi, Kerala")).await.unwrap();
    shop.report_login(&said("Mysuru, Karnataka")).await.unwrap();
    assert_eq!(location(&app, "ada@example.com").await.as_deref(), Some("Kochi, Kerala"));
}

#[tokio::test]
async fn what_staff_writes_is_no_guess() {
    let app = app_with(&[]).await;
    app.has_profile(&profile("ada@example.com")).await;
    let report = LoginReport { ip_address: Some(LONDON.into()), ..login("ada@example.com") };
    app.shop_server().report_login(&report).await.unwrap();
    let change = serde_json::from_value(json!({"location": "Jaipur, Rajasthan"})).unwrap();
    app.owner().await.change_customer(app.id_of("ada@example.com").await, &change).await.unwrap();

    app.has_order(&order_to("Pune", "Maharashtra")).await;

    assert_eq!(location(&app, "ada@example.com").await.as_deref(), Some("Jaipur, Rajasthan"));
}

fn batch(app: &App, key: &str, events: &Value) -> RequestBuilder {
    let body = json!({"batch": events}).to_string();
    app.request(Method::POST, "/v1/batch").basic_auth(key, Some("")).body(body)
}

#[tokio::test]
async fn events_of_a_page_tell_it_by_the_connection_and_a_servers_by_what_they_say() {
    let app = app_with(&[]).await;
    let (server, page) = (app.key("write_server", ""), app.key("write_browser", ""));
    let known =
        |n: &str| json!({"type": "identify", "userId": n, "traits": {"email": format!("{n}@example.com")}});
    let seen = |n: &str, context: Value| json!([{"type": "track", "event": "Product Viewed", "userId": n, "context": context}]);
    let people = json!([known("ada"), known("bob"), known("eve")]);
    assert_eq!(send(batch(&app, &server, &people)).await.json()["accepted"], 3);

    let lies = json!({"ip": MILTON, "location": {"city": "Atlantis"}});
    let visited = batch(&app, &page, &seen("ada", lies)).header("x-forwarded-for", LONDON);
    assert_eq!(send(visited).await.json()["accepted"], 1);
    let places = json!({"ip": MILTON, "location": {"city": "Kochi", "region": "Kerala"}});
    for (who, context) in [("bob", json!({"ip": MILTON})), ("eve", places)] {
        assert_eq!(send(batch(&app, &server, &seen(who, context))).await.json()["accepted"], 1);
    }

    for (who, place) in [("ada", "London, England"), ("bob", "Milton, Washington"), ("eve", "Kochi, Kerala")]
    {
        assert_eq!(location(&app, &format!("{who}@example.com")).await.as_deref(), Some(place), "{who}");
    }
}

#[tokio::test]
async fn a_file_that_is_not_there_is_told_before_anything_is_started() {
    let settings = [("PATRON__TRACKING__GEOIP_FILE", "/nowhere/City.mmdb")];

    let checked = App::run_with(&settings, &["check-config"]);
    let served = App::run_with(&settings, &["serve", "--port", "0"]);

    for output in [checked, served] {
        let told = String::from_utf8_lossy(&output.stderr);
        assert!(!output.status.success() && told.contains("tracking.geoip_file"), "{output:?}");
        assert!(told.contains("/nowhere/City.mmdb"), "{told}");
    }
}

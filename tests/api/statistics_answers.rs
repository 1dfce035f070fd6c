//! How statistics are answered: cheap to poll, never from before the question, as tables, with what each number counts.

use patron_api_types::profiles::ProfileUpsert;
use patron_tests::{
    App,
    raw::{Answer, send},
    seed::{login, order, profile},
};
use reqwest::Method;
use serde_json::Value;

async fn get(app: &App, path: &str, etag: Option<&str>) -> Answer {
    let request = app.request(Method::GET, &format!("/api/v1/stats/{path}"));
    let request = request.bearer_auth(&app.keys.all_scopes);
    send(match etag {
        Some(etag) => request.header("if-none-match", etag),
        None => request,
    })
    .await
}

#[tokio::test]
async fn who_polls_is_told_when_nothing_has_changed() {
    let app = App::start().await;
    app.has_profile(&profile("ada@example.com")).await;
    for path in ["overview", "growth", "engagement?unit=week", "consents", "channels", "login-health"] {
        let first = get(&app, path, None).await;
        let etag = first.header("etag").to_owned();
        assert_eq!(
            (first.status.as_u16(), first.header("cache-control")),
            (200, "no-cache, private"),
            "{path}"
        );
        assert!(etag.starts_with("W/\""), "{path}: {etag}");

        let again = get(&app, path, Some(&etag)).await;
        assert_eq!(
            (again.status.as_u16(), again.body.as_str(), again.header("etag")),
            (304, "", etag.as_str())
        );

        app.shop_server().report_login(&login("ada@example.com")).await.unwrap();
        app.has_profile(&profile(&format!("{}@example.com", patron_domain::ids::next()))).await;
        let changed = get(&app, path, Some(&etag)).await;
        assert_eq!(changed.status, 200, "{path}");
        assert_ne!(changed.header("etag"), etag, "{path}");
    }
}

#[tokio::test]
async fn an_answer_is_never_from_before_it_was_asked_for() {
    let app = App::start().await;
    let reader = app.reader();
    for n in 1..=10 {
        let others: Vec<_> = (0..8)
            .map(|_| {
                let reader = reader.clone();
                tokio::spawn(async move { reader.overview().await })
            })
            .collect();
        app.has_profile(&profile(&format!("p{n}@example.com"))).await;
        assert_eq!(reader.overview().await.unwrap().total_customers, n, "what was just written is there");
        for other in others {
            other.await.unwrap().unwrap();
        }
    }
}

#[tokio::test]
async fn every_chart_is_a_table_too() {
    let app = App::start().await;
    let owner = app.owner().await;
    let said = ProfileUpsert {
        marketing_consent: Some(true),
        notice_version: Some("=cmd".into()),
        ..profile("ada@example.com")
    };
    app.has_profile(&said).await;
    let charts: [(&str, &[&str]); 6] = [
        ("overview", &["days"]),
        ("growth", &["series", "sources", "methods"]),
        ("engagement", &["periods", "days", "frequency", "heat_map", "methods", "devices", "reasons"]),
        ("channels", &[]),
        ("consents", &["series", "channels", "versions", "methods"]),
        ("login-health", &["days", "reasons", "accounts", "addresses", "sources"]),
    ];
    let mut rows = std::collections::BTreeMap::new();
    for (report, names) in charts {
        let first = owner.chart_csv(report, &[]).await.unwrap();
        if let Some(name) = names.first() {
            assert_eq!(
                first,
                owner.chart_csv(report, &[("chart", (*name).to_owned())]).await.unwrap(),
                "{report}"
            );
        }
        for name in names {
            let file = owner.chart_csv(report, &[("chart", (*name).to_owned())]).await.unwrap();
            let mut reader = csv::ReaderBuilder::new().flexible(false).from_reader(file.as_slice());
            let records: Vec<_> = reader.records().map(|row| row.unwrap()).collect();
            assert!(file.windows(2).any(|pair| pair == b"\r\n"), "{report} {name}");
            rows.insert((report, *name), records);
        }
    }
    assert_eq!(rows[&("overview", "days")].len(), 60);
    assert_eq!(rows[&("growth", "series")].len(), 30);
    assert_eq!(rows[&("engagement", "heat_map")].len(), 7 * 24);
    assert_eq!(rows[&("consents", "series")].len(), 3 * 30);
    let version = &rows[&("consents", "versions")][0];
    assert_eq!((&version[0], &version[1]), ("'=cmd", "1"), "text that a spreadsheet would run is guarded");
    let raw = get(&app, "growth?format=csv&chart=sources", None).await;
    assert!(raw.header("content-type").starts_with("text/csv"));
    assert_eq!(raw.header("content-disposition"), "attachment; filename=\"patron-growth-sources.csv\"");
}

#[tokio::test]
async fn what_is_wrong_with_a_question_is_named() {
    let app = App::start().await;
    for (path, field) in [
        ("growth?from=2026-13-01", "from"),
        ("growth?from=2026-02-02&to=2026-02-01", "from"),
        ("growth?from=2999-01-01", "from"),
        ("growth?from=1960-01-01", "from"),
        ("growth?to=never", "to"),
        ("growth?unit=month&from=2001-01-01&to=2020-01-01", "to"),
        ("growth?from=2020-01-01&to=2025-01-01", "to"),
        ("growth?unit=year", "unit"),
        ("growth?chart=odd", "chart"),
        ("growth?format=xml", "format"),
        ("growth?colour=red", "colour"),
        ("engagement?format=csv&chart=series", "chart"),
        ("engagement?unit=hour", "unit"),
        ("consents?from=2026-02-02&to=2026-02-01", "from"),
        ("consents?format=csv&chart=odd", "chart"),
        ("overview?format=csv&chart=odd", "chart"),
        ("login-health?chart=odd", "chart"),
        ("channels?touch=middle", "touch"),
        ("channels?from=2026-03-01&to=2026-02-01", "from"),
    ] {
        let problem = get(&app, path, None).await.problem();

        assert_eq!(problem.status, 422, "{path}");
        let fields: Vec<&str> = problem.errors.iter().map(|e| e.pointer.as_str()).collect();
        assert_eq!(fields, [field], "{path}");
    }
}

/// The names of all numbers in it.
fn numbers(value: &Value, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                if value.is_number() {
                    found.push(name.clone());
                }
                numbers(value, found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| numbers(item, found)),
        _ => {}
    }
}

#[tokio::test]
async fn every_number_says_what_it_counts() {
    let app = App::start().await;
    app.customer("ada@example.com").await;
    app.has_order(&order("ada@example.com", "1", "1499.00")).await;

    let overview = get(&app, "overview", None).await.json();
    for name in overview.as_object().unwrap().keys() {
        let is_context =
            ["as_of", "time_zone", "currency", "rebuilding", "definitions"].contains(&name.as_str());
        assert!(is_context || overview["definitions"][name].is_string(), "overview: {name}");
    }
    for path in ["growth", "engagement", "consents", "channels", "login-health"] {
        let answer = get(&app, path, None).await.json();
        let mut names = Vec::new();
        numbers(&answer, &mut names);
        assert!(!names.is_empty(), "{path}");
        for name in names {
            // parts of something that is defined
            let is_part = ["count", "total", "from", "to"].contains(&name.as_str());
            assert!(is_part || answer["about"]["definitions"][&name].is_string(), "{path}: {name}");
        }
    }
}

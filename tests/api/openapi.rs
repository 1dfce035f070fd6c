//! The API's document: complete, readable, and the same as the committed one.

use patron_tests::{App, raw::send};
use reqwest::Method;
use serde_json::Value;
use std::collections::HashSet;

/// The document that the server serves.
pub(crate) async fn document(app: &App) -> Value {
    let answer = send(app.request(Method::GET, "/openapi.json")).await;
    assert_eq!(answer.status, 200);
    answer.json()
}

/// Every operation: method, path, description.
pub(crate) fn operations(document: &Value) -> Vec<(String, String, Value)> {
    let mut all = Vec::new();
    for (path, item) in document["paths"].as_object().expect("paths") {
        for (method, operation) in item.as_object().expect("operations") {
            if ["get", "post", "put", "patch", "delete"].contains(&method.as_str()) {
                all.push((method.to_uppercase(), path.clone(), operation.clone()));
            }
        }
    }
    all
}

/// Follows a reference into the document.
fn resolved<'a>(document: &'a Value, value: &'a Value) -> &'a Value {
    match value["$ref"].as_str() {
        Some(reference) => {
            document.pointer(reference.trim_start_matches('#')).expect("the reference leads somewhere")
        }
        None => value,
    }
}

fn has_example(document: &Value, media: &Value, depth: u8) -> bool {
    let direct = media.get("example").is_some() || media.get("examples").is_some();
    direct || schema_has_example(document, &media["schema"], depth)
}

/// A schema shows an example when it has one itself or all its fields do.
fn schema_has_example(document: &Value, schema: &Value, depth: u8) -> bool {
    let schema = resolved(document, schema);
    let direct =
        schema.get("example").is_some() || schema.get("examples").is_some() || schema.get("enum").is_some();
    let parts = |key: &str| schema[key].as_array().cloned().unwrap_or_default();
    let composed: Vec<Value> = ["allOf", "oneOf", "anyOf"].iter().flat_map(|key| parts(key)).collect();
    let plain = matches!(schema["type"].as_str(), Some("boolean" | "null"));
    direct
        || plain
        || depth == 0
        || (schema["items"].is_object() && schema_has_example(document, &schema["items"], depth - 1))
        || (!composed.is_empty() && composed.iter().any(|part| schema_has_example(document, part, depth - 1)))
        || schema["properties"]
            .as_object()
            .is_some_and(|fields| fields.values().all(|field| schema_has_example(document, field, depth - 1)))
}

#[tokio::test]
async fn every_operation_is_described_with_examples_and_errors() {
    let app = App::start().await;

    let document = document(&app).await;

    assert_eq!(document["openapi"].as_str().unwrap().split('.').take(2).collect::<Vec<_>>(), ["3", "1"]);
    let all = operations(&document);
    assert!(all.len() >= 35, "{} operations", all.len());
    let mut ids = HashSet::new();
    for (method, path, operation) in &all {
        let name = format!("{method} {path}");
        let text = |key: &str| operation[key].as_str().unwrap_or_default().trim().to_owned();
        assert!(!text("summary").is_empty(), "{name} has no summary");
        assert!(!text("description").is_empty(), "{name} has no description");
        assert!(!text("operationId").is_empty() && ids.insert(text("operationId")), "{name}: operationId");
        assert!(operation["tags"].as_array().is_some_and(|tags| !tags.is_empty()), "{name} has no tag");
        check_contents(&document, &name, operation);
        check_parameters(&document, &name, operation);
    }
}

/// Bodies both ways have examples; there is a good answer and there are errors.
fn check_contents(document: &Value, name: &str, operation: &Value) {
    let responses = operation["responses"].as_object().expect("responses");
    assert!(responses.keys().any(|status| status.starts_with('2')), "{name} has no good answer");
    if !name.ends_with("/health/live") {
        assert!(responses.keys().any(|status| status.starts_with(['4', '5'])), "{name} has no error");
    }
    let bodies =
        responses.values().map(|response| resolved(document, response)).chain([&operation["requestBody"]]);
    for body in bodies {
        for (kind, media) in body["content"].as_object().into_iter().flatten() {
            assert!(kind == "text/csv" || has_example(document, media, 6), "{name}: {kind} has no example");
        }
        assert!(
            body.is_null() || body["content"].is_null() || !body["content"].as_object().unwrap().is_empty(),
            "{name}"
        );
    }
}

fn check_parameters(document: &Value, name: &str, operation: &Value) {
    for parameter in operation["parameters"].as_array().into_iter().flatten() {
        let parameter = resolved(document, parameter);
        let described = parameter["description"].as_str().is_some_and(|text| !text.is_empty());
        assert!(described, "{name}: {} has no description", parameter["name"]);
    }
}

#[tokio::test]
async fn every_reference_leads_somewhere_and_every_schema_says_what_it_is() {
    let app = App::start().await;
    let document = document(&app).await;
    let mut open = vec![&document];
    while let Some(value) = open.pop() {
        if let Some(reference) = value["$ref"].as_str() {
            assert!(document.pointer(reference.trim_start_matches('#')).is_some(), "{reference}");
        }
        match value {
            Value::Object(fields) => open.extend(fields.values()),
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        // a page of something is named by what it is a page of
        let described = schema["description"].is_string() || name.starts_with("Page");
        assert!(described, "{name} has no description");
    }
}

#[tokio::test]
async fn the_committed_document_is_the_one_that_is_served() {
    let app = App::start().await;
    let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../openapi/openapi.json");

    let committed: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();

    assert_eq!(document(&app).await, committed, "run `cargo xtask generate`");
    let printed = app.patron(&["openapi"], "");
    assert_eq!(serde_json::from_slice::<Value>(&printed.stdout).unwrap(), committed);
}

#[tokio::test]
async fn the_browsable_document_needs_nothing_from_elsewhere() {
    let app = App::start().await;

    let page = send(app.request(Method::GET, "/docs/")).await;

    assert_eq!(page.status, 200);
    assert!(page.header("content-type").starts_with("text/html"));
    assert!(!page.body.contains("https://") && !page.body.contains("//cdn"), "{}", page.body);
    let short = send(app.request(Method::GET, "/docs")).await;
    assert_eq!(short.status, 200, "with and without the slash");
}

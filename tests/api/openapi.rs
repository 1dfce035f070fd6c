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
        Some(reference) => document.pointer(reference.trim_start_matches('#')).unwrap_or(&Value::Null),
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
    let (mut ids, mut gaps) = (HashSet::new(), Vec::new());
    for (method, path, operation) in &all {
        let text = |key: &str| operation[key].as_str().unwrap_or_default().trim().to_owned();
        let mut gap = |what: &str| gaps.push(format!("{method} {path}: {what}"));
        for key in ["summary", "description", "operationId"] {
            if text(key).is_empty() {
                gap(key);
            }
        }
        if !ids.insert(text("operationId")) {
            gap("operationId is another's");
        }
        if operation["tags"].as_array().is_none_or(Vec::is_empty) {
            gap("tags");
        }
        bodies(&document, operation).iter().for_each(|what| gap(what));
        parameters(&document, operation).iter().for_each(|what| gap(what));
    }
    assert!(gaps.is_empty(), "missing:\n{}", gaps.join("\n"));
}

/// What is missing: a good answer, errors, examples of the bodies both ways.
fn bodies(document: &Value, operation: &Value) -> Vec<String> {
    let responses = operation["responses"].as_object().expect("responses");
    let mut gaps = Vec::new();
    for (what, first) in [("a good answer", ["2", "3"]), ("errors", ["4", "5"])] {
        // liveness has no way to fail but by silence
        let exempt = what == "errors" && operation["operationId"] == "live";
        if !exempt && !responses.keys().any(|status| first.iter().any(|digit| status.starts_with(digit))) {
            gaps.push(what.to_owned());
        }
    }
    let request = [("request".to_owned(), &operation["requestBody"])];
    let answers = responses.iter().map(|(status, response)| (status.clone(), resolved(document, response)));
    for (name, body) in answers.chain(request) {
        for (kind, media) in body["content"].as_object().into_iter().flatten() {
            if kind != "text/csv" && !has_example(document, media, 6) {
                gaps.push(format!("an example of {name} {kind}"));
            }
        }
    }
    gaps
}

fn parameters(document: &Value, operation: &Value) -> Vec<String> {
    let all = operation["parameters"].as_array().into_iter().flatten();
    let bare =
        all.map(|p| resolved(document, p)).filter(|p| p["description"].as_str().is_none_or(str::is_empty));
    bare.map(|parameter| format!("a description of parameter {}", parameter["name"])).collect()
}

#[tokio::test]
async fn every_reference_leads_somewhere_and_every_schema_says_what_it_is() {
    let app = App::start().await;
    let document = document(&app).await;
    let (mut open, mut gaps) = (vec![&document], HashSet::new());
    while let Some(value) = open.pop() {
        if let Some(reference) = value["$ref"].as_str()
            && document.pointer(reference.trim_start_matches('#')).is_none()
        {
            gaps.insert(format!("{reference} leads nowhere"));
        }
        match value {
            Value::Object(fields) => open.extend(fields.values()),
            Value::Array(items) => open.extend(items),
            _ => {}
        }
    }
    for (name, schema) in document["components"]["schemas"].as_object().unwrap() {
        // a page of something is named by what it is a page of
        if !schema["description"].is_string() && !name.starts_with("Page") {
            gaps.insert(format!("{name} has no description"));
        }
    }
    assert!(gaps.is_empty(), "{gaps:#?}");
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

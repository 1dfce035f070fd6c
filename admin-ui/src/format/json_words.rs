//! What a shop reports in words of its own, for people: properties of events, traits of people.

use serde_json::{Map, Value};

/// Properties that tell what an event is about, the most telling first; one of each line.
const TELLING: [&[&str]; 7] = [
    &["product_name", "productName", "name", "title"],
    &["order_id", "orderId"],
    &["product_id", "productId", "sku"],
    &["query", "search", "coupon", "coupon_id"],
    &["category", "list", "list_id"],
    &["total", "revenue", "value", "price"],
    &["quantity"],
];
/// So many of them fit into a line.
const SHOWN: usize = 3;
/// Longest text of one, in characters.
const LONGEST: usize = 200;

/// A value as text: strings without quotes, lists with commas, objects as JSON.
pub fn value(value: &Value) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Bool(true) => "yes".to_owned(),
        Value::Bool(false) => "no".to_owned(),
        Value::Null => "–".to_owned(),
        Value::Array(items) => items.iter().map(self::value).collect::<Vec<_>>().join(", "),
        Value::Number(_) | Value::Object(_) => value.to_string(),
    };
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", text.get(..end).unwrap_or_default()),
        None => text,
    }
}

/// What an event is about, in a line: the product's name, the order, the price. Of an event with other properties the
/// first ones, with their names. Empty when it has none.
pub fn telling(properties: &Map<String, Value>) -> String {
    let said = |name: &str| properties.get(name).filter(|v| is_plain(v)).map(value);
    let mut parts: Vec<String> = Vec::new();
    parts.extend(products(properties));
    for names in TELLING {
        let Some((name, text)) = names.iter().find_map(|name| Some((*name, said(name)?))) else { continue };
        parts.push(match name {
            "total" | "revenue" | "value" | "price" => match said("currency") {
                Some(currency) => format!("{currency} {text}"),
                None => text,
            },
            "quantity" => format!("× {text}"),
            "order_id" | "orderId" => format!("order {text}"),
            _ => text,
        });
    }
    if parts.is_empty() {
        let plain = properties.iter().filter(|(_, v)| is_plain(v));
        parts.extend(plain.map(|(name, v)| format!("{name}: {}", value(v))));
    }
    parts.truncate(SHOWN);
    parts.join(" · ")
}

/// `Diya set and 2 more`, of an event with several products.
fn products(properties: &Map<String, Value>) -> Option<String> {
    let all = properties.get("products")?.as_array()?;
    let first = all.first()?;
    let name = ["name", "product_id", "sku"].iter().find_map(|key| first.get(key)).filter(|v| is_plain(v))?;
    let more = all.len() - 1;
    Some(if more == 0 { value(name) } else { format!("{} and {more} more", value(name)) })
}

fn is_plain(value: &Value) -> bool {
    match value {
        Value::String(text) => !text.trim().is_empty(),
        Value::Number(_) | Value::Bool(_) => true,
        Value::Null | Value::Array(_) | Value::Object(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn told(properties: &Value) -> String {
        telling(properties.as_object().unwrap())
    }

    #[test]
    fn an_event_is_told_by_what_it_is_about() {
        let viewed = json!({"product_id": "DIYA-12", "name": "Diya set", "price": 249, "currency": "INR"});
        assert_eq!(told(&viewed), "Diya set · DIYA-12 · INR 249");
        let two = json!([{"name": "Diya set", "price": 249}, {"name": "Lamp"}]);
        let ordered = json!({"order_id": "TT-1", "total": "499.00", "products": two});
        assert_eq!(told(&ordered), "Diya set and 1 more · order TT-1 · 499.00");
        assert_eq!(told(&json!({"query": "brass lamp"})), "brass lamp");
    }

    #[test]
    fn other_properties_are_told_with_their_names() {
        let step = json!({"step": 2, "gift": true, "note": " ", "deep": {"a": 1}});
        let told = told(&step);
        assert!(told.contains("step: 2") && told.contains("gift: yes"), "{told}");
        assert!(!told.contains("note") && !told.contains("deep"), "{told}");
        assert_eq!(telling(&Map::new()), "");
    }

    #[test]
    fn a_value_reads_without_quotes_and_is_cut_when_it_is_long() {
        assert_eq!(value(&json!("gold")), "gold");
        assert_eq!(value(&json!(["a", 2])), "a, 2");
        assert_eq!(value(&json!({"city": "Pune"})), r#"{"city":"Pune"}"#);
        assert_eq!(value(&json!("₹".repeat(300))).chars().count(), LONGEST + 1);
    }
}

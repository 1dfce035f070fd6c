//! An event as text: written for people, and where it is broken.

use serde_json::Value;

/// The event with line breaks.
pub fn written(event: &Value) -> String {
    serde_json::to_string_pretty(event).unwrap_or_default()
}

/// What was typed, or where it stops being an event.
///
/// # Errors
/// A sentence with line and column, as an editor counts them.
pub fn read(text: &str) -> Result<Value, String> {
    match serde_json::from_str::<Value>(text) {
        Ok(Value::Object(fields)) => Ok(Value::Object(fields)),
        Ok(_) => Err("An event is an object: it begins with { and ends with }.".to_owned()),
        Err(error) => {
            let said = error.to_string();
            let reason = said.split(" at line ").next().unwrap_or_default();
            Err(format!("Line {}, column {}: {reason}.", error.line(), error.column()))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn broken_json_is_told_with_its_line_and_column() {
        assert_eq!(read("{\"a\": 1}"), Ok(serde_json::json!({"a": 1})));
        let told = read("{\n  \"a\": 1,\n  b\n}").unwrap_err();
        assert!(told.starts_with("Line 3, column 3: "), "{told}");
        assert!(!told.contains("at line"), "{told}");
        assert!(read("[1]").unwrap_err().contains("object"));
    }

    #[test]
    fn what_is_written_is_read_back() {
        let event = serde_json::json!({"type": "track", "properties": {"price": 19.5}});
        assert_eq!(read(&written(&event)), Ok(event));
    }
}

//! `patron openapi`.

/// The document, as committed.
///
/// # Errors
/// When it can't be serialised.
pub fn document() -> Result<String, String> {
    crate::openapi::document().to_pretty_json().map_err(|e| e.to_string())
}

//! Light, dark, or what the system says. `static/theme.js` applies the stored choice before the first paint.

use crate::browser::{store, stored};
use leptos::prelude::*;

const KEY: &str = "patron-theme";

/// Turns the theme over and keeps the choice in this browser.
pub fn toggle() {
    let next = if is_dark() { "light" } else { "dark" };
    store(KEY, next);
    if let Some(root) = document().document_element() {
        // The attribute's name is fixed and valid, so this can't fail.
        let _ = root.set_attribute("data-theme", next);
    }
}

fn is_dark() -> bool {
    match stored(KEY).as_deref() {
        Some("dark") => true,
        Some("light") => false,
        _ => window()
            .match_media("(prefers-color-scheme: dark)")
            .ok()
            .flatten()
            .is_some_and(|query| query.matches()),
    }
}

//! What the window is called, and where the focus goes when the page changes.

use crate::{browser, erased::effect};
use leptos::{leptos_dom::helpers::set_timeout, prelude::*};
use std::time::Duration;

/// `Name · Patron`.
pub fn use_title(name: impl Fn() -> String + 'static) {
    effect(move || document().set_title(&format!("{} · Patron", name())));
}

/// After a change of page the heading takes the focus, so that a screen reader says where it is. On
/// phones, where some headings stand in the top bar, the content does.
pub fn focus_heading() {
    let settle = move || {
        if !browser::focus("main h1:not(.as-title)") && !browser::focus("main h1") {
            browser::focus("#main");
        }
    };
    set_timeout(settle, Duration::from_millis(30));
}

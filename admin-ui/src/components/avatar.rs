//! A person as initials on a tint, with name and address.

use crate::format::words::initials;
use leptos::prelude::*;

/// Initials; the tint follows the text, so one person keeps one colour.
#[component]
pub fn Avatar(#[prop(into)] name: String, #[prop(default = 28)] size: u32) -> impl IntoView {
    let hue = name.bytes().fold(0_usize, |sum, byte| sum.wrapping_mul(31).wrapping_add(byte.into())) % 5 + 1;
    view! {
        <span class="avatar" style=format!("--hue:var(--c{hue});--size:{size}px") aria-hidden="true">
            {initials(&name)}
        </span>
    }
}

/// How somebody is called: name, else address, else that both are gone.
pub fn display_name(full_name: Option<&str>, email: Option<&str>) -> String {
    full_name.filter(|name| !name.trim().is_empty()).or(email).unwrap_or("Erased person").to_owned()
}

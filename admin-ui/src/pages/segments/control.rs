//! The small inputs of the builder. They begin with a value and tell what is made of it; when it changes from
//! elsewhere, they are made anew, so nothing that is being typed is written over.

use super::words::Options;
use leptos::prelude::*;

/// A select.
pub fn pick(
    label: &'static str,
    class: &'static str,
    now: &str,
    options: Options,
    change: Callback<String>,
) -> AnyView {
    let option = |(value, text): (String, String)| {
        let chosen = value == now;
        view! { <option value=value selected=chosen>{text}</option> }
    };
    let group = |(name, options): (&'static str, Vec<(String, String)>)| {
        let options = options.into_iter().map(option).collect_view();
        if name.is_empty() {
            options.into_any()
        } else {
            view! { <optgroup label=name>{options}</optgroup> }.into_any()
        }
    };
    view! {
        <select class=class aria-label=label on:change=move |event| change.run(event_target_value(&event))>
            {options.into_iter().map(group).collect_view()}
        </select>
    }
    .into_any()
}

/// A text, a number or a day.
pub fn entry(
    label: &'static str,
    kind: &'static str,
    now: String,
    width: u32,
    wrong: Memo<bool>,
    change: Callback<String>,
) -> AnyView {
    let (kind, mode) = if kind == "number" { ("text", Some("decimal")) } else { (kind, None) };
    view! {
        <input
            class="input" type=kind inputmode=mode autocomplete="off" aria-label=label maxlength="200"
            style=format!("width:{width}px;max-width:100%") prop:value=now
            aria-invalid=move || wrong.get().then_some("true")
            on:input=move |event| change.run(event_target_value(&event))
            on:change=move |event| change.run(event_target_value(&event))
        />
    }
    .into_any()
}

//! Labelled inputs with hint and error.

use crate::icons::Icon;
use leptos::prelude::*;
use patron_api_client::Error;

/// The line under a field that says what is wrong.
#[component]
pub fn FieldError(id: String, #[prop(into)] error: Signal<Option<String>>) -> impl IntoView {
    move || {
        error.get().map(|message| {
            view! { <span class="error" id=id.clone() role="alert"><Icon name="alert" class="sm"/>{message}</span> }
        })
    }
}

/// Which of the lines under a field describe it now.
fn described_by(id: &'static str, hint: bool, invalid: bool) -> Option<String> {
    match (hint, invalid) {
        (false, false) => None,
        (true, false) => Some(format!("{id}-hint")),
        (false, true) => Some(format!("{id}-error")),
        (true, true) => Some(format!("{id}-error {id}-hint")),
    }
}

fn hint_line(id: &'static str, hint: String) -> Option<AnyView> {
    (!hint.is_empty()).then(|| view! { <span class="hint" id=format!("{id}-hint")>{hint}</span> }.into_any())
}

/// A one-line text field.
#[component]
pub fn TextField(
    /// Unique in the page; the test id too.
    id: &'static str,
    label: &'static str,
    value: RwSignal<String>,
    #[prop(optional, into)] hint: String,
    #[prop(default = "text")] kind: &'static str,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(optional)] maxlength: Option<u32>,
    /// Of a number: `1`, or `any` where it may have decimals.
    #[prop(optional)]
    step: &'static str,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let has_hint = !hint.is_empty();
    let invalid = move || error.with(Option::is_some);
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                class="input" id=id type=kind autocomplete=autocomplete maxlength=maxlength required=required
                step=(!step.is_empty()).then_some(step) min=(!step.is_empty()).then_some("0")
                data-testid=id
                aria-invalid=move || invalid().then_some("true")
                aria-describedby=move || described_by(id, has_hint, invalid())
                prop:value=value
                on:input=move |event| typed(value, &event) on:change=move |event| typed(value, &event)
            />
            {hint_line(id, hint)}
            <FieldError id=format!("{id}-error") error/>
        </div>
    }
}

/// Takes over what was typed. The same text is not set again: an email field hides a blank at the end, and
/// writing its value back would move the caret.
pub fn typed(value: RwSignal<String>, event: &web_sys::Event) {
    let text = event_target_value(event);
    if value.with_untracked(|known| *known != text) {
        value.set(text);
    }
}

/// A choice among a few words; the empty value means "any" or "none".
#[component]
pub fn Select(
    id: &'static str,
    label: &'static str,
    value: RwSignal<String>,
    options: Vec<(String, String)>,
    #[prop(optional, into)] hint: String,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let has_hint = !hint.is_empty();
    let invalid = move || error.with(Option::is_some);
    let option = move |(word, text): (String, String)| {
        let own = word.clone();
        view! { <option value=word selected=move || value.get() == own>{text}</option> }
    };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <select
                class="select" id=id data-testid=id prop:value=value
                aria-invalid=move || invalid().then_some("true")
                aria-describedby=move || described_by(id, has_hint, invalid())
                on:change=move |event| value.set(event_target_value(&event))
            >
                {options.into_iter().map(option).collect_view()}
            </select>
            {hint_line(id, hint)}
            <FieldError id=format!("{id}-error") error/>
        </div>
    }
}

/// What the server said about one field of the body.
pub fn field_error(error: RwSignal<Option<Error>>, pointer: &'static str) -> Signal<Option<String>> {
    Signal::derive(move || {
        error.with(|error| error.as_ref()?.field(pointer).map(|text| format!("This {text}.")))
    })
}

/// What the server said that belongs to no field.
pub fn form_error(error: RwSignal<Option<Error>>) -> Signal<Option<String>> {
    Signal::derive(move || {
        let error = error.get()?;
        let named = matches!(&error, Error::Problem(problem) if !problem.errors.is_empty());
        (!named).then(|| super::load::explain(&error))
    })
}

/// The banner above a form's buttons.
#[component]
pub fn FormError(error: RwSignal<Option<Error>>) -> impl IntoView {
    let text = form_error(error);
    move || {
        text.get().map(|text| {
            view! {
                <div class="banner bad" role="alert" data-testid="form-error">
                    <Icon name="alert"/><span class="grow">{text}</span>
                </div>
            }
        })
    }
}

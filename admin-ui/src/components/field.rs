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

/// A one-line text field.
#[component]
pub fn TextField(
    /// Unique in the page; the test id too.
    id: &'static str,
    label: &'static str,
    value: RwSignal<String>,
    #[prop(optional)] hint: &'static str,
    #[prop(default = "text")] kind: &'static str,
    #[prop(default = "off")] autocomplete: &'static str,
    #[prop(optional)] maxlength: Option<u32>,
    /// Of a number: `1`, or `any` where it may have decimals.
    #[prop(optional)]
    step: &'static str,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] error: Signal<Option<String>>,
) -> impl IntoView {
    let error_id = format!("{id}-error");
    let invalid = move || error.with(Option::is_some);
    let described = error_id.clone();
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                class="input" id=id type=kind autocomplete=autocomplete maxlength=maxlength required=required
                step=(!step.is_empty()).then_some(step) min=(!step.is_empty()).then_some("0")
                data-testid=id
                aria-invalid=move || invalid().then_some("true")
                aria-describedby=move || invalid().then(|| described.clone())
                prop:value=value
                on:input=move |event| typed(value, &event) on:change=move |event| typed(value, &event)
            />
            {(!hint.is_empty()).then(|| view! { <span class="hint">{hint}</span> })}
            <FieldError id=error_id error/>
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
    #[prop(optional)] hint: &'static str,
) -> impl IntoView {
    let option = move |(word, text): (String, String)| {
        let own = word.clone();
        view! { <option value=word selected=move || value.get() == own>{text}</option> }
    };
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <select
                class="select" id=id data-testid=id prop:value=value
                on:change=move |event| value.set(event_target_value(&event))
            >
                {options.into_iter().map(option).collect_view()}
            </select>
            {(!hint.is_empty()).then(|| view! { <span class="hint">{hint}</span> })}
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

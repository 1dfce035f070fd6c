//! Brings a file: chosen or dropped.

use crate::{
    browser,
    components::{load::explain_fields, toast::use_toasts},
    icons::Icon,
    routes::{Route, use_go},
    session::use_session,
};
use leptos::prelude::*;
use patron_api_types::imports::UploadQuery;
use wasm_bindgen::JsCast;
use web_sys::{File, HtmlInputElement};

#[component]
pub fn Upload() -> impl IntoView {
    let (busy, over) = (RwSignal::new(false), RwSignal::new(false));
    let error = RwSignal::new(None::<String>);
    let (session, toasts) = (StoredValue::new(use_session()), use_toasts());
    let go = StoredValue::new_local(use_go());
    let take = move |file: File| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        error.set(None);
        let session = session.get_value();
        leptos::task::spawn_local(async move {
            let answer = send(&session, &file).await;
            // Whoever left the page meanwhile is told, but stays where they are.
            let still_here = busy.try_set(false).is_none();
            match answer {
                Ok(import) if still_here => {
                    let _ = go.try_with_value(|go| go(&Route::Import(import.id).href()));
                }
                Ok(import) => toasts.good("The file is here", import.file_name),
                Err(reason) if still_here => error.set(Some(reason)),
                Err(reason) => toasts.bad("The file was not taken", reason),
            }
        });
    };
    let choose = move |event: web_sys::Event| {
        let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
        let Some(input) = input else { return };
        let file = input.files().and_then(|files| files.get(0));
        // The same file may be chosen again, after it was mended.
        input.set_value("");
        if let Some(file) = file {
            take(file);
        }
    };
    let drop = move |event: leptos::ev::DragEvent| {
        event.prevent_default();
        over.set(false);
        let file = event.data_transfer().and_then(|data| data.files()).and_then(|files| files.get(0));
        if let Some(file) = file {
            take(file);
        }
    };
    let hold = move |event: leptos::ev::DragEvent| {
        event.prevent_default();
        over.set(true);
    };
    view! {
        <label
            class="drop" class:over=over aria-busy=move || busy.get().to_string() data-testid="import-drop"
            on:dragover=hold on:dragleave=move |_| over.set(false) on:drop=drop
        >
            <input type="file" class="sr" id="import-file" data-testid="import-file" accept=".csv,text/csv" on:change=choose/>
            <span class="glyph lg accent"><Icon name="upload" class="lg"/></span>
            <span class="grow">
                <b>{move || if busy.get() { "Uploading…" } else { "Bring a CSV file" }}</b>
                <small>"Drop it here or choose it: from Shopify, WooCommerce, Mailchimp, another Patron, or any other with a line of headers."</small>
            </span>
            <span class="btn">"Choose a file"</span>
        </label>
        {move || error.get().map(|reason| view! {
            <div class="banner bad" role="alert" data-testid="import-error">
                <Icon name="alert"/><span class="grow"><b>"The file was not taken. "</b>{reason}</span>
            </div>
        })}
    }
}

/// The stored import, or what is wrong in a sentence.
async fn send(
    session: &patron_api_client::Session,
    file: &File,
) -> Result<patron_api_types::imports::Import, String> {
    let unread = || "It could not be read. It may have been moved or changed meanwhile.".to_owned();
    let bytes = browser::bytes_of(file).await.ok_or_else(unread)?;
    let query = UploadQuery { file_name: file.name(), ..UploadQuery::default() };
    session.upload_import(&query, bytes).await.map_err(|error| sentence(&explain_fields(&error)))
}

/// A reason as a sentence of its own.
fn sentence(reason: &str) -> String {
    let mut letters = reason.chars();
    let mut text = letters
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
        .unwrap_or_default();
    if !text.ends_with('.') {
        text.push('.');
    }
    text
}

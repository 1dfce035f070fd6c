//! Waiting, error with retry, data: once, for every part that shows what the server knows.

use crate::{erased::effect, icons::Icon, remote::Remote};
use leptos::prelude::*;
use patron_api_client::Error;
use std::sync::Arc;

#[derive(Clone, Copy, PartialEq)]
enum Shown {
    Waiting,
    Failed,
    Ready,
}

/// Shows a [`Remote`]: `waiting` until the first answer, an error card with retry when it failed, and
/// `ready` with the value from then on. Later errors keep the last value in place.
#[component]
pub fn Load<T: Send + Sync + 'static>(
    remote: Remote<T>,
    /// What it is, as the subject of "could not be loaded".
    what: &'static str,
    waiting: fn() -> AnyView,
    ready: impl Fn(RwSignal<Arc<T>>) -> AnyView + Send + Sync + 'static,
) -> impl IntoView {
    let shown = Memo::new(move |_| {
        let (has_value, failed) = (remote.value.with(Option::is_some), remote.error.with(Option::is_some));
        match (has_value, failed) {
            (true, _) => Shown::Ready,
            (false, true) => Shown::Failed,
            (false, false) => Shown::Waiting,
        }
    });
    move || match (shown.get(), remote.value.get_untracked()) {
        (Shown::Ready, Some(first)) => {
            let held = RwSignal::new(first);
            effect(move || {
                if let Some(value) = remote.value.get() {
                    held.set(value);
                }
            });
            ready(held)
        }
        (Shown::Failed, _) => {
            view! { <Failed what error=remote.error retry=move || remote.again() busy=remote.busy/> }
                .into_any()
        }
        _ => waiting(),
    }
}

/// A card that says what failed, what is safe, and how to go on.
#[component]
pub fn Failed(
    what: &'static str,
    #[prop(into)] error: Signal<Option<Error>>,
    retry: impl Fn() + 'static,
    #[prop(into)] busy: Signal<bool>,
) -> impl IntoView {
    view! {
        <div class="empty" role="alert" style="flex:1" data-testid="load-error">
            <span class="glyph lg bad"><Icon name="alert" class="lg"/></span>
            <h3>{format!("{what} could not be loaded")}</h3>
            <p>{move || error.get().map(|error| explain(&error))}</p>
            <div class="row">
                <button class="btn" disabled=busy on:click=move |_| retry() data-testid="retry">
                    <Icon name="refresh"/>"Try again"
                </button>
            </div>
            {move || error.get().map(|error| view! {
                <details>
                    <summary>"Details"</summary>
                    <p class="detail-note mono">{details(&error)}</p>
                </details>
            })}
        </div>
    }
}

/// What happened and what is safe, for people.
pub fn explain(error: &Error) -> String {
    match error {
        Error::Problem(problem) => problem.detail.clone().unwrap_or_else(|| format!("{}.", problem.title)),
        Error::Auth { error, .. } => error.message.clone(),
        Error::Network(_) => "The server did not answer. Nothing was lost.".to_owned(),
        Error::Decode(_) => {
            "The answer could not be read. The page may be older than the server: reload it.".to_owned()
        }
    }
}

/// As [`explain`], with what is wrong with each field: for forms whose fields are no inputs.
pub fn explain_fields(error: &Error) -> String {
    let mut text = explain(error);
    if let Error::Problem(problem) = error
        && !problem.errors.is_empty()
    {
        // What is said to programs; the fields follow here.
        text = text.replace(" Correct the fields named in errors.", "");
        for field in &problem.errors {
            let place = field.pointer.trim_start_matches('/');
            // A replayed event's fields are called as in the event itself.
            let place = place.strip_prefix("event/").unwrap_or(place).replace('/', ".");
            text.push_str(&format!(" {place}: {}.", field.message));
        }
    }
    text
}

/// What helps whoever looks into it.
fn details(error: &Error) -> String {
    match error.request_id() {
        Some(id) => format!("{} · request {id}", error.code().unwrap_or_default()),
        None => error.to_string(),
    }
}

//! One import in three steps: what the columns mean, a look at every row, the import itself. The server does
//! the work, so the page may be left and opened again at any point.

mod columns;
mod counts;
mod draft;
mod head;
mod look;
mod mapping;
mod phase;
mod rows;
mod run;

use crate::{
    beat::beat,
    browser,
    components::{
        load::{Load, explain_fields},
        skeleton,
        toast::use_toasts,
        topbar::use_page,
    },
    icons::Icon,
    pages::{imports::is_busy, not_found::NoSuch},
    remote::{Remote, on_return},
    routes::Route,
};
use draft::Draft;
use leptos::{leptos_dom::helpers::set_timeout, prelude::*};
use leptos_router::hooks::use_params_map;
use patron_api_client::Error;
use patron_api_types::imports::{Import, ImportStatus};
use std::{sync::Arc, time::Duration};
use uuid::Uuid;

const EVERY: Duration = Duration::from_secs(1);

/// The import on this page, and what went wrong last.
#[derive(Clone, Copy)]
struct Subject {
    id: Uuid,
    remote: Remote<Import>,
    error: RwSignal<Option<Error>>,
}

impl Subject {
    /// Takes over what a step gave back. Asking again drops an older answer that is still on its way.
    fn settle(self, answer: Result<Import, Error>) {
        match answer {
            Ok(import) => {
                self.error.set(None);
                self.remote.put(import);
                self.remote.again();
            }
            Err(error) => {
                self.error.set(Some(error));
                // It is told at the top, which may be far above the button.
                let show = || {
                    browser::focus("#import-problem");
                };
                set_timeout(show, Duration::from_millis(20));
            }
        }
    }
}

#[component]
pub fn ImportPage() -> impl IntoView {
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|p| p.get_str("id").and_then(|id| Uuid::parse_str(id).ok())));
    move || match id.get() {
        Some(id) => view! { <Known id/> }.into_any(),
        None => view! { <Unknown/> }.into_any(),
    }
}

#[component]
fn Known(id: Uuid) -> impl IntoView {
    let remote = Remote::new(|| (), move |session, ()| async move { session.import(id).await });
    beat(remote, EVERY, move || remote.value.with(|i| i.as_ref().is_some_and(|i| is_busy(i.status))));
    on_return(move || remote.again());
    let subject = Subject { id, remote, error: RwSignal::new(None) };
    let name = Memo::new(move |_| remote.value.with(|i| i.as_ref().map(|i| i.file_name.clone())));
    use_page(move || name.get().unwrap_or_else(|| "Import".to_owned()), Some(("Imports", Route::Imports)));
    let missing = remote.is_missing();
    move || {
        if missing.get() {
            view! { <Unknown/> }.into_any()
        } else {
            view! { <Load remote what="This import" waiting=waiting ready=move |i| view! { <Body i subject/> }.into_any()/> }.into_any()
        }
    }
}

fn waiting() -> AnyView {
    view! {
        <div class="page-head"><div style="height:52px"></div></div>
        <section class="card">{skeleton::block(320)}</section>
    }
    .into_any()
}

#[component]
fn Body(i: RwSignal<Arc<Import>>, subject: Subject) -> impl IntoView {
    let draft = Draft::of(i);
    tell_the_end(i);
    view! {
        <head::Head i subject/>
        <div class="stack">
            {move || subject.error.get().map(|error| view! {
                <div class="banner bad" role="alert" id="import-problem" tabindex="-1" data-testid="form-error">
                    <Icon name="alert"/><span class="grow">{explain_fields(&error)}</span>
                </div>
            })}
            <columns::Columns i subject draft/>
            <look::Look i subject draft/>
            <run::Run i subject draft/>
        </div>
    }
}

/// A toast when the import ends while somebody looks on.
fn tell_the_end(i: RwSignal<Arc<Import>>) {
    let toasts = use_toasts();
    let status = Memo::new(move |_| i.with(|i| i.status));
    Effect::new(move |before: Option<ImportStatus>| {
        let now = status.get();
        match (before, now) {
            (Some(ImportStatus::Running), ImportStatus::Done) => {
                toasts.good("The import is finished", i.with_untracked(|i| i.file_name.clone()));
            }
            (Some(ImportStatus::Running | ImportStatus::Checking), ImportStatus::Failed) => {
                toasts.bad("The import broke off", "It can go on where it was.");
            }
            _ => {}
        }
        now
    });
}

#[component]
fn Unknown() -> impl IntoView {
    let list = ("Imports", Route::Imports);
    view! { <NoSuch icon="file" title="There is no such import" text="The link may be old, or the import was deleted." list all="All imports"/> }
}

//! Imports: bring a file, see how the others fare.

pub mod list;
mod upload;

use crate::{
    beat::beat,
    components::{load::Load, skeleton, topbar::use_page},
    remote::{Remote, on_return},
    routes::Route,
};
use leptos::prelude::*;
use patron_api_types::imports::{ImportStatus, Imports};
use std::time::Duration;

const EVERY: Duration = Duration::from_secs(1);

/// Whether the server is at work on it.
pub const fn is_busy(status: ImportStatus) -> bool {
    matches!(status, ImportStatus::Checking | ImportStatus::Running)
}

#[component]
pub fn ImportsPage() -> impl IntoView {
    use_page(|| "Imports".to_owned(), Some(("Exports & imports", Route::Exports)));
    let imports: Remote<Imports> = Remote::new(|| (), |session, ()| async move { session.imports().await });
    beat(imports, EVERY, move || {
        imports.value.with(|all| all.as_ref().is_some_and(|all| all.items.iter().any(|i| is_busy(i.status))))
    });
    on_return(move || imports.again());
    view! {
        <div class="page-head">
            <div><h1 class="as-title" tabindex="-1">"Imports"</h1>
                <p>"People, orders and suppressions from a file. Nothing is stored before you have seen what would be."</p></div>
        </div>
        <div class="stack">
            <upload::Upload/>
            <section class="card flush" aria-labelledby="imports-title">
                <header style="padding-bottom:12px"><h2 id="imports-title">"History"</h2></header>
                <Load remote=imports what="The imports" waiting=skeleton::rows
                    ready=move |all| view! { <list::List all imports/> }.into_any()/>
            </section>
        </div>
    }
}

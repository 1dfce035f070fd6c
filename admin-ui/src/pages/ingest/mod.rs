//! How ingestion fares: rates, the last hour, and what was refused.

mod event;
mod figures;
mod json;
mod minutes;
mod quarantine;

use crate::{
    beat::beat,
    components::{load::Load, skeleton, topbar::use_page},
    remote::{Remote, on_return},
};
use leptos::prelude::*;
use std::time::Duration;

const EVERY: Duration = Duration::from_secs(2);

#[component]
pub fn IngestPage() -> impl IntoView {
    use_page(|| "Ingest".to_owned(), None);
    let health = Remote::new(|| (), |session, ()| async move { session.ingest_health().await });
    beat(health, EVERY, || true);
    on_return(move || health.again());
    view! {
        <div class="page-head">
            <div><h1 class="as-title" tabindex="-1">"Ingest"</h1>
                <p>"What the shop and its pages send. What is refused is kept below until somebody looks at it."</p></div>
        </div>
        <div class="stack">
            <Load remote=health what="The figures" waiting=waiting ready=|h| view! {
                <figures::Figures h/>
                <minutes::Minutes h/>
            }.into_any()/>
            <quarantine::Quarantine health/>
        </div>
    }
}

fn waiting() -> AnyView {
    view! {
        {skeleton::stats(5, false)}
        <section class="card">{skeleton::block(250)}</section>
    }
    .into_any()
}

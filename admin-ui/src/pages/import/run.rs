//! Step three: the rows are stored.

use super::{Subject, draft::Draft, phase::Phase};
use crate::{
    components::progress::Progress,
    icons::Icon,
    routes::Route,
    session::{use_format, use_session},
};
use leptos::prelude::*;
use patron_api_types::imports::{Import, ImportStatus};
use std::sync::Arc;

#[component]
pub fn Run(i: RwSignal<Arc<Import>>, subject: Subject, draft: Draft) -> impl IntoView {
    let phase = Memo::new(move |_| i.with(|i| Phase::of(i)));
    view! {
        <section class="card" aria-labelledby="run-title">
            <header><h2 id="run-title"><span class="step">"3"</span>"Import"</h2></header>
            <div class="body stack">
                {move || match phase.get() {
                    Phase::Open | Phase::Checking => {
                        view! { <p class="small muted">"Comes after the check."</p> }.into_any()
                    }
                    Phase::Checked => view! { <Ready i subject draft/> }.into_any(),
                    Phase::Running => view! { <Running i subject/> }.into_any(),
                    Phase::Ended => view! { <Ended i subject/> }.into_any(),
                }}
            </div>
        </section>
    }
}

#[component]
fn Ready(i: RwSignal<Arc<Import>>, subject: Subject, draft: Draft) -> impl IntoView {
    let format = use_format();
    let changed = Memo::new(move |_| i.with(|i| draft.changes(i).is_some()));
    let to_store = Memo::new(move |_| i.with(|i| i.counts.created + i.counts.updated));
    let text = move || {
        let n = to_store.get();
        let rows = if n == 1 { "row" } else { "rows" };
        match (changed.get(), n) {
            (true, _) => "Columns were chosen anew: check the file again first.".to_owned(),
            (false, 0) => "No row brings anything new.".to_owned(),
            (false, n) => format!(
                "{} {rows} will be stored, refused ones are left out. It can be stopped; what is stored by then stays.",
                format.with_value(|f| f.number(n))
            ),
        }
    };
    view! {
        <p class="ink-2">{text}</p>
        <div><Start subject text="Start the import" locked=Signal::derive(move || changed.get())/></div>
    }
}

/// Starts storing, or goes on where it was.
#[component]
fn Start(
    subject: Subject,
    text: &'static str,
    #[prop(optional, into)] locked: Signal<bool>,
) -> impl IntoView {
    let session = StoredValue::new(use_session());
    let start = Action::new_local(move |(): &()| {
        let session = session.get_value();
        async move { subject.settle(session.start_import(subject.id).await) }
    });
    let busy = start.pending();
    view! {
        <button class="btn" class:primary=move || !locked.get() data-testid="import-start" disabled=move || busy.get() || locked.get()
            on:click=move |_| { start.dispatch(()); }><Icon name="upload"/>{text}</button>
    }
}

/// Stops a check or an import.
#[component]
pub fn Stop(subject: Subject) -> impl IntoView {
    let session = StoredValue::new(use_session());
    let stop = Action::new_local(move |(): &()| {
        let session = session.get_value();
        async move { subject.settle(session.cancel_import(subject.id).await) }
    });
    view! {
        <button class="btn" data-testid="import-cancel" disabled=stop.pending() on:click=move |_| { stop.dispatch(()); }>
            <Icon name="x"/>"Stop"
        </button>
    }
}

#[component]
fn Running(i: RwSignal<Arc<Import>>, subject: Subject) -> impl IntoView {
    let (done, all) =
        (Signal::derive(move || i.with(|i| i.rows_done)), Signal::derive(move || i.with(|i| i.rows)));
    view! {
        <Progress what=Signal::stored("Importing".to_owned()) done all/>
        <div class="row"><Stop subject/><span class="small muted">"It goes on when you leave this page."</span></div>
    }
}

#[component]
fn Ended(i: RwSignal<Arc<Import>>, subject: Subject) -> impl IntoView {
    let format = use_format();
    let ended = Memo::new(move |_| i.with(|i| (i.status, i.failure.clone(), i.rows_done, i.rows)));
    let number = move |n: i64| format.with_value(|f| f.number(n));
    move || {
        let (status, failure, done, all) = ended.get();
        let reached =
            format!("{} of {} rows were dealt with, and what was stored stays.", number(done), number(all));
        match status {
            ImportStatus::Done => view! {
                <div class="banner ok" role="status" data-testid="import-done"><Icon name="okc"/>
                    <span class="grow"><b>"Finished. "</b>"The numbers above say what became of the rows."</span>
                    <a class="link small" style="color:inherit;text-decoration:underline" href=Route::Customers.href()>"See the customers"</a></div>
            }
            .into_any(),
            ImportStatus::Failed => view! {
                <div class="banner bad" role="alert" data-testid="import-failure"><Icon name="alert"/>
                    <span class="grow"><b>"The import broke off. "</b>{failure}" "{reached}</span></div>
                <div><Start subject text="Go on"/></div>
            }
            .into_any(),
            _ => view! {
                <div class="banner warn" role="status" data-testid="import-stopped"><Icon name="pause"/>
                    <span class="grow"><b>"Stopped. "</b>{reached}</span></div>
                <div><Start subject text="Go on"/></div>
            }
            .into_any(),
        }
    }
}

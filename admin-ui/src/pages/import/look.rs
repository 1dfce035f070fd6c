//! Step two: every row is looked at, and nothing is stored.

use super::{Subject, counts::Counts, draft::Draft, phase::Phase, rows::Rows, run::Stop};
use crate::{components::progress::Progress, icons::Icon, session::use_session};
use leptos::prelude::*;
use patron_api_types::imports::{Import, ImportSettings, ImportStatus};
use std::sync::Arc;

#[component]
pub fn Look(i: RwSignal<Arc<Import>>, subject: Subject, draft: Draft) -> impl IntoView {
    let phase = Memo::new(move |_| i.with(|i| Phase::of(i)));
    view! {
        <section class="card flush" aria-labelledby="look-title">
            <header style="padding-bottom:12px"><h2 id="look-title"><span class="step">"2"</span>"Check"</h2>
                <p>{move || match phase.get() {
                    Phase::Running | Phase::Ended => "What became of the rows.",
                    Phase::Open | Phase::Checking | Phase::Checked => "Looks at every row and stores nothing.",
                }}</p>
                <span class="push">{move || (phase.get() == Phase::Checked).then(|| view! { <Begin i subject draft/> })}</span></header>
            {move || match phase.get() {
                Phase::Open => view! { <div class="body stack"><BrokeOff i/><div><Begin i subject draft/></div></div> }.into_any(),
                Phase::Checking => view! { <div class="body stack"><Bar i/><div><Stop subject/></div></div> }.into_any(),
                Phase::Checked | Phase::Running | Phase::Ended => view! { <Found i subject/> }.into_any(),
            }}
        </section>
    }
}

#[component]
fn Bar(i: RwSignal<Arc<Import>>) -> impl IntoView {
    let (done, all) =
        (Signal::derive(move || i.with(|i| i.rows_done)), Signal::derive(move || i.with(|i| i.rows)));
    view! { <Progress what=Signal::stored("Checking".to_owned()) done all/> }
}

/// Sends what was chosen, if anything was, and has the rows looked at.
#[component]
fn Begin(i: RwSignal<Arc<Import>>, subject: Subject, draft: Draft) -> impl IntoView {
    let session = StoredValue::new(use_session());
    let check = Action::new_local(move |changes: &Option<ImportSettings>| {
        let (session, changes) = (session.get_value(), changes.clone());
        async move {
            let checked = async {
                if let Some(changes) = changes {
                    session.change_import(subject.id, &changes).await?;
                }
                session.check_import(subject.id).await
            };
            subject.settle(checked.await);
        }
    });
    let changed = Memo::new(move |_| i.with(|i| draft.changes(i).is_some()));
    let again = move || i.with(|i| Phase::of(i)) == Phase::Checked;
    let begin = move |_| {
        check.dispatch(untrack(|| i.with(|i| draft.changes(i))));
    };
    view! {
        <button class="btn" class:primary=move || changed.get() || !again() data-testid="import-check" disabled=check.pending() on:click=begin>
            <Icon name="search"/>{move || if again() { "Check again" } else { "Check the file" }}
        </button>
    }
}

/// Why an earlier look came to no end.
#[component]
fn BrokeOff(i: RwSignal<Arc<Import>>) -> impl IntoView {
    move || {
        let (status, reason) = i.with(|i| (i.status, i.failure.clone()));
        let note = match status {
            ImportStatus::Failed => view! {
                <div class="banner bad" role="alert" data-testid="import-failure"><Icon name="alert"/>
                    <span class="grow"><b>"The check broke off. "</b>{reason}" Nothing was stored."</span></div>
            }
            .into_any(),
            ImportStatus::Cancelled => {
                view! { <p class="small muted">"The check was stopped. Nothing was stored."</p> }.into_any()
            }
            _ => return None,
        };
        Some(note)
    }
}

#[component]
fn Found(i: RwSignal<Arc<Import>>, subject: Subject) -> impl IntoView {
    view! {
        <div class="body" style="padding-top:0"><Counts i/></div>
        <Rows i subject/>
    }
}

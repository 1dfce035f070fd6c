//! One refused event: what it was, why it was refused, a second try.

use super::{
    json::{read, written},
    quarantine::{Kept, title, why},
};
use crate::{
    components::{
        dialog::Dialog,
        field::{FieldError, typed},
        load::explain_fields,
        toast::use_toasts,
    },
    erased::effect,
    format::data_words,
    icons::Icon,
    session::{use_format, use_session},
};
use leptos::prelude::*;
use patron_api_client::Error;
use patron_api_types::ingest::{RejectedEvent, RejectedStatus, ReplayRequest};
use std::sync::Arc;

#[component]
pub fn EventDialog(kept: Kept) -> impl IntoView {
    let dirty = RwSignal::new(false);
    view! {
        <Dialog open=kept.open title="Refused event" width=720 dirty=dirty>
            {move || kept.chosen.get().map(|event| view! { <EventForm event kept dirty/> })}
        </Dialog>
    }
}

#[component]
fn EventForm(event: Arc<RejectedEvent>, kept: Kept, dirty: RwSignal<bool>) -> impl IntoView {
    let (id, status) = (event.id, event.status);
    let original = event.event.as_ref().map(written);
    let can_replay = original.is_some() && status == RejectedStatus::Waiting;
    let original = StoredValue::new(original.unwrap_or_default());
    let text = RwSignal::new(original.get_value());
    let changed = move || text.with(|text| original.with_value(|original| text != original));
    effect(move || dirty.set(changed()));
    // Broken JSON is told after the first try, and from then on while it is mended.
    let tried = RwSignal::new(false);
    let broken = Signal::derive(move || tried.get().then(|| text.with(|text| read(text).err())).flatten());
    // What was not done, and why.
    let error = RwSignal::new(None::<(&'static str, Error)>);
    let (session, toasts) = (StoredValue::new(use_session()), use_toasts());
    let replay = Action::new_local(move |request: &ReplayRequest| {
        let (session, request) = (session.get_value(), request.clone());
        async move {
            match session.replay_rejected(id, &request).await {
                Ok(replayed) => {
                    let detail = if replayed.waiting { "It waits for its person or order." } else { "" };
                    toasts.good("The event was taken", detail);
                    kept.settled();
                }
                Err(failed) => error.set(Some(("The event was not taken. ", failed))),
            }
        }
    });
    let discard = Action::new_local(move |(): &()| {
        let session = session.get_value();
        async move {
            match session.discard_rejected(id).await {
                Ok(()) => {
                    toasts.good("The event was discarded", "It stays under Discarded.");
                    kept.settled();
                }
                // A toast would stand behind the dialog.
                Err(failed) => error.set(Some(("The event was not discarded. ", failed))),
            }
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        error.set(None);
        tried.set(true);
        if let Ok(mended) = text.with_untracked(|text| read(text)) {
            let is_new = untrack(changed);
            replay.dispatch(ReplayRequest { event: is_new.then_some(mended) });
        }
    };
    let (replaying, discarding) = (replay.pending(), discard.pending());
    let busy = move || replaying.get() || discarding.get();
    view! {
        <form on:submit=submit novalidate>
            <div class="body stack" style="--gap:14px">
                <Facts event=event.clone()/>
                {if original.with_value(String::is_empty) {
                    view! { <p class="small muted">"The event was too large to keep."</p> }.into_any()
                } else {
                    view! { <Editor text broken locked=!can_replay/> }.into_any()
                }}
                {move || error.get().map(|(what, error)| view! {
                    <div class="banner bad" role="alert" data-testid="form-error">
                        <Icon name="alert"/><span class="grow"><b>{what}</b>{explain_fields(&error)}</span>
                    </div>
                })}
            </div>
            <footer>
                {(status == RejectedStatus::Waiting).then(|| view! {
                    <button type="button" class="btn danger-quiet" data-testid="rejected-discard" disabled=busy
                        title="It stays in the list under Discarded" on:click=move |_| { error.set(None); discard.dispatch(()); }>"Discard"</button>
                })}
                <button type="button" class="btn push" on:click=move |_| kept.open.set(false)>"Close"</button>
                {can_replay.then(|| view! {
                    <button class="btn primary" data-testid="rejected-replay" disabled=busy>
                        {move || if changed() { "Replay as mended" } else { "Replay" }}
                    </button>
                })}
            </footer>
        </form>
    }
}

/// Where it came from, and why it was refused.
#[component]
fn Facts(event: Arc<RejectedEvent>) -> impl IntoView {
    let at = use_format().with_value(|f| f.stamp(event.received_at));
    let id = event.message_id.clone();
    view! {
        <div class="banner warn" data-testid="rejected-reason">
            <Icon name="alert"/><span class="grow"><b>{title(&event)}". "</b>{why(&event)}</span>
        </div>
        <dl class="facts">
            <dt>"Code"</dt><dd class="mono">{event.code.clone()}</dd>
            <dt>"Key"</dt><dd>{event.key_name.clone()}</dd>
            <dt>"Received"</dt><dd class="num">{at}</dd>
            {id.map(|id| view! { <dt>"Message id"</dt><dd class="mono">{id}</dd> })}
            <dt>"Status"</dt><dd>{data_words::rejected_status(event.status)}</dd>
        </dl>
    }
}

#[component]
fn Editor(text: RwSignal<String>, broken: Signal<Option<String>>, locked: bool) -> impl IntoView {
    view! {
        <div class="field">
            <label for="rejected-json">"The event"</label>
            <textarea
                class="input code" id="rejected-json" data-testid="rejected-json" rows="12" spellcheck="false" autocomplete="off"
                readonly=locked prop:value=text on:input=move |event| typed(text, &event)
                aria-invalid=move || broken.with(Option::is_some).then_some("true")
                aria-describedby="rejected-json-error"
            ></textarea>
            {(!locked).then(|| view! {
                <span class="hint">"Mend it here. What you replay is taken as from a server's key: see that it speaks of the right person."</span>
            })}
            <FieldError id="rejected-json-error".to_owned() error=broken/>
        </div>
    }
}

//! Merges two profiles: which one stays, why, and what happens.

use super::{Board, pair::Sides, side::name};
use crate::{
    browser,
    components::{
        dialog::Dialog,
        field::{FormError, TextField, field_error},
        toast::use_toasts,
    },
    erased::effect,
    icons::Icon,
    session::{use_format, use_session},
};
use leptos::prelude::*;
use patron_api_client::Error;
use patron_api_types::merges::{MergeRequest, Pair, PairSide};
use std::sync::Arc;

/// How long a merge can be undone.
const UNDO_DAYS: i64 = 30;

#[component]
pub fn MergeDialog(board: Board) -> impl IntoView {
    let dirty = RwSignal::new(false);
    view! {
        <Dialog open=board.merging title="Merge two profiles" width=720 dirty=dirty>
            {move || board.chosen.get().map(|pair| view! { <MergeForm pair board dirty/> })}
        </Dialog>
    }
}

#[component]
fn MergeForm(pair: Arc<Pair>, board: Board, dirty: RwSignal<bool>) -> impl IntoView {
    let swapped = RwSignal::new(false);
    let reason = RwSignal::new(String::new());
    effect(move || dirty.set(reason.with(|reason| !reason.is_empty())));
    let error = RwSignal::new(None::<Error>);
    let (session, toasts, format) = (StoredValue::new(use_session()), use_toasts(), use_format());
    let id = pair.id;
    let pair = StoredValue::new(pair);
    let sides = move || -> (PairSide, PairSide) {
        let pair = pair.get_value();
        if swapped.get() {
            (pair.other.clone(), pair.keep.clone())
        } else {
            (pair.keep.clone(), pair.other.clone())
        }
    };
    let undo_until = format.with_value(|f| f.date(browser::now() + chrono::Duration::days(UNDO_DAYS)));
    let save = Action::new_local(move |request: &MergeRequest| {
        let (session, request) = (session.get_value(), request.clone());
        async move {
            match session.merge(&request).await {
                Ok(merge) => {
                    board.leave(id);
                    board.merging.set(false);
                    let until = format.with_value(|f| f.date(merge.undo_until));
                    toasts.good("The two are one person now", format!("Can be undone until {until}."));
                    board.changed();
                }
                Err(failed) => error.set(Some(failed)),
            }
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        error.set(None);
        let (keep, other) = untrack(sides);
        let reason = Some(reason.get_untracked().trim().to_owned()).filter(|reason| !reason.is_empty());
        save.dispatch(MergeRequest { keep: keep.id, merge: other.id, reason });
    };
    let words = move || {
        let (keep, other) = sides();
        format!(
            "What belongs to {} becomes part of {}: orders, sign-ins, events and consents. Its own page goes.",
            name(&other),
            name(&keep)
        )
    };
    view! {
        <form on:submit=submit>
            <div class="body stack" style="--gap:14px">
                {move || { let (keep, other) = sides(); view! { <Sides keep other/> } }}
                <div><button type="button" class="btn sm" data-testid="merge-swap" on:click=move |_| swapped.update(|swapped| *swapped = !*swapped)>
                    <Icon name="swap" class="sm"/>"Keep the other one"
                </button></div>
                <p class="small ink-2" aria-live="polite">{words}" It can be undone until "<b class="strong">{undo_until}</b>"."</p>
                <TextField id="merge-reason" label="Why" hint="May stay empty. Kept with the merge." maxlength=500 value=reason error=field_error(error, "/reason")/>
                <FormError error/>
            </div>
            <footer>
                <button type="button" class="btn push" on:click=move |_| board.merging.set(false)>"Cancel"</button>
                <button class="btn primary" data-testid="merge-save" disabled=save.pending()>"Merge profiles"</button>
            </footer>
        </form>
    }
}

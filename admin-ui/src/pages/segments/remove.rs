//! Deletes a segment, or says what stands in the way.

use super::{Desk, work::Work};
use crate::{
    components::{dialog::Dialog, field::FormError, toast::use_toasts},
    routes::{Route, use_go},
    session::use_session,
};
use leptos::prelude::*;
use patron_api_client::Error;
use patron_api_types::segments::SegmentUser;

#[component]
pub fn RemoveDialog(open: RwSignal<bool>, work: Work, desk: Desk) -> impl IntoView {
    view! { <Dialog open title="Delete this segment"><Content open work desk/></Dialog> }
}

#[component]
fn Content(open: RwSignal<bool>, work: Work, desk: Desk) -> impl IntoView {
    let error = RwSignal::new(None::<Error>);
    let (session, toasts, go) =
        (StoredValue::new(use_session()), use_toasts(), StoredValue::new_local(use_go()));
    let remove = Action::new_local(move |(): &()| {
        let session = session.get_value();
        let saved = untrack(|| work.saved.get());
        async move {
            let Some(saved) = saved else { return };
            match session.delete_segment(&saved.summary.name).await {
                Ok(()) => {
                    open.set(false);
                    toasts.good("The segment was deleted", saved.summary.title.clone());
                    desk.list.again();
                    go.try_with_value(|go| go(&Route::Segments.href()));
                }
                Err(failed) => error.set(Some(failed)),
            }
        }
    });
    // Campaigns keep their own copy of the rule; segments don't.
    let holding = Memo::new(move |_| {
        work.saved.with(|saved| {
            let used = saved.iter().flat_map(|saved| &saved.used_by);
            let titles = used.filter(|user| user.kind == SegmentUser::Segment).map(|user| user.title.clone());
            titles.collect::<Vec<_>>()
        })
    });
    let held = move || !holding.with(Vec::is_empty);
    let words = move || {
        if held() {
            let names = holding.with(|names| names.join("”, “"));
            format!("“{names}” refers to it, so it can't be deleted. Take it out of there first.")
        } else {
            "Its rule and its sizes over time go. The people stay, and so do files and campaigns made of it."
                .to_owned()
        }
    };
    view! {
        <div class="body stack" style="--gap:14px"><p data-testid="segment-delete-why">{words}</p><FormError error/></div>
        <footer>
            <button type="button" class="btn push" on:click=move |_| open.set(false)>"Cancel"</button>
            <button type="button" class="btn danger" data-testid="segment-delete-yes" disabled=move || held() || remove.pending().get()
                on:click=move |_| { error.set(None); remove.dispatch(()); }>"Delete segment"</button>
        </footer>
    }
}

//! A suggestion: two profiles, why they may be one person, and what to do.

use super::{
    Board,
    side::{Side, facts, name},
};
use crate::{
    components::{load::explain, time::Ago, toast::use_toasts},
    format::data_words,
    icons::Icon,
    session::{use_format, use_session},
};
use leptos::prelude::*;
use patron_api_types::merges::{Pair, PairSide};
use std::sync::Arc;

#[component]
pub fn PairCard(pair: Arc<Pair>, board: Board) -> impl IntoView {
    let id = pair.id.to_string();
    let label = format!("{} and {}", name(&pair.keep), name(&pair.other));
    let reasons = pair.reasons.iter().enumerate();
    // The strongest reason stands first, and out.
    let reason = |(n, reason): (usize, &patron_api_types::merges::PairReason)| {
        view! { <span class=if n == 0 { "badge accent" } else { "badge" }>{data_words::pair_reason(*reason)}</span> }
    };
    let reasons = reasons.map(reason).collect_view();
    view! {
        <section class="card" aria-label=label tabindex="-1" data-testid="pair" data-id=id>
            <header><div class="row" style="--gap:6px">{reasons}</div><p class="push">"found "<Ago at=Some(pair.found_at)/></p></header>
            <div class="body"><Sides keep=pair.keep.clone() other=pair.other.clone()/></div>
            <Choice pair board/>
        </section>
    }
}

/// Both, beside each other where there is room.
#[component]
pub fn Sides(keep: PairSide, other: PairSide) -> impl IntoView {
    let (left, right) = use_format().with_value(|f| (facts(&keep, f), facts(&other, f)));
    let marked = |own: &[(&'static str, String)], theirs: &[(&'static str, String)]| {
        let pairs = own.iter().zip(theirs);
        pairs.map(|(own, theirs)| (own.0, own.1.clone(), own.1 != theirs.1)).collect::<Vec<_>>()
    };
    view! {
        <div class="grid two" style="--gap:12px">
            <Side facts=marked(&left, &right) side=keep fate="stays"/>
            <Side facts=marked(&right, &left) side=other fate="goes into it"/>
        </div>
    }
}

#[component]
fn Choice(pair: Arc<Pair>, board: Board) -> impl IntoView {
    let (session, toasts) = (StoredValue::new(use_session()), use_toasts());
    let id = pair.id;
    let dismiss = Action::new_local(move |(): &()| {
        let session = session.get_value();
        async move {
            match session.dismiss_pair(id).await {
                Ok(()) => {
                    toasts.good("Kept apart", "These two are not suggested again.");
                    board.leave(id);
                    board.pairs.again();
                }
                Err(error) => toasts.bad("The pair was not put away", explain(&error)),
            }
        }
    });
    let merge = move |_| {
        board.chosen.set(Some(pair.clone()));
        board.merging.set(true);
    };
    view! {
        <footer>
            <span>"Once kept apart, these two are not suggested again."</span>
            <button class="btn push" data-testid="pair-dismiss" disabled=dismiss.pending() on:click=move |_| { dismiss.dispatch(()); }>"Not the same"</button>
            <button class="btn" data-testid="pair-merge" on:click=merge><Icon name="merge"/>"Merge…"</button>
        </footer>
    }
}

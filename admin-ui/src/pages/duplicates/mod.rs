//! Profiles that may be one person: look, merge, undo.

mod history;
mod merge;
mod pair;
mod side;

use crate::{
    browser,
    components::{
        load::{Load, explain},
        skeleton,
        time::Ago,
        title::focus_heading,
        toast::use_toasts,
        topbar::use_page,
    },
    feed::Feed,
    icons::Icon,
    remote::{Remote, on_return},
    session::{use_format, use_session},
};
use leptos::{leptos_dom::helpers::set_timeout, prelude::*};
use patron_api_types::merges::{Merges, Pair, Pairs};
use std::{sync::Arc, time::Duration};
use uuid::Uuid;

/// What the page shows, and the pair that is being merged.
#[derive(Clone, Copy)]
struct Board {
    pairs: Remote<Pairs>,
    merges: Remote<Merges>,
    feed: Feed,
    chosen: RwSignal<Option<Arc<Pair>>>,
    merging: RwSignal<bool>,
}

impl Board {
    /// Two people became one, or one became two again.
    fn changed(self) {
        self.pairs.again();
        self.merges.again();
        self.feed.overview.again();
    }

    /// A pair goes, and the focus with it: the one that stands in its place has it, else the heading.
    fn leave(self, pair: Uuid) {
        let next = self.pairs.value.try_with_untracked(|pairs| {
            let items = &pairs.as_ref()?.items;
            let at = items.iter().position(|item| item.id == pair)?;
            let beside = items.get(at + 1).or_else(|| items.get(at.checked_sub(1)?));
            beside.map(|item| item.id)
        });
        let settle = move || {
            let shown = |id: Uuid| browser::focus(&format!("[data-testid='pair'][data-id='{id}']"));
            if !next.flatten().is_some_and(shown) {
                focus_heading();
            }
        };
        // A dialog gives the focus back first.
        set_timeout(settle, Duration::from_millis(60));
    }
}

#[component]
pub fn DuplicatesPage() -> impl IntoView {
    use_page(|| "Duplicates".to_owned(), None);
    let board = Board {
        pairs: Remote::new(|| (), |session, ()| async move { session.merge_suggestions().await }),
        merges: Remote::new(|| (), |session, ()| async move { session.merges().await }),
        feed: expect_context::<Feed>(),
        chosen: RwSignal::new(None),
        merging: RwSignal::new(false),
    };
    on_return(move || {
        board.pairs.again();
        board.merges.again();
    });
    view! {
        <div class="page-head">
            <div><h1 class="as-title" tabindex="-1">"Duplicates"</h1>
                <p>"Profiles that may be one person. Nothing is merged by itself, and a merge can be undone for 30 days."</p></div>
            <div class="row"><SearchNow board/></div>
        </div>
        <div class="stack">
            <Load remote=board.pairs what="The suggestions" waiting=waiting ready=move |p| view! { <Found p board/> }.into_any()/>
            <section class="card flush" aria-labelledby="merges-title">
                <header style="padding-bottom:8px"><h2 id="merges-title" tabindex="-1">"Merges so far"</h2></header>
                <Load remote=board.merges what="The merges" waiting=skeleton::lines ready=move |m| view! { <history::History m board/> }.into_any()/>
            </section>
        </div>
        <merge::MergeDialog board/>
    }
}

fn waiting() -> AnyView {
    view! { <section class="card">{skeleton::block(240)}</section> }.into_any()
}

#[component]
fn SearchNow(board: Board) -> impl IntoView {
    let (session, toasts, format) = (StoredValue::new(use_session()), use_toasts(), use_format());
    let search = Action::new_local(move |(): &()| {
        let session = session.get_value();
        async move {
            match session.search_merges().await {
                Ok(pairs) => {
                    let text = match pairs.total {
                        0 => "No two profiles look like one person".to_owned(),
                        1 => "One pair looks like one person".to_owned(),
                        n => format!("{} pairs look like one person", format.with_value(|f| f.number(n))),
                    };
                    toasts.good(text, "");
                    board.pairs.put(pairs);
                    // drops an older answer that is still on its way
                    board.pairs.again();
                }
                Err(error) => toasts.bad("The search did not work", explain(&error)),
            }
        }
    });
    let busy = search.pending();
    view! {
        <button class="btn" data-testid="pairs-search" disabled=busy on:click=move |_| { search.dispatch(()); }>
            <Icon name="search"/>{move || if busy.get() { "Searching…" } else { "Search now" }}
        </button>
    }
}

#[component]
fn Found(p: RwSignal<Arc<Pairs>>, board: Board) -> impl IntoView {
    let format = use_format();
    let total = Memo::new(move |_| p.with(|p| p.total));
    let searched = Memo::new(move |_| p.with(|p| p.searched_at));
    let shown = Memo::new(move |_| p.with(|p| i64::try_from(p.items.len()).unwrap_or(i64::MAX)));
    let ever = Memo::new(move |_| searched.with(Option::is_some));
    let number = move |n: i64| format.with_value(|f| f.number(n));
    let count = move || match (total.get(), shown.get()) {
        (1, _) => "One pair".to_owned(),
        (all, shown) if shown < all => format!("The strongest {} of {} pairs", number(shown), number(all)),
        (all, _) => format!("{} pairs", number(all)),
    };
    view! {
        <p class="small muted"><span role="status" data-testid="pairs-total" data-value=move || total.get().to_string()>{count}</span>
            {move || if ever.get() { " · whole shop searched " } else { " · whole shop not searched so far" }}
            {move || ever.get().then(|| view! { <Ago at=searched.get()/> })}</p>
        <Show when=move || shown.get() != 0 fallback=move || view! { <Nothing ever/> }>
            <For each=move || p.with(|p| p.items.clone()) key=|pair| (pair.id, pair.keep.id, pair.other.id) let:pair>
                <pair::PairCard pair=Arc::new(pair) board/>
            </For>
        </Show>
    }
}

/// Before the first search, that nothing was found says little.
#[component]
fn Nothing(ever: Memo<bool>) -> impl IntoView {
    let words = move || {
        if ever.get() {
            (
                "No two profiles look like one person",
                "Profiles with the same phone, the same mailbox, or the same name and postcode are suggested here.",
            )
        } else {
            (
                "Nothing was found so far",
                "Search now looks for profiles with the same phone, the same mailbox, or the same name and postcode.",
            )
        }
    };
    view! {
        <section class="card"><div class="empty" data-testid="pairs-empty">
            <span class=move || if ever.get() { "glyph lg ok" } else { "glyph lg" }><Icon name="merge" class="lg"/></span>
            <h3>{move || words().0}</h3>
            <p>{move || words().1}</p>
        </div></section>
    }
}

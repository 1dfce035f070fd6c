//! All campaigns, and the dialog that makes one.

mod draft;
mod list;
mod new;
mod reach;

use crate::{
    components::topbar::use_page,
    erased::effect,
    icons::Icon,
    remote::{Paged, on_return},
    routes::{Route, use_replace},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;
use patron_api_types::{campaigns::Campaign, page::PageQuery};

/// Rows a page.
const PAGE: u16 = 50;

#[component]
pub fn CampaignsPage() -> impl IntoView {
    use_page(|| "Campaigns".to_owned(), None);
    let campaigns: Paged<Campaign> = Paged::new(
        || (),
        |session, (), cursor| async move { session.campaigns(&PageQuery { limit: Some(PAGE), cursor }).await },
    );
    on_return(move || campaigns.refresh_quietly());
    let making = RwSignal::new(false);
    follow_address(making);
    view! {
        <div class="page-head">
            <div><h1 class="as-title" tabindex="-1">"Campaigns"</h1>
                <p>"Who was written to, who was held out to compare, and what came of it."</p></div>
            <div class="row">
                <button class="btn primary" data-testid="campaign-new" on:click=move |_| making.set(true)>
                    <Icon name="plus"/><span>"New campaign"</span>
                </button>
            </div>
        </div>
        <list::List campaigns making/>
        <new::NewDialog open=making/>
    }
}

/// `new=1` opens the dialog; once it is closed the address forgets it.
fn follow_address(making: RwSignal<bool>) {
    let (query, replace) = (use_query_map(), use_replace());
    let wanted = Memo::new(move |_| query.with(|params| params.get_str("new").is_some()));
    effect(move || {
        if wanted.get() {
            making.set(true);
        }
    });
    Effect::new(move |before: Option<bool>| {
        let now = making.get();
        if before == Some(true) && !now && wanted.get_untracked() {
            replace(&Route::Campaigns.href());
        }
        now
    });
}

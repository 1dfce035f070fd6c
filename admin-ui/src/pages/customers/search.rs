//! The search field: waits until the typing pauses, then asks; what was under way is dropped.

use super::state::ListState;
use crate::{browser, erased::effect, icons::Icon};
use leptos::{
    leptos_dom::helpers::{TimeoutHandle, set_timeout, set_timeout_with_handle},
    prelude::*,
};
use leptos_router::hooks::use_query_map;
use std::time::Duration;

const PAUSE: Duration = Duration::from_millis(200);

#[component]
pub fn Search(state: ListState) -> impl IntoView {
    let text = RwSignal::new(state.query.with_untracked(|q| q.search.clone().unwrap_or_default()));
    let waiting = StoredValue::new(None::<TimeoutHandle>);
    // Another address (Back, a link) brings its own text; what is just being typed stays.
    effect(move || {
        let wanted = state.query.with(|q| q.search.clone().unwrap_or_default());
        if waiting.with_value(Option::is_none) && text.with_untracked(|text| text.trim() != wanted) {
            text.set(wanted);
        }
    });
    let find = use_query_map();
    effect(move || {
        if find.with(|params| params.get_str("find").is_some()) {
            set_timeout(
                || {
                    browser::focus("#customer-search");
                },
                Duration::from_millis(60),
            );
        }
    });
    let apply = move || {
        waiting.set_value(None);
        let typed = text.get_untracked().trim().to_owned();
        state.change(|query| query.search = (!typed.is_empty()).then_some(typed));
    };
    let input = move |event| {
        text.set(event_target_value(&event));
        if let Some(handle) = waiting.try_update_value(Option::take).flatten() {
            handle.clear();
        }
        waiting.set_value(set_timeout_with_handle(apply, PAUSE).ok());
    };
    on_cleanup(move || {
        if let Some(handle) = waiting.try_update_value(Option::take).flatten() {
            handle.clear();
        }
    });
    view! {
        <div class="search" role="search">
            <label class="sr" for="customer-search">"Search customers"</label>
            <Icon name="search"/>
            <input
                class="input" id="customer-search" data-testid="customer-search" type="search" autocomplete="off"
                placeholder="Name, email or phone" title="Part of a name or an email, a whole phone number or its last four digits"
                maxlength="200" prop:value=text on:input=input
            />
            <span class="kbd hide-sm">"/"</span>
        </div>
    }
}

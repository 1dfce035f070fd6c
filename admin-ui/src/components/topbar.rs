//! The bar above each page: where we are, search, how fresh the numbers are, the theme.

use crate::{
    browser,
    erased::effect,
    feed::{Feed, Freshness},
    icons::{Icon, Mark},
    routes::Route,
    session::use_format,
    theme,
};
use leptos::prelude::*;

/// Where we are, set by each page: its name, and the page above it.
#[derive(Clone, Copy)]
pub struct Crumbs(RwSignal<(Option<(&'static str, Route)>, String)>);

impl Crumbs {
    pub fn provide() -> Self {
        let crumbs = Self(RwSignal::new((None, String::new())));
        provide_context(crumbs);
        crumbs
    }
}

/// Names the page in the top bar and in the window's title.
pub fn use_page(name: impl Fn() -> String + Clone + 'static, above: Option<(&'static str, Route)>) {
    let crumbs = expect_context::<Crumbs>();
    super::title::use_title(name.clone());
    effect(move || crumbs.0.set((above.clone(), name())));
}

#[component]
pub fn TopBar(crumbs: Crumbs) -> impl IntoView {
    let above = move || {
        crumbs
            .0
            .get()
            .0
            .map(|(name, route)| view! { <a href=route.href()>{name}</a><Icon name="chevr" class="sm"/> })
    };
    // On the list itself the field is a step away; the filters there stay.
    let find = |event: leptos::ev::MouseEvent| {
        if browser::focus("#customer-search") {
            event.prevent_default();
        }
    };
    view! {
        <header class="topbar">
            <Mark size="26"/>
            <nav class="crumbs" aria-label="Breadcrumb">
                {above}
                <span aria-current="page">{move || crumbs.0.get().1}</span>
            </nav>
            <a class="search-open" href=format!("{}?find", Route::Customers.href()) data-testid="find-customer" on:click=find aria-label="Search customers">
                <Icon name="search"/><span>"Search customers"</span><span class="kbd">"/"</span>
            </a>
            <Live/>
            <button
                class="btn ghost square" aria-label="Switch theme" title="Switch theme" data-testid="theme-toggle"
                on:click=move |_| theme::toggle()
            >
                <Icon name="sun"/>
            </button>
        </header>
    }
}

#[component]
fn Live() -> impl IntoView {
    let (feed, format) = (expect_context::<Feed>(), use_format());
    let word = move || match feed.freshness.get() {
        Freshness::Live => "Live",
        Freshness::Delayed => "Delayed",
        Freshness::Offline => "Offline",
    };
    let title = move || {
        let at = feed.overview.fresh_at.get()?;
        Some(format!("Last numbers {}", format.with_value(|f| f.clock(at))))
    };
    view! {
        <span class="live" class:off=move || feed.freshness.get() != Freshness::Live title=title data-testid="live">
            <span>{word}</span>
        </span>
    }
}

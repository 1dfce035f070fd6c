//! The app: who sees what, and which page belongs to which path.

use crate::{
    analytics_view::AnalyticsView,
    browser,
    components::{
        banner::OfflineBanner,
        load::Failed,
        nav::{Sidebar, TabBar, UserMenu},
        skeleton,
        title::focus_heading,
        toast::{ToastCorner, Toasts},
        topbar::{Crumbs, TopBar},
    },
    erased::effect,
    feed::Feed,
    icons::{Mark, Sprite},
    pages::{more::MorePage, not_found::NotFound, sign_in::SignInPage},
    parts,
    routes::{BASE, Route as To, safe_next, use_go, use_replace},
    session::{Account, Desk, Phase, use_account},
};
use leptos::prelude::*;
use leptos_router::{
    Lazy,
    components::{FlatRoutes, Route, Router},
    hooks::{use_location, use_query_map},
    path,
};
use patron_api_client::Session;
use std::time::Duration;

#[component]
pub fn App() -> impl IntoView {
    let account = Account::provide();
    let toasts = Toasts::provide();
    view! {
        <Sprite/>
        <Router base=BASE>
            {move || match account.phase() {
                Phase::Starting => view! { <Starting/> }.into_any(),
                Phase::Out => view! { <SignedOut/> }.into_any(),
                Phase::Unreachable(error) => view! { <NoServer error/> }.into_any(),
                Phase::In(session) => view! { <Frame session/> }.into_any(),
            }}
        </Router>
        <ToastCorner toasts/>
    }
}

/// The frame of the app without anything in it, for the moment until the session is known.
#[component]
fn Starting() -> impl IntoView {
    view! {
        <div class="app late" aria-busy="true">
            <aside class="sidebar"><div class="brand"><Mark size="28"/><span class="skel" style="width:110px;height:14px"></span></div></aside>
            <div class="app-main">
                <header class="topbar"></header>
                <main class="page"><div style="height:76px"></div>{skeleton::stats(4, false)}</main>
            </div>
        </div>
    }
}

/// Nobody is signed in: whatever the path, the sign-in page, which remembers where one wanted to go.
#[component]
fn SignedOut() -> impl IntoView {
    let (location, replace) = (use_location(), use_replace());
    effect(move || {
        let (path, search) = (location.pathname.get(), location.search.get());
        if !path.starts_with(&format!("{BASE}/sign-in")) {
            let next = if search.is_empty() { path } else { format!("{path}?{search}") };
            replace(&To::SignIn { next }.href());
        }
    });
    view! { <SignInPage/> }
}

#[component]
fn NoServer(error: patron_api_client::Error) -> impl IntoView {
    let account = use_account();
    let busy = RwSignal::new(false);
    let retry = move || {
        busy.set(true);
        leptos::task::spawn_local(async move {
            account.resume().await;
            busy.try_set(false);
        });
    };
    view! {
        <main class="page" style="min-height:100dvh;display:grid">
            <Failed what="The dashboard" error=Signal::stored(Some(error)) retry busy/>
        </main>
    }
}

/// Everything for somebody who is signed in.
#[component]
fn Frame(session: Session) -> impl IntoView {
    Desk::provide(session);
    Feed::provide();
    let crumbs = Crumbs::provide();
    follow_focus();
    shortcuts();
    // After the first page and what it asks for.
    set_timeout(|| leptos::task::spawn_local(parts::prefetch()), Duration::from_secs(3));
    let skip = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        browser::focus("#main");
    };
    view! {
        <a class="skip" href="#main" on:click=skip>"Skip to content"</a>
        <div class="app">
            <Sidebar/>
            <div class="app-main">
                <TopBar crumbs/>
                <main id="main" class="page" tabindex="-1">
                    <OfflineBanner/>
                    <Pages/>
                </main>
            </div>
            <TabBar/>
            <UserMenu/>
        </div>
    }
}

#[component]
fn Pages() -> impl IntoView {
    view! {
        <FlatRoutes fallback=|| view! { <NotFound/> }.into_any()>
            <Route path=path!("") view={Lazy::<parts::Overview>::new()}/>
            <Route path=path!("customers") view={Lazy::<parts::Customers>::new()}/>
            <Route path=path!("customers/:id") view={Lazy::<parts::Customer>::new()}/>
            <Route path=path!("segments") view={Lazy::<parts::Segments>::new()}/>
            <Route path=path!("segments/:key") view={Lazy::<parts::Segments>::new()}/>
            <Route path=path!("campaigns") view={Lazy::<parts::Campaigns>::new()}/>
            <Route path=path!("campaigns/:id") view={Lazy::<parts::Campaign>::new()}/>
            <Route path=path!("analytics") view={Lazy::<parts::Analytics>::new()}/>
            <Route path=path!("exports") view={Lazy::<parts::Exports>::new()}/>
            <Route path=path!("ingest") view={Lazy::<parts::Ingest>::new()}/>
            <Route path=path!("imports") view={Lazy::<parts::Imports>::new()}/>
            <Route path=path!("imports/:id") view={Lazy::<parts::Import>::new()}/>
            <Route path=path!("duplicates") view={Lazy::<parts::Duplicates>::new()}/>
            <Route path=path!("login-health") view={Lazy::<parts::LoginHealth>::new()}/>
            <Route path=path!("more") view=|| view! { <MorePage/> }.into_any()/>
            <Route path=path!("sign-in") view=|| view! { <BackToNext/> }.into_any()/>
        </FlatRoutes>
    }
}

/// Signed in while at the sign-in page: on to where one wanted to go.
#[component]
fn BackToNext() -> impl IntoView {
    let (query, replace) = (use_query_map(), use_replace());
    effect(move || replace(&safe_next(query.read_untracked().get("next"))));
}

/// A change of page moves the focus to its heading; the first page leaves it where the browser put it.
fn follow_focus() {
    let path = use_location().pathname;
    Effect::new(move |before: Option<String>| {
        let now = path.get();
        if before.is_some_and(|before| before != now) {
            focus_heading();
        }
        now
    });
}

/// G then O, C, S, M, A, D, X, U, I or L goes to a page; `/` to the search. Off in fields and dialogs.
fn shortcuts() {
    let go = use_go();
    let after_g = StoredValue::new(false);
    let handle = window_event_listener(leptos::ev::keydown, move |event| {
        if browser::is_typing(&event) {
            return;
        }
        let key = event.key().to_lowercase();
        let armed = after_g.get_value();
        after_g.set_value(key == "g");
        let to = match (armed, key.as_str()) {
            (true, "o") => To::Overview.href(),
            (true, "c") => To::Customers.href(),
            (true, "s") => To::Segments.href(),
            (true, "m") => To::Campaigns.href(),
            (true, "a") => To::Analytics(AnalyticsView::default()).href(),
            (true, "d") => To::Duplicates.href(),
            (true, "x") => To::Exports.href(),
            (true, "u") => To::Imports.href(),
            (true, "i") => To::Ingest.href(),
            (true, "l") => To::LoginHealth.href(),
            (false, "/") => {
                event.prevent_default();
                if browser::focus("#customer-search") {
                    return;
                }
                format!("{}?find", To::Customers.href())
            }
            _ => return,
        };
        go(&to);
    });
    on_cleanup(move || handle.remove());
}

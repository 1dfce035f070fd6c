//! Sidebar, rail and tab bar: one list of places, three shapes (the style sheet picks by width).

use crate::{
    analytics_view::AnalyticsView,
    browser,
    components::avatar::Avatar,
    feed::Feed,
    icons::{Icon, Mark},
    routes::{BASE, Route},
    session::{Desk, use_account, use_format},
};
use leptos::prelude::*;
use leptos_router::hooks::use_location;

struct Place {
    name: &'static str,
    key: &'static str,
    icon: &'static str,
    route: Route,
    test_id: &'static str,
    /// None for what phones have under More.
    tab_test_id: Option<&'static str>,
}

fn places() -> [Place; 8] {
    let place =
        |name, key, icon, route, test_id, tab_test_id| Place { name, key, icon, route, test_id, tab_test_id };
    [
        place("Overview", "O", "home", Route::Overview, "nav-overview", Some("tab-overview")),
        place("Customers", "C", "users", Route::Customers, "nav-customers", Some("tab-customers")),
        place("Segments", "S", "segments", Route::Segments, "nav-segments", Some("tab-segments")),
        place("Campaigns", "M", "campaign", Route::Campaigns, "nav-campaigns", None),
        place(
            "Analytics",
            "A",
            "chart",
            Route::Analytics(AnalyticsView::default()),
            "nav-analytics",
            Some("tab-analytics"),
        ),
        place("Duplicates", "D", "merge", Route::Duplicates, "nav-duplicates", None),
        place("Exports & imports", "X", "download", Route::Exports, "nav-exports", None),
        place("Ingest", "I", "activity", Route::Ingest, "nav-ingest", None),
    ]
}

/// `page` when `href` is where we are, or above it.
fn use_current(href: String) -> impl Fn() -> Option<&'static str> + Clone {
    let path = use_location().pathname;
    move || {
        let path = path.get();
        let here =
            path.trim_end_matches('/') == href || (href != BASE && path.starts_with(&format!("{href}/")));
        here.then_some("page")
    }
}

/// The navigation of wide and middle windows.
#[component]
pub fn Sidebar() -> impl IntoView {
    let desk = expect_context::<StoredValue<Desk>>();
    let shop = desk.with_value(|d| d.current.shop.name.clone());
    let host = window().location().host().unwrap_or_default();
    let [overview, customers, segments, campaigns, analytics, duplicates, exports, ingest] =
        places().map(item);
    view! {
        <aside class="sidebar" aria-label="Main">
            <div class="brand"><Mark size="28"/><span><b>{shop}</b><small>{host}</small></span></div>
            <nav aria-label="Workspace">{overview}</nav>
            <h2>"Audience"</h2>
            <nav aria-label="Audience">{customers}{segments}{campaigns}{analytics}{duplicates}</nav>
            <h2>"Data"</h2>
            <nav aria-label="Data">{exports}{ingest}{item(login_health())}</nav>
            <div class="foot"><UserButton/></div>
        </aside>
    }
}

/// Beside the other places: the overview leads there too.
fn login_health() -> Place {
    Place {
        name: "Login health",
        key: "L",
        icon: "shield",
        route: Route::LoginHealth,
        test_id: "nav-login-health",
        tab_test_id: None,
    }
}

fn item(place: Place) -> AnyView {
    let href = place.route.href();
    let own = use_current(href.clone());
    // what came in stands in one history with what went out
    let beside = matches!(place.route, Route::Exports).then(|| use_current(Route::Imports.href()));
    let current = move || own().or_else(|| beside.as_ref().and_then(|beside| beside()));
    let count = matches!(place.route, Route::Customers).then(|| view! { <CustomerCount/> });
    view! {
        <a
            class="nav-item" href=href aria-current=current data-testid=place.test_id
            title=format!("{} (G then {})", place.name, place.key)
        >
            <Icon name=place.icon/><span>{place.name}</span>{count}
        </a>
    }
    .into_any()
}

#[component]
fn CustomerCount() -> impl IntoView {
    let (feed, format) = (expect_context::<Feed>(), use_format());
    let total = Memo::new(move |_| feed.overview.value.get().map(|o| o.total_customers));
    view! { <span class="count">{move || total.get().map(|n| format.with_value(|f| f.number(n)))}</span> }
}

#[component]
fn UserButton() -> impl IntoView {
    let (name, role) = expect_context::<StoredValue<Desk>>().with_value(|d| {
        let staff = &d.current.staff;
        (staff.full_name.clone().unwrap_or_else(|| staff.email.clone()), capital(&staff.role))
    });
    view! {
        <button class="brand who" popovertarget="user-menu" data-testid="user-menu" title=name.clone()>
            <Avatar name=name.clone()/><span><b>{name.clone()}</b><small>{role}</small></span>
            <Icon name="chev" class="sm"/>
        </button>
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
        .unwrap_or_default()
}

/// What the user's button opens, in the sidebar and in the tab bar.
#[component]
pub fn UserMenu() -> impl IntoView {
    let account = use_account();
    let email = expect_context::<StoredValue<Desk>>().with_value(|d| d.current.staff.email.clone());
    let leave = move |_| {
        browser::hide_popover("user-menu");
        account.sign_out();
    };
    view! {
        <div popover id="user-menu" class="menu">
            <h3>{email}</h3>
            <a href="/docs" rel="external"><Icon name="file"/>"API documentation"</a>
            <hr/>
            <button on:click=leave data-testid="sign-out"><Icon name="login"/>"Sign out"</button>
        </div>
    }
}

/// The navigation of phones.
#[component]
pub fn TabBar() -> impl IntoView {
    let tab = |place: Place| {
        let test_id = place.tab_test_id?;
        let href = place.route.href();
        let current = use_current(href.clone());
        let link = view! {
            <a href=href aria-current=current data-testid=test_id><Icon name=place.icon/>{place.name}</a>
        };
        Some(link.into_any())
    };
    let below =
        [Route::More, Route::Campaigns, Route::Exports, Route::Duplicates, Route::Imports, Route::Ingest];
    let below = below.map(|route| use_current(route.href()));
    let health = use_current(Route::LoginHealth.href());
    let under_more = move || below.iter().find_map(|current| current()).or_else(&health);
    view! {
        <nav class="tabbar" aria-label="Main">
            {places().into_iter().filter_map(tab).collect_view()}
            <a href=Route::More.href() aria-current=under_more data-testid="tab-more"><Icon name="menu"/>"More"</a>
        </nav>
    }
}

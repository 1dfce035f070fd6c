//! The pages, in parts that are loaded when they are first asked for.
//!
//! `cargo xtask bundle` cuts the program at the functions made here. All pages of one part come in one file, and
//! what several parts share in a file for each set of them: few parts, or there are many small files. The
//! frame, signing in and what every part needs are the program itself.
// The macro declares what it cuts as foreign functions.
#![allow(unsafe_code)]

use crate::pages::{
    analytics::AnalyticsPage, campaign::CampaignPage, campaigns::CampaignsPage, customer::CustomerPage,
    customers::CustomersPage, duplicates::DuplicatesPage, exports::ExportsPage, import::ImportPage,
    imports::ImportsPage, ingest::IngestPage, login_health::LoginHealthPage, overview::OverviewPage,
    segments::SegmentsPage,
};
use leptos::{
    prelude::*,
    wasm_split::{SplitLoaderError, wasm_split},
};
use leptos_router::LazyRoute;

/// A page of a part: the route, the function where the program is cut, the part, and the component.
macro_rules! page {
    ($route:ident, $cut:ident, $part:ident, $page:ident) => {
        pub struct $route;

        #[wasm_split($part, wasm_split_path = ::leptos::wasm_split, fallible)]
        fn $cut() -> Result<AnyView, SplitLoaderError> {
            Ok(view! { <$page/> }.into_any())
        }

        impl LazyRoute for $route {
            fn data() -> Self {
                Self
            }

            async fn view(_: Self) -> AnyView {
                $cut().await.unwrap_or_else(|_| missing())
            }
        }
    };
}

page!(Overview, overview, start, OverviewPage);
page!(Customers, customers, people, CustomersPage);
page!(Customer, customer, people, CustomerPage);
page!(Duplicates, duplicates, people, DuplicatesPage);
page!(Segments, segments, people, SegmentsPage);
page!(Campaigns, campaigns, reach, CampaignsPage);
page!(Campaign, campaign, reach, CampaignPage);
page!(Exports, exports, reach, ExportsPage);
page!(Analytics, analytics, numbers, AnalyticsPage);
page!(LoginHealth, login_health, numbers, LoginHealthPage);
page!(Ingest, ingest, numbers, IngestPage);
page!(Imports, imports, numbers, ImportsPage);
page!(Import, import, numbers, ImportPage);

/// Fetches the other parts, so that going to them doesn't wait. A part that can't be had is asked for again then.
pub async fn prefetch() {
    let _ = __wasm_split_preload_customers().await;
    let _ = __wasm_split_preload_campaigns().await;
    let _ = __wasm_split_preload_analytics().await;
}

/// No connection, or the server holds a newer dashboard than this page.
fn missing() -> AnyView {
    let reload = move |_| {
        // Throws only where a page may not be reloaded at all.
        let _ = window().location().reload();
    };
    view! {
        <div class="empty" role="alert" data-testid="part-missing">
            <h1 class="as-title" tabindex="-1">"This page could not be loaded"</h1>
            <p>"There is no connection, or a newer dashboard. Nothing was lost."</p>
            <div class="row"><button type="button" class="btn" on:click=reload>"Reload"</button></div>
        </div>
    }
    .into_any()
}

//! What the phone's tab bar has no room for.

use crate::{components::topbar::use_page, icons::Icon, routes::Route};
use leptos::prelude::*;

/// Places and the account, as a list.
#[component]
pub fn MorePage() -> impl IntoView {
    use_page(|| "More".to_owned(), None);
    let places = [
        (
            Route::Campaigns,
            "campaign",
            "Campaigns",
            "Who was written to, and what came of it",
            "more-campaigns",
        ),
        (
            Route::Exports,
            "download",
            "Exports & imports",
            "Every file that goes out or came in",
            "more-exports",
        ),
        (Route::Duplicates, "merge", "Duplicates", "Profiles that may be one person", "more-duplicates"),
        (Route::Ingest, "activity", "Ingest", "What the shop sends, and what was refused", "more-ingest"),
        (
            Route::LoginHealth,
            "shield",
            "Login health",
            "Failed sign-ins, and who is under attack",
            "more-login-health",
        ),
    ];
    let place = |(route, icon, name, what, id): (
        Route,
        &'static str,
        &'static str,
        &'static str,
        &'static str,
    )| {
        view! {
            <li><a href=route.href() data-testid=id>
                <span class="glyph"><Icon name=icon/></span>
                <span class="grow"><b>{name}</b><small>{what}</small></span><Icon name="chevr" class="sm"/>
            </a></li>
        }
    };
    view! {
        <div class="page-head"><div><h1 class="as-title" tabindex="-1">"More"</h1></div></div>
        <section class="card flush" aria-label="More places">
            <ul class="seglist" style="border-top:0">{places.map(place).into_iter().collect_view()}</ul>
        </section>
        <div class="row" style="margin-top:16px">
            <button class="btn" popovertarget="user-menu" data-testid="tab-account"><Icon name="user"/>"Account"</button>
        </div>
    }
}

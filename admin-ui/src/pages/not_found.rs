//! An address that is none.

use crate::{components::topbar::use_page, icons::Icon, routes::Route};
use leptos::prelude::*;

/// Where one thing would stand that isn't there, or not any more.
#[component]
pub fn NoSuch(
    icon: &'static str,
    title: &'static str,
    text: &'static str,
    /// The list that it would be in.
    list: (&'static str, Route),
    /// The way there.
    all: &'static str,
) -> impl IntoView {
    let href = list.1.href();
    use_page(|| "Not found".to_owned(), Some(list));
    view! {
        <div class="card" data-testid="no-such">
            <div class="empty">
                <span class="glyph lg"><Icon name=icon class="lg"/></span>
                <h1>{title}</h1>
                <p>{text}</p>
                <div class="row"><a class="btn" href=href>{all}</a></div>
            </div>
        </div>
    }
}

#[component]
pub fn NotFound() -> impl IntoView {
    use_page(|| "Not found".to_owned(), None);
    view! {
        <div class="card" data-testid="not-found">
            <div class="empty">
                <span class="glyph lg"><Icon name="search" class="lg"/></span>
                <h1>"There is no such page"</h1>
                <p>"The address may be mistyped, or the page may have gone."</p>
                <div class="row"><a class="btn" href=Route::Overview.href()>"Go to the overview"</a></div>
            </div>
        </div>
    }
}

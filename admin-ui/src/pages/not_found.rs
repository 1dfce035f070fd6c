//! An address that is none.

use crate::{components::topbar::use_page, icons::Icon, routes::Route};
use leptos::prelude::*;

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

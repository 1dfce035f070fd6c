//! Where a segment would stand that isn't there, or not any more.

use crate::{components::topbar::use_page, icons::Icon, routes::Route};
use leptos::prelude::*;

/// Beside the list, which has the page's heading.
#[component]
pub fn Gone() -> impl IntoView {
    use_page(|| "Not found".to_owned(), Some(("Segments", Route::Segments)));
    view! {
        <section class="card" aria-labelledby="gone-title" data-testid="no-such">
            <div class="empty">
                <span class="glyph lg"><Icon name="segments" class="lg"/></span>
                <h2 id="gone-title">"There is no such segment"</h2>
                <p>"The link may be old, or the segment was deleted."</p>
                <div class="row"><a class="btn" href=Route::Segments.href()>"All segments"</a></div>
            </div>
        </section>
    }
}

//! Why sign-ins failed in the last 30 days.

use super::read::{Held, definition};
use crate::{components::reasons::ReasonBars, routes::Route};
use leptos::prelude::*;

#[component]
pub fn FailureReasons(o: Held) -> impl IntoView {
    let reasons = Memo::new(move |_| o.with(|o| o.failure_reasons.clone()));
    view! {
        <section class="card" aria-labelledby="reasons-title" data-testid="failure-reasons">
            <header>
                <h2 id="reasons-title" title=definition(o, "failure_reasons")>"Why sign-ins failed"</h2><p>"last 30 days"</p>
                <a class="link small push" href=Route::LoginHealth.href() data-testid="to-login-health">"Login health"</a>
            </header>
            <ReasonBars reasons shown=6/>
        </section>
    }
}

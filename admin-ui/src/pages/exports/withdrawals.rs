//! Who of a file may not be written to any more.

use crate::{
    browser,
    components::{
        load::{Load, explain},
        skeleton,
        toast::use_toasts,
    },
    icons::Icon,
    remote::Remote,
    session::{use_account, use_format, use_session},
};
use leptos::prelude::*;
use patron_api_types::exports::Withdrawals;
use patron_domain::ids::ExportId;
use std::sync::Arc;

#[component]
pub fn Since(id: ExportId) -> impl IntoView {
    let since = Remote::new(|| (), move |session, ()| async move { session.export_withdrawals(id).await });
    view! {
        <section aria-labelledby="since-title" class="stack" style="--gap:8px">
            <h3 id="since-title">"Withdrawals since"</h3>
            <p class="small ink-2">"People of this file whom the mailing tool must not write to any more. Load the suppression file there."</p>
            <Load remote=since what="The withdrawals" waiting=|| skeleton::block(90) ready=move |w| view! { <Counts id w/> }.into_any()/>
        </section>
    }
}

#[component]
fn Counts(id: ExportId, w: RwSignal<Arc<Withdrawals>>) -> impl IntoView {
    let format = use_format();
    let (session, account, toasts) = (StoredValue::new(use_session()), use_account(), use_toasts());
    let save = Action::new_local(move |(): &()| {
        let session = session.get_value();
        async move {
            match session.withdrawals_link(id).await {
                Ok(link) => browser::save(&account.url(&link.url)),
                Err(error) => toasts.bad("The file can't be had", explain(&error)),
            }
        }
    });
    let busy = save.pending();
    let line = move |name: &'static str, test_id: &'static str, of: fn(&Withdrawals) -> i64| {
        let n = Memo::new(move |_| w.with(|w| of(w)));
        view! {
            <dt>{name}</dt>
            <dd class="num" data-testid=test_id data-value=move || n.get().to_string()>{move || format.with_value(|f| f.number(n.get()))}</dd>
        }
        .into_any()
    };
    let none = move || w.with(|w| w.withdrawn + w.erased + w.not_active == 0);
    view! {
        <dl class="facts">
            {line("People of the file", "since-people", |w| w.people)}
            {line("Opted out", "since-withdrawn", |w| w.withdrawn)}
            {line("Erased", "since-erased", |w| w.erased)}
            {line("Not active any more", "since-not_active", |w| w.not_active)}
        </dl>
        <div class="row between">
            <span class="small muted">"As of "{move || format.with_value(|f| f.stamp(w.with(|w| w.as_of)))}</span>
            <button type="button" class="btn sm" data-testid="since-download" disabled=move || busy.get() || none() on:click=move |_| { save.dispatch(()); }>
                <Icon name="download" class="sm"/>"Suppression file"
            </button>
        </div>
    }
}

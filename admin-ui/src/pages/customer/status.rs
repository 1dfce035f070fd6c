//! Changes a customer's status, with a reason.

use super::Subject;
use crate::{
    components::{
        dialog::Dialog,
        field::{FormError, TextField, field_error},
        toast::use_toasts,
    },
    feed::Feed,
    format::words,
    session::use_session,
};
use leptos::prelude::*;
use patron_api_client::Error;
use patron_api_types::customers::{Customer, StatusChange};
use patron_domain::customer::CustomerStatus;
use std::sync::Arc;

#[component]
pub fn StatusDialog(open: RwSignal<bool>, c: RwSignal<Arc<Customer>>, subject: Subject) -> impl IntoView {
    view! { <Dialog open title="Change status" width=560><StatusForm open c subject/></Dialog> }
}

#[component]
fn StatusForm(open: RwSignal<bool>, c: RwSignal<Arc<Customer>>, subject: Subject) -> impl IntoView {
    let status = RwSignal::new(c.with_untracked(|c| c.row.status));
    let reason = RwSignal::new(String::new());
    let error = RwSignal::new(None::<Error>);
    let (session, toasts, feed) = (StoredValue::new(use_session()), use_toasts(), expect_context::<Feed>());
    let save = Action::new_local(move |change: &StatusChange| {
        let (session, change) = (session.get_value(), change.clone());
        async move {
            match session.change_status(subject.id, &change).await {
                Ok(customer) => {
                    open.set(false);
                    toasts.good(
                        format!("Status is now {}", words::status(customer.row.status).to_lowercase()),
                        "",
                    );
                    subject.changed(customer);
                    feed.overview.again();
                }
                Err(failed) => error.set(Some(failed)),
            }
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        error.set(None);
        save.dispatch(StatusChange {
            status: status.get_untracked(),
            reason: reason.get_untracked().trim().to_owned(),
        });
    };
    let unchanged = move || c.with(|c| c.row.status) == status.get();
    let tile = move |this: CustomerStatus, means: &'static str| {
        view! {
            <label class="tile">
                <input type="radio" name="status" value=this.as_str() data-testid=format!("status-{this}")
                    prop:checked=move || status.get() == this on:change=move |_| status.set(this)/>
                <span style="min-width:0"><b>{words::status(this)}</b><small>{means}</small></span>
            </label>
        }
    };
    view! {
        <form on:submit=submit>
            <div class="body stack">
                <fieldset>
                    <legend class="sr">"Status"</legend>
                    <div class="tiles" style="--tile:150px">
                        {tile(CustomerStatus::Active, "May sign in, may be exported")}
                        {tile(CustomerStatus::Inactive, "May sign in, never exported")}
                        {tile(CustomerStatus::Blocked, "May not sign in, never exported")}
                    </div>
                </fieldset>
                <TextField id="status-reason" label="Why" hint="Kept in the history." required=true maxlength=500 value=reason error=field_error(error, "/reason")/>
                <FormError error/>
            </div>
            <footer>
                <button type="button" class="btn push" on:click=move |_| open.set(false)>"Cancel"</button>
                <button class="btn primary" data-testid="status-save" disabled=move || save.pending().get() || unchanged()>"Change status"</button>
            </footer>
        </form>
    }
}

//! Changes its name and what it cost; nothing else ever changes.

use super::{Held, Subject};
use crate::{
    components::{
        dialog::Dialog,
        field::{FormError, TextField, field_error},
        toast::use_toasts,
    },
    erased::effect,
    session::{use_format, use_session},
};
use leptos::prelude::*;
use patron_api_client::Error;
use patron_api_types::{campaigns::CampaignChange, patch::Patch};
use patron_domain::money::Money;

#[component]
pub fn EditDialog(open: RwSignal<bool>, c: Held, subject: Subject) -> impl IntoView {
    let dirty = RwSignal::new(false);
    view! {
        <Dialog open title="Edit campaign" lead="Its people, hold-out and window are fixed." dirty=dirty>
            <EditForm open c subject dirty/>
        </Dialog>
    }
}

#[component]
fn EditForm(open: RwSignal<bool>, c: Held, subject: Subject, dirty: RwSignal<bool>) -> impl IntoView {
    let before =
        c.with_untracked(|c| (c.name.clone(), c.cost.map(|cost| cost.to_string()).unwrap_or_default()));
    let (name, cost) = (RwSignal::new(before.0.clone()), RwSignal::new(before.1.clone()));
    effect(move || dirty.set(name.with(|name| *name != before.0) || cost.with(|cost| *cost != before.1)));
    let (error, bad_cost) = (RwSignal::new(None::<Error>), RwSignal::new(false));
    let (session, toasts) = (StoredValue::new(use_session()), use_toasts());
    let save = Action::new_local(move |change: &CampaignChange| {
        let (session, change) = (session.get_value(), change.clone());
        async move {
            match session.change_campaign(subject.id, &change).await {
                Ok(changed) => {
                    open.set(false);
                    toasts.good("Changes saved", "");
                    subject.remote.put(changed);
                    // what came back depends on the cost
                    subject.result.again();
                }
                Err(failed) => error.set(Some(failed)),
            }
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        error.set(None);
        let text = cost.with_untracked(|text| text.trim().to_owned());
        let amount = if text.is_empty() { Ok(Patch::Null) } else { Money::parse(&text).map(Patch::Value) };
        bad_cost.set(amount.is_err());
        if let Ok(cost) = amount {
            save.dispatch(CampaignChange { name: Some(name.get_untracked()), cost });
        }
    };
    let said = field_error(error, "/cost");
    let cost_error = Signal::derive(move || {
        if bad_cost.get() { Some("This must be an amount such as 1499.00.".to_owned()) } else { said.get() }
    });
    let sign = use_format().with_value(crate::format::Format::currency_sign);
    view! {
        <form on:submit=submit novalidate>
            <div class="body stack">
                <TextField id="edit-name" label="Name" maxlength=100 required=true value=name error=field_error(error, "/name")/>
                <TextField id="edit-cost" label="Cost" kind="number" step="any" value=cost error=cost_error
                    hint=format!("All of it: sending, discounts, gifts. In {sign}.")/>
                <FormError error/>
            </div>
            <footer>
                <button type="button" class="btn push" on:click=move |_| open.set(false)>"Cancel"</button>
                <button class="btn primary" data-testid="edit-save" disabled=save.pending()>"Save changes"</button>
            </footer>
        </form>
    }
}

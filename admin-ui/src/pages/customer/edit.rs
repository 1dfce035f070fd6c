//! Changes a customer's details. Only what was changed is sent.

use super::Subject;
use crate::{
    components::{
        dialog::Dialog,
        field::{FormError, TextField, field_error},
        toast::use_toasts,
    },
    erased::effect,
    session::use_session,
};
use leptos::prelude::*;
use patron_api_client::Error;
use patron_api_types::{
    customers::{Customer, CustomerChange},
    patch::Patch,
};
use patron_domain::email::Email;
use std::sync::Arc;

#[component]
pub fn EditDialog(open: RwSignal<bool>, c: RwSignal<Arc<Customer>>, subject: Subject) -> impl IntoView {
    let dirty = RwSignal::new(false);
    view! {
        <Dialog open title="Edit customer" dirty=dirty><EditForm open c subject dirty/></Dialog>
    }
}

/// The fields as typed.
#[derive(Clone, Copy)]
struct Draft {
    email: RwSignal<String>,
    name: RwSignal<String>,
    mobile: RwSignal<String>,
    location: RwSignal<String>,
    categories: RwSignal<String>,
}

impl Draft {
    fn of(c: &Customer) -> Self {
        let text = |value: &Option<String>| RwSignal::new(value.clone().unwrap_or_default());
        Self {
            email: text(&c.row.email),
            name: text(&c.row.full_name),
            mobile: text(&c.mobile_number),
            location: text(&c.row.location),
            categories: RwSignal::new(c.preferred_categories.join(", ")),
        }
    }

    /// What differs from `c`.
    fn change(self, c: &Customer) -> Result<CustomerChange, String> {
        let email = self.email.get();
        let email = if Some(email.trim()) == c.row.email.as_deref() {
            None
        } else {
            Some(Email::parse(&email).map_err(|reason| format!("This {reason}."))?)
        };
        let categories: Vec<String> = self.categories.with(|text| {
            text.split(',').map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect()
        });
        Ok(CustomerChange {
            email,
            full_name: patch(self.name, c.row.full_name.as_deref()),
            mobile_number: patch(self.mobile, c.mobile_number.as_deref()),
            location: patch(self.location, c.row.location.as_deref()),
            preferred_categories: (categories != c.preferred_categories).then_some(categories),
        })
    }
}

fn patch(field: RwSignal<String>, before: Option<&str>) -> Patch<String> {
    let now = field.with(|text| text.trim().to_owned());
    match (now.as_str(), before.unwrap_or_default()) {
        (now, before) if now == before => Patch::Absent,
        ("", _) => Patch::Null,
        _ => Patch::Value(now),
    }
}

#[component]
fn EditForm(
    open: RwSignal<bool>,
    c: RwSignal<Arc<Customer>>,
    subject: Subject,
    dirty: RwSignal<bool>,
) -> impl IntoView {
    let before = StoredValue::new(c.get_untracked());
    let draft = before.with_value(|c| Draft::of(c));
    let change = Memo::new(move |_| before.with_value(|c| draft.change(c)));
    effect(move || dirty.set(change.with(|change| change.as_ref() != Ok(&nothing()))));
    let error = RwSignal::new(None::<Error>);
    let bad_email = RwSignal::new(None::<String>);
    let (session, toasts) = (StoredValue::new(use_session()), use_toasts());
    let save = Action::new_local(move |change: &CustomerChange| {
        let (session, change) = (session.get_value(), change.clone());
        async move {
            match session.change_customer(subject.id, &change).await {
                Ok(customer) => {
                    open.set(false);
                    toasts.good("Changes saved", "");
                    subject.changed(customer);
                }
                Err(failed) => error.set(Some(failed)),
            }
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        error.set(None);
        bad_email.set(None);
        match change.get_untracked() {
            Err(reason) => bad_email.set(Some(reason)),
            Ok(_) if !dirty.get_untracked() => open.set(false),
            Ok(change) => {
                save.dispatch(change);
            }
        }
    };
    let email_error = Signal::derive(move || bad_email.get().or_else(|| field_error(error, "/email").get()));
    view! {
        <form on:submit=submit novalidate>
            <div class="body stack">
                <TextField id="edit-full_name" label="Full name" maxlength=255 value=draft.name error=field_error(error, "/full_name")/>
                <TextField id="edit-email" label="Email" kind="email" value=draft.email error=email_error/>
                <TextField id="edit-mobile_number" label="Mobile number" kind="tel" maxlength=20 value=draft.mobile error=field_error(error, "/mobile_number")/>
                <TextField id="edit-location" label="Location" maxlength=255 value=draft.location error=field_error(error, "/location")/>
                <TextField id="edit-categories" label="Likes" hint="Categories, separated by commas" value=draft.categories error=field_error(error, "/preferred_categories")/>
                <FormError error/>
            </div>
            <footer>
                <button type="button" class="btn push" on:click=move |_| open.set(false)>"Cancel"</button>
                <button class="btn primary" data-testid="edit-save" disabled=save.pending()>"Save changes"</button>
            </footer>
        </form>
    }
}

/// A change that changes nothing.
fn nothing() -> CustomerChange {
    CustomerChange {
        email: None,
        full_name: Patch::Absent,
        mobile_number: Patch::Absent,
        location: Patch::Absent,
        preferred_categories: None,
    }
}

//! Adds a customer by hand.

use super::state::ListState;
use crate::{
    components::{
        dialog::Dialog,
        field::{FormError, Select, TextField, field_error},
        toast::use_toasts,
    },
    erased::effect,
    feed::Feed,
    routes::{Route, use_go},
    session::use_session,
};
use leptos::prelude::*;
use patron_api_client::Error;
use patron_api_types::customers::NewCustomer;
use patron_domain::email::Email;

#[component]
pub fn AddDialog(open: RwSignal<bool>, state: ListState) -> impl IntoView {
    let dirty = RwSignal::new(false);
    view! {
        <Dialog open title="Add customer" lead="For people who came by phone or in person. Their source will say so." dirty=dirty>
            <AddForm open state dirty/>
        </Dialog>
    }
}

#[component]
fn AddForm(open: RwSignal<bool>, state: ListState, dirty: RwSignal<bool>) -> impl IntoView {
    let text = || RwSignal::new(String::new());
    let (email, name, mobile, location, consent) = (text(), text(), text(), text(), text());
    effect(move || {
        dirty.set([email, name, mobile, location].iter().any(|field| field.with(|t| !t.is_empty())))
    });
    let error = RwSignal::new(None::<Error>);
    let bad_email = RwSignal::new(None::<String>);
    let (session, toasts, feed, go) =
        (StoredValue::new(use_session()), use_toasts(), expect_context::<Feed>(), use_go());
    let save = Action::new_local(move |customer: &NewCustomer| {
        let (session, customer, go) = (session.get_value(), customer.clone(), go.clone());
        async move {
            match session.add_customer(&customer).await {
                Ok(added) => {
                    open.set(false);
                    toasts.good("Customer added", customer.email.to_string());
                    feed.overview.again();
                    state.list.first.again();
                    go(&Route::Customer(added.row.id).href());
                }
                Err(failed) => error.set(Some(failed)),
            }
        }
    });
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        error.set(None);
        let some =
            |field: RwSignal<String>| Some(field.get_untracked().trim().to_owned()).filter(|t| !t.is_empty());
        match Email::parse(&email.get_untracked()) {
            Err(reason) => bad_email.set(Some(format!("This {reason}."))),
            Ok(email) => {
                bad_email.set(None);
                let marketing_consent = consent.with_untracked(|c| match c.as_str() {
                    "yes" => Some(true),
                    "no" => Some(false),
                    _ => None,
                });
                save.dispatch(NewCustomer {
                    email,
                    full_name: some(name),
                    mobile_number: some(mobile),
                    location: some(location),
                    marketing_consent,
                });
            }
        }
    };
    let email_error = Signal::derive(move || {
        let taken = error.with(|e| e.as_ref().and_then(Error::code) == Some("email_taken"));
        let taken = taken.then(|| "This address belongs to another customer.".to_owned());
        bad_email.get().or(taken).or_else(|| field_error(error, "/email").get())
    });
    let general = RwSignal::new(None);
    effect(move || general.set(error.get().filter(|e| e.code() != Some("email_taken"))));
    let said = vec![
        (String::new(), "Nothing: the shop's policy decides".to_owned()),
        ("yes".to_owned(), "Yes to marketing".to_owned()),
        ("no".to_owned(), "No marketing".to_owned()),
    ];
    view! {
        <form on:submit=submit novalidate>
            <div class="body stack">
                <TextField id="add-email" label="Email" kind="email" required=true value=email error=email_error/>
                <TextField id="add-full_name" label="Full name" maxlength=255 value=name error=field_error(error, "/full_name")/>
                <TextField id="add-mobile_number" label="Mobile number" kind="tel" maxlength=20 value=mobile error=field_error(error, "/mobile_number")/>
                <TextField id="add-location" label="Location" maxlength=255 value=location error=field_error(error, "/location")/>
                <Select id="add-consent" label="What the person said about marketing" value=consent options=said/>
                <FormError error=general/>
            </div>
            <footer>
                <button type="button" class="btn push" on:click=move |_| open.set(false)>"Cancel"</button>
                <button class="btn primary" data-testid="add-save" disabled=save.pending()>"Add customer"</button>
            </footer>
        </form>
    }
}

//! Consent on the three channels. Staff can only record a withdrawal: giving is the person's act.

use super::Subject;
use crate::{
    components::{
        badge::channel_icon,
        dialog::Dialog,
        field::{FormError, TextField, field_error},
        toast::use_toasts,
    },
    feed::Feed,
    format::words,
    icons::Icon,
    session::{use_format, use_session},
};
use leptos::prelude::*;
use patron_api_client::Error;
use patron_api_types::{
    consents::{Consent, Withdrawal},
    customers::Customer,
};
use patron_domain::consent::{Channel, ConsentState};
use std::sync::Arc;

#[component]
pub fn ConsentCard(c: RwSignal<Arc<Customer>>, subject: Subject) -> impl IntoView {
    let channel = RwSignal::new(None::<Channel>);
    let open = RwSignal::new(false);
    let ask = Callback::new(move |wanted: Channel| {
        channel.set(Some(wanted));
        open.set(true);
    });
    let lines = move || c.with(|c| c.row.consents.iter().map(|consent| line(consent, ask)).collect_view());
    view! {
        <section class="card" aria-labelledby="consent-title">
            <header><h2 id="consent-title">"Consent"</h2></header>
            <div class="body stack" style="--gap:12px">{lines}</div>
        </section>
        <Dialog open title="Record a withdrawal" lead="From then on no export holds this person for that channel. Only they can give consent again.">
            <WithdrawForm open subject channel/>
        </Dialog>
    }
}

fn line(consent: &Consent, ask: Callback<Channel>) -> AnyView {
    let format = use_format();
    let channel = consent.channel;
    let name = words::channel(channel);
    let state = words::consent_state(consent.state, consent.basis);
    let since = consent.changed_at.map(|at| format!(", {}", format.with_value(|f| f.date(at))));
    let may_withdraw = matches!(consent.state, ConsentState::Subscribed | ConsentState::Pending);
    let tone = if consent.state == ConsentState::Subscribed { "glyph ok" } else { "glyph" };
    view! {
        <div class="setting" data-testid=format!("consent-{channel}") data-state=consent.state.as_str()>
            <span class=tone><Icon name=channel_icon(channel)/></span>
            <span class="grow"><b>{name}</b><small>{capital(state)}{since}</small></span>
            {may_withdraw.then(|| view! {
                <button class="btn sm" data-testid=format!("withdraw-{channel}") aria-label=format!("Record that {name} was withdrawn") on:click=move |_| ask.run(channel)>
                    "Withdraw…"
                </button>
            })}
        </div>
    }
    .into_any()
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
        .unwrap_or_default()
}

#[component]
fn WithdrawForm(open: RwSignal<bool>, subject: Subject, channel: RwSignal<Option<Channel>>) -> impl IntoView {
    let reason = RwSignal::new(String::new());
    let everywhere = RwSignal::new(false);
    let error = RwSignal::new(None::<Error>);
    let (session, toasts, feed) = (StoredValue::new(use_session()), use_toasts(), expect_context::<Feed>());
    let save = Action::new_local(move |withdrawal: &Withdrawal| {
        let (session, withdrawal) = (session.get_value(), withdrawal.clone());
        async move {
            match session.withdraw(subject.id, &withdrawal).await {
                Ok(customer) => {
                    open.set(false);
                    toasts.good("Withdrawal recorded", "It takes effect at once.");
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
        let one = channel.get_untracked().filter(|_| !everywhere.get_untracked());
        save.dispatch(Withdrawal {
            channels: one.into_iter().collect(),
            reason: reason.get_untracked().trim().to_owned(),
        });
    };
    let only =
        move || channel.get().map(|channel| format!("Not only {}: all channels", words::channel(channel)));
    view! {
        <form on:submit=submit>
            <div class="body stack">
                <TextField id="withdraw-reason" label="How did it reach the shop?" hint="Such as: asked on the phone. It stays in the ledger." required=true maxlength=500 value=reason error=field_error(error, "/reason")/>
                <label class="row" style="--gap:9px;font:var(--t-13)">
                    <input type="checkbox" class="check" data-testid="withdraw-all" prop:checked=everywhere on:change=move |event| everywhere.set(event_target_checked(&event))/>
                    {only}
                </label>
                <FormError error/>
            </div>
            <footer>
                <button type="button" class="btn push" on:click=move |_| open.set(false)>"Cancel"</button>
                <button class="btn primary" data-testid="withdraw-save" disabled=save.pending()>"Record withdrawal"</button>
            </footer>
        </form>
    }
}

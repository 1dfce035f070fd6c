//! System states as words with a mark, and consent's three channels.

use crate::{format::words, icons::Icon};
use leptos::prelude::*;
use patron_api_types::consents::Consent;
use patron_domain::{
    consent::{Channel, ConsentBasis, ConsentState},
    customer::CustomerStatus,
};

/// A profile's status.
#[component]
pub fn StatusBadge(status: CustomerStatus) -> impl IntoView {
    let tone = match status {
        CustomerStatus::Active => "ok",
        CustomerStatus::Blocked => "bad",
        CustomerStatus::Inactive | CustomerStatus::Erased => "",
    };
    view! { <span class=format!("badge dot {tone}") data-testid="status-badge">{words::status(status)}</span> }
}

/// Whether the address was confirmed.
#[component]
pub fn Verified(verified: bool) -> impl IntoView {
    if verified {
        view! { <span class="ok-ink small low" title="The address was confirmed">"verified"</span> }
            .into_any()
    } else {
        view! { <span class="muted small low" title="The address was never confirmed">"not verified"</span> }
            .into_any()
    }
}

/// Email, SMS and WhatsApp: given green, opted in by default green in outline (nobody acted), not asked grey,
/// withdrawn struck through.
#[component]
pub fn Consents(consents: Vec<Consent>) -> impl IntoView {
    let label = words::consents(&consents);
    let mark = |consent: &Consent| {
        let class = match (consent.state, consent.basis) {
            (ConsentState::Subscribed, Some(ConsentBasis::Default)) => "on default",
            (ConsentState::Subscribed, _) => "on",
            (ConsentState::Unsubscribed, _) => "no",
            (ConsentState::Pending | ConsentState::NotSubscribed, _) => "",
        };
        view! { <i class=class><Icon name=channel_icon(consent.channel)/></i> }
    };
    view! {
        <span class="consents" role="img" aria-label=label.clone() title=label.clone()>
            {consents.iter().map(mark).collect_view()}
        </span>
    }
}

/// The icon of a channel.
pub fn channel_icon(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "mail",
        Channel::Sms => "sms",
        Channel::Whatsapp => "chat",
    }
}

//! Conditions of one's own: the same filter as the API's targeted list, with a live count.

use super::detail::Members;
use crate::{
    components::field::{Select, TextField},
    format::words,
    remote::Paged,
    session::use_format,
};
use leptos::{
    leptos_dom::helpers::{TimeoutHandle, set_timeout_with_handle},
    prelude::*,
};
use patron_api_types::segments::TargetQuery;
use patron_domain::{consent::Channel, money::Money};
use std::time::Duration;

const PAUSE: Duration = Duration::from_millis(200);

/// The conditions as typed.
#[derive(Clone, Copy)]
struct Draft {
    channel: RwSignal<String>,
    min_orders: RwSignal<String>,
    min_spent: RwSignal<String>,
    signup_after: RwSignal<String>,
    last_login_after: RwSignal<String>,
    last_login_before: RwSignal<String>,
    categories: RwSignal<String>,
}

impl Draft {
    fn new() -> Self {
        let s = || RwSignal::new(String::new());
        Self {
            channel: RwSignal::new(Channel::Email.to_string()),
            min_orders: s(),
            min_spent: s(),
            signup_after: s(),
            last_login_after: s(),
            last_login_before: s(),
            categories: s(),
        }
    }

    /// Empty fields, and what doesn't parse yet, restrict nothing.
    fn query(self) -> TargetQuery {
        let text =
            |field: RwSignal<String>| Some(field.get().trim().to_owned()).filter(|text| !text.is_empty());
        TargetQuery {
            channel: self.channel.get().parse().ok(),
            min_orders: text(self.min_orders).and_then(|n| n.parse().ok()),
            min_spent: text(self.min_spent).and_then(|amount| Money::parse(&amount).ok()),
            signup_after: text(self.signup_after),
            last_login_after: text(self.last_login_after),
            last_login_before: text(self.last_login_before),
            categories: text(self.categories),
            ..TargetQuery::default()
        }
    }
}

#[component]
pub fn Targeting() -> impl IntoView {
    let draft = Draft::new();
    let query = debounced(Memo::new(move |_| draft.query()));
    let members = Paged::new(
        move || query.get(),
        |session, query, cursor| async move {
            let first = cursor.is_none();
            session
                .targeted(&TargetQuery { limit: Some(10), total: first.then_some(true), cursor, ..query })
                .await
        },
    );
    let format = use_format();
    let total = move || members.total().map(|n| format.with_value(|f| f.number(n)));
    view! {
        <section class="card flush" aria-labelledby="target-title">
            <header style="padding-top:16px"><div>
                <h2 id="target-title" style="font:var(--t-16);font-weight:600;letter-spacing:-.014em">"Your own conditions"</h2>
                <p>"All that are filled in must hold. Only active people with consent on the channel are counted."</p>
            </div></header>
            <div class="body"><div class="builder">
                <Conditions draft/>
                <aside class="livecount" aria-live="polite" class:stale=members.first.busy>
                    <span class="small strong ink-2">"People who match now"</span>
                    <span style="font:var(--t-32);font-weight:600;letter-spacing:-.028em" class="num" data-testid="target-total"
                        data-value=move || members.total().map(|n| n.to_string())>{move || total().unwrap_or_else(|| "–".to_owned())}</span>
                    <span class="small muted">"can be written to on this channel"</span>
                </aside>
            </div></div>
            <Members members/>
        </section>
    }
}

#[component]
fn Conditions(draft: Draft) -> impl IntoView {
    let sign = use_format().with_value(|f| f.currency_sign());
    let channels = Channel::ALL.iter().map(|c| (c.to_string(), words::channel(*c).to_owned())).collect();
    let spent = StoredValue::new(format!("In {sign}, such as 1000"));
    view! {
        <form class="grid two" style="--gap:14px" aria-label="Conditions" on:submit=|event| event.prevent_default()>
            <Select id="target-channel" label="Channel" value=draft.channel options=channels/>
            <TextField id="target-min_orders" label="At least so many orders" kind="number" step="1" value=draft.min_orders/>
            <div><TextField id="target-min_spent" label="At least so much spent" kind="number" step="any" value=draft.min_spent/><span class="small muted">{spent.get_value()}</span></div>
            <TextField id="target-signup_after" label="Signed up on or after" kind="date" value=draft.signup_after/>
            <TextField id="target-last_login_after" label="Last sign-in on or after" kind="date" hint="Leaves out who never signed in" value=draft.last_login_after/>
            <TextField id="target-last_login_before" label="Last sign-in before" kind="date" hint="Or never" value=draft.last_login_before/>
            <TextField id="target-categories" label="Likes any of" hint="Categories, separated by commas" value=draft.categories/>
        </form>
    }
}

/// Follows a value once it has rested for a moment.
fn debounced(source: Memo<TargetQuery>) -> RwSignal<TargetQuery> {
    let settled = RwSignal::new(source.get_untracked());
    Effect::new(move |before: Option<Option<TimeoutHandle>>| {
        let value = source.get();
        if let Some(handle) = before.flatten() {
            handle.clear();
        }
        let settle = move || {
            if settled.try_get_untracked().is_some_and(|now| now != value) {
                settled.set(value.clone());
            }
        };
        set_timeout_with_handle(settle, PAUSE).ok()
    });
    settled
}

//! Why somebody is in the segment, or isn't: each part of the rule with the value that was compared.

use super::work::Work;
use crate::{
    browser,
    components::{
        avatar::display_name,
        dialog::Dialog,
        load::{Load, explain},
        skeleton,
    },
    format::MISSING,
    icons::Icon,
    remote::Remote,
    routes::Route,
};
use leptos::prelude::*;
use patron_api_types::{
    customers::CustomerQuery,
    segments::{
        ExplainRequest, ExplainedKind, ExplainedOutcome, ExplainedRule, Explanation, RuleInput, RuleOf,
    },
};
use patron_domain::ids::CustomerId;
use std::{sync::Arc, time::Duration};

/// Whose membership is looked at.
#[derive(Clone, Copy)]
pub struct Explaining {
    open: RwSignal<bool>,
    who: RwSignal<Option<CustomerId>>,
}

impl Explaining {
    pub fn new() -> Self {
        Self { open: RwSignal::new(false), who: RwSignal::new(None) }
    }

    pub fn of(self, id: CustomerId) {
        self.who.set(Some(id));
        self.open.set(true);
    }

    /// Asks whom.
    pub fn find(self) {
        self.who.set(None);
        self.open.set(true);
    }
}

#[component]
pub fn ExplainDialog(work: Work, explaining: Explaining) -> impl IntoView {
    view! {
        <Dialog open=explaining.open title="Why somebody is in it, or isn't" width=640>
            <div class="body stack" style="--gap:14px" data-testid="explain">
                {move || match explaining.who.get() {
                    Some(id) => answer(work, explaining, id),
                    None => find(explaining),
                }}
            </div>
        </Dialog>
    }
}

fn find(explaining: Explaining) -> AnyView {
    let text = RwSignal::new(String::new());
    let wanted = Memo::new(move |_| text.with(|text| text.trim().to_owned()));
    let found = Remote::new(
        move || wanted.get(),
        |session, search| async move {
            if search.is_empty() {
                return Ok(Vec::new());
            }
            browser::pause(Duration::from_millis(200)).await;
            let query = CustomerQuery { search: Some(search), limit: Some(6), ..CustomerQuery::default() };
            Ok(session.customers(&query).await?.items)
        },
    );
    let nobody = move || {
        !found.busy.get()
            && found.error.with(Option::is_none)
            && !wanted.with(String::is_empty)
            && found.value.with(|f| f.as_ref().is_some_and(|f| f.is_empty()))
    };
    let people = move || {
        found.value.get().map(|people| {
            let person = |id: CustomerId, name: String, email: String| {
                view! {
                    <li><button type="button" class="btn ghost" style="width:100%;justify-content:start" data-testid="explain-person" on:click=move |_| explaining.of(id)>
                        <b>{name}</b>" "<span class="muted">{email}</span>
                    </button></li>
                }
            };
            let named = people.iter().map(|row| {
                let name = display_name(row.full_name.as_deref(), row.email.as_deref());
                person(row.id, name, row.email.clone().unwrap_or_default())
            });
            named.collect_view()
        })
    };
    view! {
        <div class="field">
            <label for="explain-search">"Whom"</label>
            <input class="input" id="explain-search" data-testid="explain-search" type="search" autocomplete="off" maxlength="200"
                placeholder="Name, email or phone" prop:value=text on:input=move |event| text.set(event_target_value(&event))/>
        </div>
        <ul class:stale=found.busy>{people}</ul>
        {move || found.error.get().map(|error| view! {
            <p class="small bad-ink" role="alert" data-testid="explain-failed">{explain(&error)}</p>
        })}
        <Show when=nobody><p class="small muted" role="status">"Nobody is called that."</p></Show>
    }
    .into_any()
}

fn answer(work: Work, explaining: Explaining, id: CustomerId) -> AnyView {
    let text = untrack(|| work.all());
    let explained = Remote::new(
        || (),
        move |session, ()| {
            let of = RuleOf { segment: None, rule: Some(RuleInput::Text(text.clone())) };
            let request = ExplainRequest { of, customer_id: id };
            async move { session.explain_segment(&request).await }
        },
    );
    view! {
        <Load remote=explained what="The answer" waiting=|| skeleton::block(120) ready=|e| view! { <Answer e/> }.into_any()/>
        <div class="row">
            <a class="btn sm" href=Route::Customer(id).href()><Icon name="user" class="sm"/>"Open their page"</a>
            <button type="button" class="btn sm ghost" on:click=move |_| explaining.find()><Icon name="search" class="sm"/>"Somebody else"</button>
        </div>
    }
    .into_any()
}

#[component]
fn Answer(e: RwSignal<Arc<Explanation>>) -> impl IntoView {
    let is_in = Memo::new(move |_| e.with(|e| e.matches));
    view! {
        <p data-testid="explain-answer" data-value=move || is_in.get().to_string()>
            <span class=move || if is_in.get() { "badge dot ok" } else { "badge dot" }>
                {move || if is_in.get() { "In the segment" } else { "Not in the segment" }}
            </span>
        </p>
        <ul class="explained">{move || e.with(|e| part(&e.rule))}</ul>
    }
}

fn part(rule: &ExplainedRule) -> AnyView {
    let (icon, class, spoken) = match (rule.outcome, rule.matches) {
        (Some(ExplainedOutcome::Unknown), true) => ("okc", "warn-ink", "Not known, and that matches:"),
        (Some(ExplainedOutcome::Unknown), false) => ("dot", "muted", "Not known:"),
        (_, true) => ("check", "ok-ink", "Yes:"),
        (_, false) => ("x", "bad-ink", "No:"),
    };
    let is_condition = rule.kind == ExplainedKind::Condition;
    let words = match rule.kind {
        ExplainedKind::All => "All of these".to_owned(),
        ExplainedKind::Any => "Any of these".to_owned(),
        ExplainedKind::Not => "Not this".to_owned(),
        ExplainedKind::Condition => rule.text.clone(),
    };
    let words = if is_condition {
        view! { <code>{words}</code> }.into_any()
    } else {
        view! { <b>{words}</b> }.into_any()
    };
    let value = is_condition.then(|| {
        let text = rule.value.clone().unwrap_or_else(|| MISSING.to_owned());
        view! { <span class="small ink-2">" is "<b class="num" data-testid="explain-value">{text}</b></span> }
    });
    let inner = rule.rules.iter().map(part).collect_view();
    view! {
        <li data-testid="explain-part" data-value=rule.matches.to_string()>
            <span class=class><Icon name=icon class="sm"/><span class="sr">{spoken}</span></span>
            <span class="grow">{words}{value}{(!rule.rules.is_empty()).then(|| view! { <ul class="explained">{inner}</ul> })}</span>
        </li>
    }
    .into_any()
}

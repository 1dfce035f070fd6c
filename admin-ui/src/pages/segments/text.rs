//! The same rule in one line: to read, to copy, to type. Line and builder stay in step both ways.

use super::work::Work;
use crate::{
    components::{field::FieldError, toast::use_toasts},
    icons::Icon,
};
use leptos::prelude::*;
use patron_domain::rule::parse::{TokenKind, parse, tokens};

#[component]
pub fn TextLine(work: Work) -> impl IntoView {
    let editing = RwSignal::new(false);
    let toasts = use_toasts();
    let copy = move |_| toasts.copy(work.text.get_untracked(), "The rule was copied");
    view! {
        <h3 style="margin:18px 0 6px" class="row between">"The same rule in one line"
            <span class="row">
                <button type="button" class="btn sm ghost" data-testid="rule-copy" on:click=copy><Icon name="copy" class="sm"/>"Copy"</button>
                <button type="button" class="btn sm ghost" data-testid="rule-edit" aria-pressed=move || editing.get().to_string()
                    on:click=move |_| editing.update(|editing| *editing = !*editing)>
                    <Icon name="pencil" class="sm"/>{move || if editing.get() { "Done" } else { "Edit as text" }}
                </button>
            </span>
        </h3>
        {move || if editing.get() { editor(work) } else { shown(work) }}
    }
}

fn shown(work: Work) -> AnyView {
    view! {
        <code class="ruletext" data-testid="rule-text" title=move || work.text.get()>
            {move || work.text.with(|text| coloured(text))}
        </code>
    }
    .into_any()
}

/// Names, words and values in their colours; what stands between is as it is.
fn coloured(text: &str) -> AnyView {
    let mut parts = Vec::new();
    let mut done = 0;
    for (range, kind) in tokens(text) {
        let class = match kind {
            TokenKind::Name => "f",
            TokenKind::Keyword => "k",
            TokenKind::Value => "v",
            TokenKind::Punctuation => "",
            TokenKind::Wrong => "w",
        };
        let Some(own) = text.get(range.clone()) else { continue };
        let before = text.get(done..range.start).unwrap_or_default().to_owned();
        done = range.end;
        parts.push(view! { {before}<span class=class>{own.to_owned()}</span> });
    }
    let rest = text.get(done..).unwrap_or_default().to_owned();
    view! { {parts}{rest} }.into_any()
}

fn editor(work: Work) -> AnyView {
    let text = RwSignal::new(work.text.get_untracked());
    let problem = RwSignal::new(None::<String>);
    // What the builder says goes into the text, unless the text says just that in other words.
    Effect::new(move |before: Option<()>| {
        let rule = work.rule.get();
        let same = text.with_untracked(|text| parse(text).is_ok_and(|typed| typed == rule));
        if before.is_some() && !same {
            text.set(rule.to_string());
            problem.set(None);
        }
    });
    let input = move |event| {
        let typed = event_target_value(&event);
        match parse(&typed) {
            Ok(rule) => {
                problem.set(None);
                text.set(typed);
                if work.rule.with_untracked(|now| *now != rule) {
                    work.builder.put(&rule);
                }
            }
            Err(error) => {
                let told = error.to_string();
                text.set(typed);
                problem.set(Some(told));
            }
        }
    };
    view! {
        <div class="field">
            <textarea
                class="input code ruleedit" data-testid="rule-input" rows="3" spellcheck="false" autocomplete="off" autocapitalize="off"
                aria-label="The rule as text" prop:value=text on:input=input
                aria-invalid=move || problem.with(Option::is_some).then_some("true")
                aria-describedby="rule-input-error rule-input-state"
            ></textarea>
            <FieldError id="rule-input-error".to_owned() error=problem/>
            <span class="hint" id="rule-input-state" data-testid="rule-input-state">
                {move || if problem.with(Option::is_some) {
                    "The builder shows the last rule that was right."
                } else {
                    "The builder follows while you type."
                }}
            </span>
        </div>
    }
    .into_any()
}

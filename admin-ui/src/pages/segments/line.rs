//! A line: what it asks about, its test, how many people it means by itself.

use super::{
    builder::Builder,
    condition::{Line, What},
    control::{entry, pick},
    fixed::picker,
    ops::Draft,
    rows::rows_view,
    value::test_view,
    words::{subject_key, subject_of, subjects},
};
use crate::{icons::Icon, session::use_format};
use leptos::prelude::*;
use patron_api_types::segments::ConditionCount;

pub fn line_view(b: Builder, id: u32, word: Memo<&'static str>) -> AnyView {
    let wrong = Memo::new(move |_| b.read(id, |line| line.condition().is_none()).unwrap_or(false));
    let key = Memo::new(move |_| b.read(id, |line| subject_key(&line.what)).unwrap_or_default());
    view! {
        <div class="rule" data-testid="rule-line">
            <span class="word">{word}</span>
            <span class="parts">
                {subject(b, id)}
                {move || { let _ = key.get(); extras(b, id, wrong) }}
                {test_view(b, id, wrong)}
                {move || matches!(key.get(), "orders" | "products" | "event" | "logins" | "failed_logins")
                    .then(|| rows_view(b, id, wrong))}
            </span>
            {count(b, id, wrong)}
            <button type="button" class="btn ghost sm square" aria-label="Remove this rule" on:click=move |_| b.remove(id)><Icon name="x" class="sm"/></button>
        </div>
    }
    .into_any()
}

fn subject(b: Builder, id: u32) -> AnyView {
    let Some(now) = b.peek(id, |line| subject_key(&line.what)) else { return ().into_any() };
    let turn = Callback::new(move |key: String| {
        if let Some(what) = subject_of(&key) {
            b.change(id, |line| turn(line, what));
        }
    });
    pick("Field", "select", now, subjects(), turn)
}

/// Another thing to ask about; the test stays where it fits.
pub fn turn(line: &mut Line, what: What) {
    if what.kind() != line.what.kind() || what.is_bare() != line.what.is_bare() {
        line.test = Draft::first(what.kind());
    }
    line.what = what;
}

/// What some of them need besides.
fn extras(b: Builder, id: u32, wrong: Memo<bool>) -> AnyView {
    let what = b.peek(id, |line| line.what.clone());
    match what {
        Some(What::Trait(name)) => {
            let named = Callback::new(move |name: String| b.change(id, |line| line.what = What::Trait(name)));
            entry("Name of the trait", "text", name, 120, wrong, named)
        }
        Some(What::Segment(_)) => {
            let chosen =
                Callback::new(move |key: String| b.change(id, |line| line.what = What::Segment(key)));
            // the names may come later than the line
            let select = move || {
                let of = b.peek(id, |line| match &line.what {
                    What::Segment(key) => key.clone(),
                    _ => String::new(),
                });
                let now = of.unwrap_or_default();
                let mut options = b.segments.get();
                if !options.iter().any(|(key, _)| *key == now) {
                    let text = if now.is_empty() { "Choose…".to_owned() } else { now.clone() };
                    options.insert(0, (now.clone(), text));
                }
                pick("Segment", "select", &now, vec![("", options)], chosen)
            };
            select.into_any()
        }
        Some(What::Bucket { salt, percent }) => {
            let share = Callback::new(move |percent: String| {
                b.change(id, |line| line.what = What::Bucket { salt: salt.clone(), percent });
            });
            view! { {entry("Share in per cent", "number", percent, 56, wrong, share)}<span class="word">"%"</span> }
                .into_any()
        }
        Some(What::Fixed(fixed, _)) => picker(b, id, fixed),
        _ => ().into_any(),
    }
}

/// How many people the line means alone; the last number stays, dimmed, while another is counted.
fn count(b: Builder, id: u32, wrong: Memo<bool>) -> AnyView {
    let format = use_format();
    let text = Memo::new(move |_| b.read(id, |line| line.condition().map(|c| c.to_string())).flatten());
    let own = move || text.with(|text| b.counts.with(|counts| counts.get(text.as_ref()?).cloned()));
    let shown =
        Memo::new(move |before: Option<&Option<ConditionCount>>| own().or_else(|| before.cloned().flatten()));
    let stale = Memo::new(move |_| own().is_none());
    let number = move |n: i64| format.with_value(|f| f.number(n));
    let title = move || {
        let count = shown.get()?;
        if let Some(failure) = count.failure {
            return Some(failure);
        }
        let what = if count.unknown_matches { "and match" } else { "and do not match" };
        let unknown = if count.unknown == 0 {
            String::new()
        } else {
            format!(", {} not known {what}", number(count.unknown))
        };
        let (yes, no) = (number(count.matched), number(count.not_matched));
        Some(format!("Customers that match this line alone: {yes} match, {no} do not{unknown}"))
    };
    let words = move || {
        if wrong.get() {
            return "fill in".to_owned();
        }
        match shown.get() {
            Some(count) if count.failure.is_none() => number(count.matched),
            _ => "–".to_owned(),
        }
    };
    view! {
        <span class="n" class:stale=stale title=title data-testid="rule-count"
            data-value=move || shown.get().map(|count| count.matched.to_string())>{words}</span>
    }
    .into_any()
}

//! The filters in force, each with a button that takes it off.

use super::state::ListState;
use crate::{
    customer_filter::{View, is_narrowed, rule_of},
    format::{Format, time::full_date, words},
    icons::Icon,
    routes::Route,
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::customers::CustomerQuery;
use patron_domain::{people_set::PeopleSet, rule::SegmentKey};

/// One filter in words, and how to take it off.
struct Chip {
    name: &'static str,
    field: &'static str,
    condition: &'static str,
    value: String,
    clear: fn(&mut CustomerQuery),
}

#[component]
pub fn Chips(state: ListState) -> impl IntoView {
    let format = use_format();
    let chip = move |chip: Chip| {
        let label = format!("Remove filter {}", chip.field);
        let clear = chip.clear;
        view! {
            <span class="chip" data-testid=format!("chip-{}", chip.name)>
                <button popovertarget="filters"><span>{chip.field}</span>" "{chip.condition}" "<b>{chip.value}</b></button>
                <button class="x" aria-label=label on:click=move |_| state.change(clear)><Icon name="x" class="sm"/></button>
            </span>
        }
    };
    view! {
        <Sets state/><Segment state/><OfRule state/>
        {move || {
            state.query.with(|query| format.with_value(|f| chips(query, f))).into_iter().map(chip).collect_view()
        }}
        <Keep state/>
    }
}

/// The named sets in force: a number of the statistics led here, so they can be taken off but not edited.
#[component]
fn Sets(state: ListState) -> impl IntoView {
    let chip = move |set: PeopleSet| {
        let label = format!("Remove filter {}", set.title());
        let clear = move |_| {
            state.change(|query| query.set = query.set.as_ref().and_then(|sets| sets.without(set)));
        };
        view! {
            <span class="chip" data-testid="chip-set" title=set.definition()>
                <b style="padding:0 8px">{set.title()}</b>
                <button class="x" aria-label=label on:click=clear><Icon name="x" class="sm"/></button>
            </span>
        }
    };
    let sets = Memo::new(move |_| state.query.with(|query| query.set.clone()));
    move || sets.get().iter().flat_map(|sets| sets.iter()).map(chip).collect_view()
}

/// The segment in force. A tab that says so already needs no chip.
#[component]
fn Segment(state: ListState) -> impl IntoView {
    let key =
        Memo::new(move |_| state.query.with(|query| query.segment.filter(|_| View::of(query).is_none())));
    let title = move |key: SegmentKey| {
        let named = state.segments.value.with(|segments| {
            let found = segments.as_ref()?.items.iter().find(|segment| segment.name == key)?;
            Some(found.title.clone())
        });
        named.unwrap_or_else(|| match key {
            SegmentKey::Named(set) => set.title().to_owned(),
            SegmentKey::Saved(_) => "A segment".to_owned(),
        })
    };
    move || {
        key.get().map(|key| view! {
            <span class="chip" data-testid="chip-segment">
                <a style="padding:0 8px" href=Route::Segment(key).href()><span>"Segment"</span>" is "<b>{move || title(key)}</b></a>
                <button class="x" aria-label="Remove filter Segment" on:click=move |_| state.change(|q| q.segment = None)><Icon name="x" class="sm"/></button>
            </span>
        })
    }
}

/// The filters as a new segment. A tab alone needs none.
#[component]
fn Keep(state: ListState) -> impl IntoView {
    let rule =
        Memo::new(move |_| state.query.with(|query| is_narrowed(query).then(|| rule_of(query)).flatten()));
    move || {
        rule.get().map(|rule| {
            let href = Route::NewSegment { title: String::new(), rule, marketing: None }.href();
            view! { <a class="btn sm ghost" href=href data-testid="rule-keep">"Save as segment"</a> }
        })
    }
}

/// The rule in force.
#[component]
fn OfRule(state: ListState) -> impl IntoView {
    let rule = Memo::new(move |_| state.query.with(|query| query.rule.clone()));
    move || {
        rule.get().map(|rule| {
            let title = rule.clone();
            view! {
                <span class="chip" data-testid="chip-rule">
                    <code class="truncate" style="padding:0 8px;max-width:min(420px,60vw)" title=title>{rule}</code>
                    <button class="x" aria-label="Remove filter Rule" on:click=move |_| state.change(|q| q.rule = None)><Icon name="x" class="sm"/></button>
                </span>
            }
        })
    }
}

fn chips(q: &CustomerQuery, f: &Format) -> Vec<Chip> {
    let mut all = Vec::new();
    let mut add = |name, field, condition, value: Option<String>, clear: fn(&mut CustomerQuery)| {
        all.extend(value.map(|value| Chip { name, field, condition, value, clear }));
    };
    // What the current tab says already needs no chip.
    if View::of(q).is_none() {
        add("status", "Status", "is", q.status.map(|s| words::status(s).to_owned()), |q| q.status = None);
        let any = q.marketing_consent.map(|yes| if yes { "on a channel" } else { "nowhere" }.to_owned());
        add("marketing_consent", "Consent", "is", any, |q| q.marketing_consent = None);
    }
    add("consent", "Consent", "given for", q.consent.map(|c| words::channel(c).to_owned()), |q| {
        q.consent = None
    });
    add("source", "Source", "is", q.source.map(|s| words::source(s).to_owned()), |q| q.source = None);
    let n = |n: Option<i32>| n.map(|n| f.number(n.into()));
    add("min_orders", "Orders", "at least", n(q.min_orders), |q| q.min_orders = None);
    add("max_orders", "Orders", "at most", n(q.max_orders), |q| q.max_orders = None);
    add("min_spent", "Total spent", "is at least", q.min_spent.map(|m| f.money(m)), |q| q.min_spent = None);
    add("max_spent", "Total spent", "is at most", q.max_spent.map(|m| f.money(m)), |q| q.max_spent = None);
    add("signup_from", "Signed up", "from", q.signup_from.map(full_date), |q| q.signup_from = None);
    add("signup_to", "Signed up", "until", q.signup_to.map(full_date), |q| q.signup_to = None);
    add("last_login_from", "Last sign-in", "from", q.last_login_from.map(full_date), |q| {
        q.last_login_from = None
    });
    add("last_login_to", "Last sign-in", "until", q.last_login_to.map(full_date), |q| q.last_login_to = None);
    all
}

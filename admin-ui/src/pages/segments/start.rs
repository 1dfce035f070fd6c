//! A new segment: from nothing, from a template, from a rule in the address.

use super::{Desk, detail::Detail, work::Start};
use crate::{
    components::{dialog::Dialog, topbar::use_page},
    icons::Icon,
    routes::{Route, use_go},
};
use leptos::prelude::*;
use patron_domain::{
    consent::Channel,
    rule::{Rule, parse::parse, templates::TEMPLATES},
    segment::Audience,
};

/// The dialog behind "New segment".
#[component]
pub fn Templates(open: RwSignal<bool>) -> impl IntoView {
    view! {
        <Dialog open title="New segment" lead="Begin with one of these, and change its numbers as you like." width=640>
            <Choices open/>
        </Dialog>
    }
}

#[component]
fn Choices(open: RwSignal<bool>) -> impl IntoView {
    let go = StoredValue::new_local(use_go());
    let choose = Callback::new(move |(title, text): (String, String)| {
        open.set(false);
        go.with_value(|go| go(&Route::NewSegment { title, rule: text, marketing: None }.href()));
    });
    let choice = move |id: String, title: &'static str, means: &'static str, rule: &'static str| {
        let name = if rule == "everyone" { String::new() } else { title.to_owned() };
        view! {
            <li><button type="button" class="template" data-testid=id on:click=move |_| choose.run((name.clone(), rule.to_owned()))>
                <b>{title}</b><small>{means}</small><code>{rule}</code>
            </button></li>
        }
        .into_any()
    };
    let all = TEMPLATES.iter().map(|t| choice(format!("template-{}", t.name), t.title, t.definition, t.text));
    view! {
        <div class="body"><ul class="templates">
            {choice("template-blank".to_owned(), "From nothing", "Everybody, until you add a rule.", "everyone")}
            {all.collect_view()}
        </ul></div>
    }
}

/// The desk of a segment that isn't saved so far.
#[component]
pub fn Fresh(title: String, rule: String, marketing: Option<Channel>, desk: Desk) -> impl IntoView {
    use_page(|| "New segment".to_owned(), Some(("Segments", Route::Segments)));
    let (parsed, wrong) = match parse(&rule) {
        Ok(parsed) => (parsed, None),
        Err(_) if rule.trim().is_empty() => (Rule::EVERYONE, None),
        Err(error) => (Rule::EVERYONE, Some(error.to_string())),
    };
    let start = Start {
        title,
        definition: String::new(),
        rule: parsed,
        audience: if marketing.is_some() { Audience::Marketing } else { Audience::Analysis },
        channel: marketing.unwrap_or(Channel::Email),
    };
    view! {
        {wrong.map(|why| view! {
            <div class="banner bad" role="alert" style="margin-bottom:12px"><Icon name="alert"/><span class="grow"><b>"The rule in the address could not be read. "</b>{why}</span></div>
        })}
        <Detail start remote=None desk/>
    }
}

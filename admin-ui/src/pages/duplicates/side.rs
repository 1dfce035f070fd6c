//! One of two profiles beside the other, with what differs marked.

use crate::{
    components::avatar::{Avatar, display_name},
    format::{Format, MISSING, words},
    routes::Route,
};
use leptos::prelude::*;
use patron_api_types::merges::PairSide;

/// What one looks at to tell whether two profiles are one person, by name.
pub fn facts(side: &PairSide, f: &Format) -> [(&'static str, String); 7] {
    let or_missing = |text: Option<String>| text.unwrap_or_else(|| MISSING.to_owned());
    [
        ("Name", or_missing(side.full_name.clone())),
        ("Email", or_missing(side.email.clone())),
        ("Mobile", or_missing(side.mobile_number.as_deref().map(words::phone))),
        ("Orders", f.number(side.total_orders.into())),
        ("Spent", f.money(side.total_spent)),
        ("Last sign-in", side.last_login_at.map_or_else(|| "Never".to_owned(), |at| f.date(at))),
        ("Signed up", f.date(side.signup_date)),
    ]
}

/// How a side is called.
pub fn name(side: &PairSide) -> String {
    display_name(side.full_name.as_deref(), side.email.as_deref())
}

#[component]
pub fn Side(
    side: PairSide,
    /// What becomes of it.
    fate: &'static str,
    /// Each with whether the other side differs.
    facts: Vec<(&'static str, String, bool)>,
) -> impl IntoView {
    let called = name(&side);
    let fact = |(label, value, differs): (&'static str, String, bool)| {
        let mark = differs.then(|| view! { <span class="sr">" (differs)"</span> });
        view! { <dt>{label}</dt><dd class="num"><span class:differs=differs>{value}</span>{mark}</dd> }
    };
    view! {
        <div class="pair-side" data-testid="pair-side" data-id=side.id.to_string()>
            <div class="row nowrap" style="--gap:10px">
                <Avatar name=called.clone()/>
                <a class="link truncate" style="color:inherit;flex:1" href=Route::Customer(side.id).href()>{called}</a>
                <span class="badge">{fate}</span>
            </div>
            <dl class="facts" style="margin-top:12px">{facts.into_iter().map(fact).collect_view()}</dl>
        </div>
    }
}

//! A figure with its label, what it is against, and a sparkline.

use crate::{chart::spark::Spark, format::number::Change, icons::Icon};
use leptos::prelude::*;
use std::cmp::Ordering;

/// A figure that links to its list. The value element carries the raw number for machines.
#[component]
pub fn StatLink(
    /// Ends the test id: `stat-total_customers`.
    name: &'static str,
    label: &'static str,
    #[prop(into)] title: Signal<String>,
    href: String,
    #[prop(into)] value: Signal<i64>,
    #[prop(into)] text: Signal<String>,
    #[prop(optional, into)] small: Signal<String>,
    #[prop(optional, into)] spark: Option<Signal<Vec<i64>>>,
    children: Children,
) -> impl IntoView {
    view! {
        <a class="stat" href=href>
            <span class="label" title=move || title.get()>{label}</span>
            <span class="value">
                <span data-testid=format!("stat-{name}") data-value=move || value.get().to_string()>{text}</span>
                " "<small>{small}</small>
            </span>
            <span class="vs">{children()}</span>
            {spark.map(|values| view! { <Spark values/> })}
        </a>
    }
}

/// A figure without a link, as in the strip of a customer's page.
#[component]
pub fn Stat(label: &'static str, #[prop(into)] value: String, children: Children) -> impl IntoView {
    view! {
        <div class="stat compact">
            <span class="label">{label}</span>
            <span class="value">{value}</span>
            <span class="vs"><span>{children()}</span></span>
        </div>
    }
}

/// `↗ 5.8%`; green where more is good, else red.
#[component]
pub fn Delta(change: Option<Change>, #[prop(default = true)] up_is_good: bool) -> impl IntoView {
    let (up, down) = if up_is_good { ("delta up", "delta down") } else { ("delta down", "delta up") };
    change.map(|change| {
        let (class, icon, spoken) = match change.direction {
            Ordering::Greater => (up, "up", "up "),
            Ordering::Less => (down, "down", "down "),
            Ordering::Equal => ("delta", "chevr", "unchanged, "),
        };
        view! { <span class=class><Icon name=icon/><span class="sr">{spoken}</span>{change.text}</span> }
    })
}

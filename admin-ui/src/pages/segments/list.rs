//! The segments to choose from.

use super::Desk;
use crate::{
    chart::spark::Spark,
    format::{number::change, time::full_date},
    icons::Icon,
    routes::Route,
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::segments::{SegmentSummary, Segments};
use patron_domain::rule::SegmentKey;
use std::{cmp::Ordering, sync::Arc};

#[component]
pub fn SegmentList(s: RwSignal<Arc<Segments>>, desk: Desk) -> impl IntoView {
    let format = use_format();
    let wanted = RwSignal::new(String::new());
    let names = Memo::new(move |_| {
        let wanted = wanted.with(|text| text.trim().to_lowercase());
        let fits = |segment: &&SegmentSummary| segment.title.to_lowercase().contains(&wanted);
        s.with(|s| s.items.iter().filter(fits).map(|segment| segment.name).collect::<Vec<_>>())
    });
    let foot = move || {
        let number = |n: usize| format.with_value(|f| f.number(i64::try_from(n).unwrap_or(i64::MAX)));
        format!("{} of {}", number(names.with(Vec::len)), number(s.with(|s| s.items.len())))
    };
    view! {
        <section class="card flush" aria-label="All segments">
            <div style="padding:12px 14px 10px"><div class="search">
                <label class="sr" for="segment-search">"Find a segment"</label><Icon name="search"/>
                <input class="input" id="segment-search" data-testid="segment-search" type="search" placeholder="Find a segment" autocomplete="off"
                    prop:value=wanted on:input=move |event| wanted.set(event_target_value(&event))/>
            </div></div>
            <ul class="seglist">
                <For each=move || names.get() key=|name| *name let:name>{item(s, desk, name)}</For>
            </ul>
            <Show when=move || names.with(Vec::is_empty)>
                <p class="small muted" style="padding:14px 16px">"No segment is called that."</p>
            </Show>
            <div class="table-foot"><span role="status">{foot}</span></div>
        </section>
    }
}

fn item(s: RwSignal<Arc<Segments>>, desk: Desk, name: SegmentKey) -> AnyView {
    let segment =
        Memo::new(move |_| s.with(|s| s.items.iter().find(|segment| segment.name == name).cloned()));
    let current = move || (desk.current.get() == Some(name)).then_some("true");
    let values = Signal::derive(move || {
        segment.with(|s| {
            s.as_ref()
                .map(|s| s.points.iter().map(|point| point.people).collect::<Vec<_>>())
                .unwrap_or_default()
        })
    });
    let title = move || segment.with(|s| s.as_ref().map(|s| s.title.clone()));
    let open = move |event: leptos::ev::MouseEvent| {
        let new_tab = event.ctrl_key() || event.meta_key() || event.shift_key();
        if !new_tab && desk.current.get_untracked() != Some(name) && !desk.may_leave() {
            event.prevent_default();
        }
    };
    view! {
        <li><a href=Route::Segment(name).href() aria-current=current data-testid=format!("segment-{name}") data-noscroll="true" on:click=open>
            <span class="grow"><b class="truncate">{title}</b>{move || segment.get().map(|segment| size(&segment))}</span>
            // a line needs two points
            <Show when=move || values.with(|values| values.len() > 1)><Spark values/></Show>
        </a></li>
    }
    .into_any()
}

/// How many people, and how that changed in thirty days. More is neither good nor bad.
fn size(segment: &SegmentSummary) -> AnyView {
    let format = use_format();
    let number = |n: i64| format.with_value(|f| f.number(n));
    let id = format!("segment-{}-people", segment.name);
    let first = segment.points.first().filter(|_| segment.points.len() > 1);
    let moved = first.and_then(|first| change(segment.people, first.people)).map(|change| {
        let (icon, spoken) = match change.direction {
            Ordering::Greater => ("up", "up "),
            Ordering::Less => ("down", "down "),
            Ordering::Equal => ("chevr", "unchanged, "),
        };
        let against = first.map(|first| format!("against {} on {}", number(first.people), full_date(first.day)));
        view! { <span class="delta" title=against><Icon name=icon/><span class="sr">{spoken}</span>{change.text}</span> }
    });
    let failed = segment.failure.clone().map(|why| {
        view! { <span class="bad-ink" title=why><Icon name="alert" class="sm"/>"not counted"</span> }
    });
    view! {
        <small class="row" style="--gap:6px">
            <span data-testid=id data-value=segment.people.to_string()>{number(segment.people)}</span>{moved}{failed}
        </small>
    }
    .into_any()
}

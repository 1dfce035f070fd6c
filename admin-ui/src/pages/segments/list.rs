//! The groups to choose from.

use super::Shown;
use crate::{
    icons::Icon,
    routes::{BASE, Route},
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::segments::{SegmentSummary, Segments};
use std::sync::Arc;

#[component]
pub fn SetList(s: RwSignal<Arc<Segments>>, shown: Memo<Shown>) -> impl IntoView {
    let format = use_format();
    let item = move |segment: &SegmentSummary| {
        let name = segment.name;
        let current = move || (shown.get() == Shown::Set(name)).then_some("true");
        let number = |n: i64| format.with_value(|f| f.number(n));
        view! {
            <li><a href=Route::Segment(name).href() aria-current=current data-testid=format!("segment-{name}") data-noscroll="true">
                <span class="grow">
                    <b>{segment.title.clone()}</b>
                    <small><span data-testid=format!("segment-{name}-people") data-value=segment.people.to_string()>{number(segment.people)}</span>
                        " people, "{number(segment.reachable_email)}" by email"</small>
                </span>
            </a></li>
        }
    };
    let custom = move || (shown.get() == Shown::Custom).then_some("true");
    view! {
        <section class="card flush" aria-label="All segments">
            <ul class="seglist" style="border-top:0">
                {move || s.with(|s| s.items.iter().map(item).collect_view())}
                <li><a href=format!("{BASE}/segments?set=custom") aria-current=custom data-testid="segment-custom" data-noscroll="true">
                    <span class="grow"><b>"Your own conditions"</b><small>"Orders, spend, dates, categories"</small></span><Icon name="sliders"/>
                </a></li>
            </ul>
        </section>
    }
}

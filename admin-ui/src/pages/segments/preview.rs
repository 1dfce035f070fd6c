//! Some of the people, highest spend first, and where to go on with them.

use super::{explain::Explaining, work::Work};
use crate::{
    components::{
        customer_table::{Columns, PersonRow},
        skeleton,
    },
    icons::Icon,
    remote::Remote,
    routes::Route,
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::{customers::CustomerRow, segments::SegmentPreview};
use patron_domain::{ids::CustomerId, rule::SegmentKey};
use std::sync::Arc;

#[component]
pub fn Preview(work: Work, explaining: Explaining) -> impl IntoView {
    let format = use_format();
    let preview = work.preview;
    let key = Memo::new(move |_| work.saved.with(|saved| saved.as_ref().map(|saved| saved.summary.name)));
    let lead = move || {
        preview.value.with(|p| {
            let p = p.as_ref()?;
            let number = |n: i64| format.with_value(|f| f.number(n));
            let shown = i64::try_from(p.sample.len()).unwrap_or_default();
            Some(format!("{} of {}, highest spend first", number(shown), number(p.people)))
        })
    };
    view! {
        <header style="border-top:1px solid var(--line);padding-top:10px">
            <h3>"Preview"</h3><p data-testid="preview-lead">{lead}</p>
            <div class="row push">
                <button type="button" class="btn sm" data-testid="explain-open" on:click=move |_| explaining.find()>"Explain a person"</button>
                {move || key.get().map(|key| view! { <Ways key work/> })}
            </div>
        </header>
        <div class:stale=preview.busy style="margin-top:8px">{move || people(preview, explaining)}</div>
    }
}

/// Only what is saved can be exported or written to; it is done with what is saved.
#[component]
fn Ways(key: SegmentKey, work: Work) -> impl IntoView {
    let title = move || work.is_changed().then_some("Of the segment as it is saved");
    view! {
        <a class="btn sm" href=Route::customers(|q| q.segment = Some(key)).href() title=title><Icon name="users" class="sm"/>"Open as list"</a>
        <a class="btn sm" href=Route::ExportOf(key).href() title=title data-testid="segment-export"><Icon name="download" class="sm"/>"Export"</a>
        <a class="btn sm" href=Route::CampaignOf(key).href() title=title data-testid="segment-campaign"><Icon name="campaign" class="sm"/>"Start campaign"</a>
    }
}

fn people(preview: Remote<SegmentPreview>, explaining: Explaining) -> Option<AnyView> {
    let Some(p) = preview.value.get() else {
        // what went wrong stands beside the live count
        return preview.error.with(Option::is_none).then(skeleton::rows);
    };
    if p.sample.is_empty() {
        return Some(view! { <div class="empty"><p>"Nobody fits right now."</p></div> }.into_any());
    }
    let explain = Callback::new(move |id: CustomerId| explaining.of(id));
    let row = |(n, row): (usize, &CustomerRow)| {
        view! { <PersonRow row=Arc::new(row.clone()) columns=Columns::Few position=n explain/> }
    };
    let rows = p.sample.iter().enumerate().map(row).collect_view();
    Some(
        view! {
            <div class="table-wrap">
                <table class="table dense plain cards">
                    <caption class="sr">"Some of the people who match"</caption>
                    <thead><tr><th scope="col">"Customer"</th><th scope="col">"Consent"</th><th scope="col" class="r">"Orders"</th>
                        <th scope="col" class="r">"Total spent"</th><th scope="col">"Last sign-in"</th><th scope="col"><span class="sr">"Explain"</span></th></tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
        }
        .into_any(),
    )
}

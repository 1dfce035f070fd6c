//! One of the named groups: what it means, who is in it, who can be written to.

use crate::{
    components::{
        customer_table::{Columns, PersonRow},
        load::Load,
        pager::Pager,
        skeleton,
    },
    format::number::share,
    icons::Icon,
    remote::Paged,
    routes::Route,
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::{
    customers::{CustomerQuery, CustomerRow},
    segments::{SegmentSummary, Segments},
};
use patron_domain::segment::NamedSet;
use std::sync::Arc;

#[component]
pub fn Detail(s: RwSignal<Arc<Segments>>, set: NamedSet) -> impl IntoView {
    let summary = Memo::new(move |_| s.with(|s| s.items.iter().find(|segment| segment.name == set).cloned()));
    let members = Paged::new(
        || (),
        move |session, (), cursor| async move {
            let query =
                CustomerQuery { segment: Some(set), limit: Some(10), cursor, ..CustomerQuery::default() };
            session.customers(&query).await
        },
    );
    // counted with the set already
    Effect::new(move |_| members.total.set(summary.with(|s| s.as_ref().map(|s| s.people))));
    view! {
        <section class="card flush" aria-labelledby="segment-title">
            <header style="padding-top:16px">
                <div style="min-width:0;flex:1 1 260px">
                    <h2 id="segment-title" style="font:var(--t-16);font-weight:600;letter-spacing:-.014em">{set.title()}</h2>
                    <p>{set.definition()}</p>
                </div>
                <div class="row">
                    <a class="btn" href=Route::customers(|q| q.segment = Some(set)).href()><Icon name="users"/>"Open as list"</a>
                    <a class="btn primary" href=Route::ExportOf(set).href() data-testid="segment-export"><Icon name="download"/>"Export for marketing"</a>
                </div>
            </header>
            <div class="body">{move || summary.get().map(|summary| view! { <Reach summary/> })}</div>
            <Members members/>
        </section>
    }
}

#[component]
fn Reach(summary: SegmentSummary) -> impl IntoView {
    let format = use_format();
    let number = |n: i64| format.with_value(|f| f.number(n));
    let others = (summary.people - summary.reachable_email).max(0);
    let reach = share(summary.reachable_email, summary.people)
        .map(|share| format!("{share} can be written to by email"));
    view! {
        <div class="livecount">
            <span class="small strong ink-2">"People in this group now"</span>
            <span style="font:var(--t-32);font-weight:600;letter-spacing:-.028em" class="num">{number(summary.people)}</span>
            <span class="small muted">{reach.unwrap_or_else(|| "Nobody yet".to_owned())}", as of "{format.with_value(|f| f.clock(summary.as_of))}</span>
            <div class="splitbar" style="margin-top:12px" aria-hidden="true">
                <i style=format!("--v:{};--k:var(--c1)", summary.reachable_email)></i><i style=format!("--v:{others};--k:var(--line-strong)")></i>
            </div>
            <ul class="small" style="display:grid;gap:6px;margin-top:10px">
                <li class="row nowrap between"><span class="row nowrap" style="--gap:7px"><i class="key"></i>"Reachable by email"</span><b class="strong num">{number(summary.reachable_email)}</b></li>
                <li class="row nowrap between"><span class="row nowrap" style="--gap:7px"><i class="key" style="--k:var(--line-strong)"></i>"No email consent, or not active"</span><b class="strong num">{number(others)}</b></li>
            </ul>
        </div>
    }
}

/// People as a table, ten at a time.
#[component]
pub fn Members(members: Paged<CustomerRow>) -> impl IntoView {
    let empty =
        move || members.first.value.with(|page| page.as_ref().is_some_and(|page| page.items.is_empty()));
    view! {
        <div class:stale=members.first.busy>
            <Load remote=members.first what="The people" waiting=skeleton::rows ready=move |_| view! {
                <Show when=move || !empty() fallback=|| view! { <div class="empty"><p>"Nobody fits right now."</p></div> }>
                    <div class="table-wrap">
                        <table class="table cards">
                            <caption class="sr">"People in this group"</caption>
                            <thead><tr><th scope="col">"Customer"</th><th scope="col">"Consent"</th><th scope="col" class="r">"Orders"</th>
                                <th scope="col" class="r">"Total spent"</th><th scope="col">"Last sign-in"</th></tr></thead>
                            <tbody><For each=move || members.rows.get() key=|row| row.key let:row>
                                <PersonRow row=row.value columns=Columns::Few position=row.key.1/>
                            </For></tbody>
                        </table>
                    </div>
                    <Pager list=members what="people"/>
                </Show>
            }.into_any()/>
        </div>
    }
}

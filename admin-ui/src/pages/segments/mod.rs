//! Segments: the list, and one of them on the desk, with a rule as lines and as text. On phones these are two pages.

mod builder;
mod condition;
mod control;
mod count;
mod detail;
mod explain;
mod fixed;
mod gone;
mod head;
mod history;
mod line;
mod list;
mod ops;
mod overlap;
mod preview;
mod remove;
mod rows;
mod start;
mod text;
mod tree;
mod typed;
mod value;
mod words;
mod work;

use crate::{
    components::{load::Load, skeleton, topbar::use_page},
    icons::Icon,
    remote::{Remote, on_return},
    routes::Route,
};
use leptos::prelude::*;
use leptos_router::hooks::{use_params_map, use_query_map};
use patron_api_types::segments::{Segment, Segments};
use patron_domain::{consent::Channel, rule::SegmentKey, segment::NamedSet};
use std::sync::Arc;

/// What the page's parts share.
#[derive(Clone, Copy)]
struct Desk {
    list: Remote<Segments>,
    /// Keys and names of the segments.
    options: Memo<Vec<(String, String)>>,
    /// The one on the desk.
    current: Memo<Option<SegmentKey>>,
    /// Whether something of the one on the desk would be lost.
    unsaved: RwSignal<bool>,
}

impl Desk {
    /// Whether the one on the desk may be left; asks where something would be lost.
    fn may_leave(self) -> bool {
        let question = "This segment has changes that are not saved. Leave it?";
        !self.unsaved.get_untracked() || window().confirm_with_message(question).unwrap_or(true)
    }
}

/// What is on the desk.
#[derive(Debug, Clone, PartialEq)]
enum Shown {
    Saved(SegmentKey),
    New {
        title: String,
        rule: String,
        marketing: Option<Channel>,
    },
    /// The address names none.
    Gone,
}

#[component]
pub fn SegmentsPage() -> impl IntoView {
    let (params, query) = (use_params_map(), use_query_map());
    let list = Remote::new(|| (), |session, ()| async move { session.segments().await });
    on_return(move || list.again());
    let at_list = Memo::new(move |_| params.with(|params| params.get_str("key").is_none()));
    let shown = Memo::new(move |_| {
        let key = params.with(|params| params.get_str("key").map(ToOwned::to_owned));
        let text = |name: &str| query.with(|query| query.get_str(name).unwrap_or_default().to_owned());
        match key.as_deref() {
            Some("new") => Shown::New {
                title: text("title"),
                rule: text("rule"),
                marketing: text("marketing").parse().ok(),
            },
            Some(key) => key.parse().map_or(Shown::Gone, Shown::Saved),
            // where the addresses of before led
            None => Shown::Saved(text("set").parse().unwrap_or(SegmentKey::Named(NamedSet::HighValue))),
        }
    });
    let current = Memo::new(move |_| match shown.get() {
        Shown::Saved(key) => Some(key),
        Shown::New { .. } | Shown::Gone => None,
    });
    let options = Memo::new(move |_| {
        let of = |s: &Arc<Segments>| {
            s.items
                .iter()
                .map(|segment| (segment.name.to_string(), segment.title.clone()))
                .collect::<Vec<_>>()
        };
        list.value.with(|s| s.as_ref().map(of)).unwrap_or_default()
    });
    let desk = Desk { list, options, current, unsaved: RwSignal::new(false) };
    let choosing = RwSignal::new(false);
    let leaving = window_event_listener(leptos::ev::beforeunload, move |event| {
        if desk.unsaved.get_untracked() {
            event.prevent_default();
        }
    });
    on_cleanup(move || leaving.remove());
    view! {
        <div class="page-head">
            <div><h1 class="as-title" tabindex="-1">"Segments"</h1><p>"Saved rules that keep themselves up to date."</p></div>
            <div class="row"><button type="button" class="btn primary" data-testid="segment-new" on:click=move |_| choosing.set(desk.may_leave())><Icon name="plus"/>"New segment"</button></div>
        </div>
        <div class=move || if at_list.get() { "grid keep segments at-list" } else { "grid keep segments at-one" }
            style="--cols:minmax(280px,1fr) minmax(0,2.35fr)">
            <div><Load remote=list what="The segments" waiting=waiting_list ready=move |s| view! { <list::SegmentList s desk/> }.into_any()/></div>
            <div>{move || match shown.get() {
                Shown::Saved(key) => view! { <Opened key at_list desk/> }.into_any(),
                Shown::New { title, rule, marketing } => view! { <start::Fresh title rule marketing desk/> }.into_any(),
                Shown::Gone => view! { <gone::Gone/> }.into_any(),
            }}</div>
        </div>
        <start::Templates open=choosing/>
    }
}

fn waiting_list() -> AnyView {
    view! { <section class="card">{skeleton::lines()}</section> }.into_any()
}

fn waiting() -> AnyView {
    view! { <section class="card">{skeleton::rows()}</section> }.into_any()
}

#[component]
fn Opened(key: SegmentKey, at_list: Memo<bool>, desk: Desk) -> impl IntoView {
    let segment: Remote<Segment> =
        Remote::new(|| (), move |session, ()| async move { session.segment(&key).await });
    let title = Memo::new(move |_| {
        segment.value.with(|s| s.as_ref().map(|s| s.summary.title.clone())).unwrap_or_default()
    });
    let alone = at_list.get_untracked();
    let name = move || if alone { "Segments".to_owned() } else { title.get() };
    use_page(name, (!alone).then_some(("Segments", Route::Segments)));
    let ready = move |s: RwSignal<Arc<Segment>>| {
        let start = s.with_untracked(|s| work::Start::of(s));
        view! { <detail::Detail start remote=Some(segment) desk/> }.into_any()
    };
    let missing = segment.is_missing();
    move || {
        if missing.get() {
            view! { <gone::Gone/> }.into_any()
        } else {
            view! { <Load remote=segment what="The segment" waiting ready/> }.into_any()
        }
    }
}

//! RFM: buyers by recency, and by frequency and spend together.

use super::{
    card::{Card, Csv, NotYet},
    foot::{Report, said},
    links::people,
    refresh::Prepared,
    state::kept,
};
use crate::{
    chart::{Bar, Bars, heat::level},
    components::skeleton,
    format::number::share,
    remote::Remote,
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::stats::{Rfm, RfmCell, RfmGroupSize};
use patron_domain::people_set::PeopleSet;
use std::sync::Arc;

type Held = RwSignal<Arc<Rfm>>;

pub fn rfm_of() -> Remote<Rfm> {
    kept(Remote::new(|| (), |session, ()| async move { session.rfm().await }))
}

#[component]
pub fn RfmTab() -> impl IntoView {
    let rfm = rfm_of();
    let computed_at = move || rfm.value.with(|r| r.as_ref().and_then(|r| r.computed_at));
    let prepared = Prepared::new(computed_at, move || rfm.again());
    view! {
        <Report said=vec![said(rfm)] prepared>
            <div class="grid fill"><GridCard rfm/><GroupsCard rfm/></div>
        </Report>
    }
}

#[component]
pub fn GridCard(rfm: Remote<Rfm>) -> impl IntoView {
    view! {
        <Card
            remote=rfm name="rfm" title="RFM grid" note="Select a cell to open its people" field="cells" what="The RFM grid"
            csv=Csv::of_chart("rfm", "grid") waiting=|| skeleton::block(340)
            ready=move |r| view! { <IfComputed r><Grid r/></IfComputed> }.into_any()
        />
    }
}

#[component]
fn IfComputed(r: Held, children: ChildrenFn) -> impl IntoView {
    let computed = Memo::new(move |_| r.with(|r| r.computed_at.is_some()));
    move || if computed.get() { children() } else { view! { <NotYet/> }.into_any() }
}

/// Recency goes up, value to the right.
#[component]
fn Grid(r: Held) -> impl IntoView {
    let rows = move || {
        r.with(|r| {
            let most = r.cells.iter().map(|cell| cell.people).max().unwrap_or_default();
            (1..=5).rev().map(|recency| row(r, recency, most)).collect_view()
        })
    };
    let rule = move || {
        r.with(|r| {
            let scores = if r.rule == "fixed" {
                "Fewer than 50 buyers, so the scores follow fixed thresholds."
            } else {
                "Scores are fifths of all buyers; equal buyers share one."
            };
            format!("Orders and spend of {} days. {scores}", r.window_days)
        })
    };
    let label = "People by recency, in rows, and by frequency and spend together, in columns";
    view! {
        <div class="rfm" style="--cell:57px" role="group" aria-label=label>
            {rows}
            <span class="ax"></span>
            {(1..=5).map(|n: i16| view! { <span class="ax" title=format!("Frequency and spend {n} of 5")>{n}</span> }).collect_view()}
        </div>
        <div class="row between small muted" style="margin-top:8px"><span>"↑ Recency"</span><span>"Frequency and spend →"</span></div>
        <p class="small muted" style="margin-top:8px">{rule}</p>
    }
}

fn row(r: &Rfm, recency: i16, most: i64) -> AnyView {
    let cells = r.cells.iter().filter(|cell| cell.recency == recency);
    let mut cells: Vec<&RfmCell> = cells.collect();
    cells.sort_by_key(|cell| cell.value);
    let cells = cells.into_iter().map(|cell| button(cell, most)).collect_view();
    view! { <span class="ax" title=format!("Recency {recency} of 5")>{recency}</span>{cells} }.into_any()
}

fn button(cell: &RfmCell, most: i64) -> AnyView {
    let format = use_format();
    let (name, recency, value) = (cell.group.title(), cell.recency, cell.value);
    let number = format.with_value(|f| f.number(cell.people));
    let spent = format.with_value(|f| f.money(cell.spent));
    let label = format!(
        "{name}, recency {recency} of 5, frequency and spend {value} of 5: {number} people who spent {spent}"
    );
    let href = people(PeopleSet::RfmCell { recency, value });
    view! {
        <a
            class=format!("h{}", level(cell.people, most)) href=href title=label.clone() aria-label=label
            data-testid="rfm-cell" data-at=format!("{recency}-{value}") data-value=cell.people.to_string()
        ><b>{number}</b><small>{name}</small></a>
    }
    .into_any()
}

#[component]
fn GroupsCard(rfm: Remote<Rfm>) -> impl IntoView {
    let rows = move |r: Held| {
        Signal::derive(move || {
            r.with(|r| {
                let all = r.groups.iter().map(|group| group.people).sum::<i64>();
                r.groups.iter().map(|group| bar(group, all)).collect::<Vec<Bar>>()
            })
        })
    };
    view! {
        <Card
            remote=rfm name="rfm-groups" title="Named groups" field="groups" what="The groups"
            csv=Csv::of_chart("rfm", "groups") waiting=|| skeleton::block(340)
            ready=move |r| view! { <IfComputed r><Bars rows=rows(r)/></IfComputed> }.into_any()
        />
    }
}

fn bar(group: &RfmGroupSize, all: i64) -> Bar {
    let format = use_format();
    Bar {
        name: group.group.title().to_owned(),
        value: group.people,
        text: format.with_value(|f| f.number(group.people)),
        note: share(group.people, all).unwrap_or_default(),
        href: Some(people(PeopleSet::RfmGroup(group.group))),
        test_id: format!("rfm-group-{}", group.group),
    }
}

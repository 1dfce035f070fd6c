//! What stands round a report's cards: whether days are being recounted, as of when, what is counted.

use super::{
    card::Told,
    refresh::{Computed, Prepared},
};
use crate::{format::stats_words, icons::Icon, remote::Remote, session::use_format};
use leptos::prelude::*;
use patron_api_types::stats::About;
use std::collections::BTreeSet;

/// What an answer says of its numbers, once it is there.
pub type Said = Signal<Option<About>>;

pub fn said<T: Told>(remote: Remote<T>) -> Said {
    Memo::new(move |_| remote.value.with(|value| value.as_ref().map(|value| value.about().clone()))).into()
}

/// A report: its cards between what has to be said before and after them.
#[component]
pub fn Report(
    /// Of each answer in it.
    said: Vec<Said>,
    /// Where it holds prepared reports.
    #[prop(optional)]
    prepared: Option<Prepared>,
    children: Children,
) -> impl IntoView {
    let all = StoredValue::new(said);
    view! {
        <div class="stack">
            <Recounting all/>
            {children()}
            <footer class="stack" style="--gap:8px" data-testid="report-foot">
                <div class="row between">
                    <AsOf all/>
                    {prepared.map(|prepared| view! { <Computed prepared/> })}
                </div>
                <Counted all/>
            </footer>
        </div>
    }
}

fn first(all: StoredValue<Vec<Said>>) -> Option<About> {
    all.with_value(|all| all.iter().find_map(|said| said.get()))
}

#[component]
fn Recounting(all: StoredValue<Vec<Said>>) -> impl IntoView {
    let zones = Memo::new(move |_| {
        let about = first(all)?;
        let to_come = about.rebuilding?;
        Some((about.time_zone, to_come.time_zone))
    });
    move || {
        zones.get().map(|(now, to_come)| {
            let what = if now == to_come {
                "The days are being counted anew.".to_owned()
            } else {
                format!("The days of {to_come} are being counted.")
            };
            view! {
                <div class="banner warn" role="status" data-testid="recounting">
                    <Icon name="refresh"/>
                    <span class="grow"><b>{what}</b>" Until that is done, the figures are those of "{now}"."</span>
                </div>
            }
        })
    }
}

#[component]
fn AsOf(all: StoredValue<Vec<Said>>) -> impl IntoView {
    let format = use_format();
    let about = Memo::new(move |_| first(all));
    move || {
        about.get().map(|about| {
            let at = format.with_value(|f| f.clock(about.as_of));
            view! {
                <p class="small muted">"As of "<span class="num" data-testid="as-of">{at}</span>", days of "{about.time_zone}"."</p>
            }
        })
    }
}

/// Every number's definition, as the server gives it.
#[component]
fn Counted(all: StoredValue<Vec<Said>>) -> impl IntoView {
    let lines = Memo::new(move |_| {
        let abouts: Vec<About> = all.with_value(|all| all.iter().filter_map(|said| said.get()).collect());
        let pairs = abouts.into_iter().flat_map(|about| about.definitions);
        pairs.map(|(field, text)| (stats_words::figure(&field), text)).collect::<BTreeSet<_>>()
    });
    let line = |(name, text): (String, String)| view! { <dt>{name}</dt><dd>{text}</dd> };
    move || {
        let lines = lines.get();
        (!lines.is_empty()).then(|| {
            view! {
                <details class="chart-data" data-testid="definitions">
                    <summary><Icon name="chevr" class="sm"/>"What is counted"</summary>
                    <dl class="counted">{lines.into_iter().map(line).collect_view()}</dl>
                </details>
            }
        })
    }
}

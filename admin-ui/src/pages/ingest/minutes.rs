//! The last hour by the minute: stored and refused.

use crate::{
    chart::{Chart, Data, Kind, Legend, Series},
    format::Format,
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::ingest::{IngestHealth, IngestMinute};
use std::sync::Arc;

#[component]
pub fn Minutes(h: RwSignal<Arc<IngestHealth>>) -> impl IntoView {
    let format = use_format();
    let data = Memo::new(move |_| h.with(|h| format.with_value(|f| by_minute(&h.minutes, f))));
    view! {
        <section class="card" aria-labelledby="minutes-title" data-testid="ingest-chart">
            <header><h2 id="minutes-title">"The last hour"</h2><p>"events a minute"</p><span class="push"><Legend data/></span></header>
            <div class="body"><Chart data height=180/></div>
        </section>
    }
}

fn by_minute(minutes: &[IngestMinute], format: &Format) -> Data {
    let stored: Vec<i64> = minutes.iter().map(|m| m.counts.stored).collect();
    let refused: Vec<i64> = minutes.iter().map(|m| m.counts.rejected).collect();
    let names: Vec<String> = minutes.iter().map(|m| format.minute(m.minute)).collect();
    let finding = format!(
        "Events a minute in the last hour: {} stored, {} refused",
        stored.iter().sum::<i64>(),
        refused.iter().sum::<i64>()
    );
    Data {
        finding,
        ticks: names.clone(),
        names,
        series: vec![
            Series { name: "Stored".into(), kind: Kind::Bar, colour: "var(--c1)", values: stored },
            Series { name: "Refused".into(), kind: Kind::Bar, colour: "var(--c2)", values: refused },
        ],
        last_is_partial: true,
        ..Data::default()
    }
}

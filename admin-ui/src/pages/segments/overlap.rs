//! How many people this segment shares with another one.

use super::{Desk, control::pick, work::Work};
use crate::{components::load::explain_fields, remote::Remote, session::use_format};
use leptos::prelude::*;
use patron_api_types::segments::{Overlap, OverlapRequest, RuleInput, RuleOf};
use patron_domain::rule::SegmentKey;

#[component]
pub fn Overlaps(work: Work, desk: Desk) -> impl IntoView {
    let with = RwSignal::new(None::<SegmentKey>);
    let overlap = Remote::new(
        move || with.get().map(|key| (key, untrack(|| work.all()))),
        |session, asked| async move {
            let Some((key, text)) = asked else { return Ok(None) };
            let a = RuleOf { segment: None, rule: Some(RuleInput::Text(text)) };
            let b = RuleOf { segment: Some(key), rule: None };
            session.overlap_segments(&OverlapRequest { a, b }).await.map(Some)
        },
    );
    let choose = Callback::new(move |key: String| with.set(key.parse().ok()));
    let options = move || {
        let mut all = vec![(String::new(), "Choose a segment…".to_owned())];
        all.extend(desk.options.get());
        all
    };
    let select = move || {
        let now = with.get_untracked().map(|key| key.to_string()).unwrap_or_default();
        pick("Compare with", "select", &now, vec![("", options())], choose)
    };
    let failed = move || overlap.error.get().map(|error| explain_fields(&error));
    view! {
        <section class="card" aria-labelledby="overlap-title">
            <header><h2 id="overlap-title">"Overlap"</h2><p>"People who are in another segment too."</p></header>
            <div class="body stack" style="--gap:12px">
                <div class="row" style="--gap:8px" data-testid="overlap-with">{select}
                    <button type="button" class="btn sm ghost" disabled=move || with.get().is_none() on:click=move |_| with.update(|_| ())>"Count again"</button></div>
                {move || failed().map(|text| view! { <p class="small bad-ink" role="alert">{text}</p> })}
                <div aria-live="polite" class:stale=overlap.busy>{move || overlap.value.get().and_then(|o| (*o).as_ref().map(numbers))}</div>
            </div>
        </section>
    }
}

fn numbers(overlap: &Overlap) -> AnyView {
    let format = use_format();
    let parts = [
        ("This segment alone", overlap.a - overlap.both, "var(--c1)", "overlap-a"),
        ("Both", overlap.both, "var(--c2)", "overlap-both"),
        ("The other alone", overlap.b - overlap.both, "var(--c4)", "overlap-b"),
    ];
    let bar = parts.map(|(_, n, colour, _)| view! { <i style=format!("--v:{n};--k:{colour}")></i> });
    let item = parts.map(|(name, n, colour, id)| {
        let text = format.with_value(|f| f.number(n));
        view! {
            <li class="row nowrap between">
                <span class="row nowrap" style="--gap:7px"><i class="key" style=format!("--k:{colour}")></i>{name}</span>
                <b class="strong num" data-testid=id data-value=n.to_string()>{text}</b>
            </li>
        }
    });
    view! {
        <div class="splitbar" aria-hidden="true">{bar.into_iter().collect_view()}</div>
        <ul class="small" style="display:grid;gap:6px;margin-top:10px;max-width:320px">{item.into_iter().collect_view()}</ul>
    }
    .into_any()
}

//! How many people match now, whom of them one can write to, and what they are worth.

use super::work::Work;
use crate::{
    components::load::explain_fields,
    format::{MISSING, number::share},
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::segments::{Reach, SegmentPreview};

#[component]
pub fn LiveCount(work: Work) -> impl IntoView {
    let format = use_format();
    let preview = work.preview;
    let people = Memo::new(move |_| preview.value.with(|p| p.as_ref().map(|p| p.people)));
    let number = move |n: i64| format.with_value(|f| f.number(n));
    let of = move || {
        preview.value.with(|p| p.as_ref().map(|p| p.customers)).map(|all| {
            let part = people.get().and_then(|people| share(people, all)).unwrap_or_else(|| "0%".to_owned());
            format!("{part} of {} customers", number(all))
        })
    };
    let failed = move || preview.error.get().map(|error| explain_fields(&error));
    view! {
        <aside class="livecount" aria-label="Live count">
            <div aria-live="polite" class:stale=preview.busy style="display:grid">
                <span class="small strong ink-2">"People who match now"</span>
                <span style="font:var(--t-32);font-weight:600;letter-spacing:-.028em" class="num" data-testid="live-count"
                    data-value=move || people.get().map(|n| n.to_string())
                    data-busy=move || preview.busy.get().to_string()>
                    {move || people.get().map_or_else(|| MISSING.to_owned(), number)}</span>
                <span class="small muted">{of}</span>
            </div>
            {move || failed().map(|text| view! { <p class="small bad-ink" role="alert" data-testid="live-error">{text}</p> })}
            <Show when=move || !work.whole.get()><p class="small muted">"Lines that are not filled in are left out."</p></Show>
            {move || work.wrong.get().map(|text| view! { <p class="small bad-ink" role="alert" data-testid="rule-wrong">{text}</p> })}
            {move || preview.value.get().map(|p| details(work, &p))}
        </aside>
    }
}

fn details(work: Work, p: &SegmentPreview) -> AnyView {
    let format = use_format();
    let took = format!("{} ms", p.took_ms);
    let people = p.people;
    let change = move || {
        let saved = work.saved.with(|saved| saved.as_ref().map(|saved| saved.summary.people))?;
        let by = people - saved;
        let sign = if by > 0 { "+" } else { "" };
        Some(line(
            "Change from saved",
            format!("{sign}{}", format.with_value(|f| f.number(by))),
            String::new(),
        ))
    };
    let value = p.reach.as_ref().map(|reach| {
        let (short, full) =
            format.with_value(|f| (f.short_money(reach.lifetime_value), f.money(reach.lifetime_value)));
        line("Lifetime value", short, full)
    });
    view! {
        {p.reach.as_ref().map(split)}
        <div class="small muted" style="border-top:1px solid var(--line);margin-top:12px;padding-top:10px;display:grid;gap:4px">
            {value}{change}{line("Counted in", took, String::new())}
        </div>
    }
    .into_any()
}

fn line(name: &'static str, text: String, title: String) -> AnyView {
    view! {
        <span class="row nowrap between">{name}<b class="num strong" style="color:var(--ink)" title=title>{text}</b></span>
    }
    .into_any()
}

fn split(reach: &Reach) -> AnyView {
    let format = use_format();
    let parts = [
        ("Can be emailed", reach.email, "var(--c1)", "live-email"),
        ("SMS or WhatsApp only", reach.other_only, "var(--c2)", "live-other"),
        ("No consent", reach.none, "var(--line-strong)", "live-none"),
    ];
    let bar = parts.map(|(_, n, colour, _)| view! { <i style=format!("--v:{n};--k:{colour}")></i> });
    let item = parts.map(|(name, n, colour, id)| {
        let text = format.with_value(|f| f.number(n));
        view! {
            <li class="row nowrap between">
                <span class="row nowrap" style="--gap:7px"><i class="key" style=format!("--k:{colour}")></i>{name}</span>
                <b class="strong num" data-testid=id>{text}</b>
            </li>
        }
    });
    view! {
        <div class="splitbar" style="margin-top:12px" aria-hidden="true">{bar.into_iter().collect_view()}</div>
        <ul class="small" style="display:grid;gap:6px;margin-top:10px">{item.into_iter().collect_view()}</ul>
    }
    .into_any()
}

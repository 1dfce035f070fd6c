//! How many people a campaign would have, were it made now.

use super::draft::{Draft, lately, without};
use crate::{
    browser,
    components::load::explain_fields,
    format::MISSING,
    icons::Icon,
    remote::{Paged, Remote},
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::{
    campaigns::Campaign,
    segments::{PreviewRequest, RuleInput, Segments},
};
use patron_domain::{campaign::LEAST_PEOPLE, segment::Audience};
use rust_decimal::{Decimal, prelude::ToPrimitive};
use std::{sync::Arc, time::Duration};

/// How long a choice has to stand before it is counted.
const PAUSE: Duration = Duration::from_millis(250);
/// A rule takes a hundred conditions; some are the segment's own.
const EXCLUDED: usize = 60;

#[component]
pub fn Reach(s: RwSignal<Arc<Segments>>, draft: Draft, campaigns: Paged<Campaign>) -> impl IntoView {
    let format = use_format();
    let rule = Memo::new(move |_| {
        let rule = s.with(|s| draft.text(s))?;
        let Some(days) = draft.exclude.with(|text| text.trim().parse::<i64>().ok()) else {
            return Some(rule);
        };
        let (days, now) = (days.clamp(0, 365), browser::now());
        Some(campaigns.rows.with(|rows| {
            let recent = rows.iter().filter(|row| lately(&row.value, days, now)).map(|row| row.value.id);
            without(&rule, recent.take(EXCLUDED))
        }))
    });
    let channel = Memo::new(move |_| draft.on());
    let counted = Remote::new(
        move || (rule.get(), channel.get()),
        |session, (rule, channel)| async move {
            let Some(rule) = rule else { return Ok(None) };
            browser::pause(PAUSE).await;
            let request = PreviewRequest {
                rule: RuleInput::Text(rule),
                audience: Some(Audience::Marketing),
                channel: Some(channel),
                sample: Some(0),
                sort: None,
                order: None,
                reach: None,
            };
            session.preview_segment(&request).await.map(|preview| Some(preview.people))
        },
    );
    let people = Memo::new(move |_| counted.value.with(|people| people.as_deref().copied().flatten()));
    // as the server takes it: ten where nothing is said
    let percent = Memo::new(move |_| {
        let typed = draft.holdout.with(|text| {
            let text = text.trim();
            if text.is_empty() { Some(Decimal::TEN) } else { text.parse::<Decimal>().ok() }
        });
        typed.map(|percent| percent.clamp(Decimal::ZERO, Decimal::from(50)))
    });
    let holds = Memo::new(move |_| percent.get().is_some_and(|percent| !percent.is_zero()));
    let held_out = Memo::new(move |_| {
        (Decimal::from(people.get()?) * percent.get()? / Decimal::ONE_HUNDRED).round().to_i64()
    });
    let number = move |n: i64| format.with_value(|f| f.number(n));
    let split = move || {
        let (all, held_out) = (people.get()?, held_out.get()?);
        Some(if holds.get() {
            format!("About {} are written to and {} held out.", number(all - held_out), number(held_out))
        } else {
            "All of them are written to; nobody is held out to compare.".to_owned()
        })
    };
    // fewer say nothing, whatever they order
    let few = move || {
        let (all, held_out) = (people.get()?, held_out.get()?);
        let least = i64::try_from(LEAST_PEOPLE).unwrap_or_default();
        (holds.get() && held_out.min(all - held_out) < least)
            .then(|| format!("A group of fewer than {least} is too few to tell an effect."))
    };
    view! {
        <div class="livecount" aria-live="polite">
            <div class:stale=counted.busy style="display:grid">
                <span class="small strong ink-2">"People it would have now"</span>
                <span class="num" style="font:var(--t-26);font-weight:600" data-testid="campaign-people"
                    data-value=move || people.get().map(|n| n.to_string())>
                    {move || people.get().map_or_else(|| MISSING.to_owned(), number)}</span>
                <span class="small muted">{split}</span>
            </div>
            {move || few().map(|text| view! { <p class="small warn-ink" data-testid="campaign-few">{text}</p> })}
            {move || counted.error.get().map(|error| view! { <p class="small bad-ink" role="alert">{explain_fields(&error)}</p> })}
            <p class="small muted row nowrap" style="--gap:6px;margin-top:6px"><Icon name="lock" class="sm"/>
                <span>"Fixed when you make it: whoever comes to the segment later is not in it, and whoever is in it stays."</span></p>
        </div>
    }
}

//! How many people a campaign would have, were it made now.

use super::draft::Draft;
use crate::{
    browser, components::load::explain_fields, format::MISSING, icons::Icon, remote::Remote,
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::campaigns::CampaignPreview;
use patron_domain::campaign::LEAST_PEOPLE;
use std::time::Duration;

/// How long a choice has to stand before it is counted.
const PAUSE: Duration = Duration::from_millis(250);

#[component]
pub fn Reach(draft: Draft) -> impl IntoView {
    let format = use_format();
    let whom = Memo::new(move |_| draft.whom());
    let counted = Remote::new(
        move || whom.get(),
        |session, whom| async move {
            let Some(whom) = whom else { return Ok(None) };
            browser::pause(PAUSE).await;
            session.preview_campaign(&whom).await.map(Some)
        },
    );
    let told = Memo::new(move |_| counted.value.with(|told| told.as_deref().cloned().flatten()));
    let people = Memo::new(move |_| told.with(|told| told.as_ref().map(|told| told.people)));
    let number = move |n: i64| format.with_value(|f| f.number(n));
    // as it was asked, not as it is told: a tenth of three people is nobody too
    let holds = Memo::new(move |_| {
        whom.with(|whom| {
            let percent = whom.as_ref().map(|whom| whom.holdout_percent);
            percent.is_some_and(|percent| percent.is_none_or(|percent| !percent.is_zero()))
        })
    });
    let split = move || {
        let CampaignPreview { treated, held_out, .. } = told.get()?;
        Some(if holds.get() {
            format!("About {} are written to and {} held out.", number(treated), number(held_out))
        } else {
            "All of them are written to; nobody is held out to compare.".to_owned()
        })
    };
    // fewer say nothing, whatever they order
    let few = move || {
        let CampaignPreview { treated, held_out, .. } = told.get()?;
        let least = i64::try_from(LEAST_PEOPLE).unwrap_or_default();
        (holds.get() && held_out.min(treated) < least)
            .then(|| format!("A group of fewer than {least} is too few to tell an effect."))
    };
    let left_out = move || {
        let told = told.get()?;
        let unasked = told.left_out.withdrawn + told.left_out.not_asked + told.left_out.not_active;
        let parts = [
            (unasked, "without consent or not active"),
            (told.left_out_recent, "in another campaign lately"),
        ];
        let parts = parts.iter().filter(|(n, _)| *n > 0).map(|(n, why)| format!("{} {why}", number(*n)));
        let parts: Vec<String> = parts.collect();
        (!parts.is_empty()).then(|| format!("Left out: {}.", parts.join(", ")))
    };
    view! {
        <div class="livecount" aria-live="polite">
            <div class:stale=counted.busy style="display:grid">
                <span class="small strong ink-2">"People it would have now"</span>
                <span class="num" style="font:var(--t-26);font-weight:600" data-testid="campaign-people"
                    data-value=move || people.get().map(|n| n.to_string())>
                    {move || people.get().map_or_else(|| MISSING.to_owned(), number)}</span>
                <span class="small muted">{split}</span>
                <span class="small muted" data-testid="campaign-left-out">{left_out}</span>
            </div>
            {move || few().map(|text| view! { <p class="small warn-ink" data-testid="campaign-few">{text}</p> })}
            {move || counted.error.get().map(|error| view! { <p class="small bad-ink" role="alert">{explain_fields(&error)}</p> })}
            <p class="small muted row nowrap" style="--gap:6px;margin-top:6px"><Icon name="lock" class="sm"/>
                <span>"Fixed when you make it: whoever comes to the segment later is not in it, and whoever is in it stays."</span></p>
        </div>
    }
}

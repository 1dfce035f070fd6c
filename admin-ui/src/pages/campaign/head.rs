//! The campaign's name, how far it is, and what was done in a sentence.

use super::Held;
use crate::{
    feed::Now,
    format::{campaign_words::standing, words},
    icons::Icon,
    routes::Route,
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::campaigns::Campaign;

#[component]
pub fn Head(c: Held, editing: RwSignal<bool>) -> impl IntoView {
    let now = expect_context::<Now>().0;
    let badge = move || {
        let (word, tone) = c.with(|c| standing(c, now.get()));
        let status = c.with(|c| c.status.as_str());
        view! { <span class=format!("badge dot {tone}") data-testid="campaign-status" data-status=status>{word}</span> }
    };
    let id = c.with_untracked(|c| c.id);
    view! {
        <div class="page-head">
            <div style="min-width:0">
                <div class="row" style="--gap:8px">
                    <h1 tabindex="-1" style="overflow-wrap:anywhere" data-testid="campaign-name">{move || c.with(|c| c.name.clone())}</h1>
                    {badge}
                </div>
                <p>{move || c.with(sentence)}</p>
            </div>
            <div class="row">
                <button class="btn" data-testid="campaign-edit" on:click=move |_| editing.set(true)><Icon name="pencil"/>"Edit"</button>
                <a class="btn primary" href=Route::ExportOfCampaign(id).href() data-testid="campaign-export">
                    <Icon name="download"/><span>"Export for the channel"</span>
                </a>
            </div>
        </div>
    }
}

fn sentence(c: &std::sync::Arc<Campaign>) -> AnyView {
    let at = use_format().with_value(|f| f.stamp(c.started_at));
    let held = if c.holdout_percent.is_zero() {
        "Nobody was held out to compare.".to_owned()
    } else {
        format!("{}% of them were held out at random, to compare.", c.holdout_percent.normalize())
    };
    view! { {words::channel(c.channel)}" to "{whom(c)}", people fixed on "{at}". "{held} }.into_any()
}

/// The segment, where it was made of one.
pub fn whom(c: &Campaign) -> AnyView {
    match (c.segment, &c.segment_title) {
        (Some(key), Some(title)) => {
            view! { <a class="link" href=Route::Segment(key).href()>{title.clone()}</a> }.into_any()
        }
        _ => view! { "the people of a rule" }.into_any(),
    }
}

//! One segment on the desk: name, builder, live count, line, preview.

use super::{
    Desk,
    builder::builder_view,
    control::pick,
    count::LiveCount,
    explain::{ExplainDialog, Explaining},
    head::Head,
    history::OverTime,
    overlap::Overlaps,
    preview::Preview,
    text::TextLine,
    work::{Start, Work},
};
use crate::{erased::effect, format::words, remote::Remote};
use leptos::prelude::*;
use patron_api_types::segments::Segment;
use patron_domain::{consent::Channel, segment::Audience};

#[component]
pub fn Detail(start: Start, remote: Option<Remote<Segment>>, desk: Desk) -> impl IntoView {
    let saved = Signal::derive(move || remote.and_then(|remote| remote.value.get()));
    let work = Work::new(start.clone(), saved, desk.options);
    effect(move || desk.unsaved.set(work.is_touched(&start)));
    on_cleanup(move || {
        desk.unsaved.try_set(false);
    });
    let explaining = Explaining::new();
    let key = Memo::new(move |_| saved.with(|saved| saved.as_ref().map(|saved| saved.summary.name)));
    view! {
        <div class="stack">
            <section class="card" aria-labelledby="segment-title">
                <Head work remote desk/>
                <div class="body">
                    <div class="builder">
                        <div class="stack" style="--gap:12px"><Audiences work/>{builder_view(work.builder, work.added)}</div>
                        <LiveCount work/>
                    </div>
                    <TextLine work/>
                </div>
                <Preview work explaining/>
            </section>
            {move || key.get().map(|key| view! { <OverTime segment=key/> })}
            <Overlaps work desk/>
        </div>
        <ExplainDialog work explaining/>
    }
}

/// What the segment is for: counting, or writing to people on a channel.
#[component]
fn Audiences(work: Work) -> impl IntoView {
    let audiences = vec![
        ("analysis".to_owned(), "Analysis: everybody who matches".to_owned()),
        ("marketing".to_owned(), "Marketing: who may be written to".to_owned()),
    ];
    let channels = || {
        let named = |c: &Channel| (c.to_string(), words::channel(*c).to_owned());
        Channel::ALL.iter().map(named).collect::<Vec<_>>()
    };
    let turn = Callback::new(move |word: String| {
        if let Ok(audience) = word.parse() {
            work.audience.set(audience);
        }
    });
    let turn_channel = Callback::new(move |word: String| {
        if let Ok(channel) = word.parse() {
            work.channel.set(channel);
        }
    });
    let audience = work.audience.get_untracked();
    let is_marketing = Memo::new(move |_| work.audience.get() == Audience::Marketing);
    view! {
        <div class="row" style="--gap:6px">
            <span data-testid="segment-audience">{pick("Audience", "select", audience.as_str(), vec![("", audiences)], turn)}</span>
            <span data-testid="segment-channel">{move || is_marketing.get().then(|| {
                let now = work.channel.get_untracked();
                pick("Channel", "select", now.as_str(), vec![("", channels())], turn_channel)
            })}</span>
        </div>
    }
}

//! The segment on the desk: what it was, what it is now, how many people that means.

use super::builder::Builder;
use crate::{browser, erased::effect, remote::Remote};
use leptos::prelude::*;
use patron_api_client::Error;
use patron_api_types::segments::{
    ConditionsRequest, NewSegment, PreviewRequest, RuleInput, Segment, SegmentChange, SegmentPreview,
};
use patron_domain::{
    consent::Channel,
    rule::{Rule, audience::marketing},
    segment::Audience,
};
use std::{sync::Arc, time::Duration};

/// How long the rule has to rest before its people are counted.
const PAUSE: Duration = Duration::from_millis(200);
/// How many people the preview shows.
const SAMPLE: u16 = 6;

/// Where the desk begins.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    pub title: String,
    pub definition: String,
    pub rule: Rule,
    pub audience: Audience,
    pub channel: Channel,
}

impl Start {
    pub fn of(segment: &Segment) -> Self {
        let s = &segment.summary;
        Self {
            title: s.title.clone(),
            definition: s.definition.clone(),
            rule: s.rule.clone().normal(),
            audience: s.audience,
            channel: s.channel,
        }
    }
}

#[derive(Clone, Copy)]
pub struct Work {
    pub builder: Builder,
    pub title: RwSignal<String>,
    pub definition: RwSignal<String>,
    pub audience: RwSignal<Audience>,
    pub channel: RwSignal<Channel>,
    /// What is saved; nothing of a new segment.
    pub saved: Signal<Option<Arc<Segment>>>,
    /// The rule; lines that aren't whole are left out.
    pub rule: Memo<Rule>,
    pub text: Memo<String>,
    /// Whether every line is whole.
    pub whole: Memo<bool>,
    /// What is wrong with the rule as a whole, such as too many lines.
    pub wrong: Memo<Option<String>>,
    /// What the audience adds.
    pub added: Memo<Option<String>>,
    pub preview: Remote<SegmentPreview>,
}

impl Work {
    pub fn new(
        start: Start,
        saved: Signal<Option<Arc<Segment>>>,
        segments: Memo<Vec<(String, String)>>,
    ) -> Self {
        let builder = Builder::new(&start.rule, segments);
        let (audience, channel) = (RwSignal::new(start.audience), RwSignal::new(start.channel));
        let rule = Memo::new(move |_| builder.root.with(|root| root.rule()));
        let text = Memo::new(move |_| rule.with(ToString::to_string));
        let wrong = Memo::new(move |_| rule.with(|rule| rule.check().err().map(|error| error.message)));
        let added = Memo::new(move |_| {
            (audience.get() == Audience::Marketing).then(|| marketing(channel.get()).to_string())
        });
        // While the rule can't be counted, the last one that could stands.
        let sound = Memo::new(move |before: Option<&String>| match (wrong.with(Option::is_some), before) {
            (true, Some(before)) => before.clone(),
            _ => text.get(),
        });
        let preview = Remote::new(
            move || (sound.get(), audience.get(), channel.get()),
            move |session, (text, audience, channel)| async move {
                browser::pause(PAUSE).await;
                session.preview_segment(&preview_of(text, audience, channel)).await
            },
        );
        count_lines(builder, sound);
        Self {
            builder,
            title: RwSignal::new(start.title),
            definition: RwSignal::new(start.definition),
            audience,
            channel,
            saved,
            rule,
            text,
            whole: Memo::new(move |_| builder.root.with(|root| root.is_whole())),
            wrong,
            added,
            preview,
        }
    }

    /// Whom the segment means: the rule and what the audience adds, in one line. Tracks.
    pub fn all(self) -> String {
        let rule = self.rule.get();
        match self.audience.get() {
            Audience::Marketing => rule.and(marketing(self.channel.get())).normal().to_string(),
            Audience::Analysis => rule.to_string(),
        }
    }

    fn now(self) -> Start {
        Start {
            title: self.title.get().trim().to_owned(),
            definition: self.definition.get().trim().to_owned(),
            rule: self.rule.get(),
            audience: self.audience.get(),
            channel: self.channel.get(),
        }
    }

    /// Whether something would be lost; tracks.
    pub fn is_changed(self) -> bool {
        let now = self.now();
        self.saved.with(|saved| saved.as_deref().is_none_or(|saved| Start::of(saved) != now))
    }

    /// Whether something was changed since this beginning, or since it was saved; tracks.
    pub fn is_touched(self, start: &Start) -> bool {
        let now = self.now();
        self.saved.with(|saved| match saved {
            Some(saved) => Start::of(saved) != now,
            None => *start != now,
        })
    }

    /// Whether it can be saved as it stands; tracks.
    pub fn is_sound(self) -> bool {
        self.whole.get() && self.wrong.with(Option::is_none) && self.title.with(|t| !t.trim().is_empty())
    }

    pub fn new_segment(self) -> NewSegment {
        let now = untrack(|| self.now());
        NewSegment {
            title: now.title,
            definition: Some(now.definition).filter(|text| !text.is_empty()),
            rule: RuleInput::from(&now.rule),
            audience: Some(now.audience),
            channel: Some(now.channel),
        }
    }

    pub fn change(self) -> SegmentChange {
        let now = untrack(|| self.now());
        SegmentChange {
            title: Some(now.title),
            definition: Some(now.definition),
            rule: Some(RuleInput::from(&now.rule)),
            audience: Some(now.audience),
            channel: Some(now.channel),
        }
    }
}

fn preview_of(text: String, audience: Audience, channel: Channel) -> PreviewRequest {
    PreviewRequest {
        rule: RuleInput::Text(text),
        audience: Some(audience),
        channel: Some(channel),
        sample: Some(SAMPLE),
        sort: None,
        order: None,
        reach: Some(true),
    }
}

/// Has the server count each line by itself. A line is known again by its text.
fn count_lines(builder: Builder, sound: Memo<String>) {
    let counted = Remote::new(
        move || sound.get(),
        |session, text| async move {
            if text == Rule::EVERYONE.to_string() {
                return Ok::<_, Error>(Vec::new());
            }
            browser::pause(PAUSE).await;
            let request = ConditionsRequest { rule: RuleInput::Text(text) };
            Ok(session.count_conditions(&request).await?.items)
        },
    );
    effect(move || {
        let Some(items) = counted.value.get() else { return };
        builder.counts.update(|counts| {
            counts.extend(items.iter().map(|item| (item.text.clone(), item.clone())));
        });
    });
}

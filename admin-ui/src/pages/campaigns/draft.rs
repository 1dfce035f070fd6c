//! What stands in the fields of a campaign to be made.

use crate::components::field::field_error;
use leptos::prelude::*;
use patron_api_client::Error;
use patron_api_types::{
    campaigns::{CampaignPreviewRequest, NewCampaign},
    segments::{RuleInput, RuleOf},
};
use patron_domain::{consent::Channel, money::Money};
use std::str::FromStr;

/// The fields, as typed.
#[derive(Clone, Copy)]
pub struct Draft {
    pub name: RwSignal<String>,
    /// A segment's name or id; empty: the rule of the address.
    pub of: RwSignal<String>,
    pub rule: StoredValue<Option<String>>,
    pub channel: RwSignal<String>,
    pub purpose: RwSignal<String>,
    pub holdout: RwSignal<String>,
    pub cost: RwSignal<String>,
    pub window: RwSignal<String>,
    pub exclude: RwSignal<String>,
}

/// Pointers of the fields in which something stands that is none of theirs.
pub type Faults = RwSignal<Vec<&'static str>>;

impl Draft {
    pub fn new(of: String, rule: Option<String>) -> Self {
        let text = |text: &str| RwSignal::new(text.to_owned());
        Self {
            name: text(""),
            of: RwSignal::new(of),
            rule: StoredValue::new(rule),
            channel: text(Channel::Email.as_str()),
            purpose: text(""),
            holdout: text("10"),
            cost: text(""),
            window: text("14"),
            exclude: text(""),
        }
    }

    /// Whether something would be lost; tracks.
    pub fn is_typed(self) -> bool {
        [self.name, self.purpose, self.cost, self.exclude].iter().any(|field| field.with(|t| !t.is_empty()))
    }

    /// The chosen channel; tracks.
    pub fn on(self) -> Channel {
        self.channel.with(|word| word.parse().unwrap_or(Channel::Email))
    }

    /// The chosen segment, or else the rule; tracks.
    fn these(self) -> RuleOf {
        let rule = self.rule.get_value().filter(|_| self.of.with(String::is_empty));
        RuleOf { segment: self.of.with(|key| key.parse().ok()), rule: rule.map(RuleInput::Text) }
    }

    /// Whom it would have; nothing while a field can't be read. Tracks.
    pub fn whom(self) -> Option<CampaignPreviewRequest> {
        Some(CampaignPreviewRequest {
            of: self.these(),
            channel: self.on(),
            holdout_percent: typed(self.holdout).ok()?,
            exclude_days: typed(self.exclude).ok()?,
        })
    }

    /// What is to be made, or which fields can't be read.
    pub fn read(self) -> Result<NewCampaign, Vec<&'static str>> {
        let text = |field: RwSignal<String>| field.with_untracked(|text| text.trim().to_owned());
        let mut faults = Vec::new();
        let new = NewCampaign {
            name: text(self.name),
            of: untrack(|| self.these()),
            channel: untrack(|| self.on()),
            purpose: text(self.purpose),
            holdout_percent: number(self.holdout, "/holdout_percent", &mut faults),
            cost: match text(self.cost) {
                cost if cost.is_empty() => None,
                cost => Money::parse(&cost).inspect_err(|_| faults.push("/cost")).ok(),
            },
            window_days: number(self.window, "/window_days", &mut faults),
            exclude_days: number(self.exclude, "/exclude_days", &mut faults),
        };
        if faults.is_empty() { Ok(new) } else { Err(faults) }
    }
}

/// What stands in a field, if anything; tracks.
fn typed<T: FromStr>(field: RwSignal<String>) -> Result<Option<T>, T::Err> {
    field.with(|text| match text.trim() {
        "" => Ok(None),
        text => text.parse().map(Some),
    })
}

/// The same when it is sent.
fn number<T: FromStr>(
    field: RwSignal<String>,
    pointer: &'static str,
    faults: &mut Vec<&'static str>,
) -> Option<T> {
    untrack(|| typed(field)).unwrap_or_else(|_| {
        faults.push(pointer);
        None
    })
}

/// What is wrong with a field: it can't be read, or the server says so.
pub fn fault(
    faults: Faults,
    error: RwSignal<Option<Error>>,
    pointer: &'static str,
) -> Signal<Option<String>> {
    let said = field_error(error, pointer);
    Signal::derive(move || {
        let unread = faults.with(|faults| faults.contains(&pointer));
        if unread { Some("This must be a number.".to_owned()) } else { said.get() }
    })
}

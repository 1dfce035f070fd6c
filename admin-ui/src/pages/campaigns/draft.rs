//! What stands in the fields of a campaign to be made.

use crate::components::field::field_error;
use leptos::prelude::*;
use patron_api_client::Error;
use patron_api_types::{
    campaigns::{Campaign, NewCampaign},
    segments::{RuleInput, RuleOf, Segments},
};
use patron_domain::{consent::Channel, ids::CampaignId, money::Money};
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

    /// The rule in one line, that of the segment too; tracks.
    pub fn text(self, segments: &Segments) -> Option<String> {
        let of = self.of.get();
        if of.is_empty() {
            return self.rule.get_value();
        }
        let found = segments.items.iter().find(|segment| segment.name.to_string() == of);
        found.map(|segment| segment.text.clone())
    }

    /// What is to be made, or which fields can't be read.
    pub fn read(self) -> Result<NewCampaign, Vec<&'static str>> {
        let text = |field: RwSignal<String>| field.with_untracked(|text| text.trim().to_owned());
        let mut faults = Vec::new();
        let rule = self.rule.get_value().filter(|_| self.of.with_untracked(String::is_empty));
        let new = NewCampaign {
            name: text(self.name),
            of: RuleOf {
                segment: self.of.with_untracked(|key| key.parse().ok()),
                rule: rule.map(RuleInput::Text),
            },
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

/// What stands in a field, if anything.
fn number<T: FromStr>(
    field: RwSignal<String>,
    pointer: &'static str,
    faults: &mut Vec<&'static str>,
) -> Option<T> {
    let text = field.with_untracked(|text| text.trim().to_owned());
    if text.is_empty() {
        return None;
    }
    let number = text.parse().ok();
    if number.is_none() {
        faults.push(pointer);
    }
    number
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

/// A rule without the people of these campaigns.
pub fn without(rule: &str, campaigns: impl Iterator<Item = CampaignId>) -> String {
    let mut text = format!("({rule})");
    for id in campaigns {
        text.push_str(&format!(" and in_campaign(\"{id}\") = false"));
    }
    text
}

/// Those that began in the last so many days.
pub fn lately(c: &Campaign, days: i64, now: chrono::DateTime<chrono::Utc>) -> bool {
    c.started_at >= now - chrono::Duration::days(days)
}

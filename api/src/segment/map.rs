//! An event of the protocol as what ingestion takes.

use super::{
    Kind, Rules, browser,
    commerce::{self, Meaning},
    context,
    event::Event,
    traits::{self, Traits},
};
use patron_db::{
    ingest::{Act, Alias, Login, Profile, Record, RecordKind, Refusal, Who},
    profiles::FirstTouch,
};
use patron_domain::login::LoginMethod;

/// How the ledger of consent names this way in.
const METHOD: &str = "segment";

/// What an event comes to.
#[derive(Debug)]
pub struct Mapped {
    /// Whom it speaks of.
    pub who: Who,
    /// What it does.
    pub act: Act,
    /// What is kept of it.
    pub record: Option<Record>,
}

/// What an event comes to.
///
/// # Errors
/// Why it is not taken.
pub fn mapped(event: &Event<'_>, rules: &Rules<'_>) -> Result<Mapped, Refusal> {
    if !rules.trusted {
        browser::check(event)?;
    }
    let who = Who { email: None, user_id: event.user_id.clone(), anonymous_id: event.anonymous_id.clone() };
    let seen = |kind| Some(record(kind, event.name.clone(), event.properties.without(&[]), event, rules));
    match event.kind {
        Kind::Track => track(event, rules, who),
        Kind::Identify => identify(event, rules, who),
        Kind::Page => Ok(Mapped { who, act: Act::Nothing, record: seen(RecordKind::Page) }),
        Kind::Screen => Ok(Mapped { who, act: Act::Nothing, record: seen(RecordKind::Screen) }),
        Kind::Group => {
            let name = event.group_id.clone().unwrap_or_default();
            let record = record(RecordKind::Group, name, event.traits.without(&[]), event, rules);
            Ok(Mapped { who, act: Act::Nothing, record: Some(record) })
        }
        Kind::Alias => Ok(Mapped { act: alias(event), who, record: None }),
    }
}

fn record(
    kind: RecordKind,
    name: String,
    properties: String,
    event: &Event<'_>,
    rules: &Rules<'_>,
) -> Record {
    Record {
        kind,
        name,
        properties,
        context: context::kept(&event.context),
        original_at: event.times.original,
        origin: context::origin(&event.context, rules),
    }
}

/// Another id of the same person. A browser aliases a visitor who is known to themselves: that says nothing.
fn alias(event: &Event<'_>) -> Act {
    match &event.previous_id {
        Some(previous) if event.user_id.as_ref() != Some(previous) => {
            Act::Alias(Alias { previous: previous.clone() })
        }
        _ => Act::Nothing,
    }
}

fn identify(event: &Event<'_>, rules: &Rules<'_>, mut who: Who) -> Result<Mapped, Refusal> {
    let said = traits::read(event.person(), "/traits", rules)?;
    who.email.clone_from(&said.email);
    let act = Act::Profile(Box::new(profile(said, event, rules)));
    Ok(Mapped { who, act, record: None })
}

/// What is said of a person. Of a page only what fills gaps is believed.
fn profile(said: Traits, event: &Event<'_>, rules: &Rules<'_>) -> Profile {
    let trusted = rules.trusted;
    Profile {
        makes: trusted && said.email.is_some(),
        details: said.details,
        fill: !trusted,
        signup_method: None,
        source: None,
        signup_date: said.since.filter(|_| trusted),
        touch: if trusted { context::touch(&event.context) } else { FirstTouch::default() },
        // told by what its visitor did before
        last_touch: FirstTouch::default(),
        said: said.said.filter(|_| trusted),
        notice_version: None,
        method: METHOD.to_owned(),
        traits: said.others,
    }
}

fn track(event: &Event<'_>, rules: &Rules<'_>, mut who: Who) -> Result<Mapped, Refusal> {
    let meaning = Meaning::of(&event.name);
    let act = match meaning {
        Some(Meaning::Order) => Act::Order(Box::new(commerce::order(event, rules)?)),
        Some(Meaning::Refund) => Act::OrderChange(commerce::refund(event)?),
        Some(Meaning::Cancellation) => Act::OrderChange(commerce::cancellation(event)?),
        Some(Meaning::SignUp) => Act::Profile(Box::new(sign_up(event, rules)?)),
        Some(Meaning::SignIn) => Act::Login(Login {
            method: LoginMethod::External,
            success: true,
            failure_reason: None,
            origin: context::origin(&event.context, rules),
        }),
        None => Act::Nothing,
    };
    if meaning.is_some_and(|meaning| meaning != Meaning::SignIn) {
        who.email = commerce::email(event)?;
    }
    // a phone number is only ever stored sealed, with the profile that it went into
    let apart: &[&str] = if meaning == Some(Meaning::SignUp) { &["phone"] } else { &[] };
    let properties = event.properties.without(apart);
    let record = record(RecordKind::Track, event.name.clone(), properties, event, rules);
    Ok(Mapped { who, act, record: Some(record) })
}

/// A sign-up says who somebody is in its properties.
fn sign_up(event: &Event<'_>, rules: &Rules<'_>) -> Result<Profile, Refusal> {
    let mut said = traits::read(&event.properties, "/properties", rules)?;
    said.email = commerce::email(event)?;
    said.since = Some(event.times.at.min(rules.received_at));
    let is_trait = |name: &str| matches!(name, "username" | "title");
    said.others.retain(|name, _| is_trait(name));
    Ok(Profile { makes: true, ..profile(said, event, rules) })
}

#[cfg(test)]
#[path = "map_tests.rs"]
pub(super) mod tests;

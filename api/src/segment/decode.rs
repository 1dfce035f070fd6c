//! A body as events, each by itself: what one of them lacks costs none of the others.

use super::{
    EVENT_MAX, EVENTS_MAX, Kind, Rules, TEXT_MAX, body,
    event::{Envelope, Event},
    invalid,
    json::{Object, Writer, quoted},
    map, repair, time,
};
use crate::error::{ApiError, ApiResult};
use patron_api_types::problem::ErrorCode;
use patron_db::ingest::{Act, Incoming, Refusal, RefusalCode, Sent, Who, digest};
use serde_json::value::RawValue;
use uuid::Uuid;

/// The write key in a body: its own, else its first event's.
///
/// # Errors
/// When the body is no JSON object: then it is not known whether the key is wrong.
pub fn write_key(text: &str) -> ApiResult<Option<String>> {
    let members = object(text)?;
    if let Some(key) = members.text(&["writeKey"]) {
        return Ok(Some(key));
    }
    let events = members.get(&["batch"]).map(array).transpose()?.unwrap_or_default();
    let first = events.first().map(|raw| repair::repaired(raw.get()));
    Ok(first.as_deref().and_then(Object::parse).and_then(|event| event.text(&["writeKey"])))
}

/// Every event of a body, in order. With `given` the body is one event of that type, else a batch.
///
/// # Errors
/// When nothing of the body can be read.
pub fn all(text: &str, given: Option<Kind>, rules: &Rules<'_>) -> ApiResult<Vec<Incoming>> {
    let members = object(text)?;
    if given.is_some() {
        return Ok(vec![one(text.trim(), given, &Envelope::default(), rules, None)]);
    }
    let raw = members.get(&["batch"]).ok_or_else(no_array)?;
    let events = array(raw)?;
    let context = members.get(&["context"]).map(|raw| repair::repaired(raw.get()));
    // a context that can't be read is missing: it says nothing that an event can't say itself
    let readable = context.as_deref().filter(|text| repair::check(text).is_ok());
    let envelope = Envelope {
        context: readable.and_then(Object::parse).unwrap_or_default(),
        sent_at: members.get(&["sentAt"]),
    };
    // it is kept with each event, which can make much of little
    let laid_out = readable.map_or(0, str::len).saturating_mul(events.len()).saturating_add(text.len());
    if events.len() > EVENTS_MAX || laid_out > 4 * super::BODY_MAX {
        return Err(body::too_large(format!(
            "At most {EVENTS_MAX} events are taken at once, with a small context of the batch."
        )));
    }
    Ok(events.iter().map(|raw| one(raw.get(), None, &envelope, rules, None)).collect())
}

/// One event; refused ones too, so that they are kept. With `mends` it is the second try of a refused one.
pub fn one(
    raw: &str,
    given: Option<Kind>,
    envelope: &Envelope<'_>,
    rules: &Rules<'_>,
    mends: Option<Uuid>,
) -> Incoming {
    let text = repair::repaired(raw);
    let members = Object::parse(&text).unwrap_or_default();
    let too_large = raw.len() > EVENT_MAX && mends.is_none();
    let sent = sent(&text, &members, given, envelope, too_large);
    let read = if too_large { Err(over_limit()) } else { read(&text, &members, given, envelope, rules) };
    let read = read.and_then(|event| Ok((map::mapped(&event, rules)?, event)));
    let incoming = Incoming {
        key: Some(rules.key),
        actor: format!("key:{}", rules.key),
        message: None,
        who: Who::default(),
        trusted: rules.trusted,
        at: rules.received_at,
        received_at: rules.received_at,
        act: Act::Nothing,
        record: None,
        sent: Some(sent),
        mends,
    };
    match read {
        Ok((mapped, event)) => Incoming {
            message: event.message_id.as_deref().map(digest),
            who: mapped.who,
            at: event.times.at,
            act: mapped.act,
            record: mapped.record,
            ..incoming
        },
        Err(refusal) => Incoming { act: Act::Refused(refusal), ..incoming },
    }
}

fn read<'a>(
    text: &str,
    members: &Object<'a>,
    given: Option<Kind>,
    envelope: &Envelope<'a>,
    rules: &Rules<'_>,
) -> Result<Event<'a>, Refusal> {
    if !text.starts_with('{') {
        return Err(invalid("", "must be an object"));
    }
    repair::check(text)?;
    Event::read(members, given, envelope, rules.received_at)
}

/// What is kept of an event that is refused.
fn sent(
    text: &str,
    members: &Object<'_>,
    given: Option<Kind>,
    envelope: &Envelope<'_>,
    too_large: bool,
) -> Sent {
    let field = |name: &str| {
        let text = members.text(&[name]).filter(|text| !text.is_empty());
        text.map(|text| text.chars().take(TEXT_MAX).collect::<String>())
    };
    let message_id = members.text(&["messageId"]).filter(|id| !id.is_empty());
    Sent {
        digest: digest(message_id.as_deref().unwrap_or(text)),
        message_id: field("messageId"),
        kind: given.map(|kind| kind.as_str().to_owned()).or_else(|| field("type")),
        name: field("event").or_else(|| field("name")),
        event: (!too_large).then(|| whole(text, members, given, envelope)),
    }
}

/// The event with what its path and batch say for it, and without the key: so that it stands by itself when it is
/// tried again.
fn whole(text: &str, members: &Object<'_>, given: Option<Kind>, envelope: &Envelope<'_>) -> String {
    let sent_at = envelope.sent_at.filter(|raw| time::instant(raw).is_some());
    let has_key = members.get(&["writeKey"]).is_some();
    let complete = given.is_none() && !has_key && sent_at.is_none() && envelope.context.is_empty();
    if complete || members.is_empty() {
        return text.to_owned();
    }
    let mut out = Writer::default();
    for (name, value) in members.members() {
        let instead = match name {
            "writeKey" => true,
            "type" => given.is_some(),
            "context" => !envelope.context.is_empty(),
            _ => false,
        };
        if !instead {
            out.member(name, value.get());
        }
    }
    if let Some(kind) = given {
        out.member("type", &quoted(kind.as_str()));
    }
    if !envelope.context.is_empty() {
        let mut context = members.object("context");
        context.fill(&envelope.context);
        out.member("context", &context.without(&[]));
    }
    if let Some(sent_at) = sent_at.filter(|_| members.get(&["sentAt"]).is_none()) {
        out.member("sentAt", sent_at.get());
    }
    out.finish()
}

fn over_limit() -> Refusal {
    Refusal::new(RefusalCode::TooLarge, "", format!("must be at most {EVENT_MAX} bytes"))
}

fn object(text: &str) -> ApiResult<Object<'_>> {
    Object::parse(text).ok_or_else(|| malformed("The body must be a JSON object. Nothing was stored."))
}

fn array(raw: &RawValue) -> ApiResult<Vec<&RawValue>> {
    serde_json::from_str(raw.get()).map_err(|_| no_array())
}

fn no_array() -> ApiError {
    malformed("batch must be an array of events. Nothing was stored.")
}

fn malformed(detail: &str) -> ApiError {
    ApiError::new(ErrorCode::MalformedBody).detail(detail)
}

#[cfg(test)]
#[path = "decode_tests.rs"]
mod tests;

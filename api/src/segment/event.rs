//! An event as it came over the wire: its fields read, its members left as they were written.

use super::{
    Kind, TEXT_MAX, invalid,
    json::{self, Object},
    time::{self, Times},
};
use chrono::{DateTime, Utc};
use patron_db::ingest::Refusal;
use patron_domain::text;
use serde_json::value::RawValue;

/// What a batch says for all its events.
#[derive(Debug, Clone, Default)]
pub struct Envelope<'a> {
    /// Lies under each event's own context.
    pub context: Object<'a>,
    /// When the batch was sent, by the sender's clock; for events that don't say it themselves.
    pub sent_at: Option<&'a RawValue>,
}

/// An event.
#[derive(Debug, Clone)]
pub struct Event<'a> {
    /// What kind of event.
    pub kind: Kind,
    /// Its id, at most 255 characters.
    pub message_id: Option<String>,
    /// The reporting system's id of a person.
    pub user_id: Option<String>,
    /// A browser's id of a visitor.
    pub anonymous_id: Option<String>,
    /// Of an alias: the id of before.
    pub previous_id: Option<String>,
    /// Of a group: which.
    pub group_id: Option<String>,
    /// Name of what was done or seen; empty for other kinds.
    pub name: String,
    /// When it took place.
    pub times: Times,
    /// Anything about what was done.
    pub properties: Object<'a>,
    /// What is said of the person; of a group event, of the group.
    pub traits: Object<'a>,
    /// Where it took place.
    pub context: Object<'a>,
    /// The person's traits as RudderStack repeats them in the context.
    pub context_traits: Object<'a>,
}

impl<'a> Event<'a> {
    /// Reads an event; `given` is the type that its path says.
    ///
    /// # Errors
    /// The first field that is missing or not acceptable.
    pub fn read(
        members: &Object<'a>,
        given: Option<Kind>,
        envelope: &Envelope<'a>,
        received_at: DateTime<Utc>,
    ) -> Result<Self, Refusal> {
        let kind = given.map_or_else(|| kind_of(members), Ok)?;
        let mut context = object(members, "context")?;
        context.fill(&envelope.context);
        let properties = object(members, "properties")?;
        let sent_at = members.get(&["sentAt"]).or(envelope.sent_at);
        let event = Self {
            kind,
            message_id: message_id(members)?,
            user_id: id(members, "userId")?,
            anonymous_id: id(members, "anonymousId")?,
            previous_id: id(members, "previousId")?,
            group_id: id(members, "groupId")?,
            name: name(kind, members, &properties, &context)?,
            times: time::corrected(members.get(&["timestamp", "originalTimestamp"]), sent_at, received_at),
            properties,
            traits: object(members, "traits")?,
            context_traits: context.object("traits"),
            context,
        };
        event.check_identity()?;
        Ok(event)
    }

    /// What is said of the person.
    pub fn person(&self) -> &Object<'a> {
        let own = self.kind != Kind::Group && !self.traits.is_empty();
        if own { &self.traits } else { &self.context_traits }
    }

    fn check_identity(&self) -> Result<(), Refusal> {
        match self.kind {
            Kind::Group if self.group_id.is_none() => Err(invalid("/groupId", "must be given")),
            Kind::Alias if self.user_id.is_none() => Err(invalid("/userId", "must be given")),
            Kind::Alias if self.previous_id.is_none() => Err(invalid("/previousId", "must be given")),
            Kind::Group | Kind::Alias => Ok(()),
            _ if self.user_id.is_none() && self.anonymous_id.is_none() => {
                Err(invalid("", "must have a userId or an anonymousId"))
            }
            _ => Ok(()),
        }
    }
}

fn kind_of(members: &Object<'_>) -> Result<Kind, Refusal> {
    let word = members.text(&["type"]).unwrap_or_default().to_lowercase();
    word.parse().map_err(|e: patron_domain::FieldError| invalid("/type", e.0))
}

/// Any text is an id: it is only compared.
fn message_id(members: &Object<'_>) -> Result<Option<String>, Refusal> {
    let Some(raw) = members.get(&["messageId"]) else { return Ok(None) };
    let text = json::text(raw).ok_or_else(|| invalid("/messageId", "must be a string"))?;
    if text.chars().count() > TEXT_MAX {
        return Err(invalid("/messageId", format!("must be at most {TEXT_MAX} characters")));
    }
    Ok(Some(text).filter(|text| !text.is_empty()))
}

fn id(members: &Object<'_>, field: &str) -> Result<Option<String>, Refusal> {
    let Some(raw) = members.get(&[field]) else { return Ok(None) };
    let pointer = format!("/{field}");
    let text = json::text(raw).ok_or_else(|| invalid(&pointer, "must be a string or a number"))?;
    text::optional(&text, TEXT_MAX).map_err(|e| invalid(&pointer, e.0))
}

fn object<'a>(members: &Object<'a>, field: &str) -> Result<Object<'a>, Refusal> {
    let Some(raw) = members.get(&[field]) else { return Ok(Object::default()) };
    Object::parse(raw.get()).ok_or_else(|| invalid(&format!("/{field}"), "must be an object"))
}

fn name(
    kind: Kind,
    members: &Object<'_>,
    properties: &Object<'_>,
    context: &Object<'_>,
) -> Result<String, Refusal> {
    let instead = match kind {
        Kind::Track => {
            let name = members.text(&["event"]).unwrap_or_default();
            return text::required(&name, TEXT_MAX).map_err(|e| invalid("/event", e.0));
        }
        Kind::Page => "Page",
        Kind::Screen => "Screen",
        Kind::Identify | Kind::Group | Kind::Alias => return Ok(String::new()),
    };
    if let Some(name) = id(members, "name")? {
        return Ok(name);
    }
    let path = properties.text(&["path"]).or_else(|| context.object("page").text(&["path"]));
    Ok(path.and_then(|path| json::short(&path, TEXT_MAX)).unwrap_or_else(|| instead.to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Event<'_>, Refusal> {
        let now = "2026-11-22T12:00:00Z".parse().unwrap();
        Event::read(&Object::parse(text).unwrap(), None, &Envelope::default(), now)
    }

    #[test]
    fn null_is_missing_and_a_number_is_an_id() {
        let event = read(
            r#"{"type":"Track","event":"Product Viewed","userId":null,"anonymousId":7,"messageId":12,
                "properties":null,"traits":null,"context":null,"timestamp":null}"#,
        )
        .unwrap();
        assert_eq!((event.user_id, event.anonymous_id.as_deref()), (None, Some("7")));
        assert_eq!(event.message_id.as_deref(), Some("12"));
        assert!(event.properties.is_empty() && event.times.original.is_none());
    }

    #[test]
    fn what_is_missing_is_named() {
        for (text, pointer) in [
            (r#"{"type":"track","event":"x"}"#, ""),
            (r#"{"type":"track","event":"  ","userId":"u"}"#, "/event"),
            (r#"{"type":"scream","userId":"u"}"#, "/type"),
            (r#"{"userId":"u"}"#, "/type"),
            (r#"{"type":"identify","userId":["u"]}"#, "/userId"),
            (r#"{"type":"identify","userId":"u","traits":"none"}"#, "/traits"),
            (r#"{"type":"group","userId":"u"}"#, "/groupId"),
            (r#"{"type":"alias","userId":"u"}"#, "/previousId"),
        ] {
            assert_eq!(read(text).unwrap_err().pointer, pointer, "{text}");
        }
        let long = format!(r#"{{"type":"identify","userId":"u","messageId":"{}"}}"#, "x".repeat(256));
        assert_eq!(read(&long).unwrap_err().pointer, "/messageId");
        assert!(read(r#"{"type":"group","groupId":5}"#).is_ok());
        assert!(read(r#"{"type":"alias","userId":"a","previousId":"b"}"#).is_ok());
    }

    #[test]
    fn a_page_without_a_name_goes_by_its_path() {
        let page = r#"{"type":"page","userId":"u","name":null,"context":{"page":{"path":"/shop"}}}"#;
        assert_eq!(read(page).unwrap().name, "/shop");
        assert_eq!(read(r#"{"type":"screen","userId":"u"}"#).unwrap().name, "Screen");
    }
}

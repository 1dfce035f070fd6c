//! JSON taken apart one level at a time: members stay texts as they were written, so that numbers keep their digits
//! and what nobody asks for costs nothing.

use serde::{
    Deserialize, Deserializer,
    de::{MapAccess, Visitor},
};
use serde_json::value::RawValue;
use std::{borrow::Cow, fmt};

/// The members of an object, in their order.
#[derive(Debug, Clone, Default)]
pub struct Object<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

/// A member's name; borrowed where it holds no escape.
#[derive(Deserialize)]
struct Key<'a>(#[serde(borrow)] Cow<'a, str>);

impl<'de> Deserialize<'de> for Object<'de> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Members;
        impl<'de> Visitor<'de> for Members {
            type Value = Object<'de>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Object<'de>, A::Error> {
                let mut members = Vec::new();
                while let Some((Key(name), value)) = map.next_entry::<Key<'de>, &'de RawValue>()? {
                    members.push((name, value));
                }
                Ok(Object(members))
            }
        }
        deserializer.deserialize_map(Members)
    }
}

impl<'a> Object<'a> {
    /// The object of this text; none when it is none.
    pub fn parse(text: &'a str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// The members that say something: an explicit null is as good as absent.
    pub fn members(&self) -> impl Iterator<Item = (&str, &'a RawValue)> {
        self.0.iter().filter(|(_, value)| value.get() != "null").map(|(name, value)| (&**name, *value))
    }

    /// The member with the first of these names that says something; of doubles the last.
    pub fn get(&self, names: &[&str]) -> Option<&'a RawValue> {
        names.iter().find_map(|wanted| {
            let mut found = self.members().filter(|(name, _)| name == wanted).map(|(_, value)| value);
            let mut last = found.next();
            for value in found {
                last = Some(value);
            }
            last
        })
    }

    /// The text of a member that is a string or a number.
    pub fn text(&self, names: &[&str]) -> Option<String> {
        self.get(names).and_then(text)
    }

    /// A member that is an object; empty when it is absent or something else.
    pub fn object(&self, name: &str) -> Self {
        self.get(&[name]).and_then(|raw| Self::parse(raw.get())).unwrap_or_default()
    }

    /// Whether nothing is said in it.
    pub fn is_empty(&self) -> bool {
        self.members().next().is_none()
    }

    /// Adds members that are not said here.
    pub fn fill(&mut self, from: &Self) {
        for (name, value) in &from.0 {
            if self.get(&[&**name]).is_none() {
                self.0.push((name.clone(), *value));
            }
        }
    }

    /// The object as text, without the members that `drop` names.
    pub fn without(&self, drop: &[&str]) -> String {
        let mut out = Writer::default();
        for (name, value) in self.members().filter(|(name, _)| !drop.contains(name)) {
            out.member(name, value.get());
        }
        out.finish()
    }

    /// The object as text, with only the members that `keep` names.
    pub fn only(&self, keep: &[&str]) -> String {
        let mut out = Writer::default();
        for (name, value) in self.members().filter(|(name, _)| keep.contains(name)) {
            out.member(name, value.get());
        }
        out.finish()
    }
}

/// Writes an object, member by member.
#[derive(Debug, Default)]
pub struct Writer(String);

impl Writer {
    /// Adds a member; `value` is JSON.
    pub fn member(&mut self, name: &str, value: &str) {
        self.0.push(if self.0.is_empty() { '{' } else { ',' });
        self.0.push_str(&quoted(name));
        self.0.push(':');
        self.0.push_str(value);
    }

    /// The object's text.
    pub fn finish(mut self) -> String {
        if self.0.is_empty() {
            self.0.push('{');
        }
        self.0.push('}');
        self.0
    }
}

/// A text as a JSON string.
pub fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}

/// The text of a string, or the digits of a number: ids are numbers in many shops.
pub fn text(raw: &RawValue) -> Option<String> {
    let json = raw.get();
    match json.as_bytes().first() {
        Some(b'"') => serde_json::from_str(json).ok(),
        Some(b'-' | b'0'..=b'9') => Some(json.to_owned()),
        _ => None,
    }
}

/// A boolean.
pub fn boolean(raw: &RawValue) -> Option<bool> {
    raw.get().parse().ok()
}

/// A text on one line, cut to `max` characters; none when nothing is left. For what is better cut than lost.
pub fn short(text: &str, max: usize) -> Option<String> {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let cut: String = line.trim().chars().take(max).collect();
    Some(cut.trim_end().to_owned()).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn null_is_missing_and_numbers_keep_their_digits() {
        let object =
            Object::parse(r#"{"a":null,"b\u0031":1.500,"userId":42,"user_id":"x","big":1e308}"#).unwrap();
        assert!(object.get(&["a"]).is_none());
        assert_eq!(object.get(&["b1"]).unwrap().get(), "1.500");
        assert_eq!(object.text(&["userId", "user_id"]).as_deref(), Some("42"));
        assert_eq!(object.text(&["nothing", "user_id"]).as_deref(), Some("x"));
        assert_eq!(object.without(&["userId"]), r#"{"b1":1.500,"user_id":"x","big":1e308}"#);
        assert_eq!(Object::parse("{}").unwrap().without(&[]), "{}");
        assert!(Object::parse("[1]").is_none());
    }

    #[test]
    fn what_is_said_is_not_filled() {
        let mut object = Object::parse(r#"{"a":1,"b":null}"#).unwrap();
        object.fill(&Object::parse(r#"{"a":2,"b":3,"c":{"d":4.0}}"#).unwrap());
        assert_eq!(object.without(&[]), r#"{"a":1,"b":3,"c":{"d":4.0}}"#);
    }

    #[test]
    fn a_thousand_keys_are_kept() {
        let members: Vec<String> = (0..1000).map(|n| format!(r#""k{n}":{n}"#)).collect();
        let text = format!("{{{}}}", members.join(","));
        assert_eq!(Object::parse(&text).unwrap().without(&[]), text);
    }

    #[test]
    fn long_text_is_cut_by_characters() {
        assert_eq!(short(" a\nb ", 9).as_deref(), Some("a b"));
        assert_eq!(short("₹₹₹", 2).as_deref(), Some("₹₹"));
        assert_eq!(short(" \t ", 9), None);
    }
}

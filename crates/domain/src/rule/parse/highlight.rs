//! Colours for the line of text while it is typed.

use super::{
    lexer::{What, lex},
    subjects::{FUNCTIONS, attribute},
};
use crate::rule::{Attribute, Field, Kind, Relation};
use std::ops::Range;

/// What a piece of a rule's text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenKind {
    /// An attribute, a field or a function.
    Name,
    /// A word of the grammar, or a sign.
    Keyword,
    /// A number, a day, a text or a fixed word.
    Value,
    /// Brackets, commas and dots.
    Punctuation,
    /// Nothing that a rule knows.
    Wrong,
}

const KEYWORDS: [&str; 47] = [
    "and",
    "or",
    "not",
    "everyone",
    "is",
    "set",
    "empty",
    "in",
    "between",
    "contains",
    "has",
    "any",
    "all",
    "starts",
    "ends",
    "with",
    "length",
    "on",
    "before",
    "after",
    "at",
    "least",
    "ago",
    "last",
    "next",
    "this",
    "today",
    "yesterday",
    "month",
    "week",
    "quarter",
    "year",
    "day",
    "hour",
    "months",
    "weeks",
    "years",
    "days",
    "hours",
    "anniversary",
    "including",
    "excluding",
    "unknown",
    "count",
    "sum",
    "last_at",
    "first_at",
];

/// The pieces of a text, whatever it is, with their place in bytes. Between them are blanks only.
pub fn tokens(text: &str) -> Vec<(Range<usize>, TokenKind)> {
    let all = lex(text);
    let mut out = Vec::with_capacity(all.len());
    for (n, token) in all.iter().enumerate() {
        let kind = match &token.what {
            What::Word(word) => {
                // after a sign stands a value, also where a name is spelled like it
                let compared = n
                    .checked_sub(1)
                    .and_then(|n| all.get(n))
                    .is_some_and(|t| matches!(t.what, What::Sign(_)));
                if compared && is_value(word) { TokenKind::Value } else { kind_of(word) }
            }
            What::Number(_) | What::When(_) | What::Text(_) => TokenKind::Value,
            What::Sign(_) => TokenKind::Keyword,
            What::Open | What::Close | What::Comma | What::Dot => TokenKind::Punctuation,
            What::Wrong(_) => TokenKind::Wrong,
        };
        out.push((token.range.clone(), kind));
    }
    out
}

fn kind_of(word: &str) -> TokenKind {
    if KEYWORDS.contains(&word) {
        TokenKind::Keyword
    } else if FUNCTIONS.contains(&word) || attribute(word).is_some() || is_field(word) {
        TokenKind::Name
    } else if is_value(word) {
        TokenKind::Value
    } else {
        TokenKind::Wrong
    }
}

fn is_field(word: &str) -> bool {
    let relations = [Relation::Orders, Relation::Products, Relation::Logins, Relation::FailedLogins];
    word == "property"
        || relations.iter().any(|relation| relation.fields().iter().any(|f| f.as_str() == word))
}

fn is_value(word: &str) -> bool {
    let among =
        |kind: Kind| matches!(kind, Kind::Word(words) if words.iter().any(|w| w.eq_ignore_ascii_case(word)));
    matches!(word, "true" | "false")
        || Attribute::ALL.iter().any(|attribute| among(attribute.kind()))
        || among(Field::Status.kind())
        || among(Field::PaymentStatus.kind())
}

#[cfg(test)]
mod tests {
    use super::*;
    use TokenKind::{Keyword, Name, Punctuation, Value, Wrong};

    fn kinds(text: &str) -> Vec<(&str, TokenKind)> {
        tokens(text).into_iter().map(|(range, kind)| (&text[range], kind)).collect()
    }

    #[test]
    fn every_piece_has_a_kind_and_its_place() {
        assert_eq!(
            kinds("Total_Orders >= 3 and status = active and totl"),
            [
                ("Total_Orders", Name),
                (">=", Keyword),
                ("3", Value),
                ("and", Keyword),
                ("status", Name),
                ("=", Keyword),
                ("active", Value),
                ("and", Keyword),
                ("totl", Wrong),
            ]
        );
        assert_eq!(
            kinds("event(\"₹\", property(\"x\") = \"open"),
            [
                ("event", Name),
                ("(", Punctuation),
                ("\"₹\"", Value),
                (",", Punctuation),
                ("property", Name),
                ("(", Punctuation),
                ("\"x\"", Value),
                (")", Punctuation),
                ("=", Keyword),
                ("\"open", Wrong),
            ]
        );
        assert_eq!(
            kinds("signup_method = email"),
            [("signup_method", Name), ("=", Keyword), ("email", Value)]
        );
        assert!(kinds("").is_empty());
    }
}

//! From characters to tokens. Never fails: what has no meaning becomes a token that says why.

use super::super::When;
use chrono::{DateTime, NaiveDate};
use rust_decimal::Decimal;
use std::{iter::Peekable, ops::Range, str::CharIndices};

/// A piece of the text and where it stands, in bytes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Token {
    pub(super) what: What,
    pub(super) range: Range<usize>,
}

/// What a token is.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum What {
    /// A name or keyword, in lower case.
    Word(String),
    /// A number.
    Number(Decimal),
    /// A day or an instant.
    When(When),
    /// A text in quotes, without them.
    Text(String),
    /// A comparison.
    Sign(Sign),
    /// `(`
    Open,
    /// `)`
    Close,
    /// `,`
    Comma,
    /// `.`
    Dot,
    /// None of these, and why.
    Wrong(String),
}

/// A comparison.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sign {
    Equal,
    NotEqual,
    More,
    AtLeast,
    Less,
    AtMost,
}

type Chars<'a> = Peekable<CharIndices<'a>>;

/// The tokens of a text.
pub(super) fn lex(text: &str) -> Vec<Token> {
    let mut out = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((from, c)) = chars.next() {
        if c.is_whitespace() {
            continue;
        }
        let what = match c {
            '(' => What::Open,
            ')' => What::Close,
            ',' => What::Comma,
            '.' => What::Dot,
            '"' => quoted(&mut chars),
            '=' => {
                follows(&mut chars, '=');
                What::Sign(Sign::Equal)
            }
            '!' if follows(&mut chars, '=') => What::Sign(Sign::NotEqual),
            '<' if follows(&mut chars, '=') => What::Sign(Sign::AtMost),
            '<' if follows(&mut chars, '>') => What::Sign(Sign::NotEqual),
            '<' => What::Sign(Sign::Less),
            '>' if follows(&mut chars, '=') => What::Sign(Sign::AtLeast),
            '>' => What::Sign(Sign::More),
            '≠' => What::Sign(Sign::NotEqual),
            '≤' => What::Sign(Sign::AtMost),
            '≥' => What::Sign(Sign::AtLeast),
            '\'' | '‘' | '’' | '“' | '”' | '`' => {
                What::Wrong("texts stand in straight double quotes, such as \"gmail.com\"".into())
            }
            c if c.is_ascii_digit() || c == '-' => literal(run(text, from, &mut chars, |c| {
                c.is_alphanumeric() || matches!(c, '.' | ':' | '-' | '+' | '_')
            })),
            c if c.is_alphabetic() || c == '_' => What::Word(
                run(text, from, &mut chars, |c| c.is_alphanumeric() || c == '_').to_ascii_lowercase(),
            ),
            c => What::Wrong(format!("`{c}` has no meaning here")),
        };
        let to = chars.peek().map_or(text.len(), |(at, _)| *at);
        out.push(Token { what, range: from..to });
    }
    out
}

fn follows(chars: &mut Chars<'_>, wanted: char) -> bool {
    chars.next_if(|(_, c)| *c == wanted).is_some()
}

/// What stands from here on as long as the characters are of one kind.
fn run<'a>(text: &'a str, from: usize, chars: &mut Chars<'_>, belongs: fn(char) -> bool) -> &'a str {
    while chars.next_if(|(_, c)| belongs(*c)).is_some() {}
    let to = chars.peek().map_or(text.len(), |(at, _)| *at);
    text.get(from..to).unwrap_or_default()
}

fn quoted(chars: &mut Chars<'_>) -> What {
    let mut out = String::new();
    let mut wrong = None;
    while let Some((_, c)) = chars.next() {
        match c {
            '"' => return wrong.map_or(What::Text(out), What::Wrong),
            '\\' => match chars.next() {
                Some((_, c @ ('"' | '\\'))) => out.push(c),
                _ => wrong = Some("after `\\` in a text comes `\"` or `\\`".to_owned()),
            },
            c => out.push(c),
        }
    }
    What::Wrong("this text has no closing `\"`".into())
}

/// A number, a day or an instant.
fn literal(run: &str) -> What {
    if let Some(number) = number(run) {
        return What::Number(number);
    }
    if run.len() == 10
        && let Ok(day) = run.parse::<NaiveDate>()
    {
        return What::When(When::Day(day));
    }
    if let Ok(at) = DateTime::parse_from_rfc3339(run) {
        return What::When(When::Instant(at.to_utc()));
    }
    let digits = run.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let unit = match run.strip_prefix(digits) {
        Some("h") => "hours",
        Some("d") => "days",
        Some("w") => "weeks",
        Some("y") => "years",
        _ => "",
    };
    What::Wrong(if unit.is_empty() || number(digits).is_none() {
        "neither a number such as 1499.50, nor a day such as 2026-11-01, nor an instant such as 2026-11-01T00:00:00Z"
            .into()
    } else {
        format!("a length of time is written as `{digits} {unit}`")
    })
}

/// Plain digits with a dot: no symbol, no thousands mark, no exponent.
pub(in super::super) fn number(run: &str) -> Option<Decimal> {
    let digits = run.strip_prefix('-').unwrap_or(run);
    let (whole, rest) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let plain = |part: &str| !part.is_empty() && part.len() <= 28 && part.bytes().all(|b| b.is_ascii_digit());
    if !plain(whole) || !rest.is_none_or(plain) {
        return None;
    }
    Decimal::from_str_exact(run).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_know_their_kind_and_place() {
        let tokens = lex("Spent >= 1.5 ≠ \"a\\\"b\\\\\"(2026-11-01)");
        let whats: Vec<&What> = tokens.iter().map(|token| &token.what).collect();
        assert_eq!(
            whats,
            [
                &What::Word("spent".into()),
                &What::Sign(Sign::AtLeast),
                &What::Number("1.5".parse().unwrap()),
                &What::Sign(Sign::NotEqual),
                &What::Text("a\"b\\".into()),
                &What::Open,
                &What::When(When::Day("2026-11-01".parse().unwrap())),
                &What::Close,
            ]
        );
        assert_eq!(tokens[2].range, 9..12);
    }

    #[test]
    fn what_is_no_literal_says_what_one_is() {
        for (wrong, said) in [
            ("30d", "`30 days`"),
            ("2026-13-01", "2026-11-01"),
            ("1e9", "1499.50"),
            ("1_000", "1499.50"),
            ("-", "1499.50"),
            ("\"open", "closing"),
            ("'gmail.com'", "straight double quotes"),
            ("\"a\\n\"", "after"),
            ("₹", "no meaning"),
            ("99999999999999999999999999999999", "1499.50"),
        ] {
            let first = lex(wrong).into_iter().next().unwrap().what;
            assert!(matches!(&first, What::Wrong(message) if message.contains(said)), "{wrong}: {first:?}");
        }
    }
}

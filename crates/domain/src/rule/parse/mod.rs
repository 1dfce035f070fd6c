//! Rules as people write them, in one line.
//!
//! ```text
//! rule       = all { "or" all }
//! all        = unit { "and" unit }                        binds tighter than "or"
//! unit       = "not" unit | "(" rule ")" | "everyone" | condition
//! condition  = subject test [ ( "including" | "excluding" ) "unknown" ]
//!            | membership [ "=" ( "true" | "false" ) ]
//!
//! subject    = attribute                                  the name of a column, such as total_orders, or an alias
//!            | "trait" "(" text ")"
//!            | rows "." measure
//! rows       = ( "orders" | "products" | "logins" | "failed_logins" ) "(" [ filter { "," filter } ] ")"
//!            | "event" "(" text { "," filter } ")"
//! filter     = field test [ ( "including" | "excluding" ) "unknown" ]
//! field      = name | "property" "(" text ")"             all filters hold of the same row
//! measure    = "count" | "sum" "(" field ")" | "last_at" | "first_at"
//! membership = "in_segment" "(" text ")" | "in_campaign" "(" text ")" | "held_out" "(" text ")"
//!            | "in_export" "(" text ")" | "random_bucket" "(" text "," number ")"
//!
//! test       = "is" [ "not" ] "set"
//!            | "=" ( "true" | "false" )                                                       flags
//!            | ( "=" | "!=" | ">" | ">=" | "<" | "<=" ) number | "between" number "and" number   numbers
//!            | ( "=" | "!=" | [ "not" ] ( "contains" | "starts" "with" | "ends" "with" ) ) text  texts
//!            | [ "not" ] "in" "(" text { "," text } ")"
//!            | [ "not" ] "on" day | ( "before" | "on or before" | "after" | "on or after" ) when   dates
//!            | "between" when "and" when
//!            | [ "not" ] "in last" span | "at least" span "ago" | "in next" span
//!            | "between" span "and" span "ago"
//!            | "is today" | "is yesterday"
//!            | "in" ( "this" | "last" ) ( "week" | "month" | "quarter" | "year" ) | "in month" 1…12
//!            | "anniversary today" | "anniversary in" ( "next" | "last" ) number "days"
//!            | [ "not" ] "contains" [ "any" | "all" ] texts | "is empty"                       lists
//!            | "length" ( "=" | "<" | "<=" | ">" | ">=" ) number
//!
//! when       = day | instant                              2026-11-01 | 2026-11-01T00:00:00Z
//! span       = number ( "hours" | "days" | "weeks" | "months" | "years" )
//! text       = '"' characters '"'                         with \" and \\; fixed words need no quotes
//! ```
//!
//! Keywords and names have no case. Traits and properties take every test, and the test says which kind is meant; as
//! `contains "a"` asks for a part of a text, an element of a list is asked for by `has "a"` and `not has "a"`. A date
//! may also be compared with signs (`signup_date >= 2026-11-01` is `signup_date on or after 2026-11-01`).
//! `RULES.md` beside this crate tells what all of it means.
//!
//! A hand-written recursive descent: it is also compiled to WASM, where size counts. It never panics, and it refuses
//! before it nests deeply.

mod compare;
mod conditions;
mod dates;
#[cfg(test)]
mod examples;
mod highlight;
pub(super) mod lexer;
mod rows;
mod subjects;
#[cfg(test)]
mod tests;

pub use highlight::{TokenKind, tokens};
pub(super) use subjects::attribute;

use super::{
    MAX_CONDITIONS, MAX_DEPTH, Rule,
    check::{RuleError, too_deep, too_many},
    nearest::hint,
};
use lexer::{Token, What, lex};

/// The longest text that is read, in bytes.
pub const MAX_BYTES: usize = 100_000;

/// How deep brackets and negations may nest while reading; those that mean nothing are taken away afterwards.
const MAX_NESTING: usize = 40;

type Parsed<T> = Result<T, RuleError>;

/// Reads a rule. The result is checked and [normal](Rule::normal).
///
/// # Errors
/// The first thing that is wrong, with the character at which it stands.
pub fn parse(text: &str) -> Result<Rule, RuleError> {
    if text.len() > MAX_BYTES {
        return Err(RuleError {
            path: String::new(),
            at: Some(1),
            message: format!("a rule may be at most {MAX_BYTES} bytes long"),
        });
    }
    let mut parser = Parser { text, tokens: lex(text), at: 0, value_at: 0, conditions: 0, nesting: 0 };
    let rule = parser.any()?;
    if parser.at < parser.tokens.len() {
        return Err(parser.expected("`and`, `or` or the end", &["and", "or", "excluding", "including"]));
    }
    Ok(rule)
}

struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    /// The next token.
    at: usize,
    /// The first token of the value that was read last.
    value_at: usize,
    conditions: usize,
    nesting: usize,
}

impl Parser<'_> {
    fn any(&mut self) -> Parsed<Rule> {
        let from = self.at;
        let mut rules = vec![self.all()?];
        while self.word("or") {
            rules.push(self.all()?);
        }
        self.group(Rule::Any(rules), from)
    }

    fn all(&mut self) -> Parsed<Rule> {
        let from = self.at;
        let mut rules = vec![self.unit()?];
        while self.word("and") {
            rules.push(self.unit()?);
        }
        self.group(Rule::All(rules), from)
    }

    fn unit(&mut self) -> Parsed<Rule> {
        let from = self.at;
        if self.nesting >= MAX_NESTING {
            return Err(self.fail(from, too_deep()));
        }
        self.nesting += 1;
        let rule = if self.word("not") {
            let inner = self.unit()?;
            self.group(Rule::Not(Box::new(inner)), from)?
        } else if self.eat(&What::Open) {
            let inner = self.any()?;
            self.expect(&What::Close, "`)`")?;
            inner
        } else if self.word("everyone") {
            self.count(from, 1)?;
            Rule::EVERYONE
        } else {
            Rule::Is(self.condition()?)
        };
        self.nesting -= 1;
        Ok(rule)
    }

    fn group(&self, rule: Rule, from: usize) -> Parsed<Rule> {
        let rule = rule.normal();
        if rule.depth() > MAX_DEPTH { Err(self.fail(from, too_deep())) } else { Ok(rule) }
    }

    fn count(&mut self, from: usize, more: usize) -> Parsed<()> {
        self.conditions += more;
        if self.conditions > MAX_CONDITIONS { Err(self.fail(from, too_many())) } else { Ok(()) }
    }

    fn peek(&self) -> Option<&What> {
        self.tokens.get(self.at).map(|token| &token.what)
    }

    fn peek_word(&self) -> Option<&str> {
        self.word_at(self.at)
    }

    fn word_at(&self, at: usize) -> Option<&str> {
        match self.tokens.get(at) {
            Some(Token { what: What::Word(word), .. }) => Some(word),
            _ => None,
        }
    }

    /// Takes this word if it is next.
    fn word(&mut self, word: &str) -> bool {
        let found = self.peek_word() == Some(word);
        self.at += usize::from(found);
        found
    }

    /// Takes these words if they are next.
    fn words(&mut self, words: &[&str]) -> bool {
        let found = words.iter().enumerate().all(|(n, word)| self.word_at(self.at + n) == Some(*word));
        self.at += if found { words.len() } else { 0 };
        found
    }

    fn eat(&mut self, what: &What) -> bool {
        let found = self.peek() == Some(what);
        self.at += usize::from(found);
        found
    }

    fn expect(&mut self, what: &What, name: &str) -> Parsed<()> {
        if self.eat(what) { Ok(()) } else { Err(self.expected(name, &[])) }
    }

    fn expect_word(&mut self, word: &str) -> Parsed<()> {
        if self.word(word) { Ok(()) } else { Err(self.expected(&format!("`{word}`"), &[word])) }
    }

    /// A text in quotes.
    fn text(&mut self, example: &str) -> Parsed<String> {
        self.value_at = self.at;
        match self.peek().cloned() {
            Some(What::Text(text)) => {
                self.at += 1;
                Ok(text)
            }
            _ => Err(self.expected(&format!("a text in double quotes, such as \"{example}\""), &[])),
        }
    }

    /// The next token is wrong: something else was expected, one of `known` perhaps.
    fn expected(&self, what: &str, known: &[&str]) -> RuleError {
        let said = match self.peek() {
            Some(What::Word(word)) => hint(word, &mut known.iter().copied()),
            _ => String::new(),
        };
        self.wrong(self.at, format!("expected {what}{said}"))
    }

    /// This token is wrong; when it is none at all, that is said rather than `message`.
    fn wrong(&self, at: usize, message: String) -> RuleError {
        match self.tokens.get(at) {
            Some(Token { what: What::Wrong(why), .. }) => self.fail(at, why.clone()),
            _ => self.fail(at, message),
        }
    }

    /// An error at a token, or behind the last one.
    fn fail(&self, at: usize, message: String) -> RuleError {
        let byte = match self.tokens.get(at) {
            Some(token) => token.range.start,
            None => self.tokens.last().map_or(0, |token| token.range.end),
        };
        let before = self.text.get(..byte).map_or(0, |text| text.chars().count());
        RuleError { path: String::new(), at: Some(before + 1), message }
    }
}

//! What a condition asks about: attributes, traits, and being in something. Rows are read in `rows`.

use super::{Parsed, Parser, lexer::What};
use crate::rule::{Attribute, Relation, Subject, nearest::hint};

/// Everything that is written with brackets.
pub(super) const FUNCTIONS: [&str; 11] = [
    "orders",
    "products",
    "event",
    "logins",
    "failed_logins",
    "trait",
    "in_segment",
    "in_campaign",
    "held_out",
    "in_export",
    "random_bucket",
];

/// An attribute by its name or an alias, in lower case.
pub(in super::super) fn attribute(name: &str) -> Option<Attribute> {
    Attribute::ALL.iter().copied().find(|a| a.as_str() == name || a.aliases().contains(&name))
}

impl Parser<'_> {
    pub(super) fn subject(&mut self) -> Parsed<Subject> {
        let from = self.at;
        let Some(name) = self.peek_word().map(str::to_owned) else {
            return Err(self.wrong(from, "expected a condition, such as `total_orders >= 3`".into()));
        };
        self.at += 1;
        let function = FUNCTIONS.contains(&name.as_str());
        if function && self.eat(&What::Open) {
            return self.function(&name);
        }
        if let Some(attribute) = attribute(&name) {
            return Ok(Subject::Attribute(attribute));
        }
        if function {
            return Err(self.wrong(self.at, format!("expected `(` after `{name}`")));
        }
        let names = Attribute::ALL
            .iter()
            .flat_map(|a| std::iter::once(a.as_str()).chain(a.aliases().iter().copied()));
        let said = hint(&name, &mut names.chain(FUNCTIONS));
        let shown: String = name.chars().take(40).collect();
        Err(self.fail(from, format!("there is no attribute `{shown}`{said}")))
    }

    /// What stands in the brackets of a function, and after them.
    fn function(&mut self, name: &str) -> Parsed<Subject> {
        let relation = match name {
            "orders" => Relation::Orders,
            "products" => Relation::Products,
            "logins" => Relation::Logins,
            "failed_logins" => Relation::FailedLogins,
            "event" => return self.event().map(Subject::Rows),
            _ => return self.named(name),
        };
        self.rows(relation, true).map(Subject::Rows)
    }

    /// The functions that take a text.
    fn named(&mut self, name: &str) -> Parsed<Subject> {
        let at = self.at;
        let text = self.text(match name {
            "trait" => "plan",
            "in_segment" => "high_value",
            "random_bucket" => "salt",
            _ => "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f",
        })?;
        let no_id = |what: &str| self.fail(at, format!("must be the id of {what}"));
        let subject = match name {
            "trait" => Subject::Trait(text),
            "in_segment" => {
                Subject::Segment(text.parse().map_err(|e: crate::FieldError| self.fail(at, e.0))?)
            }
            "in_campaign" => Subject::Campaign(text.parse().map_err(|_| no_id("a campaign"))?),
            "held_out" => Subject::Holdout(text.parse().map_err(|_| no_id("a campaign"))?),
            "in_export" => Subject::Export(text.parse().map_err(|_| no_id("an export"))?),
            _ => return self.bucket(text),
        };
        self.expect(&What::Close, "`)`")?;
        Ok(subject)
    }

    fn bucket(&mut self, salt: String) -> Parsed<Subject> {
        self.expect(&What::Comma, "`,` and how many of a hundred, such as random_bucket(\"a\", 10)")?;
        let Some(&What::Number(percent)) = self.peek() else {
            return Err(self.expected("how many of a hundred, such as 10", &[]));
        };
        self.at += 1;
        self.expect(&What::Close, "`)`")?;
        Ok(Subject::Bucket { salt, percent })
    }
}

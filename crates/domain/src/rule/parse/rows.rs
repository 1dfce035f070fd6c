//! Related rows: `orders(amount >= 500, date in last 30 days).count`.

use super::{Parsed, Parser, lexer::What};
use crate::rule::{Field, Filter, Measure, Relation, Rows, nearest::hint, subjects};

impl Parser<'_> {
    /// The name of an event, and what follows.
    pub(super) fn event(&mut self) -> Parsed<Rows> {
        let name = self.text("Product Viewed")?;
        let filters = self.eat(&What::Comma);
        if !filters {
            self.expect(&What::Close, "`,` or `)`")?;
        }
        self.rows(Relation::Event(name), filters)
    }

    /// The filters of rows, if any, and what is made of the rows.
    pub(super) fn rows(&mut self, relation: Relation, open: bool) -> Parsed<Rows> {
        let mut filters = Vec::new();
        if open && !self.eat(&What::Close) {
            loop {
                filters.push(self.filter(&relation)?);
                if self.eat(&What::Close) {
                    break;
                }
                self.expect(&What::Comma, "`,` or `)`")?;
            }
        }
        let measure = self.measure(&relation)?;
        Ok(Rows { relation, filters, measure })
    }

    fn filter(&mut self, relation: &Relation) -> Parsed<Filter> {
        let field = self.field(relation)?;
        let (test, unknown) = self.checked_test(field.kind())?;
        Ok(Filter { field, test, unknown })
    }

    fn field(&mut self, relation: &Relation) -> Parsed<Field> {
        let from = self.at;
        let Some(name) = self.peek_word().map(str::to_owned) else {
            return Err(self.wrong(from, format!("expected one of {}", subjects::fields(relation))));
        };
        self.at += 1;
        if name == "property" && matches!(relation, Relation::Event(_)) {
            self.expect(&What::Open, "`(` after `property`")?;
            let name = self.text("category")?;
            self.expect(&What::Close, "`)`")?;
            return Ok(Field::Property(name));
        }
        if let Some(field) = relation.fields().iter().find(|field| field.as_str() == name) {
            return Ok(field.clone());
        }
        let said = hint(&name, &mut relation.fields().iter().map(Field::as_str));
        let shown: String = name.chars().take(40).collect();
        let end = if said.is_empty() { ";" } else { "" };
        let has = subjects::fields(relation);
        Err(self.fail(from, format!("`{}` has no `{shown}`{said}{end} it has {has}", relation.as_str())))
    }

    fn measure(&mut self, relation: &Relation) -> Parsed<Measure> {
        const KNOWN: [&str; 4] = ["count", "sum", "last_at", "first_at"];
        self.expect(&What::Dot, "`.count`, `.sum(…)`, `.last_at` or `.first_at`")?;
        if self.word("count") {
            return Ok(Measure::Count);
        }
        if self.word("last_at") {
            return Ok(Measure::LastAt);
        }
        if self.word("first_at") {
            return Ok(Measure::FirstAt);
        }
        if !self.word("sum") {
            return Err(self.expected("`count`, `sum(…)`, `last_at` or `first_at`", &KNOWN));
        }
        self.expect(&What::Open, "`(` after `sum`")?;
        let from = self.at;
        let field = self.field(relation)?;
        if !subjects::sums(relation, &field) {
            return Err(self.fail(from, subjects::no_sum(relation).into()));
        }
        self.expect(&What::Close, "`)`")?;
        Ok(Measure::Sum(field))
    }
}

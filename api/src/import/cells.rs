//! A row's cells by column, and what is wrong with them: all of it at once.

use super::{cell, header::Column, plan::Plan};
use chrono::{DateTime, Duration, Utc};
use csv::ByteRecord;
use patron_domain::{FieldError, money::Money, phone::Phone, text};
use std::str::FromStr;

/// A row's cells, and what is wrong with them so far.
pub struct Cells<'a> {
    /// How the file is read.
    pub plan: &'a Plan,
    record: &'a ByteRecord,
    guarded: bool,
    reasons: Vec<String>,
}

impl<'a> Cells<'a> {
    /// The cells of a row.
    ///
    /// # Errors
    /// When it has more or fewer than the header.
    pub fn new(plan: &'a Plan, record: &'a ByteRecord) -> Result<Self, String> {
        let width = plan.header.width();
        if record.len() != width {
            return Err(format!("the row has {} cells, the header {width}", record.len()));
        }
        // spreadsheets and other shops' exports put a `'` before phones; Patron's own files say whether they do
        Ok(Self { plan, record, guarded: plan.is_loose(), reasons: Vec::new() })
    }

    /// Takes guards off, or leaves cells as they are.
    pub const fn set_guarded(&mut self, guarded: bool) {
        self.guarded = guarded;
    }

    /// Says that something is wrong.
    pub fn fault(&mut self, column: Column, why: impl std::fmt::Display) {
        self.reasons.push(format!("{column}: {why}"));
    }

    /// Whether something is said to be wrong with a column.
    pub fn is_faulty(&self, column: Column) -> bool {
        let start = format!("{column}:");
        self.reasons.iter().any(|reason| reason.starts_with(&start))
    }

    /// What is wrong, if anything is.
    ///
    /// # Errors
    /// All of it in one text.
    pub fn done(self) -> Result<(), String> {
        if self.reasons.is_empty() { Ok(()) } else { Err(self.reasons.join("; ")) }
    }

    /// A cell's text, trimmed; `None` when the column is missing or the cell empty.
    pub fn text(&mut self, column: Column) -> Option<&'a str> {
        let bytes = self.plan.header.cell(self.record, column)?;
        let Ok(text) = std::str::from_utf8(bytes) else {
            self.fault(column, "must be text in UTF-8");
            return None;
        };
        let text = if self.guarded { cell::unguarded(text) } else { text };
        Some(text.trim()).filter(|t| !t.is_empty())
    }

    /// A cell's meaning; what is wrong with it goes to the reasons.
    pub fn read<T>(
        &mut self,
        column: Column,
        parse: impl FnOnce(&str) -> Result<T, FieldError>,
    ) -> Option<T> {
        match parse(self.text(column)?) {
            Ok(value) => Some(value),
            Err(why) => {
                self.fault(column, why);
                None
            }
        }
    }

    /// A text of at most `max` characters.
    pub fn short(&mut self, column: Column, max: usize) -> Option<String> {
        self.read(column, |t| text::optional(t, max)).flatten()
    }

    /// A text of which the first `max` characters are kept, on one line.
    pub fn cut(&mut self, column: Column, max: usize) -> Option<String> {
        let text = self.text(column)?;
        let one_line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(max).collect();
        Some(one_line.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// One of a fixed set of words, in any case.
    pub fn word<T: FromStr<Err = FieldError>>(&mut self, column: Column) -> Option<T> {
        self.read(column, |t| t.to_ascii_lowercase().parse())
    }

    /// An instant that is not in the future; a day's grace for clocks and zones.
    pub fn instant(&mut self, column: Column) -> Option<DateTime<Utc>> {
        let (zone, now) = (self.plan.zone, self.plan.now);
        self.read(column, |t| {
            let at = cell::instant(t, zone)?;
            if at > now + Duration::days(1) { Err(FieldError::new("lies in the future")) } else { Ok(at) }
        })
    }

    /// A count.
    pub fn count(&mut self, column: Column) -> Option<i32> {
        let parse = if self.plan.is_loose() { cell::loose_count } else { cell::count };
        self.read(column, parse)
    }

    /// An amount, not below zero.
    pub fn amount(&mut self, column: Column) -> Option<Money> {
        let loose = self.plan.is_loose();
        self.read(column, |t| cell::amount(t, loose))
    }

    /// A name: whole, or put together from its parts.
    pub fn name(&mut self) -> Option<String> {
        if let Some(whole) = self.short(Column::FullName, text::NAME_MAX) {
            return Some(whole);
        }
        let parts =
            [self.short(Column::FirstName, text::NAME_MAX), self.short(Column::LastName, text::NAME_MAX)];
        let name = parts.into_iter().flatten().collect::<Vec<_>>().join(" ");
        let max = text::NAME_MAX;
        if name.chars().count() > max {
            self.fault(Column::FullName, format!("must be at most {max} characters"));
            return None;
        }
        Some(name).filter(|name| !name.is_empty())
    }

    /// A phone number. The first version wrote `N/A` for a missing one.
    pub fn phone(&mut self) -> Option<Phone> {
        let country = &self.plan.phone_country;
        let parse = |t: &str| if t.eq_ignore_ascii_case("n/a") { Ok(None) } else { Phone::parse(t, country) };
        self.read(Column::MobileNumber, parse).flatten()
    }
}

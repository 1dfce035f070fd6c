//! How rows become bytes: RFC 4180 (comma, CRLF, doubled quotes), no BOM, NULL is empty, text guarded against
//! formulas (OWASP, CSV injection).

use super::{
    columns::{Cell, Column, Context, Shape},
    times,
};
use patron_api_types::exports::CsvFlavour;
use patron_db::exports::{Column as Stored, Value};
use std::borrow::Cow;

/// Room for a chunk.
const ROOM: usize = 96 * 1024;

/// Collects rows until there are enough bytes to send.
pub struct Writer {
    inner: csv::Writer<Vec<u8>>,
    columns: Vec<Column>,
    context: Context,
    /// Bytes of fields since the last take, about.
    waiting: usize,
}

fn writer() -> csv::Writer<Vec<u8>> {
    csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .quote_style(csv::QuoteStyle::Necessary)
        .from_writer(Vec::with_capacity(ROOM))
}

impl Writer {
    /// A writer that has written the header.
    ///
    /// # Errors
    /// Never in practice: it writes to memory.
    pub fn new(columns: Vec<Column>, context: Context) -> Result<Self, csv::Error> {
        let mut inner = writer();
        inner.write_record(columns.iter().map(|c| c.header))?;
        Ok(Self { inner, columns, context, waiting: 0 })
    }

    /// What the store is to give for each row, in this order.
    pub fn stored(&self) -> Vec<Stored> {
        let stored = |column: &Column| match column.cell {
            Cell::Stored(stored, _) => Some(stored),
            Cell::Currency | Cell::Flavour => None,
        };
        self.columns.iter().filter_map(stored).collect()
    }

    /// Adds a row of [`Writer::stored`]'s values.
    ///
    /// # Errors
    /// Never in practice: it writes to memory.
    pub fn row(&mut self, values: &[Value<'_>]) -> Result<(), csv::Error> {
        let mut values = values.iter();
        for column in &self.columns {
            let (text, shape): (Cow<'_, str>, _) = match column.cell {
                Cell::Currency => (self.context.currency.as_str().into(), Shape::Plain),
                Cell::Flavour => (self.context.flavour.as_str().into(), Shape::Plain),
                Cell::Stored(_, shape) => match values.next() {
                    None | Some(Value::Nothing) => ("".into(), Shape::Plain),
                    Some(Value::Instant(at)) => {
                        let exact = shape == Shape::Exact;
                        let text = times::local(*at, self.context.zone, exact);
                        self.waiting += text.as_bytes().len();
                        self.inner.write_field(text.as_bytes())?;
                        continue;
                    }
                    Some(Value::Text(text)) => ((*text).into(), shape),
                    Some(Value::Opened(text)) => (text.as_str().into(), shape),
                    Some(Value::Money(digits)) => (digits.as_str().into(), shape),
                    Some(Value::Count(n)) => (n.to_string().into(), shape),
                    Some(Value::Flag(yes)) => (if *yes { "true" } else { "false" }.into(), shape),
                    Some(Value::Id(id)) => (id.to_string().into(), shape),
                },
            };
            self.waiting += text.len() + 1;
            let guard = match shape {
                Shape::Typed => is_formula(&text),
                Shape::Phone => is_formula(&text) && !is_e164(&text),
                Shape::Plain | Shape::Second | Shape::Exact => false,
            };
            if guard && self.context.flavour == CsvFlavour::Guarded {
                self.inner.write_field(format!("'{text}"))?;
            } else {
                self.inner.write_field(text.as_bytes())?;
            }
        }
        self.inner.write_record(None::<&[u8]>)
    }

    /// How many bytes wait, about.
    pub const fn waiting(&self) -> usize {
        self.waiting
    }

    /// Takes what waits.
    ///
    /// # Errors
    /// Never in practice: it writes to memory.
    pub fn take(&mut self) -> std::io::Result<Vec<u8>> {
        self.waiting = 0;
        // the csv crate gives its sink up only by ending; a fresh one takes its place, without a header
        let done = std::mem::replace(&mut self.inner, writer());
        done.into_inner().map_err(|e| std::io::Error::other(e.to_string()))
    }
}

/// Text that a spreadsheet would run: one that begins with `= + - @`, a tab or a line end. It gets a `'` in front. Text
/// that begins with `'` gets one too, so that taking the first one off gives the text back.
pub(crate) fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\''])
}

/// A `+` and digits: a number, and nothing that a spreadsheet runs.
fn is_e164(text: &str) -> bool {
    text.strip_prefix('+')
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_guarded_and_other_text_is_left_alone() {
        for bad in ["=HYPERLINK(1)", "+1", "-1", "@x", "\tx", "\rx", "\nx", "'x"] {
            assert!(is_formula(bad), "{bad}");
        }
        for good in ["Ananya", "a=b", "", "₹10"] {
            assert!(!is_formula(good), "{good}");
        }
        assert!(is_e164("+919876543210") && !is_e164("+1+cmd") && !is_e164("+") && !is_e164("=1"));
    }
}

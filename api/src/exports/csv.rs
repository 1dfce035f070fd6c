//! How rows become bytes: RFC 4180 (comma, CRLF, doubled quotes), no BOM, NULL is empty, text guarded against
//! formulas (OWASP, CSV injection).

use super::columns::{Cell, Column, Context};
use patron_api_types::exports::CsvFlavour;
use patron_db::rows::Profile;

/// Collects rows until there are enough bytes to send.
pub struct Writer {
    inner: csv::Writer<Vec<u8>>,
    columns: &'static [Column],
    context: Context,
}

impl Writer {
    /// A writer that has written the header.
    ///
    /// # Errors
    /// Never in practice: it writes to memory.
    pub fn new(columns: &'static [Column], context: Context) -> Result<Self, csv::Error> {
        let mut inner = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .quote_style(csv::QuoteStyle::Necessary)
            .from_writer(Vec::with_capacity(96 * 1024));
        inner.write_record(columns.iter().map(|c| c.header))?;
        Ok(Self { inner, columns, context })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// Never in practice: it writes to memory.
    pub fn row(&mut self, profile: &Profile) -> Result<(), csv::Error> {
        for column in self.columns {
            match (column.cell)(profile, &self.context) {
                Cell::Plain(text) => self.inner.write_field(text)?,
                Cell::Text(text) if self.context.flavour == CsvFlavour::Guarded => {
                    self.inner.write_field(guarded(text))?;
                }
                Cell::Text(text) => self.inner.write_field(text)?,
            }
        }
        self.inner.write_record(None::<&[u8]>)
    }

    /// How many bytes wait. The inner writer's own buffer comes on top.
    pub fn waiting(&self) -> usize {
        self.inner.get_ref().len()
    }

    /// Takes what waits.
    ///
    /// # Errors
    /// Never in practice: it writes to memory.
    pub fn take(&mut self) -> std::io::Result<Vec<u8>> {
        self.inner.flush()?;
        // the csv crate gives its sink up only by ending; a fresh one takes its place, without a header
        let next = csv::WriterBuilder::new()
            .terminator(csv::Terminator::CRLF)
            .quote_style(csv::QuoteStyle::Necessary)
            .from_writer(Vec::with_capacity(96 * 1024));
        let done = std::mem::replace(&mut self.inner, next);
        done.into_inner().map_err(|e| std::io::Error::other(e.to_string()))
    }
}

/// Puts a `'` before text that a spreadsheet would run: one that begins with `= + - @`, a tab or a line end.
/// Text that begins with `'` gets one too, so that taking the first one off gives the text back.
fn guarded(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\'']) { format!("'{text}") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_guarded_and_other_text_is_left_alone() {
        for bad in ["=HYPERLINK(1)", "+1", "-1", "@x", "\tx", "\rx", "\nx", "'x"] {
            assert_eq!(guarded(bad.into()), format!("'{bad}"));
        }
        for good in ["Ananya", "a=b", "", "₹10"] {
            assert_eq!(guarded(good.into()), good);
        }
    }
}

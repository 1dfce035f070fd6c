//! How rows become CSV: RFC 4180 (comma, CRLF, doubled quotes), NULL is empty, text guarded against formulas (OWASP, CSV
//! injection) unless a program reads it, a BOM and phones that stay text where a spreadsheet does.

use super::{
    cell::{Form, guarded},
    parts,
};
use patron_api_types::exports::CsvFlavour;

/// Room for a chunk.
const ROOM: usize = 96 * 1024;
/// What tells a spreadsheet that a file is UTF-8.
const MARK: &[u8] = b"\xEF\xBB\xBF";

pub(super) struct Csv {
    inner: csv::Writer<Vec<u8>>,
    flavour: CsvFlavour,
    /// How many bytes a text may have.
    longest: usize,
    /// For what is altered.
    scratch: String,
    /// Bytes of fields since the last take, about.
    pub(super) waiting: usize,
}

fn writer(begin: &[u8]) -> csv::Writer<Vec<u8>> {
    let mut sink = Vec::with_capacity(ROOM);
    sink.extend_from_slice(begin);
    csv::WriterBuilder::new()
        .terminator(csv::Terminator::CRLF)
        .quote_style(csv::QuoteStyle::Necessary)
        .from_writer(sink)
}

impl Csv {
    /// A file that begins with these headers.
    pub(super) fn new(headers: &[String], flavour: CsvFlavour, longest: usize) -> Result<Self, csv::Error> {
        let mut inner = writer(if flavour == CsvFlavour::Spreadsheet { MARK } else { &[] });
        for header in headers {
            // those of a preset are typed by people too
            if guarded(Form::Typed, header, flavour) {
                inner.write_field(format!("'{header}"))?;
            } else {
                inner.write_field(header)?;
            }
        }
        inner.write_record(None::<&[u8]>)?;
        Ok(Self { inner, flavour, longest, scratch: String::new(), waiting: 0 })
    }

    /// Adds a cell.
    pub(super) fn field(&mut self, form: Form, text: &str) -> Result<(), csv::Error> {
        self.waiting += text.len() + 1;
        if guarded(form, text, self.flavour) {
            self.scratch.clear();
            self.scratch.push('\'');
            // the guard counts, where the length does
            self.scratch.push_str(parts::cut(text, self.longest.saturating_sub(1)));
            return self.inner.write_field(&self.scratch);
        }
        if form == Form::Phone && self.flavour == CsvFlavour::Spreadsheet {
            return self.inner.write_field(parts::spaced(text, &mut self.scratch));
        }
        self.inner.write_field(text)
    }

    /// Ends a row.
    pub(super) fn end(&mut self) -> Result<(), csv::Error> {
        self.inner.write_record(None::<&[u8]>)
    }

    /// Takes what waits.
    pub(super) fn take(&mut self) -> std::io::Result<Vec<u8>> {
        self.waiting = 0;
        // the csv crate gives its sink up only by ending; a fresh one takes its place, without a header
        let done = std::mem::replace(&mut self.inner, writer(&[]));
        done.into_inner().map_err(|e| std::io::Error::other(e.to_string()))
    }
}

//! From rows to the bytes of a file, piece by piece; workbooks are in [`super::xlsx`], because they come whole.

use super::{
    cell::{self, Form},
    csv::Csv,
    formats::{Column, Layout},
    jsonl::Lines,
    parts,
};
use chrono_tz::Tz;
use patron_api_types::exports::{CsvFlavour, FileType};
use patron_db::exports::Value;
use patron_domain::FieldError;
use std::io;

/// What cells need to know besides the row.
#[derive(Debug, Clone)]
pub struct Context {
    /// The store's zone, for times.
    pub zone: Tz,
    /// The store's currency.
    pub currency: String,
    /// How text is written.
    pub flavour: CsvFlavour,
}

impl Context {
    /// The same for a kind of file: nothing is guarded but in CSV, and the file says so.
    pub(super) fn of(self, file: FileType) -> Self {
        let flavour = if file == FileType::Csv { self.flavour } else { CsvFlavour::Machine };
        Self { flavour, ..self }
    }
}

enum Sink {
    Csv(Box<Csv>),
    Lines(Lines),
}

/// Collects rows until there are enough bytes to send.
pub struct Writer {
    columns: Vec<Column>,
    /// How many bytes a text may have.
    longest: usize,
    context: Context,
    sink: Sink,
    /// For what is put together.
    scratch: String,
}

impl Writer {
    /// A writer that has written the header, where there is one.
    ///
    /// # Errors
    /// For workbooks.
    pub fn new(layout: &Layout, file: FileType, context: Context) -> Result<Self, FieldError> {
        let layout = layout.written(file, context.flavour);
        let context = context.of(file);
        let headers = layout.headers();
        let longest = layout.longest();
        let sink = match file {
            FileType::Csv => Sink::Csv(Box::new(
                Csv::new(&headers, context.flavour, longest).map_err(|e| FieldError::new(e.to_string()))?,
            )),
            FileType::JsonLines => Sink::Lines(Lines::new(&headers)),
            FileType::Xlsx => return Err(FieldError::new("a workbook is made in the background only")),
        };
        Ok(Self { columns: layout.into_columns(), longest, context, sink, scratch: String::new() })
    }

    /// Adds a row of [`Layout::stored`]'s values.
    ///
    /// # Errors
    /// Never in practice: it writes to memory.
    pub fn row(&mut self, values: &[Value<'_>]) -> io::Result<()> {
        let Self { columns, longest, context, sink, scratch } = self;
        for column in columns.iter() {
            let (form, text) = column.text(values, context, *longest, scratch);
            match sink {
                Sink::Csv(csv) => csv.field(form, text)?,
                Sink::Lines(lines) => lines.field(form, text),
            }
        }
        match sink {
            Sink::Csv(csv) => csv.end()?,
            Sink::Lines(lines) => lines.end(),
        }
        Ok(())
    }

    /// How many bytes wait, about.
    pub const fn waiting(&self) -> usize {
        match &self.sink {
            Sink::Csv(csv) => csv.waiting,
            Sink::Lines(lines) => lines.waiting(),
        }
    }

    /// Takes what waits.
    ///
    /// # Errors
    /// Never in practice: it writes to memory.
    pub fn take(&mut self) -> io::Result<Vec<u8>> {
        match &mut self.sink {
            Sink::Csv(csv) => csv.take(),
            Sink::Lines(lines) => Ok(lines.take()),
        }
    }
}

/// The texts of a row as they stand in the file, without quotes: for a preview.
pub fn shown(layout: &Layout, values: &[Value<'_>], file: FileType, context: &Context) -> Vec<String> {
    let layout = layout.written(file, context.flavour);
    let context = context.clone().of(file);
    let (mut scratch, mut spaced) = (String::new(), String::new());
    let longest = layout.longest();
    let columns = layout.into_columns();
    let shown = |column: &Column| {
        let (form, text) = column.text(values, &context, longest, &mut scratch);
        if cell::guarded(form, text, context.flavour) {
            format!("'{text}")
        } else if form == Form::Phone && context.flavour == CsvFlavour::Spreadsheet {
            parts::spaced(text, &mut spaced).to_owned()
        } else {
            text.to_owned()
        }
    };
    columns.iter().map(shown).collect()
}

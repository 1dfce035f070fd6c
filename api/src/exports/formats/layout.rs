//! Columns in order, and what the store is to give for each row. A stored value that several columns are made of is asked
//! for once.

use crate::exports::{
    cell::{self, Cell, Form, Shape},
    fields::{Field, Made},
    parts,
    writer::Context,
};
use patron_api_types::exports::{CsvFlavour, ExportFormat, FileType, PresetColumn};
use patron_db::exports::{Column as Stored, Value};
use std::borrow::Cow;

/// A column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// What it is made of.
    pub field: &'static str,
    /// Its header.
    pub header: Cow<'static, str>,
    /// Its cells.
    pub(in crate::exports) cell: Cell,
}

impl Column {
    /// The text of its cell in a row, and what it is. `longest` bytes of what was typed are kept.
    pub(in crate::exports) fn text<'a>(
        &self,
        values: &'a [Value<'_>],
        context: &'a Context,
        longest: usize,
        scratch: &'a mut String,
    ) -> (Form, &'a str) {
        let (form, text) = cell::text(self.cell, values, context, scratch);
        if form == Form::Typed && text.len() > longest {
            (form, parts::cut(text, longest))
        } else {
            (form, text)
        }
    }
}

/// The columns of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    format: ExportFormat,
    columns: Vec<Column>,
    stored: Vec<Stored>,
    longest: usize,
    /// Whether times stand there twice already.
    local_times: bool,
    hashed: bool,
}

impl Layout {
    /// No columns yet.
    pub(super) const fn new(format: ExportFormat) -> Self {
        Self {
            format,
            columns: Vec::new(),
            stored: Vec::new(),
            longest: usize::MAX,
            local_times: false,
            hashed: false,
        }
    }

    /// What somebody typed has at most so many bytes; the rest is left out.
    pub(super) fn at_most(mut self, bytes: usize) -> Self {
        self.longest = bytes;
        self
    }

    /// What identifies people is hashed.
    pub(super) fn hashed(mut self, hashed: bool) -> Self {
        self.hashed = hashed;
        self
    }

    /// A field under this header.
    pub(super) fn field(self, header: impl Into<Cow<'static, str>>, field: Field) -> Self {
        match field.made {
            Made::Stored(_, shape) => self.shaped(header, field, shape),
            Made::Currency => self.made(header, field.name, |_| Cell::Currency),
            Made::Flavour => self.made(header, field.name, |_| Cell::Flavour),
        }
    }

    /// A field under this header, written in this way.
    pub(super) fn shaped(self, header: impl Into<Cow<'static, str>>, field: Field, shape: Shape) -> Self {
        self.made(header, field.name, |layout| Cell::One(layout.place(field), shape))
    }

    /// A column that stays empty: the destination has it and Patron hasn't.
    pub(super) fn blank(self, header: &'static str) -> Self {
        self.made(header, "empty", |_| Cell::Fixed(""))
    }

    /// A column of another kind.
    pub(super) fn made(
        mut self,
        header: impl Into<Cow<'static, str>>,
        field: &'static str,
        cell: impl FnOnce(&mut Self) -> Cell,
    ) -> Self {
        let cell = cell(&mut self);
        self.columns.push(Column { field, header: header.into(), cell });
        self
    }

    /// Where a field stands among the stored values.
    pub(super) fn place(&mut self, field: Field) -> usize {
        // what is the same in every row is stored nowhere; a place without a value reads as nothing
        let Made::Stored(stored, _) = field.made else { return usize::MAX };
        self.stored.iter().position(|other| *other == stored).unwrap_or_else(|| {
            self.stored.push(stored);
            self.stored.len() - 1
        })
    }

    /// As this kind of file has it: where people read a file of one's own in a spreadsheet, each time stands there once
    /// more, as a spreadsheet reads times.
    #[must_use]
    pub fn written(&self, file: FileType, flavour: CsvFlavour) -> Self {
        let mut out = self.clone();
        let wanted = self.format == ExportFormat::Custom
            && file == FileType::Csv
            && flavour == CsvFlavour::Spreadsheet;
        if !wanted || self.local_times {
            return out;
        }
        out.local_times = true;
        out.columns.clear();
        for column in &self.columns {
            out.columns.push(column.clone());
            if let Cell::One(place, Shape::Second | Shape::Exact) = column.cell {
                out.columns.push(Column {
                    field: column.field,
                    header: format!("{}_local", column.header).into(),
                    cell: Cell::One(place, Shape::Local),
                });
            }
        }
        out
    }

    /// The headers.
    pub fn headers(&self) -> Vec<String> {
        self.columns.iter().map(|column| column.header.clone().into_owned()).collect()
    }

    /// What the store is to give for each row, in this order.
    pub fn stored(&self) -> Vec<Stored> {
        self.stored.clone()
    }

    /// What each column is made of, and its header.
    pub fn fields(&self) -> Vec<PresetColumn> {
        let field = |column: &Column| PresetColumn {
            field: column.field.into(),
            header: column.header.clone().into_owned(),
        };
        self.columns.iter().map(field).collect()
    }

    /// Whom it is for.
    pub const fn format(&self) -> ExportFormat {
        self.format
    }

    /// How many bytes of what was typed are kept.
    pub const fn longest(&self) -> usize {
        self.longest
    }

    /// Whether what identifies people is hashed.
    pub const fn is_hashed(&self) -> bool {
        self.hashed
    }

    /// The header of the first column that is made of this field.
    pub(in crate::exports) fn header_of(&self, field: &str) -> Option<String> {
        let column = self.columns.iter().find(|column| column.field == field)?;
        Some(column.header.clone().into_owned())
    }

    /// The columns.
    pub(in crate::exports) fn into_columns(self) -> Vec<Column> {
        self.columns
    }
}

//! Workbooks: one sheet, a bold header, phones and all other text as text, numbers as numbers, no formula anywhere.
//! Rows go to a temporary file as they come, so that memory stays flat.

use super::{
    cell::Form,
    formats::{Column, Layout},
    parts,
    writer::Context,
};
use patron_api_types::exports::FileType;
use patron_db::exports::Value;
use rust_xlsxwriter::{Format, Workbook as Book, XlsxError};
use std::fs::File;

/// Most people of a sheet: its rows less the header.
pub const ROWS_MAX: i64 = 1_048_575;
/// Most characters of a cell.
const CELL_MAX: usize = 32_767;

/// Why more of them make no workbook.
pub fn too_many() -> String {
    format!("A workbook has room for {ROWS_MAX} people; choose CSV.")
}

/// A workbook that is being made.
pub struct Workbook {
    book: Book,
    columns: Vec<Column>,
    longest: usize,
    context: Context,
    /// For what is put together.
    scratch: String,
    /// Of the next row.
    row: u32,
}

impl Workbook {
    /// A workbook with a header.
    ///
    /// # Errors
    /// When there is no room for a temporary file.
    pub fn new(layout: &Layout, context: Context) -> Result<Self, XlsxError> {
        let layout = layout.written(FileType::Xlsx, context.flavour);
        let mut book = Book::new();
        let sheet = book.add_worksheet_with_constant_memory()?;
        sheet.set_name("Customers")?;
        let bold = Format::new().set_bold();
        for (at, header) in (0u16..).zip(layout.headers()) {
            sheet.write_string_with_format(0, at, header, &bold)?;
        }
        let longest = layout.longest();
        let context = context.of(FileType::Xlsx);
        Ok(Self { book, columns: layout.into_columns(), longest, context, scratch: String::new(), row: 1 })
    }

    /// Adds a row of [`Layout::stored`]'s values.
    ///
    /// # Errors
    /// When the sheet or the disk is full.
    pub fn row(&mut self, values: &[Value<'_>]) -> Result<(), XlsxError> {
        let Self { book, columns, longest, context, scratch, row } = self;
        let sheet = book.worksheet_from_index(0)?;
        for (at, column) in (0u16..).zip(columns.iter()) {
            let (form, text) = column.text(values, context, *longest, scratch);
            let number = match form {
                Form::Nothing => continue,
                Form::Count | Form::Money => text.parse::<f64>().ok(),
                _ => None,
            };
            match (form, number) {
                (Form::Flag, _) => sheet.write_boolean(*row, at, text == "true")?,
                (_, Some(number)) => sheet.write_number(*row, at, number)?,
                _ => sheet.write_string(*row, at, short(text))?,
            };
        }
        *row += 1;
        Ok(())
    }

    /// The file, in memory.
    ///
    /// # Errors
    /// When the temporary file can't be read.
    pub fn finish(mut self) -> Result<Vec<u8>, XlsxError> {
        self.book.save_to_buffer()
    }

    /// Writes the file.
    ///
    /// # Errors
    /// When it can't be written.
    pub fn save(mut self, file: &mut File) -> Result<(), XlsxError> {
        self.book.save_to_writer(file)
    }
}

/// What fits a cell.
fn short(text: &str) -> &str {
    if text.len() <= CELL_MAX {
        return text;
    }
    // characters outside of the basic plane count twice there
    let mut units = 0;
    let end = text.char_indices().find(|(_, c)| {
        units += c.len_utf16();
        units > CELL_MAX
    });
    end.map_or(text, |(at, _)| parts::cut(text, at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_texts_are_cut_between_characters() {
        assert_eq!(short("abc"), "abc");
        assert_eq!(short(&"😀".repeat(20_000)).chars().count(), CELL_MAX / 2);
        assert_eq!(short(&"é".repeat(20_000)).chars().count(), 20_000);
    }
}

//! The file, read row by row as bytes: what can't be understood is still given back as it stands.

use csv::{ByteRecord, Reader, ReaderBuilder};
use std::{
    fs::File,
    io::{Chain, Cursor, Read},
    path::Path,
};

type Input = Chain<Cursor<Vec<u8>>, Box<dyn Read + Send>>;

const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";
/// How much of the beginning is looked at.
const START: u64 = 64 * 1024;
/// Room for what is read at once.
const ROOM: usize = 64 * 1024;

/// An open file behind its header row.
pub struct Source {
    reader: Reader<Input>,
    headers: ByteRecord,
    name: String,
    /// Whether lines end with CRLF.
    crlf: bool,
}

impl Source {
    /// Opens a file and reads its header row.
    ///
    /// # Errors
    /// As [`Source::read`].
    pub fn open(path: &Path) -> Result<Self, String> {
        let name = path.display().to_string();
        let file = File::open(path).map_err(|e| format!("{name}: {e}"))?;
        Self::read(Box::new(file), &name)
    }

    /// Reads the header row of an open file.
    ///
    /// # Errors
    /// When it can't be read, is empty, or is not in UTF-8 by its first bytes.
    pub fn read(mut input: Box<dyn Read + Send>, name: &str) -> Result<Self, String> {
        let io = |e: std::io::Error| format!("{name}: {e}");
        let mut start = Vec::new();
        input.by_ref().take(START).read_to_end(&mut start).map_err(io)?;
        if start.starts_with(b"\xFF\xFE") || start.starts_with(b"\xFE\xFF") {
            return Err(format!("{name}: it is in UTF-16. Save it as CSV in UTF-8"));
        }
        if start.contains(&0) {
            return Err(format!("{name}: it is no text. Save it as CSV in UTF-8"));
        }
        if start.starts_with(UTF8_MARK) {
            start.drain(..UTF8_MARK.len());
        }
        if start.is_empty() {
            return Err(format!("{name}: it is empty"));
        }
        let first_end = start.iter().position(|b| *b == b'\n');
        let crlf = first_end.is_some_and(|at| at > 0 && start[at - 1] == b'\r');
        // rows with too few or too many cells are refused one by one, not the file
        let mut reader = ReaderBuilder::new()
            .flexible(true)
            .buffer_capacity(ROOM)
            .from_reader(Cursor::new(start).chain(input));
        let headers = reader.byte_headers().map_err(|e| format!("{name}: {e}"))?.clone();
        Ok(Self { reader, headers, name: name.to_owned(), crlf })
    }

    /// The header row.
    pub const fn headers(&self) -> &ByteRecord {
        &self.headers
    }

    /// The columns' names, trimmed; what is no UTF-8 is replaced.
    pub fn columns(&self) -> Vec<String> {
        self.headers.iter().map(|name| String::from_utf8_lossy(name).trim().to_owned()).collect()
    }

    /// The next row with the number of its first line.
    ///
    /// # Errors
    /// When the file can't be read any more.
    pub fn next_row(&mut self) -> Result<Option<(u64, ByteRecord)>, String> {
        let mut record = ByteRecord::new();
        let more = self.reader.read_byte_record(&mut record).map_err(|e| format!("{}: {e}", self.name))?;
        Ok(more.then(|| (self.first_line(&record), record)))
    }

    /// The number of a row's first line. The reader knows where it stood before the row, with the end of the
    /// line before and empty lines still to come, and where it stands after it: at a LF that it has not read
    /// yet when lines end with CRLF, else behind it.
    fn first_line(&self, record: &ByteRecord) -> u64 {
        let inside = record.as_slice().iter().filter(|b| **b == b'\n').count() as u64;
        let end = u64::from(!self.crlf);
        let before = record.position().map_or(0, csv::Position::line);
        self.reader.position().line().saturating_sub(inside + end).max(before)
    }

    /// How many bytes have been read.
    pub fn position(&self) -> u64 {
        self.reader.position().byte()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(name: &str, bytes: &[u8]) -> std::path::PathBuf {
        let path = std::env::temp_dir().join(format!("patron-source-{}-{name}", std::process::id()));
        std::fs::write(&path, bytes).unwrap();
        path
    }

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_first_column() {
        let path =
            written("bom", b"\xEF\xBB\xBFemail,id\r\na@b.c,1\r\n\r\nd@e.f,\"two\nlines\"\r\nlast@b.c,2");
        let mut source = Source::open(&path).unwrap();
        assert_eq!(&source.headers()[0], b"email");
        assert_eq!(source.next_row().unwrap().unwrap().1[0], b"a@b.c"[..]);
        std::fs::remove_file(path).unwrap();
    }

    #[test]
    fn lines_are_counted_as_an_editor_does() {
        let rows = ["email,id", "a@b.c,1", "", "d@e.f,\"two#lines\"", "g@h.i,2", "last@b.c,3"];
        for (end, finish) in [("\n", ""), ("\n", "\n"), ("\r\n", ""), ("\r\n", "\r\n")] {
            let text = rows.join(end).replace('#', end) + finish;
            let path = written("lines", text.as_bytes());
            let mut source = Source::open(&path).unwrap();
            let lines: Vec<u64> =
                std::iter::from_fn(|| source.next_row().unwrap()).map(|(line, _)| line).collect();
            assert_eq!(lines, [2, 4, 6, 7], "{end:?} {finish:?}");
            std::fs::remove_file(path).unwrap();
        }
    }

    #[test]
    fn what_is_no_utf8_text_is_told() {
        for (name, bytes) in [
            ("empty", &b""[..]),
            ("utf16", b"\xFF\xFEe\0"),
            ("bom-only", b"\xEF\xBB\xBF"),
            ("sheet", b"PK\x03\x04\0"),
        ] {
            let path = written(name, bytes);
            assert!(Source::open(&path).is_err(), "{name}");
            std::fs::remove_file(path).unwrap();
        }
    }
}

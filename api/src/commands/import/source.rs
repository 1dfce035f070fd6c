//! The file, read row by row as bytes: what can't be understood is still given back as it stands.

use csv::{ByteRecord, Reader, ReaderBuilder};
use std::{
    fs::File,
    io::{BufRead as _, BufReader, Chain, Cursor, Read as _},
    path::Path,
};

type Input = Chain<Cursor<Vec<u8>>, BufReader<File>>;

const UTF8_MARK: &[u8] = b"\xEF\xBB\xBF";

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
    /// When it can't be read, is empty, or is not in UTF-8 by its first bytes.
    pub fn open(path: &Path) -> Result<Self, String> {
        let name = path.display().to_string();
        let io = |e: std::io::Error| format!("{name}: {e}");
        let mut file = BufReader::with_capacity(1 << 16, File::open(path).map_err(io)?);
        // of some inputs a first read gives less than three bytes
        let mut start = Vec::with_capacity(UTF8_MARK.len());
        file.by_ref().take(3).read_to_end(&mut start).map_err(io)?;
        if start.starts_with(b"\xFF\xFE") || start.starts_with(b"\xFE\xFF") {
            return Err(format!("{name}: it is in UTF-16. Save it as CSV in UTF-8"));
        }
        if start == UTF8_MARK {
            start.clear();
        }
        let next = file.fill_buf().map_err(io)?;
        if start.is_empty() && next.is_empty() {
            return Err(format!("{name}: it is empty"));
        }
        let first_end = next.iter().position(|b| *b == b'\n');
        let crlf = first_end.is_some_and(|at| at > 0 && next[at - 1] == b'\r');
        // rows with too few or too many cells are refused one by one, not the file
        let mut reader = ReaderBuilder::new().flexible(true).from_reader(Cursor::new(start).chain(file));
        let headers = reader.byte_headers().map_err(|e| format!("{name}: {e}"))?.clone();
        Ok(Self { reader, headers, name, crlf })
    }

    /// The header row.
    pub const fn headers(&self) -> &ByteRecord {
        &self.headers
    }

    /// The next row with the number of its first line.
    ///
    /// # Errors
    /// When the file can't be read any more.
    pub fn next(&mut self) -> Result<Option<(u64, ByteRecord)>, String> {
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
        assert_eq!(source.next().unwrap().unwrap().1[0], b"a@b.c"[..]);
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
                std::iter::from_fn(|| source.next().unwrap()).map(|(line, _)| line).collect();
            assert_eq!(lines, [2, 4, 6, 7], "{end:?} {finish:?}");
            std::fs::remove_file(path).unwrap();
        }
    }

    #[test]
    fn what_is_no_utf8_text_is_told() {
        for (name, bytes) in [("empty", &b""[..]), ("utf16", b"\xFF\xFEe\0"), ("bom-only", b"\xEF\xBB\xBF")] {
            let path = written(name, bytes);
            assert!(Source::open(&path).is_err(), "{name}");
            std::fs::remove_file(path).unwrap();
        }
    }
}

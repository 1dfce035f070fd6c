//! The file of refused rows: all their cells as they stood, the line, and the reasons. It can be mended and
//! imported in its turn.

use csv::{ByteRecord, Writer, WriterBuilder};
use std::{
    fs::{File, OpenOptions},
    os::unix::fs::OpenOptionsExt as _,
    path::{Path, PathBuf},
};

/// Where refused rows go. Nothing is made before the first one.
pub struct Rejects {
    path: PathBuf,
    headers: ByteRecord,
    /// Cells of the original that are left out: those that this file itself added before.
    own: Vec<usize>,
    writer: Option<Writer<File>>,
}

impl Rejects {
    /// Refused rows of a file with these headers.
    ///
    /// # Errors
    /// When `path` is the imported file itself.
    pub fn new(path: PathBuf, source: &Path, headers: &ByteRecord) -> Result<Self, String> {
        let same = path.canonicalize().is_ok_and(|p| source.canonicalize().is_ok_and(|s| s == p));
        if same {
            return Err(format!("--rejects {}: that is the imported file itself", path.display()));
        }
        let own = |name: &[u8]| name == b"line" || name == b"reason";
        let own = headers.iter().enumerate().filter(|(_, name)| own(name)).map(|(i, _)| i).collect();
        Ok(Self { path, headers: headers.clone(), own, writer: None })
    }

    /// Adds a row.
    ///
    /// # Errors
    /// When the file can't be written.
    pub fn add(&mut self, line: u64, record: &ByteRecord, reason: &str) -> Result<(), String> {
        let fail = |e: String| format!("{}: {e}", self.path.display());
        if self.writer.is_none() {
            let mut writer = create(&self.path).map_err(|e| fail(e.to_string()))?;
            let headers = self.cells(&self.headers, b"line", b"reason");
            writer.write_byte_record(&headers).map_err(|e| fail(e.to_string()))?;
            self.writer = Some(writer);
        }
        let row = self.cells(record, line.to_string().as_bytes(), reason.as_bytes());
        match &mut self.writer {
            Some(writer) => writer.write_byte_record(&row).map_err(|e| fail(e.to_string())),
            None => Ok(()),
        }
    }

    /// The row's own cells, as many as there are headings, and the two that are added.
    fn cells(&self, record: &ByteRecord, line: &[u8], reason: &[u8]) -> ByteRecord {
        let mut row = ByteRecord::new();
        for i in (0..self.headers.len()).filter(|i| !self.own.contains(i)) {
            row.push_field(record.get(i).unwrap_or_default());
        }
        row.push_field(line);
        row.push_field(reason);
        // cells beyond the headings, last so that the others stay in their columns
        record.iter().skip(self.headers.len()).for_each(|cell| row.push_field(cell));
        row
    }

    /// Writes what is still in memory.
    ///
    /// # Errors
    /// When the file can't be written.
    pub fn finish(&mut self) -> Result<(), String> {
        let path = &self.path;
        self.writer.as_mut().map_or(Ok(()), |w| w.flush().map_err(|e| format!("{}: {e}", path.display())))
    }
}

/// Personal data: only its owner may read it.
fn create(path: &Path) -> std::io::Result<Writer<File>> {
    let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    Ok(WriterBuilder::new().flexible(true).from_writer(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_refused_row_keeps_its_cells_and_a_second_refusal_replaces_the_first() {
        let path = std::env::temp_dir().join(format!("patron-rejects-{}.csv", std::process::id()));
        let headers = ByteRecord::from(vec!["email", "line", "reason", "full_name"]);
        let mut rejects = Rejects::new(path.clone(), Path::new("other.csv"), &headers).unwrap();
        rejects.finish().unwrap();
        assert!(!path.exists(), "nothing was refused yet");
        let row = ByteRecord::from(vec!["a b", "7", "before", "Ada, \"A\"", "beyond"]);
        rejects.add(3, &row, "email: wrong").unwrap();
        rejects.add(4, &ByteRecord::from(vec!["x"]), "too short").unwrap();
        rejects.finish().unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert_eq!(
            text,
            "email,full_name,line,reason\na b,\"Ada, \"\"A\"\"\",3,email: wrong,beyond\nx,,4,too short\n"
        );
        std::fs::remove_file(path).unwrap();
    }
}

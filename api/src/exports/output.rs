//! Where rows go: text that leaves piece by piece, or a workbook that is there when it is whole.

use super::{plan::Plan, writer::Writer, xlsx::Workbook};
use crate::state::AppState;
use patron_api_types::exports::FileType;
use patron_db::{Error, Result, exports::Value};
use std::{
    fs::File,
    io::{self, Cursor, Read},
    path::PathBuf,
};

/// A file that is being written.
pub(super) enum Output {
    Text(Box<Writer>),
    Book(Box<Workbook>),
}

fn invalid(why: impl std::fmt::Display) -> Error {
    Error::Invalid(why.to_string())
}

impl Output {
    /// An empty file of the plan's kind.
    ///
    /// # Errors
    /// A sentence, when there is no such file.
    pub(super) fn new(state: &AppState, plan: &Plan) -> std::result::Result<Self, String> {
        let context = plan.context(state);
        Ok(match plan.file {
            FileType::Csv | FileType::JsonLines => {
                let writer = Writer::new(&plan.layout, plan.file, context).map_err(|why| why.to_string())?;
                Self::Text(Box::new(writer))
            }
            FileType::Xlsx => {
                let book = Workbook::new(&plan.layout, context).map_err(|why| why.to_string())?;
                Self::Book(Box::new(book))
            }
        })
    }

    /// Adds a row.
    pub(super) fn row(&mut self, values: &[Value<'_>]) -> Result<()> {
        match self {
            Self::Text(writer) => writer.row(values).map_err(invalid),
            Self::Book(book) => book.row(values).map_err(invalid),
        }
    }

    /// How many bytes can be taken, about.
    pub(super) fn waiting(&self) -> usize {
        match self {
            Self::Text(writer) => writer.waiting(),
            Self::Book(_) => 0,
        }
    }

    /// Takes what can be taken.
    pub(super) fn take(&mut self) -> Result<Vec<u8>> {
        match self {
            Self::Text(writer) => writer.take().map_err(invalid),
            Self::Book(_) => Ok(Vec::new()),
        }
    }

    /// What is left when the last row is in.
    pub(super) async fn finish(self) -> Result<Box<dyn Read>> {
        Ok(match self {
            Self::Text(mut writer) => Box::new(Cursor::new(writer.take().map_err(invalid)?)),
            // zipping a large one takes seconds
            Self::Book(book) => {
                Box::new(tokio::task::spawn_blocking(move || Zipped::of(*book)).await.map_err(invalid)??)
            }
        })
    }
}

/// A workbook's file, which is gone when it was read.
struct Zipped {
    file: File,
    path: PathBuf,
}

impl Zipped {
    fn of(book: Workbook) -> Result<Self> {
        let path = std::env::temp_dir().join(format!("patron-export-{}.xlsx", patron_domain::ids::next()));
        let saved = book.save(&path).map_err(invalid).and_then(|()| File::open(&path).map_err(invalid));
        match saved {
            Ok(file) => Ok(Self { file, path }),
            Err(cause) => {
                let _ = std::fs::remove_file(&path);
                Err(cause)
            }
        }
    }
}

impl Read for Zipped {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.file.read(buffer)
    }
}

impl Drop for Zipped {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.path);
    }
}

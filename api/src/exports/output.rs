//! Where rows go: text that leaves piece by piece, or a workbook that is there when it is whole.

use super::{plan::Plan, writer::Writer, xlsx::Workbook};
use crate::state::AppState;
use patron_api_types::exports::FileType;
use patron_db::{Error, Result, exports::Value};
use std::{
    fs::{File, OpenOptions},
    io::{Cursor, Read, Seek as _},
    os::unix::fs::OpenOptionsExt as _,
};

/// A file that is being written.
pub(super) enum Output {
    Text(Box<Writer>),
    Book(Box<Workbook>),
}

pub(super) fn invalid(why: impl std::fmt::Display) -> Error {
    Error::Invalid(why.to_string())
}

impl Output {
    /// An empty file of the plan's kind.
    pub(super) fn new(state: &AppState, plan: &Plan) -> Result<Self> {
        let context = plan.context(state);
        Ok(match plan.file {
            FileType::Csv | FileType::JsonLines => {
                Self::Text(Box::new(Writer::new(&plan.layout, plan.file, context).map_err(invalid)?))
            }
            FileType::Xlsx => Self::Book(Box::new(Workbook::new(&plan.layout, context).map_err(invalid)?)),
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
                Box::new(tokio::task::spawn_blocking(move || zipped(*book)).await.map_err(invalid)??)
            }
        })
    }
}

/// A workbook's file. It is only its owner's to read, and has no name any more: nothing of it stays when the server dies.
fn zipped(book: Workbook) -> Result<File> {
    let path = std::env::temp_dir().join(format!("patron-export-{}.xlsx", patron_domain::ids::next()));
    let opened = OpenOptions::new().read(true).write(true).create_new(true).mode(0o600).open(&path);
    let mut file = opened.map_err(invalid)?;
    std::fs::remove_file(&path).map_err(invalid)?;
    book.save(&mut file).map_err(invalid)?;
    file.rewind().map_err(invalid)?;
    Ok(file)
}

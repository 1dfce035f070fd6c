//! Rows in the binary form of `COPY` (PostgreSQL documentation, COPY, "Binary Format"): a header; for each row
//! the number of fields and each field's length and bytes; a trailer.

use crate::{Error, Result};
use sqlx::{Encode, Postgres, encode::IsNull, postgres::PgArgumentBuffer};
use tokio::sync::mpsc::Sender;

/// Bytes that go out at once.
const CHUNK: usize = 256 * 1024;

/// Writes rows.
pub struct Rows {
    buffer: PgArgumentBuffer,
    width: usize,
    /// Fields that the current row still lacks.
    missing: usize,
    sender: Sender<Vec<u8>>,
}

impl Rows {
    pub(super) fn new(width: usize, sender: Sender<Vec<u8>>) -> Self {
        let mut buffer = PgArgumentBuffer::default();
        buffer.extend_from_slice(b"PGCOPY\n\xff\r\n\0");
        // neither flags nor an extension of the header
        buffer.extend_from_slice(&[0; 8]);
        Self { buffer, width, missing: 0, sender }
    }

    /// Begins a row. The one before must be complete.
    ///
    /// # Errors
    /// When it isn't, or nobody takes rows any more.
    pub fn row(&mut self) -> Result<()> {
        self.complete()?;
        if self.buffer.len() >= CHUNK {
            self.send()?;
        }
        self.missing = self.width;
        let width = i16::try_from(self.width).map_err(|e| Error::Invalid(e.to_string()))?;
        self.buffer.extend_from_slice(&width.to_be_bytes());
        Ok(())
    }

    /// The row's next field.
    ///
    /// # Errors
    /// When the row has no more fields or the value can't be written in binary form.
    pub fn field<'q, T: Encode<'q, Postgres>>(&mut self, value: T) -> Result<&mut Self> {
        self.missing =
            self.missing.checked_sub(1).ok_or_else(|| Error::Invalid("a field too many".into()))?;
        let at = self.buffer.len();
        self.buffer.extend_from_slice(&[0; 4]);
        let null = value.encode(&mut self.buffer).map_err(|e| Error::Invalid(e.to_string()))?;
        let length = match null {
            IsNull::Yes => -1,
            IsNull::No => {
                i32::try_from(self.buffer.len() - at - 4).map_err(|e| Error::Invalid(e.to_string()))?
            }
        };
        self.buffer[at..at + 4].copy_from_slice(&length.to_be_bytes());
        Ok(self)
    }

    pub(super) fn end(mut self) -> Result<()> {
        self.complete()?;
        self.buffer.extend_from_slice(&(-1i16).to_be_bytes());
        self.send()
    }

    fn complete(&self) -> Result<()> {
        if self.missing == 0 { Ok(()) } else { Err(Error::Invalid("a row with too few fields".into())) }
    }

    fn send(&mut self) -> Result<()> {
        let chunk = std::mem::replace(&mut *self.buffer, Vec::with_capacity(CHUNK + CHUNK / 8));
        // the database refused something: whoever reads the other end says what
        self.sender.blocking_send(chunk).map_err(|_| Error::Invalid("the load was broken off".into()))
    }
}

//! What a file can hold: an expression over `customer_profiles`, and what kind of value it gives.

use super::binary;
use crate::{
    Error, Result,
    sealed::{Field, Keyring},
};
use chrono::{DateTime, Utc};
use uuid::Uuid;

/// A column of an export.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// An expression over `customer_profiles`; our own text, never a caller's.
    pub sql: &'static str,
    /// What it gives.
    pub kind: Kind,
}

/// Kinds of values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "they say it")]
pub enum Kind {
    Text,
    Count,
    Money,
    Instant,
    Flag,
    Id,
    /// A sealed field, which is opened.
    Sealed(Field),
}

/// A value of a row.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "named like the kinds")]
pub enum Value<'a> {
    Nothing,
    Text(&'a str),
    Count(i32),
    /// Plain digits with a dot.
    Money(binary::Digits),
    Instant(DateTime<Utc>),
    Flag(bool),
    Id(Uuid),
    Opened(String),
}

impl Kind {
    /// Reads a field in the database's binary form.
    pub(super) fn read<'a>(self, field: Option<&'a [u8]>, keyring: &Keyring) -> Result<Value<'a>> {
        let Some(bytes) = field else { return Ok(Value::Nothing) };
        let damaged = || Error::Corrupt(format!("a field of an export is no {self:?}"));
        Ok(match self {
            Self::Text => Value::Text(std::str::from_utf8(bytes).map_err(|_| damaged())?),
            Self::Count => Value::Count(i32::from_be_bytes(bytes.try_into().map_err(|_| damaged())?)),
            Self::Money => Value::Money(binary::digits(bytes).ok_or_else(damaged)?),
            Self::Instant => Value::Instant(binary::instant(bytes).ok_or_else(damaged)?),
            Self::Flag => Value::Flag(bytes == [1]),
            Self::Id => Value::Id(Uuid::from_slice(bytes).map_err(|_| damaged())?),
            Self::Sealed(field) => Value::Opened(keyring.open(field, bytes)?),
        })
    }
}

//! PostgreSQL's binary forms, as `COPY … (format binary)` gives them (documentation of COPY, "Binary Format"; the
//! `*_send` functions of the server): quicker to make for the server than text, and quicker to read here.

use chrono::{DateTime, TimeDelta, Utc};

/// The first eleven bytes of the form; flags and the length of an extension follow, both four bytes.
const SIGNATURE: &[u8] = b"PGCOPY\n\xff\r\n\0";

/// Reads one row after the other.
#[derive(Debug, Default)]
pub(super) struct Reader {
    begun: bool,
}

impl Reader {
    /// The fields of a message: a row, the end (`Ok(None)`), or an error when it is neither.
    pub(super) fn row<'a>(&mut self, mut message: &'a [u8]) -> Option<Option<Fields<'a>>> {
        if !self.begun {
            let rest = message.strip_prefix(SIGNATURE)?;
            let (_flags, rest) = rest.split_at_checked(4)?;
            let (length, rest) = rest.split_at_checked(4)?;
            let length = u32::from_be_bytes(length.try_into().ok()?);
            message = rest.get(usize::try_from(length).ok()?..)?;
            self.begun = true;
        }
        let (count, rest) = message.split_at_checked(2)?;
        match i16::from_be_bytes(count.try_into().ok()?) {
            -1 => Some(None),
            count => Some(Some(Fields { rest, left: usize::try_from(count).ok()? })),
        }
    }
}

/// The fields of a row.
#[derive(Debug)]
pub(super) struct Fields<'a> {
    rest: &'a [u8],
    /// How many come.
    pub(super) left: usize,
}

impl<'a> Fields<'a> {
    /// The next field; `None` when the row is cut short.
    pub(super) fn field(&mut self) -> Option<Option<&'a [u8]>> {
        self.left = self.left.checked_sub(1)?;
        let (length, rest) = self.rest.split_at_checked(4)?;
        self.rest = rest;
        let Ok(length) = usize::try_from(i32::from_be_bytes(length.try_into().ok()?)) else {
            return Some(None); // -1 is null
        };
        let (bytes, rest) = self.rest.split_at_checked(length)?;
        self.rest = rest;
        Some(Some(bytes))
    }
}

/// A timestamp: microseconds since 2000.
pub(super) fn instant(bytes: &[u8]) -> Option<DateTime<Utc>> {
    let micros = i64::from_be_bytes(bytes.try_into().ok()?);
    DateTime::from_timestamp(946_684_800, 0)?.checked_add_signed(TimeDelta::microseconds(micros))
}

/// An amount in plain digits, without an allocation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Digits {
    text: [u8; 32],
    length: u8,
}

impl Digits {
    /// Such as `1499.00`.
    pub fn as_str(&self) -> &str {
        std::str::from_utf8(&self.text[..usize::from(self.length)]).unwrap_or_default()
    }

    fn push(&mut self, byte: u8) -> Option<()> {
        *self.text.get_mut(usize::from(self.length))? = byte;
        self.length += 1;
        Some(())
    }
}

/// A numeric: number of base-10000 digits, weight of the first, sign, decimals, digits. Written with two decimals at
/// least, as amounts are.
pub(super) fn digits(bytes: &[u8]) -> Option<Digits> {
    let word = |n: usize| Some(i16::from_be_bytes(bytes.get(2 * n..2 * n + 2)?.try_into().ok()?));
    let (count, weight, sign, scale) = (word(0)?, word(1)?, word(2)?, word(3)?);
    let mut out = Digits { text: [0; 32], length: 0 };
    match sign {
        0 => {}
        0x4000 => out.push(b'-')?,
        _ => return None, // no number, infinite
    }
    // the digit that stands for 10000^place
    let digit = |place: i16| -> Option<i16> {
        let n = weight - place;
        if (0..count).contains(&n) { word(4 + usize::try_from(n).ok()?) } else { Some(0) }
    };
    let mut leading = true;
    for place in (0..=weight.max(0)).rev() {
        let four = digit(place)?;
        for (n, unit) in [1000, 100, 10, 1].into_iter().enumerate() {
            let one = u8::try_from(four / unit % 10).ok()?;
            leading = leading && one == 0 && !(place == 0 && n == 3);
            if !leading {
                out.push(b'0' + one)?;
            }
        }
    }
    out.push(b'.')?;
    for n in 0..scale.max(2) {
        let four = digit(-1 - n / 4)?;
        let unit = [1000, 100, 10, 1][usize::try_from(n % 4).ok()?];
        out.push(b'0' + u8::try_from(four / unit % 10).ok()?)?;
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use rust_decimal::Decimal;
    use sqlx::{Encode as _, postgres::PgArgumentBuffer};

    fn written(value: Decimal) -> Vec<u8> {
        let mut buffer = PgArgumentBuffer::default();
        let _ = value.encode_by_ref(&mut buffer).unwrap();
        buffer.to_vec()
    }

    proptest! {
        #[test]
        fn an_amount_reads_as_it_was_written(cents in -99_999_999_999_999i64..=99_999_999_999_999) {
            let amount = Decimal::new(cents, 2);
            let read = digits(&written(amount)).unwrap();
            prop_assert_eq!(read.as_str(), amount.to_string());
        }

        #[test]
        fn no_bytes_make_it_panic(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let _ = digits(&bytes);
            let _ = instant(&bytes);
            if let Some(Some(mut fields)) = Reader::default().row(&bytes) {
                while fields.field().is_some() {}
            }
        }
    }

    #[test]
    fn known_amounts_and_instants() {
        for text in ["0.00", "0.05", "10000.00", "9999.99", "64280.00", "-0.50", "123456789012.34"] {
            assert_eq!(digits(&written(text.parse().unwrap())).unwrap().as_str(), text);
        }
        assert_eq!(instant(&0i64.to_be_bytes()).unwrap().to_rfc3339(), "2000-01-01T00:00:00+00:00");
        assert_eq!(instant(&[1]), None);
    }
}

//! Times of a file, RFC 3339 in the store's zone. Written digit by digit: two times a row are most of what a file of a
//! million rows costs otherwise.

use chrono::{DateTime, Datelike as _, Offset as _, TimeZone as _, Timelike as _, Utc};
use chrono_tz::Tz;

/// A time as text.
#[derive(Debug, Clone, Copy)]
pub struct Text {
    bytes: [u8; 40],
    length: usize,
}

impl Text {
    /// It.
    pub fn as_str(&self) -> &str {
        // only ASCII is pushed
        self.bytes.get(..self.length).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }

    fn push(&mut self, byte: u8) {
        // forty are more than any time needs
        if let Some(place) = self.bytes.get_mut(self.length) {
            *place = byte;
            self.length += 1;
        }
    }

    /// Day and time to the second.
    fn clock(&mut self, year: u32, local: &DateTime<Tz>, between: u8) {
        self.digits(year, 4);
        for (before, value) in [
            (b'-', local.month()),
            (b'-', local.day()),
            (between, local.hour()),
            (b':', local.minute()),
            (b':', local.second()),
        ] {
            self.push(before);
            self.digits(value, 2);
        }
    }

    fn digits(&mut self, value: u32, width: u32) {
        for n in (0..width).rev() {
            self.push(b'0' + (value / 10u32.pow(n) % 10) as u8);
        }
    }
}

/// `at` in `zone`, such as `2026-11-20T20:00:00+05:30`; `exact` with microseconds.
pub fn local(at: DateTime<Utc>, zone: Tz, exact: bool) -> Text {
    let mut out = Text { bytes: [0; 40], length: 0 };
    let local = zone.from_utc_datetime(&at.naive_utc());
    let Some(year) = u32::try_from(local.year()).ok().filter(|year| *year <= 9999) else {
        // no shop was there; the library knows how such a year is written
        let form = if exact { chrono::SecondsFormat::Micros } else { chrono::SecondsFormat::Secs };
        local.to_rfc3339_opts(form, false).bytes().for_each(|byte| out.push(byte));
        return out;
    };
    out.clock(year, &local, b'T');
    if exact {
        out.push(b'.');
        out.digits(local.nanosecond() / 1000 % 1_000_000, 6);
    }
    let offset = local.offset().fix().local_minus_utc();
    out.push(if offset < 0 { b'-' } else { b'+' });
    // zones of long ago had seconds; rounded, as the library does
    let minutes = (offset.unsigned_abs() + 30) / 60;
    out.digits(minutes / 60, 2);
    out.push(b':');
    out.digits(minutes % 60, 2);
    out
}

/// `at` in `zone` as spreadsheets take a time for one, such as `2026-11-20 20:00:00`.
pub fn plain(at: DateTime<Utc>, zone: Tz) -> Text {
    let mut out = Text { bytes: [0; 40], length: 0 };
    let local = zone.from_utc_datetime(&at.naive_utc());
    if let Some(year) = u32::try_from(local.year()).ok().filter(|year| *year <= 9999) {
        out.clock(year, &local, b' ');
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::SecondsFormat;

    #[test]
    fn a_time_reads_as_the_library_writes_it() {
        let zones = [
            chrono_tz::Asia::Kolkata,
            chrono_tz::America::St_Johns,
            chrono_tz::UTC,
            chrono_tz::Africa::Monrovia,
        ];
        for zone in zones {
            for seconds in [0, 1_700_000_000, 1_793_000_000, -1_000_000_000, 253_402_214_400, 4_000_000_000] {
                for micros in [0, 1, 123_456, 999_999] {
                    let at = DateTime::from_timestamp(seconds, micros * 1000).unwrap();
                    for (exact, form) in [(false, SecondsFormat::Secs), (true, SecondsFormat::Micros)] {
                        let expected = at.with_timezone(&zone).to_rfc3339_opts(form, false);
                        assert_eq!(local(at, zone, exact).as_str(), expected);
                    }
                    let expected = at.with_timezone(&zone).format("%Y-%m-%d %H:%M:%S").to_string();
                    assert_eq!(plain(at, zone).as_str(), expected);
                }
            }
        }
    }
}

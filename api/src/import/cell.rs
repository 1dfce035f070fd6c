//! What a cell's text means. Each parser says in a sentence what it wants; the caller names the column.

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};
use chrono_tz::Tz;
use patron_domain::{FieldError, money::Money, period::day_start};
use rust_decimal::Decimal;

/// Removes the one `'` that a guarded export put before a cell which a spreadsheet would run.
pub fn unguarded(text: &str) -> &str {
    match text.strip_prefix('\'') {
        Some(rest) if rest.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\'']) => rest,
        _ => text,
    }
}

/// A truth value as databases and spreadsheets write it.
pub fn boolean(text: &str) -> Result<bool, FieldError> {
    match text.to_ascii_lowercase().as_str() {
        "true" | "t" | "1" | "yes" | "y" | "on" => Ok(true),
        "false" | "f" | "0" | "no" | "n" | "off" => Ok(false),
        _ => Err(FieldError::new("must be true or false")),
    }
}

/// A count: a whole number, not below zero.
pub fn count(text: &str) -> Result<i32, FieldError> {
    let wrong = || FieldError::new("must be a whole number from 0 to 2147483647");
    text.parse::<i32>().ok().filter(|n| *n >= 0).ok_or_else(wrong)
}

/// An amount, not below zero. `loose` takes what shop systems write: thousands marks, a currency sign before it, more
/// than two decimals.
pub fn amount(text: &str, loose: bool) -> Result<Money, FieldError> {
    let money = if loose {
        let plain = without_marks(text.trim_start_matches(['₹', '$', '€', '£']).trim());
        let decimal = plain.and_then(|plain| plain.parse::<Decimal>().ok());
        Money::new(decimal.ok_or_else(|| FieldError::new("must be an amount such as 1499.00"))?.round_dp(2))?
    } else {
        Money::parse(text)?
    };
    if money.is_negative() { Err(FieldError::new("must not be below zero")) } else { Ok(money) }
}

/// As [`count`], with thousands marks and a fraction of zero (`1.00`).
pub fn loose_count(text: &str) -> Result<i32, FieldError> {
    let plain = without_marks(text).unwrap_or_default();
    let whole = plain.split_once('.').map_or(plain.as_str(), |(whole, fraction)| {
        if fraction.bytes().all(|b| b == b'0') { whole } else { "" }
    });
    count(whole)
}

/// Digits without the marks between thousands, as in `1,499.00` or `1,49,900.00`; `None` when a comma stands where
/// it could be a decimal one.
fn without_marks(text: &str) -> Option<String> {
    let (whole, fraction) = text.split_once('.').map_or((text, None), |(whole, f)| (whole, Some(f)));
    let mut groups = whole.split(',');
    let first = groups.next()?;
    let rest: Vec<&str> = groups.collect();
    let marked = |(n, group): (usize, &&str)| {
        group.bytes().all(|b| b.is_ascii_digit())
            && (group.len() == 3 || (n + 1 < rest.len() && group.len() == 2))
    };
    if (!rest.is_empty() && first.is_empty()) || !rest.iter().enumerate().all(marked) {
        return None;
    }
    let fraction = fraction.map(|f| format!(".{f}")).unwrap_or_default();
    Some(format!("{first}{}{fraction}", rest.concat()))
}

/// An instant: RFC 3339, PostgreSQL's text form (`2025-03-01 10:00:00.5+05:30`, `+00`), without a zone in the
/// shop's, or a day alone, which is its beginning there.
pub fn instant(text: &str, zone: Tz) -> Result<DateTime<Utc>, FieldError> {
    let wrong =
        || FieldError::new("must be a time such as 2025-03-01T10:00:00+05:30 or 2025-03-01 10:00:00+00");
    if let Ok(day) = text.parse::<NaiveDate>() {
        return Ok(day_start(day, zone));
    }
    let text = text.replacen(' ', "T", 1);
    let (local, offset) = split_offset(&text);
    let local = NaiveDateTime::parse_from_str(local, "%Y-%m-%dT%H:%M:%S%.f").map_err(|_| wrong())?;
    let at = match offset {
        // an hour that a clock change skips or repeats: the first instant that could be meant
        None => local.and_local_timezone(zone).earliest().map(|t| t.to_utc()),
        Some(offset) => minutes(offset)
            .and_then(|m| local.checked_sub_signed(chrono::Duration::minutes(m)))
            .map(|utc| utc.and_utc()),
    };
    // PostgreSQL keeps microseconds
    at.and_then(|at| DateTime::from_timestamp_micros(at.timestamp_micros())).ok_or_else(wrong)
}

/// Cuts `Z`, `+05`, `+0530` or `+05:30` off; a sign before the `T` belongs to the date.
fn split_offset(text: &str) -> (&str, Option<&str>) {
    let time = text.find('T').unwrap_or(0);
    match text.rfind(['Z', 'z', '+', '-']).filter(|at| *at > time) {
        Some(at) => (text[..at].trim_end(), Some(&text[at..])),
        None => (text, None),
    }
}

/// The minutes of an offset from UTC.
fn minutes(offset: &str) -> Option<i64> {
    if offset.eq_ignore_ascii_case("z") {
        return Some(0);
    }
    let sign = if offset.starts_with('-') { -1 } else { 1 };
    let digits = offset.get(1..)?.replace(':', "");
    let (hours, minutes) = match digits.len() {
        2 => (digits.as_str(), "0"),
        4 => digits.split_at(2),
        _ => return None,
    };
    let (hours, minutes) = (hours.parse::<u8>().ok()?, minutes.parse::<u8>().ok()?);
    (hours <= 15 && minutes < 60).then(|| sign * (i64::from(hours) * 60 + i64::from(minutes)))
}

/// A list of texts: PostgreSQL's `{a,"b c"}` or JSON's `["a","b c"]`. Empty ones and NULLs are left out.
pub fn list(text: &str) -> Result<Vec<String>, FieldError> {
    let wrong =
        || FieldError::new("must be a list such as {Gifts,\"Home decor\"} or [\"Gifts\",\"Home decor\"]");
    let items = if text.starts_with('[') {
        let items: Vec<Option<String>> = serde_json::from_str(text).map_err(|_| wrong())?;
        items.into_iter().flatten().collect()
    } else {
        let inside = text.strip_prefix('{').and_then(|t| t.strip_suffix('}')).ok_or_else(wrong)?;
        array_items(inside).ok_or_else(wrong)?
    };
    Ok(items.into_iter().map(|i| i.trim().to_owned()).filter(|i| !i.is_empty()).collect())
}

/// The elements between the braces of a PostgreSQL array; `None` when it is malformed or of arrays.
fn array_items(inside: &str) -> Option<Vec<String>> {
    let mut items = Vec::new();
    let mut rest = inside.trim();
    while !rest.is_empty() {
        let (item, after) = array_item(rest)?;
        items.extend(item);
        rest = match after.trim_start() {
            "" => "",
            more => more.strip_prefix(',').map(str::trim_start).filter(|more| !more.is_empty())?,
        };
    }
    Some(items)
}

/// The first element, without its quotes and escapes, and what follows it; a bare NULL is none.
fn array_item(text: &str) -> Option<(Option<String>, &str)> {
    let quoted = text.strip_prefix('"');
    let body = quoted.unwrap_or(text);
    let mut item = String::new();
    let mut chars = body.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '\\' => item.push(chars.next()?.1),
            '"' if quoted.is_some() => return Some((Some(item), &body[at + 1..])),
            ',' if quoted.is_none() => return Some((bare(item), &body[at..])),
            '{' | '}' | '"' if quoted.is_none() => return None,
            c => item.push(c),
        }
    }
    quoted.is_none().then(|| (bare(item), ""))
}

fn bare(item: String) -> Option<String> {
    Some(item).filter(|i| !i.trim().eq_ignore_ascii_case("null"))
}

#[cfg(test)]
#[path = "cell_tests.rs"]
mod tests;

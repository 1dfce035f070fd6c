//! Mends what JavaScript sends and databases refuse, and refuses what could not be read back.
//!
//! A half surrogate (`"\ud83d"`, an emoji cut in two by `slice`) is no text, and PostgreSQL stores no NUL; both spoil
//! the document they stand in. They are replaced and dropped, as the hosted service does.

use super::invalid;
use patron_db::ingest::Refusal;
use std::borrow::Cow;

/// Deepest nesting: more than sixty levels must work, and readers of JSON commonly stop at 128.
const DEPTH_MAX: usize = 100;
/// Longest number as written; the largest double takes 309 digits.
const DIGITS_MAX: usize = 400;
/// Largest exponent of a number either way. PostgreSQL writes 1e-16383 out, which makes a small event a large one.
const EXPONENT_MAX: u32 = 400;

/// The text of a JSON value without half surrogates and NULs.
pub fn repaired(text: &str) -> Cow<'_, str> {
    if !text.contains("\\u") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    let mut changed = false;
    while let Some(at) = rest.find('\\') {
        let (plain, escape) = rest.split_at(at);
        out.push_str(plain);
        let (keep, instead, used) = match unit(escape) {
            // `\\u0000` is a backslash and five letters: both characters are taken together
            None => (true, "", 1 + escape.chars().nth(1).map_or(0, char::len_utf8)),
            Some(0) => (false, "", 6),
            Some(0xd800..=0xdbff) => match escape.get(6..).and_then(unit) {
                Some(0xdc00..=0xdfff) => (true, "", 12),
                _ => (false, "\\ufffd", 6),
            },
            Some(0xdc00..=0xdfff) => (false, "\\ufffd", 6),
            Some(_) => (true, "", 6),
        };
        let (taken, after) = escape.split_at(used);
        out.push_str(if keep { taken } else { instead });
        changed |= !keep;
        rest = after;
    }
    if !changed {
        return Cow::Borrowed(text);
    }
    out.push_str(rest);
    Cow::Owned(out)
}

/// The UTF-16 unit of an escape `\uXXXX` that `text` begins with.
fn unit(text: &str) -> Option<u16> {
    let digits = text.strip_prefix("\\u")?.get(..4)?;
    if !digits.bytes().all(|b| b.is_ascii_hexdigit()) {
        return None;
    }
    u16::from_str_radix(digits, 16).ok()
}

/// Whether a JSON value can be stored and read again: not nested too deep, no number that is out of all measure.
///
/// # Errors
/// What it has too much of.
pub fn check(text: &str) -> Result<(), Refusal> {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (0, 0_usize);
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => at = string_end(bytes, at),
            b'{' | b'[' => {
                depth += 1;
                if depth > DEPTH_MAX {
                    return Err(invalid("", format!("must not be nested deeper than {DEPTH_MAX} levels")));
                }
                at += 1;
            }
            b'}' | b']' => {
                depth = depth.saturating_sub(1);
                at += 1;
            }
            b'-' | b'0'..=b'9' => {
                let digit = |b: &u8| matches!(b, b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9');
                let end = bytes.iter().skip(at).position(|b| !digit(b)).map_or(bytes.len(), |n| at + n);
                if !text.get(at..end).is_some_and(fits) {
                    return Err(invalid(
                        "",
                        "must not hold a number beyond 1e308 or with hundreds of decimals",
                    ));
                }
                at = end;
            }
            _ => at += 1,
        }
    }
    Ok(())
}

/// The place after the string that begins at `start`.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => return at + 1,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

fn fits(number: &str) -> bool {
    let exponent = number.split_once(['e', 'E']).map(|(_, exponent)| exponent);
    if exponent.is_none() && number.len() < 300 {
        return true;
    }
    number.len() <= DIGITS_MAX
        && exponent.is_none_or(|e| e.parse::<i32>().is_ok_and(|e| e.unsigned_abs() <= EXPONENT_MAX))
        && number.parse::<f64>().is_ok_and(f64::is_finite)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_surrogates_and_nuls_are_mended_and_the_rest_is_left() {
        for (sent, kept) in [
            (r#""a\ud83db""#, r#""a\ufffdb""#),
            (r#""\udc00""#, r#""\ufffd""#),
            (r#""\ud83d\ude00""#, r#""\ud83d\ude00""#),
            (r#""\ud83d\ud83d\ude00""#, r#""\ufffd\ud83d\ude00""#),
            (r#""\ud83d\u0000\ude00""#, r#""\ufffd\ufffd""#),
            (r#""a\u0000b""#, r#""ab""#),
            (r#""a\\u0000\n\"\u00e9₹""#, r#""a\\u0000\n\"\u00e9₹""#),
            (r#""\uD83D""#, r#""\ufffd""#),
        ] {
            assert_eq!(repaired(sent), kept, "{sent}");
            assert!(serde_json::from_str::<String>(kept).is_ok(), "{kept}");
        }
        // cut off in the middle, as a fuzzer does
        for broken in ["\\", "\\u", "\\u00", "\"\\u12", "\\₹", "\\ud83d\\"] {
            let _ = repaired(broken);
        }
    }

    #[test]
    fn sixty_levels_pass_and_thousands_do_not() {
        let nested = |levels: usize| format!("{}1{}", "[".repeat(levels), "]".repeat(levels));
        assert!(check(&nested(60)).is_ok());
        assert!(check(&nested(100)).is_ok());
        assert!(check(&nested(5000)).is_err());
        assert!(check(&format!(r#""{}""#, "[".repeat(5000))).is_ok(), "in a string they are text");
    }

    #[test]
    fn numbers_of_javascript_pass_and_others_do_not() {
        for good in
            ["1e308", "-1.7976931348623157e+308", "5e-324", "0.1", "12345678901234567890.123", "[1,2.5]"]
        {
            assert!(check(good).is_ok(), "{good}");
        }
        for bad in ["1e400", "1e-16000", "0e2147483647", "[1,1e131071]"] {
            assert!(check(bad).is_err(), "{bad}");
        }
        assert!(check(&"9".repeat(400)).is_err());
    }
}

//! Cells that are a part of a stored text, or are put together from several.

use super::{
    cell::{self, Shape},
    fields::{self, Field, Made},
    jsonl,
    writer::Context,
};
use patron_db::exports::Value;

/// The first word of a name.
pub fn first_name(full: &str) -> &str {
    full.split_whitespace().next().unwrap_or_default()
}

/// The other words of a name; empty where there is one only.
pub fn last_name(full: &str) -> &str {
    full.trim().split_once(char::is_whitespace).map_or("", |(_, rest)| rest.trim_start())
}

/// A `+` and digits: a number, and nothing that a spreadsheet runs.
pub fn is_e164(text: &str) -> bool {
    text.strip_prefix('+')
        .is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit()))
}

/// The beginning of a text, at most `max` bytes, not cut within a character.
pub fn cut(text: &str, max: usize) -> &str {
    text.get(..text.floor_char_boundary(max)).unwrap_or(text)
}

/// Words parted by U+001F, parted by commas; those that don't fit are left out. A comma within a word would part it.
pub fn tags(parted: &str, max: usize, out: &mut String) {
    for tag in parted.split('\u{1f}').filter(|tag| !tag.is_empty()) {
        let comma = usize::from(!out.is_empty());
        if out.len() + comma + tag.len() > max {
            continue;
        }
        if comma == 1 {
            out.push(',');
        }
        out.extend(tag.chars().map(|c| if c == ',' { ' ' } else { c }));
    }
}

/// Street, city, state, postal code and country, parted by two spaces. Nothing where one of the first four is missing:
/// the others would be taken for it. A long street is cut, so that the rest fits.
pub fn address(of: [&str; 5], max: usize, out: &mut String) {
    let [street, city, state, zip, country] = of;
    if [street, city, state, zip].iter().any(|part| part.trim().is_empty()) {
        return;
    }
    words(street, out);
    let rest: usize = [city, state, zip, country].iter().map(|part| part.len() + 2).sum();
    let room = cut(out, max.saturating_sub(rest)).len();
    out.truncate(room);
    for part in [city, state, zip, country] {
        if !part.trim().is_empty() {
            out.push_str("  ");
            words(part, out);
        }
    }
    let length = cut(out, max).len();
    out.truncate(length);
}

/// The words of a text with one space between them: two would begin the next part.
fn words(text: &str, out: &mut String) {
    for (n, word) in text.split_whitespace().enumerate() {
        if n > 0 {
            out.push(' ');
        }
        out.push_str(word);
    }
}

/// What listmonk gets as attributes.
pub const ATTRIBUTES: [Field; 7] = [
    fields::ID,
    fields::LOCATION,
    fields::SIGNUP_DATE,
    fields::LAST_ORDER,
    fields::TOTAL_ORDERS,
    fields::TOTAL_SPENT,
    fields::CATEGORIES,
];

/// An object of them and the currency.
pub fn attributes(places: &[usize], values: &[Value<'_>], context: &Context, out: &mut String) {
    out.push_str("{\"currency\":");
    jsonl::string(&context.currency, out);
    let mut part = String::with_capacity(40);
    for (field, place) in ATTRIBUTES.iter().zip(places) {
        let shape = if let Made::Stored(_, shape) = field.made { shape } else { Shape::Plain };
        let Some(value) = values.get(*place).filter(|value| **value != Value::Nothing) else { continue };
        out.push_str(",\"");
        out.push_str(field.name);
        out.push_str("\":");
        part.clear();
        let (form, text) = cell::one(shape, value, context, &mut part);
        jsonl::value(form, text, out);
    }
    out.push('}');
}

/// A phone number that stays text in a spreadsheet: with a space after the country's code (which reads as the same
/// number), or after the leading zero of one that has none.
pub fn spaced<'a>(phone: &'a str, out: &'a mut String) -> &'a str {
    let at = if is_e164(phone) {
        1 + code_length(phone.as_bytes().get(1..).unwrap_or_default())
    } else if phone.starts_with('0') && phone.bytes().all(|b| b.is_ascii_digit()) {
        1
    } else {
        return phone;
    };
    let Some((code, rest)) = phone.split_at_checked(at) else { return phone };
    out.clear();
    out.push_str(code);
    out.push(' ');
    out.push_str(rest);
    out.as_str()
}

/// How many digits the country's code has that a number begins with (ITU-T E.164, list of assigned codes).
fn code_length(digits: &[u8]) -> usize {
    match digits {
        [b'1' | b'7', ..] => 1,
        [b'2', b'0' | b'7', ..]
        | [b'3', b'0'..=b'4' | b'6' | b'9', ..]
        | [b'4', b'0' | b'1' | b'3'..=b'9', ..]
        | [b'5', b'1'..=b'8', ..]
        | [b'6', b'0'..=b'6', ..]
        | [b'8', b'1' | b'2' | b'4' | b'6', ..]
        | [b'9', b'0'..=b'5' | b'8', ..] => 2,
        _ => 3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_parted_after_the_first_word() {
        for (full, first, last) in [
            ("Ananya Marigold", "Ananya", "Marigold"),
            ("Ada", "Ada", ""),
            ("  Juan  Carlos de Borbón ", "Juan", "Carlos de Borbón "),
            ("", "", ""),
            ("محمد علي", "محمد", "علي"),
        ] {
            assert_eq!((first_name(full), last_name(full).trim_end()), (first, last.trim_end()), "{full}");
        }
    }

    #[test]
    fn tags_have_commas_between_them_only_and_are_never_cut() {
        let mut out = String::new();
        tags("Gifts\u{1f}Home, decor\u{1f}चाय", usize::MAX, &mut out);
        assert_eq!(out, "Gifts,Home  decor,चाय");
        out.clear();
        tags("abc\u{1f}defgh\u{1f}ij", 6, &mut out);
        assert_eq!(out, "abc,ij");
    }

    #[test]
    fn an_address_is_whole_or_not_there_and_no_part_of_it_has_two_spaces() {
        let mut out = String::new();
        address(["12  MG\nRoad", "Pune", "Maharashtra", "411001", "IN"], 255, &mut out);
        assert_eq!(out, "12 MG Road  Pune  Maharashtra  411001  IN");
        out.clear();
        address(["12 MG Road", "Pune", "", "411001", "IN"], 255, &mut out);
        assert_eq!(out, "");
        address([&"é".repeat(200), "Pune", "MH", "411001", "IN"], 255, &mut out);
        assert!(out.len() <= 255 && out.ends_with("  Pune  MH  411001  IN"), "{out}");
    }

    #[test]
    fn phones_get_a_space_after_the_code() {
        let mut out = String::new();
        for (phone, expected) in [
            ("+919876543210", "+91 9876543210"),
            ("+14155550123", "+1 4155550123"),
            ("+442071838750", "+44 2071838750"),
            ("+3531234567", "+353 1234567"),
            ("+9715012345", "+971 5012345"),
            ("09876543210", "0 9876543210"),
            ("12", "12"),
            ("98765 43210", "98765 43210"),
        ] {
            assert_eq!(spaced(phone, &mut out), expected);
        }
    }
}

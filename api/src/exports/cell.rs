//! From a row's values to the text of a cell. What is stored is borrowed and what is put together goes into one text
//! that is used again, so that a cell costs no allocation.

use super::{hash::Hash, parts, times, writer::Context};
use patron_api_types::exports::CsvFlavour;
use patron_db::exports::Value;
use std::fmt::Write as _;
use uuid::Uuid;

/// How a stored value is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Typed by somebody: guarded against formulas.
    Typed,
    /// Numbers, fixed words and what else we wrote ourselves.
    Plain,
    /// JSON that the database wrote.
    Json,
    /// A phone number: plain as E.164, guarded as typed.
    Phone,
    /// A time in the store's zone with its offset, to the second.
    Second,
    /// The same to the microsecond.
    Exact,
    /// A time in the store's zone as a spreadsheet reads one, without an offset.
    Local,
    /// The first word of a name.
    First,
    /// The other words of a name.
    Last,
    /// Words parted by U+001F: parted by commas, as many of them as fit these bytes.
    Tags(usize),
    /// Another word for each of these, and one for all others.
    Words(&'static [(&'static str, &'static str)], &'static str),
    /// A day `YYYY-MM-DD` as `MM/DD`.
    MonthDay,
    /// SHA-256 of a network's normal form.
    Hashed(Hash),
}

/// Where the cells of a column come from; numbers are places among the stored values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cell {
    /// One stored value.
    One(usize, Shape),
    /// A phone number, if that consent is given.
    PhoneIf {
        /// The number.
        phone: usize,
        /// The state of the consent.
        consent: usize,
    },
    /// Street, city, state, postal code and country in one, parted by two spaces, in at most so many bytes.
    Address([usize; 5], usize),
    /// The code of a state, of state and country.
    Province([usize; 2]),
    /// An object of the values of `parts::ATTRIBUTES`, in their order.
    Attributes([usize; parts::ATTRIBUTES.len()]),
    /// Always this.
    Fixed(&'static str),
    /// The store's currency.
    Currency,
    /// How text is written.
    Flavour,
}

/// What the text of a cell is; each kind of file writes it in its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Nothing.
    Nothing,
    /// Text that somebody typed.
    Typed,
    /// Text of ours.
    Plain,
    /// A phone number.
    Phone,
    /// A whole number.
    Count,
    /// An amount.
    Money,
    /// `true` or `false`.
    Flag,
    /// JSON.
    Json,
}

/// The text of a cell, and what it is.
pub fn text<'a>(
    cell: Cell,
    values: &'a [Value<'_>],
    context: &'a Context,
    scratch: &'a mut String,
) -> (Form, &'a str) {
    scratch.clear();
    match cell {
        Cell::One(place, shape) => match values.get(place) {
            Some(value) => one(shape, value, context, scratch),
            None => (Form::Nothing, ""),
        },
        Cell::PhoneIf { phone, consent } if stored(values, consent) == "SUBSCRIBED" => {
            filled(Form::Phone, stored(values, phone))
        }
        Cell::PhoneIf { .. } => (Form::Nothing, ""),
        Cell::Address(places, max) => {
            parts::address(places.map(|place| stored(values, place)), max, scratch);
            filled(Form::Typed, scratch.as_str())
        }
        Cell::Province(places) => {
            let [state, country] = places.map(|place| stored(values, place));
            filled(Form::Typed, super::provinces::code(state, country))
        }
        Cell::Attributes(places) => {
            parts::attributes(&places, values, context, scratch);
            (Form::Json, scratch.as_str())
        }
        Cell::Fixed(text) => filled(Form::Plain, text),
        Cell::Currency => (Form::Plain, context.currency.as_str()),
        Cell::Flavour => (Form::Plain, context.flavour.as_str()),
    }
}

/// The text of a stored value. `scratch` is empty.
pub(super) fn one<'a>(
    shape: Shape,
    value: &'a Value<'_>,
    context: &Context,
    scratch: &'a mut String,
) -> (Form, &'a str) {
    match value {
        Value::Nothing => (Form::Nothing, ""),
        Value::Text(text) => of_text(shape, text, scratch),
        Value::Opened(text) => of_text(shape, text, scratch),
        Value::Money(digits) => (Form::Money, digits.as_str()),
        Value::Count(n) => {
            // writing to a text can't fail
            let _ = write!(scratch, "{n}");
            (Form::Count, scratch.as_str())
        }
        Value::Flag(yes) => (Form::Flag, if *yes { "true" } else { "false" }),
        Value::Id(id) => {
            scratch.push_str(id.hyphenated().encode_lower(&mut Uuid::encode_buffer()));
            (Form::Plain, scratch.as_str())
        }
        Value::Instant(at) => {
            let text = match shape {
                Shape::Local => times::plain(*at, context.zone),
                _ => times::local(*at, context.zone, shape == Shape::Exact),
            };
            scratch.push_str(text.as_str());
            (Form::Plain, scratch.as_str())
        }
    }
}

fn of_text<'a>(shape: Shape, text: &'a str, scratch: &'a mut String) -> (Form, &'a str) {
    match shape {
        Shape::Typed => (Form::Typed, text),
        Shape::Plain | Shape::Second | Shape::Exact | Shape::Local => (Form::Plain, text),
        Shape::Json => (Form::Json, text),
        Shape::Phone => (Form::Phone, text),
        Shape::First => filled(Form::Typed, parts::first_name(text)),
        Shape::Last => filled(Form::Typed, parts::last_name(text)),
        Shape::Tags(max) => {
            parts::tags(text, max, scratch);
            filled(Form::Typed, scratch.as_str())
        }
        Shape::Words(words, other) => {
            let word = words.iter().find(|(stored, _)| *stored == text).map_or(other, |(_, word)| *word);
            filled(Form::Plain, word)
        }
        Shape::MonthDay => {
            let (month, day) = (text.get(5..7).unwrap_or_default(), text.get(8..10).unwrap_or_default());
            scratch.push_str(month);
            scratch.push('/');
            scratch.push_str(day);
            (Form::Plain, scratch.as_str())
        }
        Shape::Hashed(hash) => {
            hash.write(text, scratch);
            filled(Form::Plain, scratch.as_str())
        }
    }
}

/// A stored text; empty when there is none.
fn stored<'a>(values: &'a [Value<'_>], place: usize) -> &'a str {
    match values.get(place) {
        Some(Value::Text(text)) => text,
        Some(Value::Opened(text)) => text,
        _ => "",
    }
}

const fn filled(form: Form, text: &str) -> (Form, &str) {
    if text.is_empty() { (Form::Nothing, "") } else { (form, text) }
}

/// Text that a spreadsheet would run: one that begins with `= + - @`, a tab or a line end. It gets a `'` in front. Text
/// that begins with `'` gets one too, so that taking the first one off gives the text back.
pub(crate) fn is_formula(text: &str) -> bool {
    text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '\''])
}

/// Whether CSV puts a `'` in front.
pub(super) fn guarded(form: Form, text: &str, flavour: CsvFlavour) -> bool {
    flavour != CsvFlavour::Machine
        && is_formula(text)
        && match form {
            Form::Typed => true,
            Form::Phone => !parts::is_e164(text),
            _ => false,
        }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_guarded_and_other_text_is_left_alone() {
        for bad in ["=HYPERLINK(1)", "+1", "-1", "@x", "\tx", "\rx", "\nx", "'x"] {
            assert!(is_formula(bad), "{bad}");
            assert!(
                guarded(Form::Typed, bad, CsvFlavour::Guarded)
                    && guarded(Form::Typed, bad, CsvFlavour::Spreadsheet)
            );
            assert!(!guarded(Form::Typed, bad, CsvFlavour::Machine), "{bad}");
            assert!(!guarded(Form::Money, bad, CsvFlavour::Guarded), "numbers are numbers");
        }
        for good in ["Ananya", "a=b", "", "₹10"] {
            assert!(!is_formula(good), "{good}");
        }
        assert!(!guarded(Form::Phone, "+919876543210", CsvFlavour::Guarded));
        assert!(guarded(Form::Phone, "+1+cmd", CsvFlavour::Guarded));
    }
}

//! How rows become JSON Lines: an object a line, its names the headers. Amounts are strings, as everywhere in JSON;
//! nothing is `null`; nothing is altered.

use super::cell::Form;

/// Room for a chunk.
const ROOM: usize = 96 * 1024;

pub(super) struct Lines {
    out: String,
    /// The headers as JSON, with what stands around them.
    names: Vec<String>,
    at: usize,
}

impl Lines {
    /// Objects with these names.
    pub(super) fn new(headers: &[String]) -> Self {
        let name = |(n, header): (usize, &String)| {
            let mut out = String::from(if n == 0 { "{" } else { "," });
            string(header, &mut out);
            out.push(':');
            out
        };
        Self {
            out: String::with_capacity(ROOM),
            names: headers.iter().enumerate().map(name).collect(),
            at: 0,
        }
    }

    /// Adds the value of the next name.
    pub(super) fn field(&mut self, form: Form, text: &str) {
        if let Some(name) = self.names.get(self.at) {
            self.out.push_str(name);
        }
        self.at += 1;
        value(form, text, &mut self.out);
    }

    /// Ends an object.
    pub(super) fn end(&mut self) {
        self.out.push_str("}\n");
        self.at = 0;
    }

    /// How many bytes wait.
    pub(super) const fn waiting(&self) -> usize {
        self.out.len()
    }

    /// Takes what waits.
    pub(super) fn take(&mut self) -> Vec<u8> {
        std::mem::replace(&mut self.out, String::with_capacity(ROOM)).into_bytes()
    }
}

/// A cell as JSON.
pub(super) fn value(form: Form, text: &str, out: &mut String) {
    match form {
        Form::Nothing => out.push_str("null"),
        Form::Count | Form::Flag | Form::Json => out.push_str(text),
        Form::Typed | Form::Plain | Form::Phone | Form::Money => string(text, out),
    }
}

/// A text as JSON (RFC 8259): what has to be escaped is.
pub(super) fn string(text: &str, out: &mut String) {
    out.push('"');
    let mut rest = text;
    while let Some(at) = rest.bytes().position(|b| b < 0x20 || b == b'"' || b == b'\\') {
        let (plain, from) = rest.split_at(at);
        out.push_str(plain);
        let mut chars = from.chars();
        match chars.next() {
            Some('\n') => out.push_str("\\n"),
            Some('\r') => out.push_str("\\r"),
            Some('\t') => out.push_str("\\t"),
            Some(c @ ('"' | '\\')) => {
                out.push('\\');
                out.push(c);
            }
            Some(c) => {
                let code = u32::from(c);
                out.push_str("\\u00");
                out.extend([code >> 4, code & 15].into_iter().filter_map(|four| char::from_digit(four, 16)));
            }
            None => {}
        }
        rest = chars.as_str();
    }
    out.push_str(rest);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_reads_back() {
        let all: String = ('\0'..='\u{2100}').chain(['\u{2028}', '\u{202e}', '😀']).collect();
        for text in ["", "plain", "\"", "\\", "a\r\n\tb", "محمد \"x\"", all.as_str()] {
            let mut out = String::new();
            string(text, &mut out);
            assert_eq!(serde_json::from_str::<String>(&out).unwrap(), text);
        }
    }

    #[test]
    fn controls_are_escaped() {
        let mut out = String::new();
        string("a\"b\\c\nd\u{1}\u{1f}é😀", &mut out);
        assert_eq!(out, r#""a\"b\\c\nd\u0001\u001fé😀""#);
    }
}

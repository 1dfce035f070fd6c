//! Reads server-sent events piece by piece, as <https://html.spec.whatwg.org/multipage/server-sent-events.html>
//! has it.

use std::mem::take;

/// An event, or a comment.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Sent {
    /// The last id that was sent; empty before the first.
    pub(super) id: String,
    /// The event's name, `message` when it has none; nothing for a comment.
    pub(super) event: Option<String>,
    /// The lines of data, without the last line break.
    pub(super) data: String,
}

/// What was read so far of what is not whole yet.
#[derive(Debug, Default)]
pub(super) struct Parser {
    /// The line so far. Bytes, because a chunk may end within a character.
    line: Vec<u8>,
    /// The last byte was a CR: an LF now belongs to it.
    after_cr: bool,
    /// A line was read: a byte order mark is one only before.
    begun: bool,
    id: String,
    /// The id of the event that is being read, which counts only once that is whole.
    coming_id: Option<String>,
    event: String,
    data: String,
}

impl Parser {
    /// Takes the next bytes and gives what they make whole.
    pub(super) fn feed(&mut self, chunk: &[u8]) -> Vec<Sent> {
        let mut whole = Vec::new();
        for &byte in chunk {
            let after_cr = take(&mut self.after_cr);
            match byte {
                b'\n' if after_cr => {}
                b'\n' | b'\r' => {
                    self.after_cr = byte == b'\r';
                    whole.extend(self.end_line());
                }
                _ => self.line.push(byte),
            }
        }
        whole
    }

    fn end_line(&mut self) -> Option<Sent> {
        let line = take(&mut self.line);
        let line = String::from_utf8_lossy(&line);
        let line = if self.begun { &*line } else { line.strip_prefix('\u{feff}').unwrap_or(&line) };
        self.begun = true;
        if line.is_empty() {
            return self.end_event();
        }
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match field {
            "" => return Some(Sent { id: self.id.clone(), event: None, data: value.to_owned() }),
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            "event" => value.clone_into(&mut self.event),
            "id" if !value.contains('\0') => self.coming_id = Some(value.to_owned()),
            _ => {}
        }
        None
    }

    fn end_event(&mut self) -> Option<Sent> {
        if let Some(id) = self.coming_id.take() {
            self.id = id;
        }
        let (event, mut data) = (take(&mut self.event), take(&mut self.data));
        // without a line of data it is no event
        data.pop()?;
        let event = if event.is_empty() { "message".to_owned() } else { event };
        Some(Sent { id: self.id.clone(), event: Some(event), data })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn event(id: &str, event: &str, data: &str) -> Sent {
        Sent { id: id.into(), event: Some(event.into()), data: data.into() }
    }

    fn comment(id: &str, data: &str) -> Sent {
        Sent { id: id.into(), event: None, data: data.into() }
    }

    const STREAM: &str = "\u{feff}: beat\n\nid: 7-1\nevent: activity\ndata: {\"who\":\n\
        data:  \"Ananya ₹\"}\n\n:beat\n\ndata\n\nretry: 5\nunknown\nid: 7-2\n\ndata: x: y\n\n";

    fn expected() -> Vec<Sent> {
        vec![
            comment("", "beat"),
            event("7-1", "activity", "{\"who\":\n \"Ananya ₹\"}"),
            comment("7-1", "beat"),
            event("7-1", "message", ""),
            event("7-2", "message", "x: y"),
        ]
    }

    #[test]
    fn chunks_may_end_anywhere_and_lines_in_any_way() {
        for line_break in ["\n", "\r\n", "\r"] {
            let text = STREAM.replace('\n', line_break);
            let bytes = text.as_bytes();
            for at in 0..=bytes.len() {
                let mut parser = Parser::default();
                let mut sent = parser.feed(&bytes[..at]);
                sent.extend(parser.feed(&bytes[at..]));
                assert_eq!(sent, expected(), "{line_break:?} cut at {at}");
            }
            let mut parser = Parser::default();
            let one_by_one: Vec<Sent> = bytes.chunks(1).flat_map(|byte| parser.feed(byte)).collect();
            assert_eq!(one_by_one, expected(), "{line_break:?}");
        }
    }

    #[test]
    fn what_is_not_whole_is_no_event_and_its_id_does_not_count() {
        let mut parser = Parser::default();

        assert_eq!(
            parser.feed(b"id: 1\ndata: a\n\nid: 2\ndata: b\n: beat\n"),
            [event("1", "message", "a"), comment("1", "beat"),]
        );
        assert_eq!(parser.feed(b"\n"), [event("2", "message", "b")]);
    }

    #[test]
    fn a_name_holds_for_one_event_only() {
        let mut parser = Parser::default();

        let sent = parser.feed(b"event: overview\n\ndata: a\n\n");

        assert_eq!(sent, [event("", "message", "a")]);
    }
}

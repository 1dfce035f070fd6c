//! Bytes that arrive from async code, as a thread reads them.

use actix_web::web::Bytes;
use std::io::{self, Read};
use tokio::sync::mpsc::{Receiver, Sender, channel};

/// Pieces that may wait.
const WAITING: usize = 2;

/// The reading end. It must not be read on an async thread.
pub struct Pieces {
    receiver: Receiver<io::Result<Bytes>>,
    piece: Bytes,
}

/// Both ends; dropping the sender ends the file.
pub fn pieces() -> (Sender<io::Result<Bytes>>, Pieces) {
    let (sender, receiver) = channel(WAITING);
    (sender, Pieces { receiver, piece: Bytes::new() })
}

impl Read for Pieces {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() {
            match self.receiver.blocking_recv() {
                Some(piece) => self.piece = piece?,
                None => return Ok(0),
            }
        }
        let length = self.piece.len().min(buffer.len());
        let taken = self.piece.split_to(length);
        buffer[..length].copy_from_slice(&taken);
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_are_read_as_one_file_and_a_failure_is_told() {
        let (sender, mut pieces) = pieces();
        let writer = std::thread::spawn(move || {
            for piece in ["ab", "", "cdefg"] {
                sender.blocking_send(Ok(Bytes::from_static(piece.as_bytes()))).unwrap();
            }
            sender.blocking_send(Err(io::Error::other("gone"))).unwrap();
        });
        let mut text = Vec::new();
        let error = pieces.read_to_end(&mut text).unwrap_err();
        writer.join().unwrap();
        assert_eq!((text.as_slice(), error.to_string().as_str()), (&b"abcdefg"[..], "gone"));
    }
}

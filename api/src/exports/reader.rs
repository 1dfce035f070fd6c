//! Hands bytes to whoever reads a file while it is made.

use actix_web::{rt::time::timeout, web::Bytes};
use std::{io, time::Duration};
use tokio::sync::mpsc;

/// How long a reader may take for one chunk: it holds a connection and a snapshot meanwhile.
const PATIENCE: Duration = Duration::from_secs(300);

/// Where the bytes go.
pub(super) type Sender = mpsc::Sender<io::Result<Bytes>>;

/// Hands over a chunk. False when the reader is gone, or takes nothing for too long.
pub(super) async fn hand(sender: &Sender, bytes: Vec<u8>) -> bool {
    within(PATIENCE, sender, bytes).await
}

async fn within(patience: Duration, sender: &Sender, bytes: Vec<u8>) -> bool {
    timeout(patience, sender.send(Ok(bytes.into()))).await.is_ok_and(|sent| sent.is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    const SHORT: Duration = Duration::from_millis(20);

    #[tokio::test]
    async fn who_takes_nothing_or_is_gone_gets_no_more() {
        let (sender, mut receiver) = mpsc::channel(1);
        assert!(within(SHORT, &sender, b"first".to_vec()).await);
        assert!(!within(SHORT, &sender, b"second".to_vec()).await, "nobody took the first");
        assert_eq!(receiver.recv().await.unwrap().unwrap(), b"first".as_slice());
        assert!(hand(&sender, b"third".to_vec()).await, "there is room again");
        drop(receiver);
        assert!(!hand(&sender, b"fourth".to_vec()).await, "nobody is there");
    }
}

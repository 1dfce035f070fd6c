//! An uploaded file, as the engine reads it: piece after piece from the store, opened on the way.

use super::{
    engine::{Input, Opener},
    source::Source,
    stream::pieces,
};
use crate::state::AppState;
use actix_web::web::{Bytes, Data};
use patron_db::{
    Error,
    imports::{
        Import,
        file::{self, PIECE},
    },
};
use std::{io, time::Duration};
use tokio::sync::mpsc::Sender;
use uuid::Uuid;

/// How long until a database that is away is asked again.
const PAUSE: Duration = Duration::from_secs(2);

/// An uploaded file.
pub struct Stored {
    state: Data<AppState>,
    import: Uuid,
    name: String,
    pieces: i32,
}

impl Stored {
    /// The file of an import.
    pub fn of(state: Data<AppState>, import: &Import) -> Self {
        let bytes = usize::try_from(import.bytes).unwrap_or(0);
        let pieces = i32::try_from(bytes.div_ceil(PIECE)).unwrap_or(i32::MAX);
        Self { state, import: import.id, name: import.file_name.clone(), pieces }
    }
}

impl Input for Stored {
    fn open(&self) -> Opener {
        let (sender, reader) = pieces();
        actix_web::rt::spawn(feed(self.state.clone(), self.import, self.pieces, sender));
        let name = self.name.clone();
        Box::new(move || Source::read(Box::new(reader), &name))
    }
}

/// Sends all pieces; ends early when nobody reads any more.
async fn feed(state: Data<AppState>, import: Uuid, pieces: i32, sender: Sender<io::Result<Bytes>>) {
    for n in 0..pieces {
        let piece = loop {
            match piece(&state, import, n).await {
                Err(Error::Unavailable(_) | Error::Retry(_)) if !sender.is_closed() => {
                    actix_web::rt::time::sleep(PAUSE).await;
                }
                other => break other,
            }
        };
        let piece = match piece {
            Ok(Some(bytes)) => Ok(Bytes::from(bytes)),
            Ok(None) => Err(io::Error::other("a part of the uploaded file is missing; upload it again")),
            Err(cause) => Err(io::Error::other(cause.to_string())),
        };
        let failed = piece.is_err();
        if sender.send(piece).await.is_err() || failed {
            return;
        }
    }
}

async fn piece(state: &AppState, import: Uuid, n: i32) -> patron_db::Result<Option<Vec<u8>>> {
    let mut conn = state.db.staff.acquire().await?;
    file::piece(&mut conn, state.db.staff.keyring(), import, n).await
}

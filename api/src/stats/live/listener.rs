//! One client's stream.

use super::frames::{self, BEAT, Frame};
use crate::{error::ApiResult, extract::Reader, ingest::activity, state::AppState, stats::overview};
use actix_web::{
    FromRequest as _, HttpRequest,
    dev::Payload,
    rt::time::{Instant, Interval, interval_at, sleep_until},
    web::{Bytes, Data},
};
use chrono::{DateTime, Utc};
use patron_api_types::ingest::ActivityFeed;
use std::{collections::VecDeque, time::Duration};
use tokio::sync::{
    OwnedSemaphorePermit,
    broadcast::{Receiver, error::RecvError},
};

/// Between two signs of life.
const BEAT_EVERY: Duration = Duration::from_secs(10);
/// Then the client is to come back with a fresh token.
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// Who reads one stream. Dropped with the connection, which frees the place.
pub(super) struct Listener {
    state: Data<AppState>,
    request: HttpRequest,
    receiver: Receiver<Frame>,
    _place: OwnedSemaphorePermit,
    /// To be sent before anything else.
    first: VecDeque<Bytes>,
    /// The newest item that was sent.
    heard: DateTime<Utc>,
    beat: Interval,
    end: Instant,
}

impl Listener {
    /// Begins with the overview, and with what was missed since `since`.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub(super) async fn begin(
        state: Data<AppState>,
        request: HttpRequest,
        receiver: Receiver<Frame>,
        place: OwnedSemaphorePermit,
        since: Option<DateTime<Utc>>,
    ) -> ApiResult<Self> {
        let now = Instant::now();
        let mut this = Self {
            heard: since.unwrap_or_else(|| state.now()),
            state,
            request,
            receiver,
            _place: place,
            first: VecDeque::new(),
            beat: interval_at(now + BEAT_EVERY, BEAT_EVERY),
            end: now + LONGEST,
        };
        this.catch_up(since).await?;
        Ok(this)
    }

    /// The next bytes; nothing at the end.
    pub(super) async fn next(&mut self) -> Option<Bytes> {
        loop {
            if let Some(bytes) = self.first.pop_front() {
                return Some(bytes);
            }
            let told = tokio::select! {
                told = self.receiver.recv() => told,
                _ = self.beat.tick() => return self.is_welcome().await.then_some(BEAT),
                () = sleep_until(self.end) => return None,
            };
            match told {
                Ok(Frame::Event(bytes, newest)) => {
                    self.heard = self.heard.max(newest);
                    return Some(bytes);
                }
                Ok(Frame::End) | Err(RecvError::Closed) => return None,
                // it reads too slowly: what it was not sent is made up for at once
                Err(RecvError::Lagged(_)) => self.catch_up(Some(self.heard)).await.ok()?,
            }
        }
    }

    /// Whether it would be let in now: its session or key may have ended.
    async fn is_welcome(&self) -> bool {
        Reader::from_request(&self.request, &mut Payload::None).await.is_ok()
    }

    async fn catch_up(&mut self, since: Option<DateTime<Utc>>) -> ApiResult<()> {
        let mut items = match since {
            Some(_) => activity::read(&self.state).await?.items,
            None => Vec::new(),
        };
        items.retain(|item| since.is_some_and(|since| frames::missed(item.at, since)));
        let overview = overview::read(&self.state).await?;
        // still the id of before: who breaks off after it has not heard of the items
        self.queue("overview", &overview)?;
        if let Some(newest) = items.first() {
            self.heard = self.heard.max(newest.at.min(self.state.now()));
            self.queue("activity", &ActivityFeed { items })?;
        }
        Ok(())
    }

    fn queue(&mut self, name: &str, data: &impl serde::Serialize) -> ApiResult<()> {
        self.first.push_back(frames::event(name, self.heard, self.state.live.number(), data)?);
        Ok(())
    }
}

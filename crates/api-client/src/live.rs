//! The overview and the feed as they change.

mod sse;

use crate::{error::Error, session::Session};
use futures_util::{Stream, StreamExt as _, future, stream};
use patron_api_types::stats::{LiveEvent, LiveUpdate};
use reqwest::Response;
use serde::de::DeserializeOwned;
use sse::{Parser, Sent};
use std::{collections::VecDeque, time::Duration};

const PATH: &str = "/api/v1/stats/live";

/// The server ends a stream after 15 minutes; the client's own timeout is meant for answers.
const LONGEST: Duration = Duration::from_secs(16 * 60);

impl Session {
    /// What changes, as it changes: the overview first. With the last id that was heard, what was missed since then
    /// comes too, perhaps some of it twice. Asks once and renews the token if need be; ends when the server or the
    /// network ends it, after 15 minutes at the latest. Dropping it closes it.
    pub fn live(&self, last_event_id: Option<&str>) -> impl Stream<Item = Result<LiveUpdate, Error>> + use<> {
        let session = self.clone();
        let mut request = session.client().get(PATH).timeout(LONGEST);
        if let Some(id) = last_event_id {
            request = request.header("last-event-id", id);
        }
        stream::once(async move { session.send(request).await }).flat_map(|answer| match answer {
            Ok(response) => updates(response).left_stream(),
            Err(error) => stream::once(future::ready(Err(error))).right_stream(),
        })
    }
}

fn updates(response: Response) -> impl Stream<Item = Result<LiveUpdate, Error>> {
    let begin = (Box::pin(response.bytes_stream()), Parser::default(), VecDeque::new());
    stream::unfold(begin, |(mut bytes, mut parser, mut ready)| async move {
        loop {
            if let Some(update) = ready.pop_front() {
                return Some((update, (bytes, parser, ready)));
            }
            match bytes.next().await? {
                Ok(chunk) => ready.extend(parser.feed(&chunk).into_iter().filter_map(understood)),
                Err(error) => return Some((Err(error.into()), (bytes, parser, ready))),
            }
        }
    })
}

/// Nothing for an event of a name that only a newer server knows.
fn understood(sent: Sent) -> Option<Result<LiveUpdate, Error>> {
    let event = match sent.event.as_deref() {
        None => Ok(LiveEvent::Beat),
        Some("overview") => decoded(&sent.data).map(|overview| LiveEvent::Overview(Box::new(overview))),
        Some("activity") => decoded(&sent.data).map(LiveEvent::Activity),
        Some(_) => return None,
    };
    Some(event.map(|event| LiveUpdate { id: sent.id, event }))
}

fn decoded<T: DeserializeOwned>(data: &str) -> Result<T, Error> {
    serde_json::from_str(data).map_err(|e| Error::Decode(e.to_string()))
}

//! `GET /api/v1/stats/live`: the overview and the feed as server-sent events.
//!
//! One poller per node reads committed rows while somebody listens, and every stream is sent what it found.

mod frames;
mod listener;
mod poller;

use crate::{
    error::{ApiError, ApiResult},
    extract::Reader,
    openapi::Problems,
    state::AppState,
};
use actix_web::{
    HttpRequest, HttpResponse, get,
    http::header::{self, HeaderName},
    web::Data,
};
use frames::Frame;
use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};
use tokio::sync::{Mutex, Semaphore, broadcast};

/// Streams at once on one node.
const PLACES: usize = 100;
/// When to come back while all places are taken.
const FULL_SECONDS: i64 = 15;
/// Frames that a slow client may lie behind before it is brought up to date at once.
const BEHIND: usize = 64;

/// The streams of this node.
pub struct Live {
    places: Arc<Semaphore>,
    sender: broadcast::Sender<Frame>,
    /// Whether the poller runs. Held while it starts, so that nobody listens before it knows what is old.
    running: Mutex<bool>,
    /// Makes the ids of one millisecond differ.
    counter: AtomicU64,
}

impl Default for Live {
    fn default() -> Self {
        Self {
            places: Arc::new(Semaphore::new(PLACES)),
            sender: broadcast::Sender::new(BEHIND),
            running: Mutex::new(false),
            counter: AtomicU64::new(0),
        }
    }
}

impl Live {
    /// Ends all streams and takes no more: a server that stops would wait for them.
    pub fn end(&self) {
        self.places.close();
        // nobody listens, nobody is told
        let _ = self.sender.send(Frame::End);
    }

    fn number(&self) -> u64 {
        self.counter.fetch_add(1, Ordering::Relaxed)
    }
}

/// The overview and the feed, live
///
/// Server-sent events, for a streaming `fetch` with the token in its header. `overview` has the overview and comes
/// first and whenever it changed; `activity` has what just came in, newest first, as the activity feed shows it,
/// within a second of its commit on any node. A comment comes every 10 seconds. Ask again with the last `id` in
/// `Last-Event-ID` to be sent what was missed, at most 50 and perhaps some of it twice: look at the ids. The stream
/// ends when its caller would not be let in any more, and after 15 minutes in any case: come back with a fresh
/// token. There are 100 places on each node.
#[utoipa::path(tag = "stats", operation_id = "follow_live",
    params(("Last-Event-ID" = Option<String>, Header, description = "The last `id` of the stream before.",
        example = "1795358583775-42")),
    security(("staff" = []), ("secret_key" = ["customers:read"])),
    responses((status = 200, description = "The stream.", content_type = "text/event-stream", body = String,
        example = "id: 1795358583775-42\nevent: activity\n\
            data: {\"items\":[{\"id\":\"0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f\",\"kind\":\"order\",\
            \"what\":\"TT-20417\",\"customer_id\":null,\"who\":\"Ananya Marigold\",\"amount\":\"1499.00\",\
            \"at\":\"2026-11-20T14:16:00Z\"}]}\n\n: beat\n\n"),
        Problems))]
#[get("/api/v1/stats/live")]
pub async fn follow_live(
    request: HttpRequest,
    state: Data<AppState>,
    _caller: Reader,
) -> ApiResult<HttpResponse> {
    let place = Arc::clone(&state.live.places).try_acquire_owned();
    let place = place.map_err(|_| ApiError::too_many(FULL_SECONDS))?;
    let last = request.headers().get("last-event-id").and_then(|id| id.to_str().ok());
    let since = last.and_then(frames::since);
    // first listen, then read: what is committed in between comes twice, not never
    let receiver = poller::join(&state).await?;
    let listener = listener::Listener::begin(state, request, receiver, place, since).await?;
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream")
        .insert_header((header::CACHE_CONTROL, "no-store"))
        // compressing would gather the stream, and so would nginx
        .insert_header((header::CONTENT_ENCODING, "identity"))
        .insert_header((HeaderName::from_static("x-accel-buffering"), "no"))
        .streaming(futures_util::stream::unfold(listener, |mut listener| async move {
            let bytes = listener.next().await?;
            Some((Ok::<_, std::io::Error>(bytes), listener))
        })))
}

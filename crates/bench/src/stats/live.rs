//! The live stream, against the answers to logins that are reported meanwhile.
//!
//! The feed is the newest 50, so of a thousand a second most are never in it. A login that is not counts as told with
//! the first piece that is all newer: then the feed is past it.

use crate::{
    Failure,
    http::{self, Target},
    ingest,
    shop::Server,
};
use http_body_util::BodyExt as _;
use serde_json::Value;
use std::{
    cell::RefCell,
    collections::HashMap,
    time::{Duration, Instant},
};
use tokio::time::{MissedTickBehavior, interval, sleep};
use uuid::Uuid;

const PATH: &str = "/api/v1/stats/live";
/// Between two logins whose way into the feed is timed.
const EVERY: Duration = Duration::from_millis(40);
/// After this long a login is lost to the feed, and counts as so late.
const LOST: Duration = Duration::from_secs(5);

/// What came of it.
pub struct Told {
    /// Milliseconds from the answer to each login until the feed had it or was past it.
    pub delays: Vec<f64>,
    /// Per cent of those logins that were in the feed themselves.
    pub shown: f64,
    /// Milliseconds between one overview and the next.
    pub gaps: Vec<f64>,
}

/// A login and when its report was answered.
struct Reported {
    id: Uuid,
    answered: Instant,
}

/// A piece of the feed.
struct Piece {
    came: Instant,
    /// Milliseconds of the oldest item's id.
    oldest: u128,
}

/// What the stream has brought.
#[derive(Default)]
struct Seen {
    shown: HashMap<Uuid, Instant>,
    pieces: Vec<Piece>,
    overviews: Vec<Instant>,
}

impl Seen {
    fn take(&mut self, event: &[u8], came: Instant) -> Result<(), Failure> {
        let text = String::from_utf8_lossy(event);
        let field = |name: &str| text.lines().find_map(|line| line.strip_prefix(name));
        match field("event: ") {
            Some("overview") => self.overviews.push(came),
            Some("activity") => {
                let feed: Value = serde_json::from_str(field("data: ").unwrap_or_default())
                    .map_err(|e| Failure::of("read the feed", e))?;
                let items = feed["items"].as_array().map(Vec::as_slice).unwrap_or_default();
                let ids: Vec<Uuid> =
                    items.iter().filter_map(|item| item["id"].as_str()?.parse().ok()).collect();
                let oldest = ids.iter().map(|id| millis(*id)).min().unwrap_or_default();
                self.pieces.push(Piece { came, oldest });
                for id in ids {
                    self.shown.entry(id).or_insert(came);
                }
            }
            _ => {}
        }
        Ok(())
    }

    /// How long after its answer the feed had it or was past it.
    fn delay(&self, login: &Reported) -> Option<Duration> {
        let past = || {
            let mut pieces = self.pieces.iter();
            pieces.find(|p| p.came >= login.answered && p.oldest > millis(login.id)).map(|p| p.came)
        };
        let at = self.shown.get(&login.id).copied().or_else(past)?;
        // the stream may be quicker than the answer
        Some(at.saturating_duration_since(login.answered))
    }
}

/// When an id was made: they are UUIDv7.
fn millis(id: Uuid) -> u128 {
    id.as_u128() >> 80
}

/// Follows the stream and reports logins of these people until it is over.
pub async fn follow(
    server: &Server,
    token: &str,
    people: &[(Uuid, String)],
    over: impl Fn() -> bool,
) -> Result<Told, Failure> {
    let seen = RefCell::new(Seen::default());
    let reporting = async {
        let begin = Instant::now();
        while seen.borrow().overviews.is_empty() {
            if begin.elapsed() > LOST {
                return Err(Failure("the live stream does not begin".into()));
            }
            sleep(EVERY).await;
        }
        let logins = report(server, token, people, over).await?;
        let end = Instant::now();
        while end.elapsed() < LOST && logins.iter().any(|login| seen.borrow().delay(login).is_none()) {
            sleep(EVERY).await;
        }
        Ok(logins)
    };
    let logins = tokio::select! {
        logins = reporting => logins?,
        ended = read(server.target, token, &seen) => {
            ended?;
            return Err(Failure("the live stream ended".into()));
        }
    };
    let seen = seen.borrow();
    if logins.is_empty() {
        return Err(Failure("no login was reported while the stream was followed".into()));
    }
    let shown = logins.iter().filter(|login| seen.shown.contains_key(&login.id)).count();
    let in_millis = |time: Duration| time.as_secs_f64() * 1000.0;
    let after = seen.overviews.iter().skip(1);
    let gaps = seen.overviews.iter().zip(after).map(|(one, next)| next.saturating_duration_since(*one));
    Ok(Told {
        delays: logins.iter().map(|login| in_millis(seen.delay(login).unwrap_or(LOST))).collect(),
        shown: 100.0 * shown as f64 / logins.len() as f64,
        gaps: gaps.map(in_millis).collect(),
    })
}

/// Reports one login after the other.
async fn report(
    server: &Server,
    token: &str,
    people: &[(Uuid, String)],
    over: impl Fn() -> bool,
) -> Result<Vec<Reported>, Failure> {
    let bearer = format!("Bearer {token}");
    let mut rng = fastrand::Rng::with_seed(5);
    let mut sender = server.target.connect().await?;
    let mut due = interval(EVERY);
    due.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut logins = Vec::new();
    // one at least
    while logins.is_empty() || !over() {
        due.tick().await;
        let (_, email) = rng.choice(people).ok_or_else(|| Failure("the shop has no people".into()))?;
        let body = ingest::login(&mut rng, email);
        let call = server.target.post("/api/v1/login-attempts", &[("authorization", &bearer)], body)?;
        let (status, body) = http::answer(&mut sender, call).await?;
        let answered = Instant::now();
        let answer: Value = serde_json::from_slice(&body).unwrap_or_default();
        let id = answer["id"].as_str().and_then(|id| id.parse().ok());
        let id = id.ok_or_else(|| Failure(format!("a login was not stored: {status} {answer}")))?;
        logins.push(Reported { id, answered });
    }
    Ok(logins)
}

/// Reads the stream to its end.
async fn read(target: Target, token: &str, seen: &RefCell<Seen>) -> Result<(), Failure> {
    let broken = |e: hyper::Error| Failure::of("read the live stream", e);
    let mut sender = target.connect().await?;
    let mut response = sender.send_request(target.get(PATH, token)?).await.map_err(broken)?;
    if response.status() != 200 {
        return Err(Failure(format!("{PATH}: {}", response.status())));
    }
    let mut text: Vec<u8> = Vec::new();
    while let Some(frame) = response.frame().await {
        let frame = frame.map_err(broken)?;
        let Some(bytes) = frame.data_ref() else { continue };
        text.extend_from_slice(bytes);
        let came = Instant::now();
        while let Some(end) = text.windows(2).position(|two| two == b"\n\n") {
            let event: Vec<u8> = text.drain(..end + 2).collect();
            seen.borrow_mut().take(&event, came)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(millis: u128) -> Uuid {
        Uuid::from_u128(millis << 80)
    }

    fn piece(ids: &[u128]) -> Vec<u8> {
        let items: Vec<_> = ids.iter().map(|n| serde_json::json!({"id": id(*n)})).collect();
        format!("id: 1-1\nevent: activity\ndata: {}\n\n", serde_json::json!({"items": items})).into_bytes()
    }

    #[test]
    fn a_login_is_told_by_itself_or_once_the_feed_is_past_it() {
        let begin = Instant::now();
        let later = |millis| begin + Duration::from_millis(millis);
        let mut seen = Seen::default();
        seen.take(&piece(&[9, 7]), later(100)).unwrap();
        seen.take(&piece(&[12, 11]), later(200)).unwrap();
        seen.take(b": beat\n\n", later(250)).unwrap();

        let delay = |millis, answered| seen.delay(&Reported { id: id(millis), answered: later(answered) });
        assert_eq!(delay(7, 40), Some(Duration::from_millis(60)), "it is there itself");
        assert_eq!(delay(7, 140), Some(Duration::ZERO), "before its answer");
        assert_eq!(delay(10, 40), Some(Duration::from_millis(160)), "only then all are newer");
        assert_eq!(delay(6, 140), Some(Duration::from_millis(60)), "a piece before the answer tells nothing");
        assert_eq!(delay(13, 40), None);
    }
}

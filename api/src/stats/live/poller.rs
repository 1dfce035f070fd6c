//! Reads what is new, for all streams of this node at once, while there are any.
//!
//! It polls, and PostgreSQL's NOTIFY does not wake it: a transaction that notifies takes a lock of the whole database
//! at its commit, so all writers would queue there. Committed rows tell of every node's writes alike.

use super::frames::{self, Frame};
use crate::{error::ApiResult, ingest::activity, state::AppState, stats::overview};
use actix_web::web::Data;
use chrono::{DateTime, Utc};
use patron_api_types::{
    ingest::{Activity, ActivityFeed},
    stats::Overview,
};
use patron_domain::ids::CustomerId;
use std::{
    collections::{HashSet, VecDeque},
    time::{Duration, Instant},
};
use tokio::sync::broadcast;
use uuid::Uuid;

/// How often to look for what is new.
const EVERY: Duration = Duration::from_millis(300);
/// How often to read the overview when nothing new came in: changes by staff, and a new day.
const OVERVIEW_EVERY: Duration = Duration::from_secs(1);
/// So many are known as seen.
const KNOWN: usize = 1000;

/// Listens from now on; starts the poller if it rests.
///
/// # Errors
/// When the database can't be reached.
pub(super) async fn join(state: &Data<AppState>) -> ApiResult<broadcast::Receiver<Frame>> {
    let mut running = state.live.running.lock().await;
    let receiver = state.live.sender.subscribe();
    if !*running {
        let seen = Seen::begin(state).await?;
        *running = true;
        actix_web::rt::spawn(run(state.clone(), seen));
    }
    Ok(receiver)
}

async fn run(state: Data<AppState>, mut seen: Seen) {
    loop {
        actix_web::rt::time::sleep(EVERY).await;
        let polled = seen.poll(&state).await;
        // nobody can join between the look at who is there and the end
        let mut running = state.live.running.lock().await;
        if let Err(cause) = &polled {
            // The dashboards then ask by themselves, and show what they are told.
            tracing::warn!(%cause, "the live streams end");
            let _ = state.live.sender.send(Frame::End);
        }
        if polled.is_err() || state.live.sender.receiver_count() == 0 {
            *running = false;
            return;
        }
    }
}

/// Who it was may become known later; then it is told again.
type Key = (Uuid, Option<CustomerId>);

/// What the streams were told.
struct Seen {
    order: VecDeque<Key>,
    known: HashSet<Key>,
    newest: DateTime<Utc>,
    overview: Option<Overview>,
    overview_at: Instant,
}

impl Seen {
    /// All that is there now is old.
    async fn begin(state: &AppState) -> ApiResult<Self> {
        let mut seen = Self {
            order: VecDeque::new(),
            known: HashSet::new(),
            newest: state.now(),
            overview: Some(overview::read(state).await?),
            overview_at: Instant::now(),
        };
        for item in activity::read(state).await?.items.iter().rev() {
            seen.notice(item);
        }
        Ok(seen)
    }

    /// Whether it is new. The order of commits is not that of ids or times, so each is looked up.
    fn notice(&mut self, item: &Activity) -> bool {
        let key = (item.id, item.customer_id);
        if !self.known.insert(key) {
            return false;
        }
        self.order.push_back(key);
        if self.order.len() > KNOWN
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
        true
    }

    async fn poll(&mut self, state: &AppState) -> ApiResult<()> {
        let mut items = activity::read(state).await?.items;
        items.retain(|item| self.notice(item));
        let news = items.first().map(|newest| newest.at);
        if let Some(at) = news {
            // a date that a shop reported may lie ahead
            self.newest = self.newest.max(at.min(state.now()));
            self.tell(state, "activity", &ActivityFeed { items })?;
        }
        if news.is_some() || self.overview_at.elapsed() >= OVERVIEW_EVERY {
            self.overview_at = Instant::now();
            let now = overview::read(state).await?;
            if self.overview.as_ref().is_none_or(|before| differs(before, &now)) {
                self.tell(state, "overview", &now)?;
                self.overview = Some(now);
            }
        }
        Ok(())
    }

    fn tell(&self, state: &AppState, name: &str, data: &impl serde::Serialize) -> ApiResult<()> {
        let bytes = frames::event(name, self.newest, state.live.number(), data)?;
        // the last one may just have gone
        let _ = state.live.sender.send(Frame::Event(bytes, self.newest));
        Ok(())
    }
}

/// Whether more differs than the time they were read.
fn differs(before: &Overview, now: &Overview) -> bool {
    *before != Overview { as_of: before.as_of, ..now.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;
    use patron_api_types::ingest::ActivityKind;

    fn item(n: u128) -> Activity {
        Activity {
            id: Uuid::from_u128(n),
            kind: ActivityKind::Event,
            what: "Product Viewed".into(),
            customer_id: None,
            who: None,
            amount: None,
            at: DateTime::default(),
        }
    }

    #[test]
    fn what_was_seen_is_new_again_only_with_its_person_or_after_a_thousand_others() {
        let mut seen = Seen {
            order: VecDeque::new(),
            known: HashSet::new(),
            newest: DateTime::default(),
            overview: None,
            overview_at: Instant::now(),
        };

        assert!(seen.notice(&item(7)) && !seen.notice(&item(7)));
        assert!(seen.notice(&item(3)), "an older id that was committed later");
        assert!(seen.notice(&Activity { customer_id: Some(CustomerId(Uuid::from_u128(1))), ..item(7) }));
        for n in 1000..2000 {
            assert!(seen.notice(&item(n)));
        }
        assert_eq!((seen.order.len(), seen.known.len()), (KNOWN, KNOWN));
        assert!(seen.notice(&item(7)));
    }
}

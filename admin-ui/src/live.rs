//! The server's stream: what changes comes by itself while somebody can see the page.
//!
//! While it is broken, whoever shows its values asks as if there were none.

use crate::{browser, erased::effect, remote::Remote, session::use_session};
use futures_util::{
    Stream, StreamExt as _,
    future::{Either, select},
};
use leptos::{prelude::*, task::spawn_local_scoped_with_cancellation};
use patron_api_client::{Error, Session};
use patron_api_types::{
    ingest::Activity,
    stats::{LiveEvent, LiveUpdate, Overview},
};
use std::{pin::pin, time::Duration};

/// Before the first try after a break; each further one takes twice as long,
const FIRST_PAUSE: Duration = Duration::from_secs(1);
/// but not longer than this.
const LONGEST_PAUSE: Duration = Duration::from_secs(15);
/// Something comes every ten seconds; after this long without, the stream is dead.
const SILENCE: Duration = Duration::from_secs(25);
/// What nobody took is kept up to so many.
const KEPT: usize = 50;

/// The stream, one for the whole app.
#[derive(Clone, Copy)]
pub struct Live {
    /// Whether it brings what changes.
    pub open: RwSignal<bool>,
    /// What just came in, newest first, until somebody takes it.
    pub news: RwSignal<Vec<Activity>>,
}

impl Live {
    /// Follows the stream while the page is visible, and tells the overview.
    pub fn follow(overview: Remote<Overview>) -> Self {
        let this = Self { open: RwSignal::new(false), news: RwSignal::new(Vec::new()) };
        let session = use_session();
        let last = StoredValue::new(None::<String>);
        let visible = RwSignal::new(browser::is_visible());
        let handle = window_event_listener_untyped("visibilitychange", move |_| {
            visible.set(browser::is_visible());
        });
        on_cleanup(move || handle.remove());
        effect(move || {
            this.close();
            if visible.get() {
                let session = session.clone();
                // The effect's next run, or its end, drops the request.
                spawn_local_scoped_with_cancellation(
                    async move { this.listen(session, overview, last).await },
                );
            }
        });
        this
    }

    async fn listen(self, session: Session, overview: Remote<Overview>, last: StoredValue<Option<String>>) {
        let mut wait = FIRST_PAUSE;
        while session.is_live() {
            {
                let id = last.get_value();
                let mut stream = pin!(session.live(id.as_deref()));
                while let Some(Ok(update)) = heard(&mut stream).await {
                    wait = FIRST_PAUSE;
                    self.take(update, overview, last);
                }
            }
            self.close();
            browser::pause(wait).await;
            wait = (wait * 2).min(LONGEST_PAUSE);
        }
    }

    fn take(self, update: LiveUpdate, overview: Remote<Overview>, last: StoredValue<Option<String>>) {
        if !update.id.is_empty() {
            last.set_value(Some(update.id));
        }
        if !self.open.get_untracked() {
            self.open.set(true);
        }
        match update.event {
            LiveEvent::Overview(numbers) => overview.told(*numbers),
            LiveEvent::Activity(feed) => self.news.update(|news| {
                // what it takes out is nothing
                drop(news.splice(0..0, feed.items));
                news.truncate(KEPT);
            }),
            LiveEvent::Beat => {}
        }
    }

    fn close(self) {
        if self.open.get_untracked() {
            self.open.set(false);
        }
    }
}

/// The next update; nothing at the end, or when the stream is silent for too long.
async fn heard(
    stream: &mut (impl Stream<Item = Result<LiveUpdate, Error>> + Unpin),
) -> Option<Result<LiveUpdate, Error>> {
    match select(stream.next(), pin!(browser::pause(SILENCE))).await {
        Either::Left((update, _)) => update,
        Either::Right(_) => None,
    }
}

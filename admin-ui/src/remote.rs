//! What the server knows, as signals: last value, last error, whether a request is under way.
//!
//! One place for what every page needs: a request is dropped when its page or its key goes, the last
//! value stays while a new one is on its way or can't be had, and anything can be asked again.

use crate::{browser, erased::effect, session::use_session};
use chrono::{DateTime, Utc};
use leptos::{prelude::*, task::spawn_local_scoped_with_cancellation};
use patron_api_client::{Error, Session};
use patron_api_types::page::Page;
use std::{future::Future, pin::Pin, sync::Arc};

/// One answer.
pub struct Remote<T: 'static> {
    pub value: RwSignal<Option<Arc<T>>>,
    pub error: RwSignal<Option<Error>>,
    pub busy: RwSignal<bool>,
    /// When the last good answer came.
    pub fresh_at: RwSignal<Option<DateTime<Utc>>>,
    turn: RwSignal<u32>,
}

impl<T> Clone for Remote<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Remote<T> {}

impl<T: Send + Sync + 'static> Remote<T> {
    /// Asks now, whenever what `key` reads changes, and on [`Remote::again`].
    pub fn new<K, F>(key: impl Fn() -> K + 'static, load: impl Fn(Session, K) -> F + 'static) -> Self
    where
        F: Future<Output = Result<T, Error>> + 'static,
    {
        let session = use_session();
        let this = Self {
            value: RwSignal::new(None),
            error: RwSignal::new(None),
            busy: RwSignal::new(false),
            fresh_at: RwSignal::new(None),
            turn: RwSignal::new(0),
        };
        // whether the value is the answer to what was asked before
        let foreign = StoredValue::new(false);
        let ask = move || -> Asking {
            let answer = load(session.clone(), key());
            Box::pin(async move { this.take(answer.await, foreign) })
        };
        keep_asking(this.turn, this.busy, foreign, Box::new(ask));
        this
    }

    /// Whether there is no such thing, as the server says.
    pub fn is_missing(self) -> Memo<bool> {
        Memo::new(move |_| {
            self.value.with(Option::is_none)
                && self.error.with(|e| e.as_ref().and_then(|e| e.status()) == Some(404))
        })
    }

    /// Asks again for the same.
    pub fn again(self) {
        self.turn.update(|turn| *turn = turn.wrapping_add(1));
    }

    /// Replaces the value by what a change gave back.
    pub fn put(self, value: T) {
        self.value.set(Some(Arc::new(value)));
    }

    /// Takes what the server sent unasked. An answer on its way may be older than that, so it is asked for again.
    pub fn told(self, value: T) {
        self.error.set(None);
        self.fresh_at.set(Some(browser::now()));
        self.value.set(Some(Arc::new(value)));
        if self.busy.get_untracked() {
            self.again();
        }
    }

    /// A refresh that fails leaves the value; one that answers another question must not stand for this one's.
    fn take(self, answer: Result<T, Error>, foreign: StoredValue<bool>) {
        match answer {
            Ok(value) => {
                foreign.set_value(false);
                self.error.set(None);
                self.fresh_at.set(Some(browser::now()));
                self.value.set(Some(Arc::new(value)));
            }
            Err(error) => {
                if foreign.get_value() {
                    self.value.set(None);
                }
                self.error.set(Some(error));
            }
        }
        self.busy.set(false);
    }
}

/// A request on its way, and what is done with its answer.
type Asking = Pin<Box<dyn Future<Output = ()>>>;

/// The part of [`Remote::new`] that is the same whatever is asked for: compiled once, not once for each page's.
fn keep_asking(
    turn: RwSignal<u32>,
    busy: RwSignal<bool>,
    foreign: StoredValue<bool>,
    ask: Box<dyn Fn() -> Asking>,
) {
    let mut before = None;
    effect(move || {
        let now = Some(turn.get());
        // The same turn as before: what is asked for is another.
        if before == now {
            foreign.set_value(true);
        }
        before = now;
        let asking = ask();
        busy.set(true);
        // The effect's next run, or its end, drops the request.
        spawn_local_scoped_with_cancellation(asking);
    });
}

type Loading<T> = Pin<Box<dyn Future<Output = Result<Page<T>, Error>>>>;
type More<T> = Box<dyn Fn(String) -> Loading<T>>;

/// A row with its place, so that a list redraws only what is new.
pub struct Row<T> {
    /// Unique as long as the row's content stands.
    pub key: (u32, usize),
    pub value: Arc<T>,
}

impl<T> Clone for Row<T> {
    fn clone(&self) -> Self {
        Self { key: self.key, value: self.value.clone() }
    }
}

/// A list that comes in pages.
pub struct Paged<T: 'static> {
    /// The first page.
    pub first: Remote<Page<T>>,
    pub rows: RwSignal<Vec<Row<T>>>,
    pub next: RwSignal<Option<String>>,
    pub more_busy: RwSignal<bool>,
    pub more_error: RwSignal<Option<Error>>,
    /// How many match in all, where that is asked for on its own.
    pub total: RwSignal<Option<i64>>,
    load_more: StoredValue<More<T>, LocalStorage>,
    generation: RwSignal<u32>,
}

impl<T> Clone for Paged<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Paged<T> {}

impl<T: Send + Sync + Clone + PartialEq + 'static> Paged<T> {
    /// As [`Remote::new`]; `load` gets the cursor of the page it is to fetch.
    pub fn new<K, F>(
        key: impl Fn() -> K + Clone + 'static,
        load: impl Fn(Session, K, Option<String>) -> F + Clone + 'static,
    ) -> Self
    where
        K: 'static,
        F: Future<Output = Result<Page<T>, Error>> + 'static,
    {
        let session = use_session();
        let (more_key, more_load) = (key.clone(), load.clone());
        let more: More<T> =
            Box::new(move |cursor| Box::pin(more_load(session.clone(), untrack(&more_key), Some(cursor))));
        let this = Self {
            first: Remote::new(key, move |session, key| load(session, key, None)),
            rows: RwSignal::new(Vec::new()),
            next: RwSignal::new(None),
            more_busy: RwSignal::new(false),
            more_error: RwSignal::new(None),
            total: RwSignal::new(None),
            load_more: StoredValue::new_local(more),
            generation: RwSignal::new(0),
        };
        effect(move || {
            if let Some(page) = this.first.value.get() {
                this.begin(&page);
            }
        });
        this
    }

    /// How many rows match in all, once that is known.
    pub fn total(self) -> Option<i64> {
        self.total.get().or_else(|| self.first.value.get().and_then(|page| page.total))
    }

    fn begin(self, page: &Arc<Page<T>>) {
        let same = self.rows.with_untracked(|rows| {
            rows.len() == page.items.len()
                && rows.iter().zip(&page.items).all(|(row, item)| *row.value == *item)
        });
        self.generation.update_untracked(|generation| *generation += 1);
        self.more_busy.set(false);
        self.more_error.set(None);
        self.next.set(page.next_cursor.clone());
        if !same {
            self.rows.set(Vec::new());
            self.append(page);
        }
    }

    /// Fetches the next page and puts it below the rest.
    pub fn more(self) {
        // While another first page is on its way, the cursor belongs to the list of before.
        if self.more_busy.get_untracked() || self.first.busy.get_untracked() {
            return;
        }
        let Some(cursor) = self.next.get_untracked() else { return };
        let generation = self.generation.get_untracked();
        self.more_busy.set(true);
        let loading = self.load_more.with_value(|load| load(cursor));
        leptos::task::spawn_local(async move {
            let answer = loading.await;
            // Meanwhile the page may have gone, or the list may have begun anew.
            if self.generation.try_get_untracked() == Some(generation) {
                self.take(answer);
            }
        });
    }

    /// Asks for the first page again, unless that would shorten what was loaded below it.
    pub fn refresh_quietly(self) {
        let extended = self.rows.with_untracked(Vec::len)
            > self.first.value.with_untracked(|page| page.as_ref().map_or(0, |page| page.items.len()));
        if !extended {
            self.first.again();
        }
    }

    fn take(self, answer: Result<Page<T>, Error>) {
        self.more_busy.set(false);
        match answer {
            Ok(page) => {
                self.more_error.set(None);
                self.next.set(page.next_cursor.clone());
                self.append(&page);
            }
            Err(error) => self.more_error.set(Some(error)),
        }
    }

    fn append(self, page: &Page<T>) {
        let generation = self.generation.get_untracked();
        self.rows.update(|rows| {
            let start = rows.len();
            rows.extend(
                page.items
                    .iter()
                    .enumerate()
                    .map(|(n, item)| Row { key: (generation, start + n), value: Arc::new(item.clone()) }),
            );
        });
    }
}

/// Runs `act` whenever the page comes back into view.
pub fn on_return(act: impl Fn() + 'static) {
    let handle = window_event_listener(leptos::ev::focus, move |_| {
        if browser::is_visible() {
            act();
        }
    });
    on_cleanup(move || handle.remove());
}

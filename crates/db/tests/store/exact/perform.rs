//! Does what a history says, by the ways that the product has.

use super::history::{Act, History};
use crate::support::Store;
use chrono::{DateTime, Utc};
use patron_db::{
    PgConnection, customers,
    ingest::{self, Act as Reported, Context, Incoming, Who},
    merges::{self, Outcome, Wish},
    profiles,
    shop::{self, Shop},
    stats::calendar_change,
};
use patron_domain::{email::Email, ids::CustomerId};
use uuid::Uuid;

/// A history under way.
pub(super) struct Run<'a> {
    pub(super) store: &'a mut Store,
    /// Tells its people and orders from those of others.
    name: String,
    batch: usize,
    waiting: Vec<Incoming>,
    merges: Vec<Uuid>,
    /// Whether a calendar is to be counted.
    changing: bool,
}

/// Does all of it; `nth` is that of no other history of the store.
pub async fn perform(store: &mut Store, nth: u32, history: &History) {
    let mut run = Run {
        store,
        name: format!("h{nth}"),
        batch: history.batch,
        waiting: Vec::new(),
        merges: Vec::new(),
        changing: false,
    };
    for act in &history.acts {
        run.act(act).await;
    }
    run.flush().await;
    run.count_calendar().await;
}

pub(super) async fn id_of(conn: &mut PgConnection, email: &Email) -> Option<CustomerId> {
    profiles::by_email(conn, email.as_str()).await.unwrap().map(|known| known.id)
}

impl Run<'_> {
    pub(super) fn email(&self, who: u8) -> Email {
        Email::parse(&format!("{}-p{who}@example.com", self.name)).unwrap()
    }

    pub(super) fn order_id(&self, order: u8) -> String {
        format!("{}-o{order}", self.name)
    }

    async fn act(&mut self, act: &Act) {
        match act {
            Act::SignUp { .. } => self.sign_up(act).await,
            Act::Login { .. } => self.login(act).await,
            Act::Order { .. } | Act::OrderChange { .. } => self.order(act).await,
            Act::Consent { .. } => self.consent(act).await,
            Act::Import { .. } => self.import(act).await,
            Act::Status { who, status } => {
                self.flush().await;
                let mut tx = self.store.begin().await;
                if let Some(id) = id_of(&mut tx, &self.email(*who)).await {
                    customers::set_status(&mut tx, id, *status).await.unwrap();
                }
                tx.commit().await.unwrap();
            }
            Act::Merge { keep, other } => self.merge(*keep, *other).await,
            Act::UndoMerge => self.undo_merge().await,
            Act::Calendar { zone, week_start, counted } => {
                self.flush().await;
                let week_start = (*week_start).to_owned();
                let shop = Shop { time_zone: *zone, week_start, ..self.store.shop.clone() };
                shop::put(&self.store.db.owner, &shop).await.unwrap();
                self.store.shop = shop;
                self.changing = true;
                if *counted {
                    self.count_calendar().await;
                }
            }
        }
    }

    async fn count_calendar(&mut self) {
        if std::mem::take(&mut self.changing) {
            calendar_change::run_pending(&self.store.db.owner).await.unwrap();
        }
    }

    pub(super) async fn report(&mut self, who: Who, at: DateTime<Utc>, act: Reported) {
        self.waiting.push(Incoming {
            key: None,
            actor: "test".into(),
            message: None,
            who,
            trusted: true,
            at,
            received_at: self.store.now,
            act,
            record: None,
            sent: None,
            mends: None,
        });
        if self.waiting.len() >= self.batch {
            self.flush().await;
        }
    }

    pub(super) async fn flush(&mut self) {
        let events = std::mem::take(&mut self.waiting);
        if events.is_empty() {
            return;
        }
        let ctx = Context { keyring: &self.store.keyring, shop: &self.store.shop, now: self.store.now };
        let mut tx = self.store.begin().await;
        ingest::apply(&mut tx, &ctx, &events).await.unwrap();
        tx.commit().await.unwrap();
    }

    async fn merge(&mut self, keep: u8, other: u8) {
        self.flush().await;
        let mut tx = self.store.begin().await;
        let (keep, other) =
            (id_of(&mut tx, &self.email(keep)).await, id_of(&mut tx, &self.email(other)).await);
        if let (Some(keep), Some(merge)) = (keep, other)
            && keep != merge
        {
            let wish = Wish { keep, merge, actor: "test", reason: None, now: self.store.now };
            if let Outcome::Merged(made) = merges::merge(&mut tx, &wish).await.unwrap() {
                self.merges.push(made.id);
            }
        }
        tx.commit().await.unwrap();
    }

    async fn undo_merge(&mut self) {
        self.flush().await;
        let Some(id) = self.merges.pop() else { return };
        let mut tx = self.store.begin().await;
        // somebody may have the address by now; then they stay one
        merges::undo(&mut tx, id, "test", self.store.now).await.unwrap();
        tx.commit().await.unwrap();
    }
}

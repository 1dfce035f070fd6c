//! The marked test person, the keys that the checks need, and how all of it goes away.

use super::Checked;
use crate::startup::Ready;
use patron_db::{Error, keys, profiles, random, selftest, stats::verify, users};
use patron_domain::{
    ids::KeyId,
    keys::{KeyKind, Scope},
};
use std::cell::RefCell;

/// Somebody who never was.
pub struct Person {
    /// Lower case; marked, so that what a killed test left behind can be told from people.
    pub email: String,
    /// Right.
    pub password: String,
    /// The ids of the keys that were made.
    keys: RefCell<Vec<KeyId>>,
}

/// Keys for the time of the test.
pub struct Keys {
    /// What a page has.
    pub publishable: String,
    /// With `customers:read`.
    pub reader: String,
    /// With `exports:read`.
    pub exporter: String,
}

impl Person {
    /// A new one.
    ///
    /// # Errors
    /// When the system has no randomness.
    pub fn make_up() -> Result<Self, String> {
        let text = |e: Error| e.to_string();
        let mark: String = random::bytes::<6>().map_err(text)?.iter().map(|b| format!("{b:02x}")).collect();
        Ok(Self {
            email: format!("patron-selftest+{mark}@example.com"),
            password: random::token("").map_err(text)?,
            keys: RefCell::default(),
        })
    }

    /// Makes the keys.
    ///
    /// # Errors
    /// When the database can't be reached.
    pub async fn make_keys(&self, ready: &Ready) -> Result<Keys, String> {
        Ok(Keys {
            publishable: self.key(ready, KeyKind::Publishable, &[]).await?,
            reader: self.key(ready, KeyKind::Secret, &[Scope::CustomersRead]).await?,
            exporter: self.key(ready, KeyKind::Secret, &[Scope::ExportsRead]).await?,
        })
    }

    async fn key(&self, ready: &Ready, kind: KeyKind, scopes: &[Scope]) -> Result<String, String> {
        let mut tx = ready.db.staff.begin().await.map_err(|e| e.to_string())?;
        let made = keys::create(&mut tx, kind, "patron selftest", scopes).await;
        let (id, text) = made.map_err(|e| e.to_string())?;
        // noted before it is there: a key too many in the list does no harm, one too few would stay
        self.keys.borrow_mut().push(id);
        tx.commit().await.map_err(|e| e.to_string())?;
        Ok(text)
    }

    /// Removes every trace, then looks for some.
    ///
    /// # Errors
    /// What is left, or why nothing could be removed.
    pub async fn clean_up(&self, ready: &Ready) -> Checked {
        let ids = self.keys.take();
        let removed = selftest::remove_traces(&ready.db.owner, &self.email, &ids).await.map_err(|e| {
            format!("{e}; remove the person {} and the keys \"patron selftest\" by hand", self.email)
        })?;
        let left = self.left(ready, &ids).await.map_err(|e| e.to_string())?;
        if !left.is_empty() {
            return Err(format!("still there: {}", left.join(", ")));
        }
        Ok(format!("{removed} rows removed, nothing is left, the totals agree with the rows"))
    }

    async fn left(&self, ready: &Ready, ids: &[KeyId]) -> patron_db::Result<Vec<String>> {
        let mut left = Vec::new();
        let mut conn = ready.db.owner.pool().acquire().await?;
        if users::by_email(&mut conn, &self.email).await?.is_some() {
            left.push("the account".to_owned());
        }
        if profiles::by_email(&mut conn, &self.email).await?.is_some() {
            left.push("the profile".to_owned());
        }
        if selftest::login_rows(&ready.db.owner, &self.email).await? > 0 {
            left.push("login attempts".to_owned());
        }
        if keys::list(&mut conn).await?.iter().any(|key| ids.contains(&key.id)) {
            left.push("keys".to_owned());
        }
        for d in verify::totals(&mut conn).await? {
            left.push(format!("rollup {} is {} and the rows say {}", d.metric, d.kept, d.recounted));
        }
        Ok(left)
    }
}

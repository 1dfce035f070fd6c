//! Who is signed in. The one home of sign-in, resumption, expiry and sign-out.
//!
//! The access token lives in the client's memory and dies with the page; after a reload the refresh
//! cookie, which no script can read, brings a new one.

use crate::{browser, format::Format, routes::BASE};
use leptos::prelude::*;
use patron_api_client::{Client, Error, Session};
use patron_api_types::session::Current;
use std::time::Duration;

/// A request that took longer than this counts as unanswered.
const PATIENCE: Duration = Duration::from_secs(10);

/// Marks a browser that was signed in, so that another one isn't asked to renew what it never had.
const SIGNED_IN: &str = "patron-signed-in";

/// Where the app stands with its user.
#[derive(Debug, Clone)]
pub enum Phase {
    /// Asking whether this browser has a session.
    Starting,
    /// Nobody is signed in.
    Out,
    /// Somebody is.
    In(Session),
    /// The server could not say.
    Unreachable(Error),
}

/// The account's state, shared by the whole app.
#[derive(Clone, Copy)]
pub struct Account {
    phase: RwSignal<Phase>,
    client: StoredValue<Client>,
    /// Whether the last session ended by itself, which the sign-in page then says.
    pub expired: RwSignal<bool>,
}

impl Account {
    /// Puts an account in context and starts to look for a session.
    pub fn provide() -> Self {
        let account = Self {
            phase: RwSignal::new(Phase::Starting),
            client: StoredValue::new(Client::new("")),
            expired: RwSignal::new(false),
        };
        provide_context(account);
        leptos::task::spawn_local(async move {
            account.client.set_value(Client::new(&api_origin().await).with_timeout(PATIENCE));
            if browser::remembers(SIGNED_IN) {
                account.resume().await;
            } else {
                account.phase.set(Phase::Out);
            }
        });
        account
    }

    /// Tracks the phase.
    pub fn phase(self) -> Phase {
        self.phase.get()
    }

    /// The session, when somebody is signed in. Doesn't track.
    pub fn session(self) -> Option<Session> {
        match self.phase.get_untracked() {
            Phase::In(session) => Some(session),
            _ => None,
        }
    }

    /// Takes up the session of the refresh cookie.
    pub async fn resume(self) {
        let client = self.client.get_value();
        match client.resume().await {
            Ok(session) => self.enter(session),
            Err(error) if error.is_unauthorized() => self.leave(),
            Err(error) => self.phase.set(Phase::Unreachable(error)),
        }
    }

    /// Signs in.
    ///
    /// # Errors
    /// As the server says.
    pub async fn sign_in(self, email: &str, password: &str) -> Result<(), Error> {
        let client = self.client.get_value();
        let session = client.sign_in(email, password).await?;
        self.expired.set(false);
        self.enter(session);
        Ok(())
    }

    /// Signs out here at once, and on the server as soon as it answers.
    pub fn sign_out(self) {
        let Some(session) = self.session() else { return };
        self.expired.set(false);
        self.leave();
        leptos::task::spawn_local(async move {
            // Without an answer the cookie stays until it expires; the token is gone all the same.
            let _ = session.sign_out().await;
        });
    }

    /// The absolute address of a path the server gave.
    pub fn url(self, path: &str) -> String {
        self.client.with_value(|client| client.url(path))
    }

    fn enter(self, session: Session) {
        session.on_expired(move || {
            self.expired.set(true);
            self.leave();
        });
        browser::store(SIGNED_IN, "1");
        self.phase.set(Phase::In(session));
    }

    fn leave(self) {
        browser::forget(SIGNED_IN);
        self.phase.set(Phase::Out);
    }
}

/// The account. Only called below [`Account::provide`].
pub fn use_account() -> Account {
    use_context::<Account>().unwrap_or_else(Account::provide)
}

/// What is fixed while somebody is signed in: who, at which shop, and how that shop writes.
#[derive(Clone)]
pub struct Desk {
    pub session: Session,
    pub current: Current,
    pub format: Format,
}

impl Desk {
    pub fn provide(session: Session) -> StoredValue<Self> {
        let current = session.who();
        let format = Format::of(&current.shop);
        let desk = StoredValue::new(Self { session, current, format });
        provide_context(desk);
        desk
    }
}

/// How the shop writes numbers and times.
pub fn use_format() -> StoredValue<Format> {
    StoredValue::new(expect_context::<StoredValue<Desk>>().with_value(|desk| desk.format.clone()))
}

/// The session of the person signed in.
pub fn use_session() -> Session {
    expect_context::<StoredValue<Desk>>().with_value(|desk| desk.session.clone())
}

/// Where the API is: same origin, unless the static host's `config.json` names another.
async fn api_origin() -> String {
    let text = browser::text_at(&format!("{BASE}/config.json")).await.unwrap_or_default();
    let config: serde_json::Value = serde_json::from_str(&text).unwrap_or_default();
    match config.get("api_origin").and_then(serde_json::Value::as_str) {
        Some(named) if !named.trim().is_empty() => named.trim().to_owned(),
        _ => browser::origin(),
    }
}

//! What a staff session holds: the access token, natively the refresh cookie, and who wants to know
//! when it ends. No lock is held while something is awaited, but for the one that makes renewal single.

use crate::{error::Error, response};
use patron_api_types::session::{Current, StaffToken};
use reqwest::{RequestBuilder, Response, header};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

const COOKIE: &str = "patron_refresh=";

pub(crate) type Listener = Arc<dyn Fn() + Send + Sync>;

pub(crate) struct Tokens {
    state: Mutex<State>,
    /// Held by the call that renews, so that the others wait for its result.
    pub(crate) renewing: futures_util::lock::Mutex<()>,
    on_expired: Mutex<Option<Listener>>,
}

struct State {
    access: Option<String>,
    // Natively only: in a browser no script can see this cookie.
    cookie: Option<String>,
    current: Current,
}

impl Tokens {
    pub(crate) async fn from_answer(response: Response) -> Result<Self, Error> {
        let cookie = cookie_of(&response);
        let token: StaffToken = response::json(response).await?;
        let state = State { access: Some(token.access_token), cookie, current: token.current };
        Ok(Self {
            state: Mutex::new(state),
            renewing: futures_util::lock::Mutex::new(()),
            on_expired: Mutex::new(None),
        })
    }

    pub(crate) fn access(&self) -> Option<String> {
        self.state().access.clone()
    }

    pub(crate) fn replace_access(&self, token: &str) {
        self.state().access = Some(token.to_owned());
    }

    pub(crate) fn current(&self) -> Current {
        self.state().current.clone()
    }

    pub(crate) fn on_expired(&self, listener: Listener) {
        *lock(&self.on_expired) = Some(listener);
    }

    /// Takes over the tokens of a renewal.
    pub(crate) async fn take(&self, response: Response) -> Result<String, Error> {
        let cookie = cookie_of(&response);
        let token: StaffToken = response::json(response).await?;
        let mut state = self.state();
        state.current = token.current;
        state.cookie = cookie.or_else(|| state.cookie.take());
        // Signed out while the renewal was under way: stays so.
        if state.access.is_none() {
            return Err(Error::signed_out());
        }
        state.access = Some(token.access_token.clone());
        Ok(token.access_token)
    }

    /// The session ended on purpose.
    pub(crate) fn forget(&self) -> Option<String> {
        let mut state = self.state();
        state.cookie = None;
        state.access.take()
    }

    /// The session ended by itself; its listener hears of it once.
    pub(crate) fn expire(&self) {
        let was_live = self.forget().is_some();
        // Cloned out of the lock: the listener may ask the session things.
        let listener = lock(&self.on_expired).clone();
        if let (true, Some(listener)) = (was_live, listener) {
            listener();
        }
    }

    pub(crate) fn with_cookie(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.state().cookie {
            Some(cookie) => request.header(header::COOKIE, format!("{COOKIE}{cookie}")),
            None => request,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }
}

fn cookie_of(response: &Response) -> Option<String> {
    let set = response.headers().get_all(header::SET_COOKIE);
    let value = set.iter().find_map(|v| v.to_str().ok()?.strip_prefix(COOKIE))?;
    Some(value.split(';').next().unwrap_or_default().to_owned())
}

/// A panic elsewhere can't leave these values half-written, so a poisoned lock is used on.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

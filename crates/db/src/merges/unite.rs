//! What two profiles become when they are one, and what of it goes when they are two again. Decisions only.

use super::facts::{Facts, Opening, Origin};
use crate::{
    consents::{Wanted, strength},
    profiles::FirstTouch,
    rows::Consent,
};
use chrono::{DateTime, Duration, Utc};
use patron_domain::consent::ConsentState;

/// Most categories that a profile keeps.
const CATEGORIES: usize = 50;

/// What the kept profile becomes: its own details with gaps filled from the other, the earliest sign-up, the stricter
/// status, opening balances together. Counted columns follow from the rows.
pub(super) fn united(kept: &Facts, other: &Facts) -> Facts {
    let own_account = kept.user_id.is_some() || other.user_id.is_none();
    let fill = |a: &Option<String>, b: &Option<String>| a.clone().or_else(|| b.clone());
    Facts {
        id: kept.id,
        email: kept.email.clone(),
        user_id: kept.user_id.or(other.user_id),
        linked_at: if own_account { kept.linked_at } else { other.linked_at },
        full_name: fill(&kept.full_name, &other.full_name),
        phone: if kept.phone.typed.is_some() { kept.phone.clone() } else { other.phone.clone() },
        location: fill(&kept.location, &other.location),
        categories: categories(&kept.categories, &other.categories),
        // the parts of two visits don't make one
        touch: if kept.touch == FirstTouch::default() { other.touch.clone() } else { kept.touch.clone() },
        origin: origin(kept, other),
        last_login_at: kept.last_login_at.max(other.last_login_at),
        signup_date: kept.signup_date.min(other.signup_date),
        // declared in this order: active, inactive, blocked
        status: kept.status.max(other.status),
        consents: [0, 1, 2].map(|i| consent(&kept.consents[i], &other.consents[i])),
        opening: opening(&kept.opening, &other.opening),
    }
}

/// The other's categories behind the kept one's, without case.
fn categories(kept: &[String], other: &[String]) -> Vec<String> {
    let mut all = kept.to_vec();
    for c in other {
        if !all.iter().any(|known| known.to_lowercase() == c.to_lowercase()) {
            all.push(c.clone());
        }
    }
    all.truncate(CATEGORIES.max(kept.len()));
    all
}

/// That of the later login; an empty value never replaces a good one.
fn origin(kept: &Facts, other: &Facts) -> Origin {
    let (first, second) =
        if other.last_login_at > kept.last_login_at { (other, kept) } else { (kept, other) };
    let (a, b) = (first.origin.clone(), second.origin.clone());
    Origin {
        ip_address: a.ip_address.or(b.ip_address),
        user_agent: a.user_agent.or(b.user_agent),
        device_info: a.device_info.or(b.device_info),
    }
}

/// An opt-out of either stays; otherwise the stronger basis counts, and of two alike the newer.
fn consent(kept: &Consent, other: &Consent) -> Consent {
    let out = |c: &Consent| c.state == ConsentState::Unsubscribed;
    let weight = |c: &Consent| (strength(c.basis), c.changed_at);
    match (out(kept), out(other)) {
        (true, false) => *kept,
        (false, true) => *other,
        _ if weight(other) > weight(kept) => *other,
        _ => *kept,
    }
}

fn opening(a: &Opening, b: &Opening) -> Opening {
    Opening {
        orders: a.orders.saturating_add(b.orders),
        // of numeric(14, 2), whose sum a decimal always holds
        spent: a.spent + b.spent,
        logins: a.logins.saturating_add(b.logins),
        last_login_at: a.last_login_at.max(b.last_login_at),
        as_of: a.as_of.max(b.as_of),
    }
}

/// What the kept profile becomes when the merge is undone: what the merge changed and nobody has changed since goes
/// back, everything else stays as it is now.
pub(super) fn parted(before: &Facts, after: &Facts, now: &Facts) -> Facts {
    fn back<T: Clone + PartialEq>(before: &T, after: &T, now: &T) -> T {
        if now == after { before.clone() } else { now.clone() }
    }
    macro_rules! back {
        ($($field:ident),+) => { Facts {
            id: now.id,
            email: now.email.clone(),
            last_login_at: now.last_login_at,
            linked_at: if gives_account(before, after, now) {
                before.linked_at
            } else {
                back(&before.linked_at, &after.linked_at, &now.linked_at)
            },
            consents: [0, 1, 2].map(|i| back(&before.consents[i], &after.consents[i], &now.consents[i])),
            $($field: back(&before.$field, &after.$field, &now.$field),)+
        } };
    }
    back!(user_id, full_name, phone, location, categories, touch, origin, signup_date, status, opening)
}

/// Whether the account goes back to the merged profile: it came from there and is still here.
pub(super) fn gives_account(before: &Facts, after: &Facts, now: &Facts) -> bool {
    after.user_id != before.user_id && now.user_id == after.user_id
}

/// The consents that differ, for the ledger.
pub(super) fn turned(from: &Facts, to: &Facts) -> Vec<Wanted> {
    let pairs = from.consents.iter().zip(&to.consents);
    pairs
        .filter(|(a, b)| (a.state, a.basis) != (b.state, b.basis))
        .map(|(_, c)| Wanted { channel: c.channel, state: c.state, basis: c.basis })
        .collect()
}

/// From when on an account with an unconfirmed address may see history, so that it sees none of what comes to it:
/// `newest` is the newest of that, `totals` whether there are totals without rows.
pub(super) fn shown_from(
    linked_at: Option<DateTime<Utc>>,
    newest: Option<DateTime<Utc>>,
    totals: bool,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    match linked_at {
        None if newest.is_none() && !totals => None,
        Some(from) if newest.is_none_or(|at| at < from) => Some(from),
        _ => Some(newest.map_or(now, |at| now.max(at + Duration::microseconds(1)))),
    }
}

#[cfg(test)]
#[path = "unite_tests.rs"]
mod tests;

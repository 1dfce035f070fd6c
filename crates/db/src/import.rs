//! Rows of imported files and what they mean; [`crate::ingest`] stores them: idempotent, sticky opt-outs, opening
//! balances.
//!
//! The file's totals become an opening balance in columns of their own, so importing the same file again
//! changes nothing, and rows that came in since then stay on top. A file that this very database exported
//! describes rows that are here; for profiles it finds under the file's own id, its totals are not taken.

use crate::{consents::Wanted, profiles::Details};
use chrono::{DateTime, Utc};
use patron_domain::{
    consent::{Channel, ConsentBasis, ConsentState},
    customer::{CustomerStatus, SignupMethod, Source},
    email::Email,
    ids::CustomerId,
    money::Money,
};
use std::collections::BTreeMap;

/// One row of a file, parsed.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
#[expect(missing_docs, reason = "named like the columns")]
pub struct ImportRow {
    pub id: Option<CustomerId>,
    pub email: Email,
    pub details: Details,
    pub signup_date: Option<DateTime<Utc>>,
    pub email_verified: bool,
    pub signup_method: SignupMethod,
    pub source: Source,
    pub status: Option<CustomerStatus>,
    pub last_login_at: Option<DateTime<Utc>>,
    pub login_count: i32,
    pub total_orders: i32,
    pub total_spent: Money,
    pub marketing_consent: Option<bool>,
    pub ip_address: Option<String>,
    pub user_agent: Option<String>,
    /// Consents by channel, of a file that has them; they win over `marketing_consent`.
    pub consents: Vec<Wanted>,
    /// The file was written by Patron's own `full` export.
    pub own_export: bool,
}

impl ImportRow {
    /// A file without totals has nothing to say about them; it doesn't replace those that are known.
    pub(crate) fn brings_balance(&self) -> bool {
        self.total_orders != 0
            || self.total_spent != Money::ZERO
            || self.login_count != 0
            || self.last_login_at.is_some()
    }
}

/// The consents a row asks for; "never asked" asks for nothing. Where the file is a dump with `marketing_consent` alone, a yes rests on the
/// import (there is no evidence in it), and a no is an opt-out.
pub(crate) fn wanted(row: &ImportRow) -> Vec<Wanted> {
    if !row.consents.is_empty() {
        return row.consents.iter().filter(|c| c.state != ConsentState::NotSubscribed).copied().collect();
    }
    match row.marketing_consent {
        Some(said) => Wanted::of_marketing_consent(said, ConsentBasis::Import),
        None => Vec::new(),
    }
}

/// Consents that are changed together: those of the same instant, which is never in the future.
pub(crate) fn by_date(
    wanted: Vec<Wanted>,
    dates: &[(Channel, DateTime<Utc>)],
    now: DateTime<Utc>,
) -> BTreeMap<DateTime<Utc>, Vec<Wanted>> {
    let mut groups: BTreeMap<DateTime<Utc>, Vec<Wanted>> = BTreeMap::new();
    for w in wanted {
        let date = dates.iter().find(|(channel, _)| *channel == w.channel).map_or(now, |(_, at)| *at);
        groups.entry(date.min(now)).or_default().push(w);
    }
    groups
}

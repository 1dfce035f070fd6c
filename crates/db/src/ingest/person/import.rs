//! What a row of a file says of a person.

use super::{Beginning, LedgerRow, Opening, Person, Said};
use crate::{import::ImportRow, ingest::act::Import, profiles::FirstTouch, shop::Shop};
use chrono::{DateTime, NaiveDate, Utc};
use patron_domain::{
    consent::{Act, ConsentPolicy},
    customer::CustomerStatus,
    ids::CustomerId,
};

impl Person {
    /// Takes a row of a file. `created`: this row made the person.
    pub fn take_import(
        &mut self,
        import: &Import,
        created: bool,
        now: DateTime<Utc>,
        ledger: &mut Vec<LedgerRow>,
    ) {
        let row = &import.row;
        if !created {
            self.take_details(&row.details, true);
        }
        for (at, wanted) in crate::import::by_date(crate::import::wanted(row), &import.dates, now) {
            let said = Said { at, ..import_said(now) };
            self.take_consents(&wanted, &said, ledger);
        }
        let rows_are_here = row.own_export && !created && row.id == Some(self.id);
        let columns = &mut self.now;
        columns.signup_date = columns.signup_date.min(row.signup_date.unwrap_or(now).min(now));
        columns.email_verified |= row.email_verified;
        if let Some(status) = row.status
            && columns.status == CustomerStatus::Active
            && status != CustomerStatus::Erased
        {
            columns.status = status;
        }
        if columns.linked_at.is_none() && self.unverified && !rows_are_here {
            columns.linked_at = Some(now);
        }
        if !self.has_ip {
            columns.ip_address.clone_from(&row.ip_address);
        }
        if !self.has_agent {
            columns.user_agent.clone_from(&row.user_agent);
        }
        if !rows_are_here && row.brings_balance() {
            self.take_opening(row, import.as_of);
        }
    }

    fn take_opening(&mut self, row: &ImportRow, as_of: NaiveDate) {
        let brought = Opening {
            orders: row.total_orders,
            spent: row.total_spent,
            logins: row.login_count,
            last_login_at: row.last_login_at,
            as_of: None,
        };
        let known = Opening { as_of: None, ..self.now.opening.clone() };
        if self.now.opening.as_of.is_none() || known != brought {
            self.now.opening = Opening { as_of: Some(as_of), ..brought };
        }
    }

    /// The person of an imported row that nobody had.
    pub fn of_import(
        import: &Import,
        id: CustomerId,
        shop: &Shop,
        now: DateTime<Utc>,
        ledger: &mut Vec<LedgerRow>,
    ) -> Self {
        let row = &import.row;
        // what the file says about consent follows; the default of the policy must not precede it
        let silent = row.marketing_consent.is_none() && row.consents.is_empty();
        let new = Beginning {
            id,
            email: &row.email,
            details: &row.details,
            signup_method: row.signup_method,
            source: row.source,
            touch: &FirstTouch::default(),
            last_touch: &FirstTouch::default(),
            signup_date: row.signup_date.unwrap_or(now).min(now),
            said: None,
            policy: if silent { shop.consent_policy } else { ConsentPolicy::OptOut },
        };
        Self::begin(&new, &import_said(now), ledger)
    }
}

/// How a file says something.
const fn import_said(now: DateTime<Utc>) -> Said<'static> {
    Said { act: Act::Other, method: "import", notice_version: None, actor: "import", reason: None, at: now }
}

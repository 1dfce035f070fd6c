//! What a report changes on a person.

use super::{LedgerRow, Person, Said};
use crate::{
    consents::{self, Wanted},
    ingest::act::Profile,
    logins::Place,
    profiles::Details,
};
use patron_domain::consent::ConsentBasis;

impl Person {
    /// Takes details; with `fill` only where nothing is known.
    pub fn take_details(&mut self, said: &Details, fill: bool) {
        let now = &mut self.now;
        if said.full_name.is_some() && !(fill && now.full_name.is_some()) {
            now.full_name.clone_from(&said.full_name);
        }
        if said.location.is_some() && !(fill && now.location.is_some() && !now.location_guessed) {
            now.location.clone_from(&said.location);
            now.location_guessed = false;
        }
        if let Some(categories) = said.categories.as_ref().filter(|c| !c.is_empty())
            && (!fill || now.categories.is_empty())
        {
            now.categories.clone_from(categories);
        }
        if said.phone.is_some() && !(fill && self.has_phone) {
            now.phone.clone_from(&said.phone);
            self.has_phone = true;
        }
    }

    /// Takes where the person was as their location, unless a better one is known.
    pub fn take_place(&mut self, place: &Place) {
        let now = &mut self.now;
        if now.location.is_none() || (now.location_guessed && !place.guessed) {
            now.location = Some(place.name.clone());
            now.location_guessed = place.guessed;
        }
    }

    /// Changes consents as far as they may be, and writes the ledger.
    pub fn take_consents(&mut self, wanted: &[Wanted], said: &Said<'_>, ledger: &mut Vec<LedgerRow>) -> bool {
        let changed = consents::decide(&mut self.now.consents, wanted, said.act, said.at);
        for w in &changed {
            ledger.push(self.ledger_row(*w, said));
        }
        !changed.is_empty()
    }

    /// Takes what a report says of a known person.
    pub fn take_profile(&mut self, profile: &Profile, said: &Said<'_>, ledger: &mut Vec<LedgerRow>) {
        self.take_details(&profile.details, profile.fill);
        if let Some(date) = profile.signup_date {
            self.now.signup_date = self.now.signup_date.min(date);
        }
        if let Some(yes) = profile.said {
            let wanted = Wanted::of_marketing_consent(yes, ConsentBasis::Express);
            self.take_consents(&wanted, said, ledger);
        }
    }

    /// Adds categories not bought from yet, without case, up to fifty.
    pub fn add_categories<'a>(&mut self, bought: impl Iterator<Item = &'a str>) {
        let known = &mut self.now.categories;
        for category in bought {
            let folded = category.to_lowercase();
            if known.len() < 50 && !known.iter().any(|k| k.to_lowercase() == folded) {
                known.push(category.to_owned());
            }
        }
    }
}

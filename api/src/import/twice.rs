//! People who stand in a file more than once. The first version told addresses apart by case, so one person
//! could have two rows, each with a part of the history: those become one. The same row again is refused.
//!
//! A first pass finds the addresses (eight bytes a row); their rows are held back until the end of the second,
//! so that a person is stored once and importing the file again changes nothing.

use super::{
    chunk::Line,
    header::{Column, Header},
    row::Dates,
    source::Source,
};
use patron_db::import::ImportRow;
use patron_domain::{consent::ConsentState, customer::CustomerStatus, money::Money};
use std::{
    collections::{HashMap, HashSet},
    hash::{BuildHasher as _, RandomState},
};

/// A row that was understood, with what the file said.
pub struct Parsed {
    /// Where it stands, and as it stands there.
    pub line: Line,
    /// What it says.
    pub row: ImportRow,
    /// Since when its consents stand.
    pub dates: Dates,
}

/// Addresses that stand in the file more than once, and their rows so far.
pub struct Twice {
    hasher: RandomState,
    addresses: HashSet<u64>,
    held: HashMap<String, Vec<Parsed>>,
}

/// One person's rows as one.
pub struct Person {
    /// What is stored.
    pub merged: Parsed,
    /// The other rows that are in it.
    pub joined: Vec<Line>,
    /// Rows that add nothing, and why.
    pub refused: Vec<(Parsed, String)>,
}

impl Twice {
    /// Reads the file for the addresses that come more than once.
    ///
    /// # Errors
    /// When it can't be read.
    pub fn find(mut source: Source, header: &Header) -> Result<Self, String> {
        let hasher = RandomState::new();
        let (mut seen, mut addresses) = (HashSet::new(), HashSet::new());
        while let Some((_, record)) = source.next_row()? {
            let cell = header.cell(&record, Column::Email).unwrap_or_default();
            let address = String::from_utf8_lossy(cell).trim().to_lowercase();
            let hash = hasher.hash_one(&address);
            if !address.is_empty() && !seen.insert(hash) {
                addresses.insert(hash);
            }
        }
        Ok(Self { hasher, addresses, held: HashMap::new() })
    }

    /// Holds a row back when its person has more than one; else gives it back.
    pub fn keep(&mut self, parsed: Parsed) -> Option<Parsed> {
        let address = parsed.row.email.folded();
        if !self.addresses.contains(&self.hasher.hash_one(&address)) {
            return Some(parsed);
        }
        self.held.entry(address).or_default().push(parsed);
        None
    }

    /// The people whose rows were held back, in the order of the file.
    pub fn into_people(self) -> Vec<Person> {
        let mut people: Vec<Person> = self.held.into_values().filter_map(merge).collect();
        people.sort_by_key(|person| person.merged.line.number);
        people
    }
}

fn merge(rows: Vec<Parsed>) -> Option<Person> {
    let mut rows = rows.into_iter();
    let mut merged = rows.next()?;
    let mut ids: HashSet<_> = merged.row.id.into_iter().collect();
    let (mut lines, mut refused) = (Vec::new(), Vec::new());
    for next in rows {
        // only different ids show that these are two profiles and not one that was written down twice
        let another = merged.row.id.is_some() && next.row.id.is_some_and(|id| ids.insert(id));
        let joined = another.then(|| join(&merged.row, &next.row)).flatten();
        match joined {
            Some(row) => {
                merged.dates = join_dates(&merged, &next, &row);
                merged.row = row;
                lines.push(next.line);
            }
            None => {
                let reason = format!("email: the row in line {} has the same address", merged.line.number);
                refused.push((next, reason));
            }
        }
    }
    Some(Person { merged, joined: lines, refused })
}

/// Two profiles of one person: histories add up, what either refused stays refused, and what the first doesn't
/// say the second does. `None` when the sums are too large.
fn join(a: &ImportRow, b: &ImportRow) -> Option<ImportRow> {
    let mut row = a.clone();
    let details = &mut row.details;
    details.full_name = details.full_name.take().or_else(|| b.details.full_name.clone());
    details.phone = details.phone.take().or_else(|| b.details.phone.clone());
    details.location = details.location.take().or_else(|| b.details.location.clone());
    details.categories = details.categories.take().or_else(|| b.details.categories.clone());
    row.signup_date = a.signup_date.into_iter().chain(b.signup_date).min();
    row.email_verified |= b.email_verified;
    row.status = a.status.into_iter().chain(b.status).max_by_key(|s| severity(*s));
    row.last_login_at = a.last_login_at.max(b.last_login_at);
    row.login_count = a.login_count.checked_add(b.login_count)?;
    row.total_orders = a.total_orders.checked_add(b.total_orders)?;
    row.total_spent = Money::new(a.total_spent.amount().checked_add(b.total_spent.amount())?).ok()?;
    row.marketing_consent = match (a.marketing_consent, b.marketing_consent) {
        (Some(x), Some(y)) => Some(x && y),
        (x, y) => x.or(y),
    };
    row.ip_address = row.ip_address.or_else(|| b.ip_address.clone());
    row.user_agent = row.user_agent.or_else(|| b.user_agent.clone());
    for theirs in &b.consents {
        match row.consents.iter_mut().find(|ours| ours.channel == theirs.channel) {
            Some(ours) if theirs.state == ConsentState::Unsubscribed => *ours = *theirs,
            Some(_) => {}
            None => row.consents.push(*theirs),
        }
    }
    Some(row)
}

/// Each consent keeps the date of the row that it is from.
fn join_dates(a: &Parsed, b: &Parsed, joined: &ImportRow) -> Dates {
    let is_from = |parsed: &Parsed, channel| {
        let said = |row: &ImportRow| row.consents.iter().find(|c| c.channel == channel).copied();
        said(&parsed.row) == said(joined)
    };
    let channels = joined.consents.iter().map(|c| c.channel);
    channels
        .filter_map(|channel| {
            let from = if is_from(a, channel) { a } else { b };
            from.dates.iter().find(|(dated, _)| *dated == channel).copied()
        })
        .collect()
}

const fn severity(status: CustomerStatus) -> u8 {
    match status {
        CustomerStatus::Active => 0,
        CustomerStatus::Inactive => 1,
        CustomerStatus::Blocked | CustomerStatus::Erased => 2,
    }
}

#[cfg(test)]
#[path = "twice_tests.rs"]
mod tests;

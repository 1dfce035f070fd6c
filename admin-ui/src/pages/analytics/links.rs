//! Where the people are whom a number counts.

use crate::routes::Route;
use chrono::NaiveDate;
use patron_domain::people_set::{Days, PeopleSet};

/// The list of one set of people.
pub fn people(set: PeopleSet) -> String {
    Route::people(set).href()
}

/// The list of those who are in all of these sets.
pub fn people_in(sets: Vec<PeopleSet>) -> String {
    Route::people_in(sets).href()
}

/// Both days are part of it.
pub const fn days(from: NaiveDate, to: NaiveDate) -> Days {
    Days { from, to }
}

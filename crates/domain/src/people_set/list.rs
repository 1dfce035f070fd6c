//! Several sets at once: the people who are in all of them.

use super::PeopleSet;
use crate::FieldError;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// How many sets can be asked for at once.
const MOST: usize = 8;

/// One to eight sets; meant are the people who are in all of them. Written with commas between them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PeopleSets(Vec<PeopleSet>);

impl PeopleSets {
    /// A single set.
    pub fn one(set: PeopleSet) -> Self {
        Self(vec![set])
    }

    /// Those who are in all of these; a set named twice counts once.
    ///
    /// # Errors
    /// When there is none, or more than eight.
    pub fn new(sets: impl IntoIterator<Item = PeopleSet>) -> Result<Self, FieldError> {
        let mut kept: Vec<PeopleSet> = Vec::new();
        for set in sets {
            if kept.contains(&set) {
                continue;
            }
            if kept.len() == MOST {
                return Err(FieldError::new(format!("must name at most {MOST} sets")));
            }
            kept.push(set);
        }
        if kept.is_empty() {
            return Err(FieldError::new("must name a set"));
        }
        Ok(Self(kept))
    }

    /// Each set, in the order they were named.
    pub fn iter(&self) -> impl Iterator<Item = PeopleSet> + '_ {
        self.0.iter().copied()
    }

    /// The same without one of them; `None` when none is left.
    #[must_use]
    pub fn without(&self, set: PeopleSet) -> Option<Self> {
        Self::new(self.iter().filter(|kept| *kept != set)).ok()
    }

    /// Their names for people.
    pub fn titles(&self) -> Vec<String> {
        self.0.iter().map(PeopleSet::title).collect()
    }
}

impl fmt::Display for PeopleSets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, set) in self.0.iter().enumerate() {
            if n > 0 {
                f.write_str(",")?;
            }
            write!(f, "{set}")?;
        }
        Ok(())
    }
}

impl FromStr for PeopleSets {
    type Err = FieldError;
    fn from_str(text: &str) -> Result<Self, FieldError> {
        // no more is read than can be kept, so that a long text costs nothing
        let sets: Vec<PeopleSet> =
            text.split(',').take(MOST + 1).map(|word| word.trim().parse()).collect::<Result<_, _>>()?;
        if sets.len() > MOST {
            return Err(FieldError::new(format!("must name at most {MOST} sets")));
        }
        Self::new(sets)
    }
}

impl TryFrom<String> for PeopleSets {
    type Error = FieldError;
    fn try_from(text: String) -> Result<Self, FieldError> {
        text.parse()
    }
}

impl From<PeopleSets> for String {
    fn from(sets: PeopleSets) -> Self {
        sets.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_is_written_as_it_is_read_and_each_set_stands_once() {
        let text = "first_login:2026-03-01..2026-03-31,logged_in:2026-05-01..2026-05-31";
        let sets: PeopleSets = text.parse().unwrap();
        assert_eq!((sets.to_string().as_str(), sets.titles().len()), (text, 2));
        let spaced: PeopleSets = "buyers, opted_in ,buyers".parse().unwrap();
        assert_eq!(spaced.to_string(), "buyers,opted_in");
        assert_eq!(spaced.without(PeopleSet::Buyers), Some(PeopleSets::one(PeopleSet::OptedIn)));
        assert_eq!(PeopleSets::one(PeopleSet::Buyers).without(PeopleSet::Buyers), None);
    }

    #[test]
    fn an_empty_or_endless_list_is_refused() {
        for bad in ["", ",", "buyers,", "buyers,,opted_in", "buyers;opted_in"] {
            assert!(bad.parse::<PeopleSets>().is_err(), "{bad}");
        }
        let words = |n: i32| (0..n).map(|n| format!("logins:{n}-")).collect::<Vec<_>>().join(",");
        assert!(words(8).parse::<PeopleSets>().is_ok());
        let refused = words(9).parse::<PeopleSets>().unwrap_err();
        assert_eq!(refused.to_string(), "must name at most 8 sets");
        assert!(PeopleSets::new([]).is_err());
        let nine = (0..9).map(|from| PeopleSet::Logins { from, to: None });
        assert!(PeopleSets::new(nine).is_err());
    }
}

//! The word of a set as it stands in an address, both ways.

use super::{Days, PeopleSet};
use crate::{FieldError, acquisition::Touch, money::Money};
use chrono::{Datelike as _, NaiveDate};
use std::{fmt, str::FromStr};

impl fmt::Display for PeopleSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Engaged30d => f.write_str("engaged_30d"),
            Self::Inactive30d => f.write_str("inactive_30d"),
            Self::Disengaged30d => f.write_str("disengaged_30d"),
            Self::NewToday => f.write_str("new_today"),
            Self::New7d => f.write_str("new_7d"),
            Self::New30d => f.write_str("new_30d"),
            Self::NewWtd => f.write_str("new_wtd"),
            Self::NewMtd => f.write_str("new_mtd"),
            Self::OptedIn => f.write_str("opted_in"),
            Self::OptedInOn { channel, basis: None } => write!(f, "opted_in:{channel}"),
            Self::OptedInOn { channel, basis: Some(basis) } => write!(f, "opted_in:{channel}:{basis}"),
            Self::Pending(channel) => write!(f, "pending:{channel}"),
            Self::Unsubscribed(channel) => write!(f, "unsubscribed:{channel}"),
            Self::Reachable(channel) => write!(f, "reachable:{channel}"),
            Self::Buyers => f.write_str("buyers"),
            Self::RepeatBuyers => f.write_str("repeat_buyers"),
            Self::NeverOrdered => f.write_str("never_ordered"),
            Self::Logins { from, to: None } => write!(f, "logins:{from}-"),
            Self::Logins { from, to: Some(to) } => write!(f, "logins:{from}-{to}"),
            Self::Value { from, to: None } => write!(f, "value:{from}-"),
            Self::Value { from, to: Some(to) } => write!(f, "value:{from}-{to}"),
            Self::SignedUp(days) => write!(f, "signed_up:{days}"),
            Self::Active(days) => write!(f, "active:{days}"),
            Self::LoggedIn(days) => write!(f, "logged_in:{days}"),
            Self::Ordered(days) => write!(f, "ordered:{days}"),
            Self::FirstLogin(days) => write!(f, "first_login:{days}"),
            Self::FirstOrder(days) => write!(f, "first_order:{days}"),
            Self::Touched { touch, channel } => write!(f, "{touch}_touch:{channel}"),
            Self::RfmCell { recency, value } => write!(f, "rfm:{recency}-{value}"),
            Self::RfmGroup(group) => write!(f, "rfm_group:{group}"),
            Self::SignupMethod(method) => write!(f, "signup_method:{method}"),
        }
    }
}

impl FromStr for PeopleSet {
    type Err = FieldError;
    fn from_str(text: &str) -> Result<Self, FieldError> {
        let Some((word, rest)) = text.split_once(':') else { return plain(text).ok_or_else(unknown) };
        match detailed(word, rest) {
            Ok(found) => found.ok_or_else(unknown),
            Err(why) => Err(FieldError::new(format!("{word}: {why}"))),
        }
    }
}

fn unknown() -> FieldError {
    FieldError::new(
        "must be the name of a set such as engaged_30d, logins:3-5 or signed_up:2026-01-01..2026-01-31",
    )
}

/// A set that needs no more than its word.
fn plain(word: &str) -> Option<PeopleSet> {
    Some(match word {
        "engaged_30d" => PeopleSet::Engaged30d,
        "inactive_30d" => PeopleSet::Inactive30d,
        "disengaged_30d" => PeopleSet::Disengaged30d,
        "new_today" => PeopleSet::NewToday,
        "new_7d" => PeopleSet::New7d,
        "new_30d" => PeopleSet::New30d,
        "new_wtd" => PeopleSet::NewWtd,
        "new_mtd" => PeopleSet::NewMtd,
        "opted_in" => PeopleSet::OptedIn,
        "buyers" => PeopleSet::Buyers,
        "repeat_buyers" => PeopleSet::RepeatBuyers,
        "never_ordered" => PeopleSet::NeverOrdered,
        _ => return None,
    })
}

/// A set that says more after its word; `None` when the word is unknown.
fn detailed(word: &str, rest: &str) -> Result<Option<PeopleSet>, FieldError> {
    Ok(Some(match word {
        "opted_in" => match rest.split_once(':') {
            None => PeopleSet::OptedInOn { channel: rest.parse()?, basis: None },
            Some((channel, basis)) => {
                PeopleSet::OptedInOn { channel: channel.parse()?, basis: Some(basis.parse()?) }
            }
        },
        "pending" => PeopleSet::Pending(rest.parse()?),
        "unsubscribed" => PeopleSet::Unsubscribed(rest.parse()?),
        "reachable" => PeopleSet::Reachable(rest.parse()?),
        "logins" => {
            let (from, to) = range(rest, count)?;
            PeopleSet::Logins { from, to }
        }
        "value" => {
            let (from, to) = range(rest, Money::parse)?;
            if to == Some(from) {
                return Err(FieldError::new("must end above its beginning"));
            }
            PeopleSet::Value { from, to }
        }
        "signed_up" => PeopleSet::SignedUp(rest.parse()?),
        "active" => PeopleSet::Active(rest.parse()?),
        "logged_in" => PeopleSet::LoggedIn(rest.parse()?),
        "ordered" => PeopleSet::Ordered(rest.parse()?),
        "first_login" => PeopleSet::FirstLogin(rest.parse()?),
        "first_order" => PeopleSet::FirstOrder(rest.parse()?),
        "first_touch" => PeopleSet::Touched { touch: Touch::First, channel: rest.parse()? },
        "last_touch" => PeopleSet::Touched { touch: Touch::Last, channel: rest.parse()? },
        "rfm" => {
            let cell = rest.split_once('-').and_then(|(r, v)| Some((score(r)?, score(v)?)));
            let bad = || FieldError::new("must be two scores from 1 to 5 such as 5-4");
            let (recency, value) = cell.ok_or_else(bad)?;
            PeopleSet::RfmCell { recency, value }
        }
        "rfm_group" => PeopleSet::RfmGroup(rest.parse()?),
        "signup_method" => PeopleSet::SignupMethod(rest.parse()?),
        _ => return Ok(None),
    }))
}

/// A range that may be open at its end.
fn range<T: PartialOrd>(
    text: &str,
    read: impl Fn(&str) -> Result<T, FieldError>,
) -> Result<(T, Option<T>), FieldError> {
    let bad = || FieldError::new("must be a range such as 3-5, or 51- without an end");
    let (from, to) = text.split_once('-').ok_or_else(bad)?;
    let from = read(from)?;
    let to = if to.is_empty() { None } else { Some(read(to)?) };
    if to.as_ref().is_some_and(|to| *to < from) {
        return Err(FieldError::new("must not end before it begins"));
    }
    Ok((from, to))
}

fn count(text: &str) -> Result<i32, FieldError> {
    let digits = text.bytes().all(|b| b.is_ascii_digit());
    let bad = || FieldError::new("must be a range of whole numbers");
    text.parse::<i32>().ok().filter(|_| digits).ok_or_else(bad)
}

fn score(text: &str) -> Option<i16> {
    text.parse::<i16>().ok().filter(|n| (1..=5).contains(n))
}

impl fmt::Display for Days {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}..{}", self.from, self.to)
    }
}

impl FromStr for Days {
    type Err = FieldError;
    fn from_str(text: &str) -> Result<Self, FieldError> {
        let bad = || FieldError::new("must be two days such as 2026-01-01..2026-01-31");
        // four digits of year: what every database and every page can show
        let day = |text: &str| {
            text.parse::<NaiveDate>().ok().filter(|day| text.len() == 10 && (1..=9999).contains(&day.year()))
        };
        let (from, to) = text.split_once("..").ok_or_else(bad)?;
        let (from, to) = (day(from).ok_or_else(bad)?, day(to).ok_or_else(bad)?);
        if to < from {
            return Err(FieldError::new("must not end before it begins"));
        }
        Ok(Self { from, to })
    }
}

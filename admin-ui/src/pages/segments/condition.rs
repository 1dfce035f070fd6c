//! A line of the builder: a condition, with what is typed and not yet whole.

use super::{fixed::Fixed, ops::Draft, typed::number};
use patron_domain::rule::{
    Attribute, Condition, Field, Filter, Kind, Measure, Relation, Rows, Subject, Unknown,
};

#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    pub id: u32,
    pub what: What,
    pub test: Draft,
    /// Of a negative test: people of whom it isn't known don't match.
    pub only_known: bool,
}

/// What a line asks about.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    Attribute(Attribute),
    Trait(String),
    Rows {
        relation: Relation,
        measure: Measure,
        filters: Vec<Line>,
    },
    /// What must hold of a row; only in the filters of `Rows`.
    Field(Field),
    Segment(String),
    Bucket {
        salt: String,
        percent: String,
    },
    /// Whether somebody is among people who were fixed once, and the id of where.
    Fixed(Fixed, String),
}

pub fn take(next: &mut u32) -> u32 {
    *next += 1;
    *next
}

impl What {
    fn of(subject: &Subject, next: &mut u32) -> Self {
        match subject {
            Subject::Attribute(attribute) => Self::Attribute(*attribute),
            Subject::Trait(name) => Self::Trait(name.clone()),
            Subject::Segment(key) => Self::Segment(key.to_string()),
            Subject::Bucket { salt, percent } => {
                Self::Bucket { salt: salt.clone(), percent: percent.normalize().to_string() }
            }
            Subject::Rows(rows) => {
                let filter = |f: &Filter| Line {
                    id: take(next),
                    what: Self::Field(f.field.clone()),
                    test: Draft::of(&f.test),
                    only_known: f.test.is_negative() && f.unknown == Unknown::Exclude,
                };
                let filters = rows.filters.iter().map(filter).collect();
                Self::Rows { relation: rows.relation.clone(), measure: rows.measure.clone(), filters }
            }
            Subject::Campaign(id) => Self::Fixed(Fixed::Campaign, id.to_string()),
            Subject::Holdout(id) => Self::Fixed(Fixed::HeldOut, id.to_string()),
            Subject::Export(id) => Self::Fixed(Fixed::Export, id.to_string()),
        }
    }

    fn subject(&self) -> Option<Subject> {
        Some(match self {
            Self::Attribute(attribute) => Subject::Attribute(*attribute),
            Self::Trait(name) => Subject::Trait(named(name)?),
            Self::Segment(key) => Subject::Segment(key.parse().ok()?),
            Self::Bucket { salt, percent } => {
                Subject::Bucket { salt: named(salt)?, percent: number(percent)? }
            }
            Self::Rows { relation, measure, filters } => {
                if let Relation::Event(name) = relation {
                    named(name)?;
                }
                if let Measure::Sum(Field::Property(name)) = measure {
                    named(name)?;
                }
                let filters = filters.iter().map(Line::filter).collect::<Option<Vec<_>>>()?;
                Subject::Rows(Rows { relation: relation.clone(), filters, measure: measure.clone() })
            }
            Self::Field(_) => return None,
            Self::Fixed(Fixed::Campaign, id) => Subject::Campaign(id.parse().ok()?),
            Self::Fixed(Fixed::HeldOut, id) => Subject::Holdout(id.parse().ok()?),
            Self::Fixed(Fixed::Export, id) => Subject::Export(id.parse().ok()?),
        })
    }

    pub fn kind(&self) -> Kind {
        match self {
            Self::Attribute(attribute) => attribute.kind(),
            Self::Trait(_) => Kind::Any,
            Self::Field(field) => field.kind(),
            Self::Rows { relation, measure, .. } => {
                Rows { relation: relation.clone(), filters: Vec::new(), measure: measure.clone() }.kind()
            }
            Self::Segment(_) | Self::Bucket { .. } | Self::Fixed(..) => Kind::Flag,
        }
    }

    /// Whether it is always known.
    pub const fn is_bare(&self) -> bool {
        matches!(self, Self::Segment(_) | Self::Bucket { .. } | Self::Fixed(..))
    }
}

fn named(name: &str) -> Option<String> {
    Some(name.to_owned()).filter(|name| !name.trim().is_empty())
}

impl Line {
    pub fn new(what: What, next: &mut u32) -> Self {
        let test = Draft::first(what.kind());
        Self { id: take(next), what, test, only_known: false }
    }

    pub fn of(condition: &Condition, next: &mut u32) -> Self {
        Self {
            id: take(next),
            what: What::of(&condition.subject, next),
            test: Draft::of(&condition.test),
            only_known: condition.test.is_negative() && condition.unknown == Unknown::Exclude,
        }
    }

    fn unknown(&self, negative: bool) -> Unknown {
        if negative && !self.only_known { Unknown::Include } else { Unknown::Exclude }
    }

    /// The condition; nothing while something is missing.
    pub fn condition(&self) -> Option<Condition> {
        let (subject, test) = (self.what.subject()?, self.test.test()?);
        let unknown = self.unknown(test.is_negative());
        Some(Condition { subject, test, unknown })
    }

    fn filter(&self) -> Option<Filter> {
        let What::Field(field) = &self.what else { return None };
        if let Field::Property(name) = field {
            named(name)?;
        }
        let test = self.test.test()?;
        let unknown = self.unknown(test.is_negative());
        Some(Filter { field: field.clone(), test, unknown })
    }

    pub fn filters_mut(&mut self) -> &mut [Line] {
        match &mut self.what {
            What::Rows { filters, .. } => filters,
            _ => &mut [],
        }
    }

    pub fn filters(&self) -> &[Line] {
        match &self.what {
            What::Rows { filters, .. } => filters,
            _ => &[],
        }
    }
}

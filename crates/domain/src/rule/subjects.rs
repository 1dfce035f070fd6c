//! What conditions ask about, as far as both written forms share it: its bounds, and which tests it takes.

use super::{
    Field, Kind, Measure, Relation, Rows, Subject,
    check::RuleError,
    values::{test, text},
};
use rust_decimal::Decimal;

impl Subject {
    /// Whether it is being in something: always known, and `= true` needs no writing.
    pub const fn is_membership(&self) -> bool {
        matches!(
            self,
            Self::Segment(_) | Self::Campaign(_) | Self::Holdout(_) | Self::Export(_) | Self::Bucket { .. }
        )
    }
}

/// Whether what is asked about can be.
pub(super) fn check(subject: &Subject) -> Result<(), RuleError> {
    match subject {
        Subject::Trait(name) => text(name, "/trait"),
        Subject::Rows(rows) => rows_of(rows),
        Subject::Bucket { salt, percent } => {
            text(salt, "/bucket/salt")?;
            if *percent <= Decimal::ZERO || *percent > Decimal::ONE_HUNDRED || percent.normalize().scale() > 2
            {
                return Err(RuleError::tree(
                    "/bucket/percent",
                    "a share must be more than 0 and at most 100 percent, with at most two decimals",
                ));
            }
            Ok(())
        }
        Subject::Attribute(_)
        | Subject::Segment(_)
        | Subject::Campaign(_)
        | Subject::Holdout(_)
        | Subject::Export(_) => Ok(()),
    }
}

fn rows_of(rows: &Rows) -> Result<(), RuleError> {
    if let Relation::Event(name) = &rows.relation {
        text(name, "/event")?;
    }
    for (n, filter) in rows.filters.iter().enumerate() {
        field(&rows.relation, &filter.field)
            .and_then(|()| test(filter.field.kind(), &filter.test, filter.unknown))
            .map_err(|e| e.under(&format!("/where/{n}")))?;
    }
    match &rows.measure {
        Measure::Sum(of) if !sums(&rows.relation, of) => Err(RuleError::tree("/of", no_sum(&rows.relation))),
        Measure::Sum(Field::Property(name)) => text(name, "/of/property"),
        Measure::Count | Measure::Sum(_) | Measure::LastAt | Measure::FirstAt => Ok(()),
    }
}

fn field(relation: &Relation, field: &Field) -> Result<(), RuleError> {
    match field {
        Field::Property(name) if matches!(relation, Relation::Event(_)) => text(name, "/property"),
        field if relation.has(field) => Ok(()),
        field => Err(RuleError::tree(
            "/field",
            format!("`{}` have no `{}`; they have {}", relation.as_str(), field.as_str(), fields(relation)),
        )),
    }
}

/// Whether this can be summed over these rows.
pub(super) const fn sums(relation: &Relation, of: &Field) -> bool {
    matches!(
        (relation, of),
        (Relation::Orders | Relation::Products, Field::Amount)
            | (Relation::Products, Field::Quantity)
            | (Relation::Event(_), Field::Property(_))
    )
}

/// What can be summed over these rows, for messages.
pub(super) const fn no_sum(relation: &Relation) -> &'static str {
    match relation {
        Relation::Orders => "of orders only `amount` can be summed",
        Relation::Products => "of products only `amount` and `quantity` can be summed",
        Relation::Event(_) => "of events only a property can be summed, such as `sum(property(\"price\"))`",
        Relation::Logins | Relation::FailedLogins => "of sign-ins nothing can be summed; use `count`",
    }
}

/// The fields of rows, for messages.
pub(super) fn fields(relation: &Relation) -> String {
    let mut names: Vec<String> =
        relation.fields().iter().map(|field| format!("`{}`", field.as_str())).collect();
    if matches!(relation, Relation::Event(_)) {
        names.push("`property(\"…\")`".into());
    }
    names.join(", ")
}

/// Every test that values of this kind take, as it is written in text.
pub const fn operators(kind: Kind) -> &'static [&'static str] {
    match kind {
        Kind::Flag => &["=", "is set", "is not set"],
        Kind::Count | Kind::Number | Kind::Money => {
            &["=", "!=", ">", ">=", "<", "<=", "between", "is set", "is not set"]
        }
        Kind::Text => TEXTS,
        Kind::Word(_) | Kind::Sealed => &["=", "!=", "in", "not in", "is set", "is not set"],
        Kind::Date => DATES,
        Kind::Anniversary => &[
            "anniversary today",
            "anniversary in next",
            "anniversary in last",
            "in month",
            "is set",
            "is not set",
        ],
        Kind::List => LISTS,
        Kind::Any => ALL,
    }
}

const TEXTS: &[&str] = &[
    "=",
    "!=",
    "contains",
    "not contains",
    "starts with",
    "not starts with",
    "ends with",
    "not ends with",
    "in",
    "not in",
    "is set",
    "is not set",
];

const DATES: &[&str] = &[
    "in last",
    "not in last",
    "at least … ago",
    "between",
    "in next",
    "on",
    "not on",
    "before",
    "on or before",
    "after",
    "on or after",
    "is today",
    "is yesterday",
    "in this",
    "in month",
    "anniversary today",
    "anniversary in next",
    "anniversary in last",
    "is set",
    "is not set",
];

const LISTS: &[&str] = &[
    "contains",
    "not contains",
    "contains any",
    "contains all",
    "not contains any",
    "not contains all",
    "length",
    "is empty",
    "is set",
    "is not set",
];

const ALL: &[&str] = &[
    "=",
    "!=",
    ">",
    ">=",
    "<",
    "<=",
    "between",
    "contains",
    "not contains",
    "starts with",
    "not starts with",
    "ends with",
    "not ends with",
    "in",
    "not in",
    "has",
    "not has",
    "contains any",
    "contains all",
    "not contains any",
    "not contains all",
    "length",
    "is empty",
    "in last",
    "not in last",
    "at least … ago",
    "in next",
    "on",
    "not on",
    "before",
    "on or before",
    "after",
    "on or after",
    "is today",
    "is yesterday",
    "in this",
    "in month",
    "anniversary today",
    "anniversary in next",
    "anniversary in last",
    "is set",
    "is not set",
];

/// What a kind is and which tests it takes, for messages.
pub(super) fn takes(kind: Kind) -> String {
    let name = match kind {
        Kind::Flag => "true or false",
        Kind::Count | Kind::Number => "a number",
        Kind::Money => "an amount",
        Kind::Text => "a text",
        Kind::Word(_) => "a word",
        Kind::Sealed => "a sealed text",
        Kind::Date => "a date",
        Kind::Anniversary => "a day of the year",
        Kind::List => "a list",
        Kind::Any => "a trait or property",
    };
    let tests: Vec<String> = operators(kind).iter().map(|test| format!("`{test}`")).collect();
    format!("{name} takes {}", tests.join(", "))
}

//! Patron's own `full` export, and the dump of the first version's table, whose names Patron keeps.

use crate::import::header::{Column, Mapping, own_names};
use patron_api_types::imports::{ImportFormat, ImportKind};

/// Columns that are ours and say nothing that is imported.
const NOT_TAKEN: &[Column] = &[Column::UserId, Column::UpdatedAt, Column::Line, Column::Reason];

/// Whether all columns have Patron's names, or those do that no other system has.
pub(super) fn detect(columns: &[String]) -> Option<(ImportKind, ImportFormat)> {
    let fields = Column::of_kind(ImportKind::Customers);
    let ours = |column: &Column| fields.contains(column) || NOT_TAKEN.contains(column);
    let known: Vec<Column> =
        columns.iter().filter_map(|name| Column::of_heading(name).filter(ours)).collect();
    let has = |column| known.contains(&column);
    let is_table = has(Column::Flavour) || (has(Column::SignupMethod) && has(Column::LoginCount));
    (has(Column::Email) && (is_table || known.len() == columns.len()))
        .then_some((ImportKind::Customers, ImportFormat::Patron))
}

/// By name.
pub(super) fn mapping(kind: ImportKind, columns: &[String]) -> Mapping {
    own_names(kind, columns)
}

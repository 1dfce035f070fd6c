//! A file of one's own: any fields, in any order, under any headers.

use super::{Chosen, Layout};
use crate::exports::fields;
use patron_api_types::exports::{ExportFormat, PresetColumn};
use patron_domain::{FieldError, text};

pub(super) const ABOUT: (&str, &str) = (
    "Your own choice of columns",
    "Any of Patron's fields, in any order; save it as a preset with headers of your own.",
);

/// Most columns.
const COLUMNS_MAX: usize = 60;
/// Longest header, in characters.
const HEADER_MAX: usize = 100;

pub(super) fn layout(chosen: &Chosen) -> Result<Layout, FieldError> {
    let own = |name: &String| PresetColumn { field: name.clone(), header: name.clone() };
    let columns: Vec<PresetColumn> = match chosen {
        Chosen::Default => return Err(FieldError::new("must name the fields of a `custom` file")),
        Chosen::Names(names) => names.iter().map(own).collect(),
        Chosen::Preset(columns) => columns.clone(),
    };
    if !(1..=COLUMNS_MAX).contains(&columns.len()) {
        return Err(FieldError::new(format!("must be 1 to {COLUMNS_MAX} columns")));
    }
    let mut layout = Layout::new(ExportFormat::Custom);
    for (n, column) in columns.iter().enumerate() {
        let Some(field) = fields::named(&column.field) else {
            let why = "names a field that does not exist, \"{}\"; GET /api/v1/exports/fields lists them";
            return Err(FieldError::new(why.replace("{}", &column.field)));
        };
        let header = text::required(&column.header, HEADER_MAX)
            .map_err(|why| FieldError::new(format!("the header of {}: {why}", field.name)))?;
        if columns.iter().take(n).any(|before| before.header.trim() == header) {
            return Err(FieldError::new(format!("names {header} twice")));
        }
        layout = layout.field(header, field);
    }
    Ok(layout)
}

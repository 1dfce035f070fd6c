//! What the columns are taken for, as chosen on the page and not yet sent.

use chrono::NaiveDate;
use leptos::prelude::*;
use patron_api_types::imports::{Import, ImportSettings};
use std::{collections::BTreeMap, sync::Arc};

/// Sent with the check, so that a table of thirty selects makes one request.
#[derive(Clone, Copy)]
pub struct Draft {
    pub mapping: RwSignal<BTreeMap<String, String>>,
    pub as_of: RwSignal<String>,
}

impl Draft {
    /// Begins as the server has it, and begins anew when the server says something else.
    pub fn of(i: RwSignal<Arc<Import>>) -> Self {
        let draft = Self {
            mapping: RwSignal::new(i.with_untracked(|i| i.mapping.clone())),
            as_of: RwSignal::new(i.with_untracked(|i| i.as_of.to_string())),
        };
        let saved = Memo::new(move |_| i.with(|i| (i.kind, i.format, i.mapping.clone(), i.as_of)));
        Effect::new(move |before: Option<()>| {
            let (_, _, mapping, as_of) = saved.get();
            if before.is_some() {
                draft.mapping.set(mapping);
                draft.as_of.set(as_of.to_string());
            }
        });
        draft
    }

    /// Takes a column for another field; for none when that is empty.
    pub fn choose(self, column: &str, field: String) {
        self.mapping.update(|mapping| {
            if field.is_empty() {
                mapping.remove(column);
            } else {
                mapping.insert(column.to_owned(), field);
            }
        });
    }

    /// What differs from what the server has; nothing when nothing does. Tracks what was chosen.
    pub fn changes(self, import: &Import) -> Option<ImportSettings> {
        let mapping = self.mapping.with(|mapping| (*mapping != import.mapping).then(|| mapping.clone()));
        let as_of = self.as_of.with(|day| day.parse::<NaiveDate>().ok()).filter(|day| *day != import.as_of);
        (mapping.is_some() || as_of.is_some()).then_some(ImportSettings {
            kind: None,
            format: None,
            mapping,
            as_of,
        })
    }
}

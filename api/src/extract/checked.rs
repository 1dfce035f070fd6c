//! Collects what is wrong with the fields of a body, so that a caller learns of all at once.

use crate::error::{ApiError, ApiResult};
use patron_api_types::{patch::Patch, problem::FieldProblem};
use patron_domain::{FieldError, phone::Phone, text};

/// Faults found so far.
#[derive(Default)]
pub struct Checked {
    faults: Vec<FieldProblem>,
}

impl Checked {
    /// Takes a value, or notes what is wrong with it under `pointer`.
    pub fn take<T: Default>(&mut self, pointer: &str, value: Result<T, FieldError>) -> T {
        value.unwrap_or_else(|e| {
            self.fault(pointer, e.0);
            T::default()
        })
    }

    /// Notes a fault.
    pub fn fault(&mut self, pointer: &str, message: impl Into<String>) {
        self.faults.push(FieldProblem { pointer: pointer.into(), message: message.into() });
    }

    /// An optional text of at most `max` characters; blank is nothing.
    pub fn text(&mut self, pointer: &str, value: Option<&str>, max: usize) -> Option<String> {
        self.take(pointer, value.map_or(Ok(None), |v| text::optional(v, max)))
    }

    /// A phone number.
    pub fn phone(&mut self, pointer: &str, value: Option<&str>, country: &str) -> Option<Phone> {
        self.take(pointer, value.map_or(Ok(None), |v| Phone::parse(v, country)))
    }

    /// A text that a change sets, clears or leaves. A blank text clears.
    pub fn patch(&mut self, pointer: &str, value: &Patch<String>, max: usize) -> Option<Option<String>> {
        match value {
            Patch::Absent => None,
            Patch::Null => Some(None),
            Patch::Value(v) => Some(self.text(pointer, Some(v), max)),
        }
    }

    /// A phone that a change sets, clears or leaves.
    pub fn patch_phone(
        &mut self,
        pointer: &str,
        value: &Patch<String>,
        country: &str,
    ) -> Option<Option<Phone>> {
        match value {
            Patch::Absent => None,
            Patch::Null => Some(None),
            Patch::Value(v) => Some(self.phone(pointer, Some(v), country)),
        }
    }

    /// Categories: at most fifty of at most a hundred characters, without doubles.
    pub fn categories(&mut self, pointer: &str, value: Option<&[String]>) -> Option<Vec<String>> {
        let value = value?;
        if value.len() > 50 {
            self.fault(pointer, "must have at most 50 entries");
        }
        let mut out: Vec<String> = Vec::new();
        for (i, c) in value.iter().enumerate().take(50) {
            let clean = self.text(&format!("{pointer}/{i}"), Some(c), 100);
            if let Some(c) = clean.filter(|c| !out.iter().any(|o| o.eq_ignore_ascii_case(c))) {
                out.push(c);
            }
        }
        Some(out)
    }

    /// Ends: fails with all faults, if there are any.
    ///
    /// # Errors
    /// `validation_failed` with every fault.
    pub fn done(self) -> ApiResult<()> {
        if self.faults.is_empty() { Ok(()) } else { Err(ApiError::fields(self.faults)) }
    }
}

//! What was found, line by line.

use crate::commands::table::Table;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Ok,
    Warn,
    Fail,
}

/// The lines so far.
#[derive(Default)]
pub struct Findings {
    lines: Vec<(String, State, String)>,
}

impl Findings {
    /// All is well.
    pub fn ok(&mut self, check: &str, detail: &str) {
        self.add(check, State::Ok, detail);
    }

    /// Works, and somebody should look at it.
    pub fn warn(&mut self, check: &str, detail: &str) {
        self.add(check, State::Warn, detail);
    }

    /// Broken.
    pub fn fail(&mut self, check: &str, detail: &str) {
        self.add(check, State::Fail, detail);
    }

    /// Broken unless `good`.
    pub fn need(&mut self, check: &str, good: bool, detail: &str) {
        self.add(check, if good { State::Ok } else { State::Fail }, detail);
    }

    /// Those of `checks` that have no line yet could not be made.
    pub fn unknown(&mut self, checks: &[&str], why: &str) {
        for check in checks {
            if self.lines.iter().all(|(known, ..)| known != check) {
                self.warn(check, why);
            }
        }
    }

    fn add(&mut self, check: &str, state: State, detail: &str) {
        // one line a check: what a server answers may have several
        let detail = detail.lines().map(str::trim).collect::<Vec<_>>().join(" ");
        self.lines.push((check.to_owned(), state, detail));
    }

    /// Whether anything is broken.
    pub fn failed(&self) -> bool {
        self.lines.iter().any(|(_, state, _)| *state == State::Fail)
    }

    /// For the terminal.
    pub fn table(&self) -> Table {
        let mut table = Table::new(&["check", "state", "detail"]);
        for (check, state, detail) in &self.lines {
            let state = match state {
                State::Ok => "ok",
                State::Warn => "warn",
                State::Fail => "fail",
            };
            table.row([check, state, detail]);
        }
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_check_that_could_not_be_made_warns_and_one_that_failed_fails() {
        let mut found = Findings::default();
        found.ok("a", "fine");
        found.unknown(&["a", "b"], "not checked");
        assert!(!found.failed());
        assert!(found.table().to_string().contains("\nb      warn   not checked\n"), "{}", found.table());
        found.need("c", false, "two\n  lines");
        assert!(found.failed());
        assert!(found.table().to_string().ends_with("fail   two lines\n"));
    }
}

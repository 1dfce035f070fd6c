//! Where an import stands, as its page sees it.

use patron_api_types::imports::{Import, ImportStatus};

/// What can be done next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Phase {
    /// The columns are open; nobody has looked at the rows, or the look broke off.
    Open,
    /// All rows are looked at.
    Checking,
    /// All rows were looked at; the columns are still open.
    Checked,
    /// Rows are being stored.
    Running,
    /// Storing has ended: well, by somebody, or badly.
    Ended,
}

impl Phase {
    pub fn of(import: &Import) -> Self {
        match import.status {
            ImportStatus::Uploaded => Self::Open,
            ImportStatus::Checking => Self::Checking,
            ImportStatus::Checked => Self::Checked,
            ImportStatus::Running => Self::Running,
            ImportStatus::Done => Self::Ended,
            ImportStatus::Cancelled | ImportStatus::Failed => {
                if import.started_at.is_some() {
                    Self::Ended
                } else {
                    Self::Open
                }
            }
        }
    }

    /// Whether the columns may be changed.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Open | Self::Checked)
    }
}

//! `patron check-config`.

use super::table::Table;
use crate::{config::Config, visitors::Visitors};

/// Prints the effective settings; secrets only as whether they are set.
///
/// # Errors
/// When a file that they name can't be read.
pub fn print(config: &Config) -> Result<(), String> {
    let mut table = Table::new(&["setting", "value"]);
    for (name, value) in config.effective() {
        table.row([name, if value.is_empty() { "(none)" } else { &value }]);
    }
    print!("{table}");
    Visitors::new(&config.tracking).map(|_| ())
}

//! `patron check-config`.

use super::table::Table;
use crate::config::Config;

/// Prints the effective settings; secrets only as whether they are set.
pub fn print(config: &Config) {
    let mut table = Table::new(&["setting", "value"]);
    for (name, value) in config.effective() {
        table.row([name, if value.is_empty() { "(none)" } else { &value }]);
    }
    print!("{table}");
}

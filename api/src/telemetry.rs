//! Logs: one line an event, text or JSON, to standard error.

use crate::config::LogConfig;
use tracing_subscriber::EnvFilter;

/// Starts logging. A second call changes nothing.
///
/// # Errors
/// When the filter can't be read.
pub fn init(config: &LogConfig) -> Result<(), String> {
    let filter = EnvFilter::try_new(&config.filter).map_err(|e| format!("log.filter: {e}"))?;
    let colours = std::io::IsTerminal::is_terminal(&std::io::stderr());
    let builder = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_writer(std::io::stderr)
        .with_ansi(colours)
        .with_target(false);
    let started =
        if config.format == "json" { builder.json().try_init() } else { builder.compact().try_init() };
    // in tests several servers may share a process; the first one's settings stand
    drop(started);
    Ok(())
}

//! Ctrl-C: this program outlives it, so that it can end its children in order.

use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

static INTERRUPTED: AtomicBool = AtomicBool::new(false);
static INSTALL: Once = Once::new();

/// From now on Ctrl-C, SIGTERM and SIGHUP only set a mark.
pub fn survive() {
    INSTALL.call_once(|| {
        let result = ctrlc::set_handler(|| INTERRUPTED.store(true, Ordering::SeqCst));
        if let Err(error) = result {
            eprintln!("warning: Ctrl-C will not end everything in order: {error}");
        }
    });
}

/// Whether one of the signals has come.
pub fn interrupted() -> bool {
    INTERRUPTED.load(Ordering::SeqCst)
}

//! Finds or installs what is needed besides cargo.

mod browser;
mod compat;
mod compiler;
mod packages;
mod postgres;
mod wasm_debian;
mod wasm_target;

use std::fs::File;
use std::time::Instant;

pub use browser::find as find_browser;
pub use compat::{IfMissing, find as find_trackers};
pub use wasm_target::WasmToolchain;

use crate::cli::SetupArgs;
use crate::failure::{Context, Result};
use crate::step::seconds;
use crate::workspace;
use packages::Packages;

/// What a command needs.
#[derive(Debug, Clone, Copy, Default)]
pub struct Needs {
    /// The server's binaries of PostgreSQL.
    pub postgres: bool,
    /// A Rust toolchain that builds for wasm.
    pub wasm: bool,
    /// Chromium and its driver.
    pub browser: bool,
    /// Node.js with the trackers of Segment and RudderStack.
    pub compat: Option<IfMissing>,
}

/// Goes through the steps; what is there is left alone.
///
/// # Errors
/// The exact command to type, when something is missing that may not be installed from here.
pub fn prepare(needs: Needs, args: &SetupArgs) -> Result<Option<WasmToolchain>> {
    let begin = Instant::now();
    let _alone = alone()?;
    let packages = Packages::new(args.yes);
    compiler::prepare(&packages)?;
    if needs.postgres {
        postgres::prepare(&packages)?;
    }
    let wasm = if needs.wasm { Some(wasm_target::prepare(&packages)?) } else { None };
    if needs.browser {
        browser::prepare(&packages)?;
    }
    if let Some(if_missing) = needs.compat {
        compat::prepare(&packages, if_missing)?;
    }
    println!("✓ Set-up: done in {}", seconds(begin.elapsed()));
    Ok(wasm)
}

/// Waits until no other command sets up: two that install the same at once get into each other's way.
fn alone() -> Result<File> {
    let path = workspace::scratch("setup")?.join("lock");
    let file = File::create(&path).context(format!("make {}", path.display()))?;
    file.lock().context(format!("lock {}", path.display()))?;
    Ok(file)
}

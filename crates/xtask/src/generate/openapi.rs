//! `openapi/openapi.json`, as the server prints it.

use std::path::PathBuf;
use std::process::Command;

use crate::cargo;
use crate::failure::{Failure, Result};
use crate::process;
use crate::workspace;

/// Writes the file.
pub fn write() -> Result<()> {
    let file = file()?;
    workspace::make_dir(&workspace::root()?.join("openapi"))?;
    workspace::write(&file, current()?)
}

/// Fails when the committed file differs from what the server would print.
pub fn check() -> Result<()> {
    let committed = workspace::read(&file()?).unwrap_or_default();
    if committed == current()?.as_bytes() {
        return Ok(());
    }
    Err(Failure::new("openapi/openapi.json differs from the server's; type `cargo xtask generate openapi`"))
}

/// With exactly one line end at the end, as editors like it.
fn current() -> Result<String> {
    let patron = cargo::build_patron()?;
    let text = process::output(Command::new(patron).arg("openapi"))?;
    Ok(format!("{}\n", text.trim_end()))
}

fn file() -> Result<PathBuf> {
    Ok(workspace::root()?.join("openapi/openapi.json"))
}

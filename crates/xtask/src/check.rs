//! `cargo xtask check`: everything that can be judged without running the tests.

use std::path::Path;
use std::process::{Command, ExitCode};

use crate::bundle;
use crate::cargo::{NATIVE, cargo};
use crate::cli::SetupArgs;
use crate::failure::{Failure, Result};
use crate::generate;
use crate::process;
use crate::setup::{self, Needs, WasmToolchain};
use crate::step::step;
use crate::workspace;

/// Runs every check, also after one has failed.
pub fn run(args: &SetupArgs) -> Result<ExitCode> {
    let needs = Needs { postgres: true, wasm: true, ..Needs::default() };
    let toolchain = setup::prepare(needs, args)?;
    bundle::ensure_dir()?;
    let root = workspace::root()?;
    let toolchain = toolchain.ok_or_else(|| Failure::new("the wasm target was not set up"))?;
    let results = [
        check("format", || process::run(cargo(&root).args(["fmt", "--all", "--check"]))),
        check("clippy", || process::run(&mut clippy(&root))),
        check("clippy of the dashboard", || clippy_wasm(&root, &toolchain)),
        check("documentation", || process::run(&mut doc(&root))),
        check(".sqlx is up to date", generate::check_sqlx),
        check("openapi.json is up to date", generate::check_openapi),
    ];
    let failed: Vec<String> = results.into_iter().flatten().collect();
    if failed.is_empty() {
        println!("all checks passed");
        Ok(ExitCode::SUCCESS)
    } else {
        Err(Failure::new(format!("{} of the checks failed:\n  {}", failed.len(), failed.join("\n  "))))
    }
}

/// Runs one check; gives its name and reason when it fails.
fn check(name: &str, action: impl FnOnce() -> Result<()>) -> Option<String> {
    let failure = step(&format!("Checking: {name}"), action).err()?;
    eprintln!("✗ {name}: {failure}");
    Some(format!("{name}: {failure}"))
}

fn clippy(root: &Path) -> Command {
    let mut command = cargo(root);
    command.arg("clippy").args(NATIVE).args(["--all-targets", "--", "-D", "warnings"]);
    command
}

fn clippy_wasm(root: &Path, toolchain: &WasmToolchain) -> Result<()> {
    if !toolchain.is_native() {
        println!("  left out: Debian's compiler for wasm comes without clippy");
        return Ok(());
    }
    let mut command = toolchain.cargo(root);
    command.args(["clippy", "--package", "patron-admin-ui", "--target", "wasm32-unknown-unknown"]);
    process::run(command.args(["--", "-D", "warnings"]))
}

fn doc(root: &Path) -> Command {
    let mut command = cargo(root);
    command.args(["doc", "--no-deps"]).args(NATIVE).env("RUSTDOCFLAGS", "-D warnings");
    command
}

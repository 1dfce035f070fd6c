//! A Rust toolchain that builds for `wasm32-unknown-unknown`.

use std::path::{Path, PathBuf};
use std::process::Command;

use super::packages::Packages;
use super::wasm_debian;
use crate::cargo;
use crate::failure::{Failure, Result};
use crate::process;
use crate::step::{present, step};

/// The target's name.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// How to call cargo for the target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WasmToolchain {
    /// Another cargo than the one that runs; `None` is the usual one.
    cargo: Option<PathBuf>,
    env: Vec<(String, String)>,
}

impl WasmToolchain {
    /// The toolchain that runs already.
    fn native() -> Self {
        Self { cargo: None, env: Vec::new() }
    }

    /// A toolchain beside the usual one.
    pub(super) fn other(cargo: PathBuf, env: Vec<(String, String)>) -> Self {
        Self { cargo: Some(cargo), env }
    }

    /// Whether it is the toolchain that everything else is built with, with its clippy.
    pub fn is_native(&self) -> bool {
        self.cargo.is_none()
    }

    /// A cargo command in `root`.
    pub fn cargo(&self, root: &Path) -> Command {
        let usual = cargo::cargo(root);
        let Some(program) = &self.cargo else { return usual };
        let mut command = Command::new(program);
        command.current_dir(root).env("SQLX_OFFLINE", "true");
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        command
    }
}

/// Makes sure that the target can be built for: as it is, by rustup, or by Debian's packages.
pub fn prepare(packages: &Packages) -> Result<WasmToolchain> {
    if has_target(Path::new("rustc")) {
        present("wasm target");
        return Ok(WasmToolchain::native());
    }
    if let Some(toolchain) = wasm_debian::installed() {
        present("wasm target of Debian's packages");
        return Ok(toolchain);
    }
    let added = step("Adding the wasm target with rustup", || {
        process::run(Command::new("rustup").args(["target", "add", TARGET]))
    });
    match added {
        Ok(()) => Ok(WasmToolchain::native()),
        Err(failure) if wasm_debian::is_possible() => {
            println!("  {failure}; going on with Debian's packages");
            wasm_debian::install(packages)
        }
        Err(failure) => Err(Failure::new(format!(
            "{failure}. The dashboard needs the wasm target. Where rustup reaches its server, type:\n  \
             rustup target add {TARGET}"
        ))),
    }
}

/// Whether a compiler has the target's standard library.
pub(super) fn has_target(rustc: &Path) -> bool {
    sysroot(rustc).is_some_and(|dir| {
        let libraries = target_libraries(&dir).read_dir();
        libraries.is_ok_and(|mut entries| {
            entries.any(|entry| {
                entry.is_ok_and(|entry| entry.file_name().to_string_lossy().starts_with("libstd"))
            })
        })
    })
}

/// The directory that a compiler belongs to.
pub(super) fn sysroot(rustc: &Path) -> Option<PathBuf> {
    let output = Command::new(rustc).args(["--print", "sysroot"]).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| PathBuf::from(text.trim()))
}

/// Where the target's libraries lie in a sysroot.
pub(super) fn target_libraries(sysroot: &Path) -> PathBuf {
    sysroot.join("lib/rustlib").join(TARGET).join("lib")
}

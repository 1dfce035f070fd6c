//! The wasm target on a Debian machine that reaches Debian's packages but not rustup's server.
//!
//! Debian packages a recent compiler and the standard library's source, but not the library for this target:
//! it is built once and put beside the compiler's other libraries.

use std::env::consts::ARCH;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::packages::{Packages, as_root};
use super::wasm_target::{TARGET, WasmToolchain, has_target, sysroot, target_libraries};
use crate::failure::{Context, Failure, Result};
use crate::process;
use crate::step::step;
use crate::workspace;

const PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "lld-22"];
const RUSTC: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";
const LINKER: &str = "wasm-ld-22";

/// Whether Debian's packages can be had here.
pub fn is_possible() -> bool {
    Packages::has_apt() && process::succeeds("apt-cache", &["show", PACKAGES[0]])
}

/// The toolchain, when an earlier call has made it.
pub fn installed() -> Option<WasmToolchain> {
    let complete = Path::new(CARGO).exists() && process::find(LINKER).is_some();
    (complete && has_target(Path::new(RUSTC))).then(toolchain)
}

/// Installs the packages and builds the standard library for the target.
pub fn install(packages: &Packages) -> Result<WasmToolchain> {
    packages.install("a Rust compiler with the sources of its library", &PACKAGES, "")?;
    step("Building the standard library for wasm", || {
        let libraries = build_std()?;
        put_beside_compiler(&libraries)
    })?;
    installed().ok_or_else(|| Failure::new("the wasm target was installed, but the compiler does not see it"))
}

fn toolchain() -> WasmToolchain {
    let env = [("RUSTC", RUSTC), ("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", LINKER)];
    let env = env.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    WasmToolchain::other(PathBuf::from(CARGO), env)
}

/// Builds `std` as a dependency of an empty crate; returns the libraries.
fn build_std() -> Result<Vec<PathBuf>> {
    let dir = workspace::scratch("wasm-std")?;
    workspace::make_dir(&dir.join("src"))?;
    workspace::write(&dir.join("src/lib.rs"), "")?;
    // A workspace of its own: it lies below the checkout's target directory.
    let manifest = "[package]\nname = \"empty\"\nedition = \"2021\"\n[workspace]\n";
    workspace::write(&dir.join("Cargo.toml"), manifest)?;
    let mut command = Command::new(CARGO);
    command.current_dir(&dir).args(["build", "--release", "--target", TARGET]);
    command.arg("-Zbuild-std=std,panic_abort,proc_macro").arg("--target-dir").arg(dir.join("target"));
    // The variable lets a stable compiler build its own library; without bitcode there is no LTO later.
    command.env("RUSTC", RUSTC).env("RUSTC_BOOTSTRAP", "1").env("RUSTFLAGS", "-Cembed-bitcode=yes");
    process::run(&mut command)?;
    let built = dir.join("target").join(TARGET).join("release/deps");
    let files = workspace::files_below(&built)?;
    Ok(files.into_iter().filter(|file| is_library(file)).collect())
}

/// A library of std, not the empty crate's own.
fn is_library(file: &Path) -> bool {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    name.ends_with(".rlib") && !name.starts_with("libempty")
}

fn put_beside_compiler(libraries: &[PathBuf]) -> Result<()> {
    let sysroot = sysroot(Path::new(RUSTC)).ok_or("no answer").context(format!("ask {RUSTC} on {ARCH}"))?;
    let to = target_libraries(&sysroot);
    process::run(as_root("mkdir")?.arg("-p").arg(&to))?;
    process::run(as_root("cp")?.args(libraries).arg(&to))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_libraries_of_std_are_taken() {
        assert!(is_library(Path::new("/t/libstd-0a.rlib")));
        assert!(!is_library(Path::new("/t/libempty-0a.rlib")));
        assert!(!is_library(Path::new("/t/libstd-0a.rmeta")));
    }
}

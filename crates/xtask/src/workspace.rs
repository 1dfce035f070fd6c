//! Where things are.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::cargo;
use crate::failure::{Context, Failure, Result};
use crate::process;

/// The workspace's root directory.
pub fn root() -> Result<PathBuf> {
    // Cargo sets it at run time too: a checkout that was moved is found without building again.
    let crate_dir = env::var("CARGO_MANIFEST_DIR").unwrap_or_else(|_| env!("CARGO_MANIFEST_DIR").to_owned());
    let root = Path::new(&crate_dir).ancestors().nth(2).map(Path::to_path_buf);
    root.filter(|dir| dir.join("Cargo.lock").exists()).ok_or_else(|| {
        Failure::new("the workspace is not found; call it as `cargo xtask` inside the checkout")
    })
}

/// Cargo's target directory, which a configuration may have moved.
pub fn target_dir() -> Result<PathBuf> {
    let mut command = cargo::cargo(&root()?);
    let text = process::output(command.args(["metadata", "--format-version=1", "--no-deps", "--offline"]))?;
    let metadata: Value = serde_json::from_str(&text).context("read cargo's metadata")?;
    let dir = metadata["target_directory"].as_str();
    dir.map(PathBuf::from).ok_or_else(|| Failure::new("cargo's metadata names no target directory"))
}

/// `target/xtask/<name>` and the directories above it.
pub fn scratch(name: &str) -> Result<PathBuf> {
    let dir = target_dir()?.join("xtask").join(name);
    make_dir(&dir)?;
    Ok(dir)
}

/// Makes a directory and those above it.
pub fn make_dir(dir: &Path) -> Result<()> {
    fs::create_dir_all(dir).context(format!("make {}", dir.display()))
}

/// Makes a directory, or empties it.
pub fn empty_dir(dir: &Path) -> Result<()> {
    if dir.exists() {
        fs::remove_dir_all(dir).context(format!("remove {}", dir.display()))?;
    }
    make_dir(dir)
}

/// All files below a directory, sorted, without directories called `dist` or `target`.
pub fn files_below(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    let mut left = vec![dir.to_path_buf()];
    while let Some(dir) = left.pop() {
        for entry in fs::read_dir(&dir).context(format!("read {}", dir.display()))? {
            let path = entry.context(format!("read {}", dir.display()))?.path();
            if !path.is_dir() {
                files.push(path);
            } else if !path.ends_with("dist") && !path.ends_with("target") {
                left.push(path);
            }
        }
    }
    files.sort();
    Ok(files)
}

/// Writes a file.
pub fn write(path: &Path, content: impl AsRef<[u8]>) -> Result<()> {
    fs::write(path, content).context(format!("write {}", path.display()))
}

/// Reads a file.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).context(format!("read {}", path.display()))
}

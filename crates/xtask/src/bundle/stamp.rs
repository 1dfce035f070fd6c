//! Whether the bundle was made of the sources as they are.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::Profile;
use crate::failure::{Context, Result};
use crate::workspace::{files_below, read, scratch, write};

/// Everything that decides what the bundle becomes, relative to the workspace's root.
const INPUTS: [&str; 7] = [
    "Cargo.lock",
    "Cargo.toml",
    "admin-ui",
    "crates/domain",
    "crates/api-types",
    "crates/api-client",
    "crates/xtask/src/bundle",
];

/// A digest over all inputs and the profile.
pub fn of_sources(root: &Path, profile: Profile) -> Result<String> {
    let mut files = Vec::new();
    for input in INPUTS.map(|input| root.join(input)) {
        if input.is_dir() {
            files.extend(files_below(&input)?);
        } else {
            files.push(input);
        }
    }
    digest(root, &files, profile.cargo_name())
}

/// Names and lengths are hashed too: moving a byte from one file to the next must change the digest.
fn digest(root: &Path, files: &[PathBuf], profile: &str) -> Result<String> {
    let mut hasher = Sha256::new();
    hasher.update(profile);
    for file in files {
        let content = read(file)?;
        let name = file.strip_prefix(root).unwrap_or(file).to_string_lossy();
        hasher.update(format!("\n{name}\n{}\n", content.len()));
        hasher.update(content);
    }
    Ok(hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}

/// Whether the bundle is there and was made of these inputs.
pub fn is_current(dist: &Path, stamp: &str) -> Result<bool> {
    let stored = fs::read_to_string(file()?).unwrap_or_default();
    Ok(stored == stamp && dist.join("index.html").exists())
}

/// Notes what the bundle was made of.
pub fn remember(stamp: &str) -> Result<()> {
    write(&file()?, stamp)
}

/// Forgets what the bundle was made of.
pub fn forget() -> Result<()> {
    let file = file()?;
    if file.exists() { fs::remove_file(&file).context(format!("remove {}", file.display())) } else { Ok(()) }
}

fn file() -> Result<PathBuf> {
    Ok(scratch("bundle")?.join("stamp"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_digest_follows_names_contents_and_profile() {
        let dir = std::env::temp_dir().join(format!("patron-stamp-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        let files = [dir.join("a"), dir.join("b")];
        let stamp = |a: &str, b: &str, profile: &str| {
            fs::write(&files[0], a).unwrap();
            fs::write(&files[1], b).unwrap();
            digest(&dir, &files, profile).unwrap()
        };
        let first = stamp("12", "3", "wasm");
        assert_eq!(first, stamp("12", "3", "wasm"));
        assert_ne!(first, stamp("1", "23", "wasm"));
        assert_ne!(first, stamp("12", "3", "wasm-dev"));
        fs::remove_dir_all(&dir).unwrap();
    }
}

//! Files named by their content, so that browsers may keep them for ever, and files that keep their names.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::failure::{Context, Result};
use crate::workspace::{files_below, make_dir, read, write};

/// What the dashboard reads at its start; a static host edits it to name the API's origin.
const CONFIG: &str = "{\"api_origin\": \"\"}\n";

/// A font and the name it got.
#[derive(Debug, Clone)]
pub struct Font {
    pub name: String,
    pub hashed: String,
}

/// `dist/assets`.
#[derive(Debug)]
pub struct Assets {
    dir: PathBuf,
}

impl Assets {
    /// Makes the directory.
    pub fn new(dist: &Path) -> Result<Self> {
        let dir = dist.join("assets");
        make_dir(&dir)?;
        Ok(Self { dir })
    }

    /// Writes `<stem>-<hash>.<extension>` and returns that name.
    pub fn add(&mut self, stem: &str, extension: &str, content: &[u8]) -> Result<String> {
        let name = hashed_name(stem, extension, content);
        write(&self.dir.join(&name), content)?;
        Ok(name)
    }

    /// Adds every woff2 file of a directory, which need not exist.
    pub fn add_fonts(&mut self, dir: &Path) -> Result<Vec<Font>> {
        let files = if dir.is_dir() { files_below(dir)? } else { Vec::new() };
        let mut fonts = Vec::new();
        for file in files.iter().filter(|file| file.extension().is_some_and(|extension| extension == "woff2"))
        {
            let stem = file.file_stem().unwrap_or_default().to_string_lossy();
            let hashed = self.add(&stem, "woff2", &read(file)?)?;
            fonts.push(Font { name: format!("{stem}.woff2"), hashed });
        }
        Ok(fonts)
    }

    /// Writes files that name each other to `<stem>-<hash>/`, whose hash is that of them all, and returns that name.
    pub fn add_dir(&mut self, stem: &str, files: &BTreeMap<String, Vec<u8>>) -> Result<String> {
        let name = format!("{stem}-{}", hash_of_all(files));
        let dir = self.dir.join(&name);
        for (path, content) in files {
            let target = dir.join(path);
            make_dir(target.parent().unwrap_or(&dir))?;
            write(&target, content)?;
        }
        Ok(name)
    }
}

/// Copies `static/` as it is, and adds the default `config.json` when there is none.
pub fn copy_static(from: &Path, dist: &Path) -> Result<()> {
    if from.is_dir() {
        copy_all(from, dist)?;
    }
    let config = dist.join("config.json");
    if config.exists() { Ok(()) } else { write(&config, CONFIG) }
}

fn copy_all(from: &Path, to: &Path) -> Result<()> {
    for file in files_below(from)? {
        let target = to.join(file.strip_prefix(from).unwrap_or(&file));
        make_dir(target.parent().unwrap_or(to))?;
        fs::copy(&file, &target).context(format!("copy {}", file.display()))?;
    }
    Ok(())
}

fn hashed_name(stem: &str, extension: &str, content: &[u8]) -> String {
    format!("{stem}-{}.{extension}", short(&Sha256::digest(content)))
}

/// Names and lengths count too.
fn hash_of_all(files: &BTreeMap<String, Vec<u8>>) -> String {
    let mut hasher = Sha256::new();
    for (name, content) in files {
        hasher.update(format!("\n{name}\n{}\n", content.len()));
        hasher.update(content);
    }
    short(&hasher.finalize())
}

/// 64 bits of SHA-256 are enough to tell versions of one file apart.
fn short(digest: &[u8]) -> String {
    digest.iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_follow_the_content() {
        let name = hashed_name("app", "js", b"");
        assert_eq!(name, "app-e3b0c44298fc1c14.js");
        assert_ne!(name, hashed_name("app", "js", b"x"));
        let dir = |name: &str| hash_of_all(&BTreeMap::from([(name.to_owned(), b"x".to_vec())]));
        assert_ne!(dir("a"), dir("b"));
    }
}

//! A directory that goes when the test ends.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// A directory of its own below the system's temporary one; removed on drop.
#[derive(Debug)]
pub struct TempDir(PathBuf);

impl TempDir {
    /// An empty one.
    pub fn new() -> Self {
        let path = std::env::temp_dir().join(format!("patron-test-{}", patron_domain::ids::next()));
        fs::create_dir_all(&path).expect("make a temporary directory");
        Self(path)
    }

    /// One with a copy of what is in `from`.
    pub fn copy_of(from: &Path) -> Self {
        let dir = Self::new();
        copy(from, &dir.0);
        dir
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Default for TempDir {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        // A left-over directory in /tmp is no reason to fail a test.
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("make a directory");
    for entry in fs::read_dir(from).expect("read a directory") {
        let entry = entry.expect("read a directory");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("look at a file").is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("copy a file");
        }
    }
}

//! Makes files look changed for one build.

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::failure::{Context, Result};

/// Files whose time of change is now; dropped, it is again what it was.
///
/// The old time comes back because other builds of the same sources, which need nothing new, would be
/// repeated otherwise. A file that somebody saved in between keeps its new time.
#[derive(Debug)]
pub struct Touched {
    files: Vec<(PathBuf, SystemTime)>,
    now: SystemTime,
}

impl Touched {
    /// `scratch`: a directory in which a file may be made, to ask its file system for the time.
    pub fn new(files: Vec<PathBuf>, scratch: &Path) -> Result<Self> {
        let probe = scratch.join("now");
        File::create(&probe).context(format!("write {}", probe.display()))?;
        let now = modified(&probe)?;
        fs::remove_file(&probe).context(format!("remove {}", probe.display()))?;
        let mut touched = Self { files: Vec::new(), now };
        for file in files {
            let before = modified(&file)?;
            set_modified(&file, now)?;
            touched.files.push((file, before));
        }
        Ok(touched)
    }
}

impl Drop for Touched {
    fn drop(&mut self) {
        for (file, before) in &self.files {
            if modified(file).is_ok_and(|time| time == self.now) {
                // Otherwise the next build only takes longer.
                let _ = set_modified(file, *before);
            }
        }
    }
}

fn modified(file: &Path) -> Result<SystemTime> {
    let time = fs::metadata(file).and_then(|meta| meta.modified());
    time.context(format!("look at {}", file.display()))
}

fn set_modified(file: &Path, time: SystemTime) -> Result<()> {
    let set = File::options().append(true).open(file).and_then(|open| open.set_modified(time));
    set.context(format!("touch {}", file.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    #[test]
    fn times_come_back_unless_the_file_was_saved() {
        let dir = std::env::temp_dir().join(format!("patron-touch-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        let files = vec![dir.join("kept.rs"), dir.join("saved.rs")];
        let old = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000_000);
        let newer = old + Duration::from_secs(60);
        for file in &files {
            fs::write(file, "").unwrap();
            set_modified(file, old).unwrap();
        }
        let touched = Touched::new(files.clone(), &dir).unwrap();
        assert!(modified(&files[0]).unwrap() > newer);
        set_modified(&files[1], newer).unwrap();
        drop(touched);
        assert_eq!(modified(&files[0]).unwrap(), old);
        assert_eq!(modified(&files[1]).unwrap(), newer);
        fs::remove_dir_all(&dir).unwrap();
    }
}

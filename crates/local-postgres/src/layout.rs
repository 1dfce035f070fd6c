//! The directories and files of a cluster, and who owns them.

use std::fs::{self, DirBuilder, OpenOptions, Permissions};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::io::Write;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, OpenOptionsExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};

use crate::account::{Account, calling_uid, check_reachable};
use crate::error::Error;

/// A unix socket's path has room for this many bytes (`sun_path` without its NUL).
const MAX_SOCKET_PATH: usize = 107;
/// The longest name of a socket in its directory.
const LONGEST_SOCKET_NAME: &str = "/.s.PGSQL.65535.lock";

/// Paths of one cluster; all absolute.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    pub data_dir: PathBuf,
}

impl Layout {
    /// Makes `data_dir` and `<data_dir>/postgres` where missing and checks that the server's user gets in.
    pub fn prepare(data_dir: &Path, account: Option<&Account>) -> Result<Self, Error> {
        let wanted = std::path::absolute(data_dir).map_err(Error::io("find", data_dir))?;
        if let Some(account) = account {
            // Before anything is made: nothing may be left behind in a place that cannot work.
            check_reachable(&wanted, account)?;
        }
        fs::create_dir_all(&wanted).map_err(Error::io("make the directory", &wanted))?;
        // Without links, so that two ways to one directory give one answer to "is it ours?".
        let data_dir = wanted.canonicalize().map_err(Error::io("find", &wanted))?;
        let layout = Self { data_dir };
        let base = layout.base();
        make_dir(&base, if account.is_some() { 0o755 } else { 0o700 })?;
        if let Some(account) = account {
            check_reachable(&base, account)?;
        }
        Ok(layout)
    }

    /// The paths of a cluster that may or may not exist.
    pub fn existing(data_dir: &Path) -> Option<Self> {
        let data_dir = data_dir.canonicalize().ok()?;
        Some(Self { data_dir })
    }

    pub fn base(&self) -> PathBuf {
        self.data_dir.join("postgres")
    }

    pub fn cluster(&self) -> PathBuf {
        self.base().join("data")
    }

    /// Where `initdb` works; renamed to [`Self::cluster`] when it has finished.
    pub fn unfinished(&self) -> PathBuf {
        self.base().join("data.unfinished")
    }

    pub fn password_file(&self) -> PathBuf {
        self.base().join("superuser-password")
    }

    pub fn port_file(&self) -> PathBuf {
        self.base().join("port")
    }

    pub fn log_file(&self) -> PathBuf {
        self.base().join("server.log")
    }

    pub fn pid_file(&self) -> PathBuf {
        self.cluster().join("postmaster.pid")
    }

    /// The directory for the unix socket: below the data directory, or a short one where that is too long.
    pub fn socket_dir(&self) -> PathBuf {
        let near = self.base().join("sock");
        if near.as_os_str().len() + LONGEST_SOCKET_NAME.len() <= MAX_SOCKET_PATH {
            return near;
        }
        let mut hasher = DefaultHasher::new();
        self.data_dir.hash(&mut hasher);
        PathBuf::from(format!("/tmp/patron-sock-{:016x}", hasher.finish()))
    }

    /// The major version that made the cluster; `None` when there is no finished cluster.
    pub fn version(&self) -> Option<u32> {
        let text = fs::read_to_string(self.cluster().join("PG_VERSION")).ok()?;
        text.trim().parse().ok()
    }
}

/// Makes a directory of `mode`, unless there is one.
fn make_dir(dir: &Path, mode: u32) -> Result<(), Error> {
    if dir.is_dir() {
        return Ok(());
    }
    DirBuilder::new().mode(mode).create(dir).map_err(Error::io("make the directory", dir))?;
    // Once more: what the process masks out of new files must not decide this.
    fs::set_permissions(dir, Permissions::from_mode(mode)).map_err(Error::io("open up", dir))
}

/// Makes a directory of `mode` that belongs to `account`, or else to the caller.
///
/// # Errors
/// [`Error::Io`] also for a link, and for a directory of somebody else: in /tmp anybody may have put one
/// there, and root would hand over what it leads to.
pub(crate) fn make_own_dir(dir: &Path, mode: u32, account: Option<&Account>) -> Result<(), Error> {
    if fs::symlink_metadata(dir).is_err() {
        make_dir(dir, mode)?;
    }
    let meta = fs::symlink_metadata(dir).map_err(Error::io("look at", dir))?;
    let caller = calling_uid()?;
    let wanted = account.map_or(caller, |account| account.uid);
    if !meta.is_dir() || (meta.uid() != wanted && meta.uid() != caller) {
        let message = "it is a link, or belongs to another user; remove it";
        return Err(Error::io("use", dir)(std::io::Error::other(message)));
    }
    match account {
        Some(account) if meta.uid() != wanted => {
            chown(dir, Some(account.uid), Some(account.gid)).map_err(Error::io("hand over", dir))
        }
        _ => Ok(()),
    }
}

/// Writes a file that only its owner reads: the calling user, or `account`.
pub(crate) fn write_secret(path: &Path, text: &str, account: Option<&Account>) -> Result<(), Error> {
    // A new file each time: an older one may have other permissions.
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
            return Err(Error::io("replace", path)(error));
        }
        _ => {}
    }
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .mode(0o600)
        .open(path)
        .map_err(Error::io("write", path))?;
    file.write_all(text.as_bytes()).and_then(|()| file.sync_all()).map_err(Error::io("write", path))?;
    let Some(account) = account else { return Ok(()) };
    chown(path, Some(account.uid), Some(account.gid)).map_err(Error::io("hand over", path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_link_is_not_taken_for_an_own_directory() {
        let dir = std::env::temp_dir().join(format!("patron-own-{}", std::process::id()));
        make_own_dir(&dir, 0o700, None).unwrap();
        make_own_dir(&dir, 0o700, None).unwrap();
        let link = dir.join("link");
        std::os::unix::fs::symlink("/etc", &link).unwrap();
        let text = make_own_dir(&link, 0o700, None).unwrap_err().to_string();
        assert!(text.contains("link"), "{text}");
        fs::remove_dir_all(&dir).unwrap();
    }

    #[test]
    fn a_long_path_moves_the_socket() {
        let short = Layout { data_dir: "/var/lib/patron".into() };
        assert_eq!(short.socket_dir(), Path::new("/var/lib/patron/postgres/sock"));
        let long = Layout { data_dir: format!("/srv/{}", "x".repeat(90)).into() };
        assert!(long.socket_dir().starts_with("/tmp"));
        assert_eq!(long.socket_dir(), long.socket_dir());
    }
}

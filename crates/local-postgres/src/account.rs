//! Which user the server runs as: PostgreSQL refuses root.

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::Error;

/// A user of /etc/passwd.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    pub name: String,
    pub uid: u32,
    pub gid: u32,
}

/// The numeric id of the calling user.
///
/// Asked of `id -u`, because std has no call for it and `unsafe` is forbidden here.
pub(crate) fn calling_uid() -> Result<u32, Error> {
    let failed = |output: String| Error::Program { program: "id -u".into(), output };
    let output = Command::new("id").arg("-u").output().map_err(|error| failed(error.to_string()))?;
    let text = String::from_utf8_lossy(&output.stdout);
    text.trim().parse().map_err(|_| failed(format!("not a number: {text:?}")))
}

/// The user to change to before starting a program of PostgreSQL; `None` means: stay the calling user.
pub(crate) fn server_account() -> Result<Option<Account>, Error> {
    if calling_uid()? != 0 {
        return Ok(None);
    }
    let path = Path::new("/etc/passwd");
    let passwd = fs::read_to_string(path).map_err(Error::io("read", path))?;
    ["postgres", "nobody"]
        .iter()
        .find_map(|name| find_account(&passwd, name))
        .map(Some)
        .ok_or(Error::NoUnprivilegedUser)
}

/// Finds `name` in the text of a passwd file; users with id 0 are no answer.
fn find_account(passwd: &str, name: &str) -> Option<Account> {
    passwd.lines().find_map(|line| {
        let mut fields = line.split(':');
        let found = fields.next()?;
        let uid = fields.nth(1)?.parse().ok()?;
        let gid = fields.next()?.parse().ok()?;
        (found == name && uid != 0).then(|| Account { name: found.to_owned(), uid, gid })
    })
}

/// Checks that `account` can walk down to `dir`: each directory above must let it through.
pub(crate) fn check_reachable(dir: &Path, account: &Account) -> Result<(), Error> {
    match dir.ancestors().find(|above| is_closed(above, account)) {
        None => Ok(()),
        Some(closed) => Err(Error::Unreachable { closed: PathBuf::from(closed), user: account.name.clone() }),
    }
}

/// Whether an existing directory has no search permission for `account` (its main group counts, no other).
fn is_closed(dir: &Path, account: &Account) -> bool {
    let Ok(meta) = fs::metadata(dir) else { return false };
    let bit = if meta.uid() == account.uid {
        0o100
    } else if meta.gid() == account.gid {
        0o010
    } else {
        0o001
    };
    meta.mode() & bit == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    const PASSWD: &str = "root:x:0:0:root:/root:/bin/bash\n# a comment\nbroken:x\n\
                          postgres:x:106:112:PostgreSQL,,,:/var/lib/postgresql:/bin/bash\n\
                          nobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n";

    #[test]
    fn finds_a_user_among_comments_and_broken_lines() {
        let found = find_account(PASSWD, "postgres");
        assert_eq!(found, Some(Account { name: "postgres".into(), uid: 106, gid: 112 }));
        assert_eq!(find_account(PASSWD, "nobody").map(|account| account.uid), Some(65534));
    }

    #[test]
    fn never_answers_with_root_or_an_unknown_user() {
        assert_eq!(find_account(PASSWD, "root"), None);
        assert_eq!(find_account(PASSWD, "post"), None);
        assert_eq!(find_account(PASSWD, "broken"), None);
    }
}

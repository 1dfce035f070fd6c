//! `demo-shop.env`: where the demo shop finds Patron and its keys.

use crate::startup::Ready;
use patron_db::{PgConnection, keys, random};
use patron_domain::keys::{KeyKind, Scope};
use std::{fs, io::Write as _, os::unix::fs::OpenOptionsExt as _, path::Path};

const NAME: &str = "Demo shop";

/// Writes the file. Keys that it has already and that still work are kept; what is missing is made.
///
/// # Errors
/// When the database is away or the file can't be written.
pub async fn write(ready: &Ready, path: &Path, public_url: &str) -> Result<(), String> {
    let text = match fs::read_to_string(path) {
        Ok(text) => text,
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => String::new(),
        Err(e) => return Err(format!("{}: {e}", path.display())),
    };
    let mut tx = ready.db.staff.begin().await.map_err(|e| e.to_string())?;
    let publishable = key(&mut tx, value(&text, "PATRON_PUBLISHABLE_KEY"), KeyKind::Publishable).await;
    let publishable = publishable.map_err(|e| e.to_string())?;
    let secret = key(&mut tx, value(&text, "PATRON_SECRET_KEY"), KeyKind::Secret).await;
    let secret = secret.map_err(|e| e.to_string())?;
    // a server that starts now must not find a file with keys that are not there yet
    tx.commit().await.map_err(|e| e.to_string())?;
    let text = format!(
        "PATRON_URL={public_url}\nPATRON_PUBLISHABLE_KEY={publishable}\nPATRON_SECRET_KEY={secret}\n"
    );
    replace(path, &text).map_err(|e| format!("{}: {e}", path.display()))
}

fn value<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix('=')).map(str::trim)
}

/// The key that is there, when it works for what the shop does, else a new one.
async fn key(conn: &mut PgConnection, known: Option<&str>, kind: KeyKind) -> patron_db::Result<String> {
    let needed: &[Scope] = if kind == KeyKind::Secret { Scope::DEFAULT } else { &[] };
    if let Some(text) = known
        && let Some(key) = keys::find(conn, text).await?
        && key.kind == kind
        && needed.iter().all(|scope| key.scopes.contains(scope))
    {
        return Ok(text.to_owned());
    }
    keys::create(conn, kind, NAME, needed).await.map(|(_, text)| text)
}

/// Whole or not at all, and for its owner alone.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let unique = u64::from_be_bytes(random::bytes().map_err(std::io::Error::other)?);
    let temp = path.with_extension(format!("env.{unique:016x}"));
    if let Some(dir) = path.parent() {
        fs::create_dir_all(dir)?;
    }
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temp)?;
    let written = file.write_all(text.as_bytes()).and_then(|()| file.sync_all());
    let placed = written.and_then(|()| fs::rename(&temp, path));
    placed.inspect_err(|_| {
        // the first error is the one to tell
        let _ = fs::remove_file(&temp);
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn the_file_is_replaced_whole_and_readable_by_its_owner_alone() {
        let path = std::env::temp_dir().join(format!("patron-demo-{}.env", std::process::id()));
        replace(&path, "A=1\n").unwrap();
        replace(&path, "A=2\nB=x=y\n").unwrap();
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!((value(&text, "A"), value(&text, "B"), value(&text, "C")), (Some("2"), Some("x=y"), None));
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        fs::remove_file(path).unwrap();
    }
}

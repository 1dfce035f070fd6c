//! The server's binaries of PostgreSQL.

use local_postgres::find_binaries;

use super::packages::Packages;
use crate::failure::{Failure, Result};
use crate::step::present;

const ELSEWHERE: &str = "  dnf install postgresql-server postgresql-contrib   (Fedora)
  apk add postgresql postgresql-contrib              (Alpine)
  pacman -S postgresql                               (Arch)
  brew install postgresql@17                         (macOS)";

/// Makes sure that a PostgreSQL is installed that the private one can be made of.
pub fn prepare(packages: &Packages) -> Result<()> {
    match find_binaries(None) {
        Ok(found) => {
            present(&format!("PostgreSQL {} in {}", found.major, found.dir.display()));
            return Ok(());
        }
        // A directory that was named wrongly is not mended by a package.
        Err(error) if std::env::var_os("PATRON_PG_BIN").is_some() => return Err(error.into()),
        Err(_) => {}
    }
    packages.install("PostgreSQL", &["postgresql"], ELSEWHERE)?;
    find_binaries(None).map(|_| ()).map_err(|error| {
        Failure::new(format!(
            "PostgreSQL was installed, but is too old or not where it was looked for: {error}"
        ))
    })
}

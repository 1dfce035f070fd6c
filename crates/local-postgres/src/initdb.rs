//! Makes the cluster.

use std::fs;

use crate::error::Error;
use crate::layout::{make_own_dir, write_secret};
use crate::options::{Options, SUPERUSER};
use crate::tools::{Tools, run};

/// Makes the cluster and the superuser's password.
///
/// `initdb` works in a directory of another name, renamed at the end: a cluster is there whole or not at all.
pub(crate) fn init(tools: &Tools, options: &Options) -> Result<(), Error> {
    let layout = &tools.layout;
    let unfinished = layout.unfinished();
    if unfinished.exists() {
        fs::remove_dir_all(&unfinished).map_err(Error::io("remove", &unfinished))?;
    }
    let password = random_password()?;
    write_secret(&layout.password_file(), &password, None)?;
    // A copy for initdb, which may run as another user than the caller, to whom the password belongs.
    let copy = layout.base().join("initdb-password");
    write_secret(&copy, &password, tools.account.as_ref())?;
    make_own_dir(&unfinished, 0o700, tools.account.as_ref())?;
    let made = initdb(tools, options, "C.UTF-8").or_else(|_| initdb(tools, options, "C"));
    fs::remove_file(&copy).map_err(Error::io("remove", &copy))?;
    made?;
    fs::rename(&unfinished, layout.cluster()).map_err(Error::io("rename", &unfinished))
}

fn initdb(tools: &Tools, options: &Options, locale: &str) -> Result<(), Error> {
    let mut command = tools.as_server("initdb");
    command.arg("--pgdata").arg(tools.layout.unfinished());
    command.arg("--pwfile").arg(tools.layout.base().join("initdb-password"));
    command.args(["--username", SUPERUSER, "--auth=scram-sha-256", "--encoding=UTF8", "--data-checksums"]);
    command.args(["--no-instructions", "--lc-messages=C", &format!("--locale={locale}")]);
    if !options.durable {
        command.arg("--no-sync");
    }
    run(&mut command).map(|_| ())
}

/// 32 random bytes in hexadecimal.
fn random_password() -> Result<String, Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).map_err(Error::Random)?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

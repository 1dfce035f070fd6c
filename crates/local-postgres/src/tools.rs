//! Starts the programs of PostgreSQL: as the right user, from the right directory, with a clean environment.

use std::os::unix::process::CommandExt;
use std::process::{Command, Output, Stdio};

use crate::account::Account;
use crate::error::Error;
use crate::find::Binaries;
use crate::layout::Layout;

/// Variables that would change what the programs do.
const FOREIGN: [&str; 14] = [
    "PGDATA",
    "PGHOST",
    "PGHOSTADDR",
    "PGPORT",
    "PGUSER",
    "PGDATABASE",
    "PGPASSWORD",
    "PGPASSFILE",
    "PGSERVICE",
    "PGOPTIONS",
    "PGSSLMODE",
    "PGTZ",
    "PGCLIENTENCODING",
    "LANG",
];

/// What is needed to start a program for one cluster.
#[derive(Debug, Clone)]
pub(crate) struct Tools {
    pub binaries: Binaries,
    pub account: Option<Account>,
    pub layout: Layout,
}

impl Tools {
    /// A program that runs as the server's user.
    pub fn as_server(&self, program: &str) -> Command {
        let mut command = self.as_caller(program);
        if let Some(account) = &self.account {
            command.uid(account.uid).gid(account.gid);
            command.env("HOME", self.layout.base()).env("USER", &account.name);
        }
        command.current_dir(self.layout.base());
        command
    }

    /// A program that runs as the calling user.
    pub fn as_caller(&self, program: &str) -> Command {
        let mut command = Command::new(self.binaries.dir.join(program));
        for name in FOREIGN {
            command.env_remove(name);
        }
        command.env("LC_ALL", "C").stdin(Stdio::null());
        command
    }
}

/// Runs a program to its end.
///
/// # Errors
/// [`Error::Program`] with what it printed, when it fails.
pub(crate) fn run(command: &mut Command) -> Result<Output, Error> {
    let program = command.get_program().to_string_lossy().into_owned();
    let output = command
        .output()
        .map_err(|error| Error::Program { program: program.clone(), output: error.to_string() })?;
    if output.status.success() {
        return Ok(output);
    }
    let text = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    Err(Error::Program { program, output: String::from_utf8_lossy(&text).trim().to_owned() })
}

//! Installs packages where a package manager and the right to use it are there.

use std::cell::Cell;
use std::io::{self, BufRead, IsTerminal, Write};
use std::process::Command;

use crate::failure::{Context, Failure, Result};
use crate::process;
use crate::step::step;

/// Installs by apt, as root or by a sudo that asks for no password.
#[derive(Debug)]
pub struct Packages {
    yes: bool,
    updated: Cell<bool>,
}

/// How commands are run with the rights of root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Rights {
    Root,
    Sudo,
    None,
}

impl Packages {
    /// `yes`: never ask.
    pub fn new(yes: bool) -> Self {
        Self { yes, updated: Cell::new(false) }
    }

    /// Whether this is Debian or one of its descendants.
    pub fn has_apt() -> bool {
        process::find("apt-get").is_some()
    }

    /// Installs `packages`, Debian's names for `what`. `elsewhere` says what to type on other systems.
    pub fn install(&self, what: &str, packages: &[&str], elsewhere: &str) -> Result<()> {
        let names = packages.join(" ");
        if !Self::has_apt() {
            return Err(Failure::new(format!("{what} is missing. Install it, type:\n{elsewhere}")));
        }
        let by_hand = format!("apt-get install --no-install-recommends {names}");
        if rights() == Rights::None {
            return Err(Failure::new(format!("{what} is missing. Install it, type:\n  sudo {by_hand}")));
        }
        self.ask(what, &names)?;
        step(&format!("Installing {what}: {names}"), || {
            self.update();
            let install = ["install", "--yes", "--no-install-recommends"];
            process::run(apt()?.args(install).args(packages)).map_err(|failure| {
                let hint = "Is this machine offline, or is another installation running? By hand, type:";
                Failure::new(format!("{what} could not be installed: {failure}. {hint}\n  {by_hand}"))
            })
        })
    }

    /// Refreshes the lists of packages, once. Old lists may do, so a failure is only told.
    fn update(&self) {
        if self.updated.replace(true) {
            return;
        }
        let result = apt().and_then(|mut command| process::run(command.args(["--quiet", "update"])));
        if let Err(failure) = result {
            eprintln!("warning: {failure}; going on with the lists that are there");
        }
    }

    /// Asks at a terminal; elsewhere nobody could answer, and the call itself was the wish.
    fn ask(&self, what: &str, names: &str) -> Result<()> {
        if self.yes || !io::stdin().is_terminal() {
            return Ok(());
        }
        print!("{what} is missing. Install {names} with apt-get? [Y/n] ");
        io::stdout().flush().context("write to the terminal")?;
        let mut answer = String::new();
        io::stdin().lock().read_line(&mut answer).context("read your answer")?;
        match answer.trim().to_lowercase().as_str() {
            "" | "y" | "yes" => Ok(()),
            _ => Err(Failure::new(format!("{what} is needed; nothing was installed"))),
        }
    }
}

/// A command that runs `program` with the rights of root.
pub fn as_root(program: &str) -> Result<Command> {
    match rights() {
        Rights::Root => Ok(Command::new(program)),
        Rights::Sudo => {
            let mut command = Command::new("sudo");
            command.args(["-n", program]);
            Ok(command)
        }
        Rights::None => Err(Failure::new(format!("`{program}` needs root's rights; call it with sudo"))),
    }
}

fn apt() -> Result<Command> {
    // Through `env`, because sudo drops variables that are set outside.
    let mut command = as_root("env")?;
    command.args(["DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    Ok(command)
}

fn rights() -> Rights {
    let id = Command::new("id").arg("-u").output();
    if id.is_ok_and(|output| output.stdout.trim_ascii() == b"0") {
        Rights::Root
    } else if process::succeeds("sudo", &["-n", "true"]) {
        Rights::Sudo
    } else {
        Rights::None
    }
}

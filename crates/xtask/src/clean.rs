//! `cargo xtask clean`: the bundle, and on request everything that was stored.

use std::fs;
use std::io::{self, BufRead, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use local_postgres::Cluster;

use crate::cli::CleanArgs;
use crate::failure::{Context, Failure, Result};
use crate::step::step;
use crate::workspace;

/// Runs the command.
pub fn run(args: &CleanArgs) -> Result<ExitCode> {
    if !args.data {
        let dist = workspace::root()?.join("admin-ui/dist");
        step("Removing admin-ui/dist", || workspace::empty_dir(&dist))?;
        println!("Compiled code is cargo's: `cargo clean`. Stored data: `cargo xtask clean --data`.");
        return Ok(ExitCode::SUCCESS);
    }
    let dir = match &args.data_dir {
        Some(dir) => dir.clone(),
        None => local_postgres::default_data_dir()?,
    };
    delete_data(&dir)?;
    Ok(ExitCode::SUCCESS)
}

fn delete_data(given: &Path) -> Result<()> {
    if !given.exists() {
        println!("There is no data directory {}: nothing to delete.", given.display());
        return Ok(());
    }
    let dir = given.canonicalize().context(format!("find {}", given.display()))?;
    let name = deletable_name(&dir)?;
    confirm(&dir, &name)?;
    step(&format!("Deleting {}", dir.display()), || {
        // Refuses when a server works with it; stops a PostgreSQL that was left running.
        Cluster::stop_orphan(&dir)?;
        fs::remove_dir_all(&dir).context(format!("delete {}", dir.display()))
    })
}

/// The name to type, for a directory that is Patron's: no slip of the finger deletes a home directory.
fn deletable_name(dir: &Path) -> Result<String> {
    let ours = dir.join("postgres/superuser-password").is_file() || dir.join("lock").is_file();
    match dir.file_name() {
        Some(name) if ours => Ok(name.to_string_lossy().into_owned()),
        _ => Err(Failure::new(format!(
            "{} is no data directory of Patron; nothing was deleted",
            dir.display()
        ))),
    }
}

fn confirm(dir: &Path, name: &str) -> Result<()> {
    if !io::stdin().is_terminal() {
        return Err(Failure::new(format!(
            "deleting data needs a terminal, to type the name \"{name}\". Without one, stop Patron and type:\n  \
             rm -r {}",
            dir.display()
        )));
    }
    println!("This deletes all customers, keys and settings in {}. There is no way back.", dir.display());
    print!("Type the directory's name, {name}, to go on: ");
    io::stdout().flush().context("write to the terminal")?;
    let mut answer = String::new();
    io::stdin().lock().read_line(&mut answer).context("read your answer")?;
    if answer.trim() == name { Ok(()) } else { Err(Failure::new("the name differs; nothing was deleted")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_directory_of_patron_is_deleted() {
        let dir = std::env::temp_dir().join(format!("patron-clean-{}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        assert!(deletable_name(&dir).is_err());
        assert!(deletable_name(Path::new("/")).is_err());
        fs::write(dir.join("lock"), "").unwrap();
        assert_eq!(deletable_name(&dir).unwrap(), dir.file_name().unwrap().to_string_lossy());
        fs::remove_dir_all(&dir).unwrap();
    }
}

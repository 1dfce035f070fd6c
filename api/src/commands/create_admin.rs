//! `patron create-admin`: makes an owner's account, or gives one a new password.

use crate::{
    config::Config,
    passwords,
    startup::{self, Ready},
};
use patron_db::{Error, PgConnection, error::Conflict, random, staff};
use patron_domain::{email::Email, text};
use std::io::BufRead as _;

/// The first owner's address when none is given.
const FIRST_EMAIL: &str = "owner@patron.local";
/// Shortest password of staff, in characters.
const MIN_CHARACTERS: usize = 12;
/// Length of a password made here: 24 characters of 6 random bits each.
const GENERATED: usize = 24;

/// Options of `create-admin`.
#[derive(clap::Args)]
pub struct Args {
    /// The owner's email address [default: owner@patron.local for the first, the only owner for --reset]
    #[arg(long, value_parser = Email::parse)]
    email: Option<Email>,
    /// The owner's name
    #[arg(long, conflicts_with = "reset")]
    name: Option<String>,
    /// Read the password (12 characters or more) from standard input instead of making one
    #[arg(long)]
    password_stdin: bool,
    /// Set a new password for an owner that is there, and end all their sessions
    #[arg(long)]
    reset: bool,
}

/// Makes or resets an owner, and prints a generated password once.
pub async fn run(config: Config, args: Args) -> Result<(), String> {
    let name = args.name.as_deref().map(|n| text::optional(n, text::NAME_MAX)).transpose();
    let name = name.map_err(|e| format!("--name: {e}"))?.flatten();
    let given = if args.password_stdin { Some(read_password()?) } else { None };
    let password = match &given {
        Some(password) => password.clone(),
        None => random::token("").map_err(|e| e.to_string())?[..GENERATED].to_owned(),
    };
    let hash = passwords::hash_now(&password).map_err(|e| e.to_string())?;
    let email = startup::with_database(&config, async |ready: &Ready| {
        let mut tx = ready.db.staff.begin().await.map_err(|e| e.to_string())?;
        let email = if args.reset {
            reset(&mut tx, args.email.as_ref(), &hash).await?
        } else {
            create(&mut tx, args.email.as_ref(), name.as_deref(), &hash).await?
        };
        tx.commit().await.map_err(|e| e.to_string())?;
        Ok(email)
    })
    .await?;
    let done = if args.reset { "has a new password; all sessions have ended" } else { "is an owner now" };
    println!("{email} {done}");
    if given.is_none() {
        println!("password  {password}");
        println!("It is shown once; keep it.");
    }
    Ok(())
}

/// One line of standard input.
fn read_password() -> Result<String, String> {
    let mut line = String::new();
    std::io::stdin().lock().read_line(&mut line).map_err(|e| format!("--password-stdin: {e}"))?;
    check_password(line.trim_end_matches(['\r', '\n'])).map(str::to_owned)
}

fn check_password(password: &str) -> Result<&str, String> {
    if password.chars().count() < MIN_CHARACTERS {
        return Err(format!("--password-stdin: the password must have at least {MIN_CHARACTERS} characters"));
    }
    if password.len() > passwords::MAX_BYTES {
        return Err(format!(
            "--password-stdin: the password must have at most {} bytes",
            passwords::MAX_BYTES
        ));
    }
    Ok(password)
}

async fn create(
    conn: &mut PgConnection,
    email: Option<&Email>,
    name: Option<&str>,
    hash: &str,
) -> Result<String, String> {
    let folded = match email {
        Some(email) => email.folded(),
        None if staff::count(conn).await.map_err(|e| e.to_string())? == 0 => FIRST_EMAIL.to_owned(),
        None => {
            return Err(
                "there is an owner already. Name another one with --email, or set a new password with \
                        --reset"
                    .into(),
            );
        }
    };
    match staff::insert_owner(conn, &folded, name, hash).await {
        Ok(_) => Ok(folded),
        Err(Error::Conflict(Conflict::StaffEmail)) => Err(format!(
            "{folded} already exists. To set a new password: patron create-admin --reset --email {folded}"
        )),
        Err(e) => Err(e.to_string()),
    }
}

async fn reset(conn: &mut PgConnection, email: Option<&Email>, hash: &str) -> Result<String, String> {
    let folded = match email {
        Some(email) => email.folded(),
        None => match staff::only_owner(conn).await.map_err(|e| e.to_string())? {
            Some(only) => only,
            None if staff::count(conn).await.map_err(|e| e.to_string())? == 0 => {
                return Err("there is no owner yet. Make one: patron create-admin".into());
            }
            None => return Err("there are several owners: say which one with --email".into()),
        },
    };
    if staff::reset_password(conn, &folded, hash).await.map_err(|e| e.to_string())? {
        Ok(folded)
    } else {
        Err(format!("there is no owner {folded}. To make one: patron create-admin --email {folded}"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_of_staff_has_twelve_characters_or_more() {
        assert!(check_password("eleven char").is_err());
        assert!(check_password("twelve chars").is_ok());
        assert!(check_password(&"x".repeat(73)).is_err());
    }
}

//! `patron keys`: the shop's API keys.

use super::table::Table;
use crate::{
    config::Config,
    startup::{self, Ready},
};
use chrono::{DateTime, Utc};
use patron_db::keys::{self, ApiKey};
use patron_domain::{
    clock::Clock,
    ids::KeyId,
    keys::{KeyKind, Scope},
    text,
};

/// Longest name of a key, in characters.
const NAME_MAX: usize = 100;

/// Options of `keys`.
#[derive(clap::Args)]
pub struct Args {
    #[command(subcommand)]
    action: Action,
}

#[derive(clap::Subcommand)]
enum Action {
    /// Make a key and print it: once, on the last line
    Create {
        /// `publishable` for web pages, `secret` for the shop's server; for clients of the Segment protocol `write_server`
        /// on the shop's server and `write_browser` in web pages
        #[arg(long)]
        kind: KeyKind,
        /// What it is for, in words of yours
        #[arg(long)]
        name: String,
        /// What a secret key may do, separated by commas: profiles:write, orders:write, logins:write, events:write
        /// (these four when absent), customers:read, exports:read. Other kinds have none
        #[arg(long, value_delimiter = ',')]
        scopes: Vec<Scope>,
    },
    /// List all keys, without their secrets
    List,
    /// Revoke a key: it stops at its next use
    Revoke {
        /// The key's id, as `list` shows it
        id: KeyId,
    },
}

/// Does what is asked.
pub async fn run(config: Config, args: Args) -> Result<(), String> {
    match args.action {
        Action::Create { kind, name, scopes } => {
            let (name, scopes) = check(kind, &name, scopes)?;
            startup::with_database(&config, async |ready: &Ready| create(ready, kind, &name, &scopes).await)
                .await
        }
        Action::List => startup::with_database(&config, list).await,
        Action::Revoke { id } => {
            startup::with_database(&config, async |ready: &Ready| revoke(ready, id).await).await
        }
    }
}

/// The name trimmed, and the scopes that such a key gets.
fn check(kind: KeyKind, name: &str, scopes: Vec<Scope>) -> Result<(String, Vec<Scope>), String> {
    let name = text::required(name, NAME_MAX).map_err(|e| format!("--name: {e}"))?;
    let none = |may: &str| format!("--scopes: a {kind} key has none; {may}");
    match kind {
        KeyKind::Secret if scopes.is_empty() => Ok((name, Scope::DEFAULT.to_vec())),
        KeyKind::Secret => Ok((name, scopes)),
        _ if scopes.is_empty() => Ok((name, scopes)),
        KeyKind::Publishable => Err(none("it may only do what a visitor may")),
        KeyKind::WriteServer => Err(none("it may report everything and read nothing")),
        KeyKind::WriteBrowser => Err(none("it may only report what a visitor does")),
    }
}

async fn create(ready: &Ready, kind: KeyKind, name: &str, scopes: &[Scope]) -> Result<(), String> {
    let mut tx = ready.db.staff.begin().await.map_err(|e| e.to_string())?;
    let (id, key) = keys::create(&mut tx, kind, name, scopes).await.map_err(|e| e.to_string())?;
    tx.commit().await.map_err(|e| e.to_string())?;
    let may = if scopes.is_empty() { String::new() } else { format!(" with {}", words(scopes)) };
    eprintln!("A {kind} key{may}, id {id}. It is shown once; keep it:");
    println!("{key}");
    Ok(())
}

async fn list(ready: &Ready) -> Result<(), String> {
    let mut conn = ready.db.staff.acquire().await.map_err(|e| e.to_string())?;
    let all = keys::list(&mut conn).await.map_err(|e| e.to_string())?;
    print!("{}", table(&all));
    Ok(())
}

fn table(all: &[ApiKey]) -> Table {
    let mut table = Table::new(&["id", "kind", "name", "hint", "scopes", "created", "revoked"]);
    for key in all {
        table.row([
            &key.id.to_string(),
            key.kind.as_str(),
            &key.name,
            &format!("…{}", key.hint),
            &words(&key.scopes),
            &minute(key.created_at),
            &key.revoked_at.map_or_else(|| "no".to_owned(), minute),
        ]);
    }
    table
}

async fn revoke(ready: &Ready, id: KeyId) -> Result<(), String> {
    let mut conn = ready.db.staff.acquire().await.map_err(|e| e.to_string())?;
    if keys::revoke(&mut conn, id, Clock::system().now()).await.map_err(|e| e.to_string())? {
        println!("key {id} is revoked");
        Ok(())
    } else {
        Err(format!("there is no live key {id}; `patron keys list` shows them all"))
    }
}

fn words(scopes: &[Scope]) -> String {
    scopes.iter().map(|s| s.as_str()).collect::<Vec<_>>().join(",")
}

fn minute(at: DateTime<Utc>) -> String {
    at.format("%Y-%m-%d %H:%MZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_key_gets_the_default_scopes_and_the_others_take_none() {
        assert_eq!(check(KeyKind::Secret, " Shop ", vec![]), Ok(("Shop".into(), Scope::DEFAULT.to_vec())));
        for kind in [KeyKind::Publishable, KeyKind::WriteServer, KeyKind::WriteBrowser] {
            assert_eq!(check(kind, "Page", vec![]), Ok(("Page".into(), vec![])));
            let refused = check(kind, "Page", vec![Scope::OrdersWrite]).unwrap_err();
            assert!(refused.starts_with("--scopes: ") && refused.contains(kind.as_str()), "{refused}");
        }
        assert!(check(KeyKind::Secret, " ", vec![]).is_err());
    }
}

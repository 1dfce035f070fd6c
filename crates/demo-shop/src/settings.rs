//! Where Patron is and with which keys: from an env file, from flags, or from the environment.

use clap::Parser;
use std::{collections::HashMap, path::PathBuf};

/// A demo storefront that uses Patron.
#[derive(Parser)]
#[command(version)]
pub struct Args {
    /// A file with PATRON_URL, PATRON_PUBLISHABLE_KEY and PATRON_SECRET_KEY, one NAME=value a line.
    #[arg(long)]
    env_file: Option<PathBuf>,
    /// The port on 127.0.0.1; 0 takes a free one.
    #[arg(long, default_value_t = 8081)]
    pub port: u16,
    /// Patron's address, such as http://127.0.0.1:8080.
    #[arg(long, env = "PATRON_URL")]
    patron_url: Option<String>,
    /// The key for the page.
    #[arg(long, env = "PATRON_PUBLISHABLE_KEY")]
    publishable_key: Option<String>,
    /// The key for this server; needs the scope orders:write.
    #[arg(long, env = "PATRON_SECRET_KEY", hide_env_values = true)]
    secret_key: Option<String>,
}

/// What both the page and the server route need to know.
pub struct Settings {
    /// Patron's address, without a slash at the end.
    pub patron_url: String,
    /// Goes to the browser.
    pub publishable_key: String,
    /// Never leaves this process.
    pub secret_key: String,
}

impl Settings {
    /// Reads the flags, then the environment, then the file.
    pub fn load(args: Args) -> Result<Self, String> {
        let file = match &args.env_file {
            Some(path) => {
                let text = std::fs::read_to_string(path)
                    .map_err(|e| format!("the env file {} can't be read: {e}", path.display()))?;
                parse(&text)
            }
            None => HashMap::new(),
        };
        let take = |given: Option<String>, name: &str| {
            given.or_else(|| file.get(name).cloned()).ok_or(format!("{name} is missing: see --help"))
        };
        Ok(Self {
            patron_url: take(args.patron_url, "PATRON_URL")?.trim_end_matches('/').to_owned(),
            publishable_key: take(args.publishable_key, "PATRON_PUBLISHABLE_KEY")?,
            secret_key: take(args.secret_key, "PATRON_SECRET_KEY")?,
        })
    }
}

fn parse(text: &str) -> HashMap<String, String> {
    let lines = text.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.trim_start_matches("export ").split_once('='))
        .map(|(name, value)| (name.trim().to_owned(), value.trim().trim_matches(['"', '\'']).to_owned()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_env_file_may_have_comments_blanks_quotes_and_exports() {
        let file = parse("# shop\n\nPATRON_URL = http://a:1\nexport B='x=y'\nC=\"z\"\n");
        assert_eq!(file["PATRON_URL"], "http://a:1");
        assert_eq!(file["B"], "x=y");
        assert_eq!(file["C"], "z");
        assert_eq!(file.len(), 3);
    }
}

//! The program under test: started for one test, with a database of its own.

use crate::{
    dir::TempDir,
    server::{self, Listening},
    sql::{self, TestDatabase},
    template::Template,
};
use patron_api_client::Client;
use sqlx::PgConnection;
use std::{path::Path, process::Output, time::Duration};

pub use crate::template::{Keys, OWNER_EMAIL, OWNER_PASSWORD};

/// A running server with its own database, owner and keys.
pub struct App {
    // Dropped in this order: the server lets go of its database before that is removed.
    server: Listening,
    database: Option<TestDatabase>,
    dir: TempDir,
    owner_url: String,
    settings: Vec<(String, String)>,
    /// The shop's keys.
    pub keys: Keys,
}

impl App {
    /// Starts one.
    pub async fn start() -> Self {
        Self::with_settings(&[]).await
    }

    /// Starts one with these environment variables on top.
    pub async fn with_settings(settings: &[(&str, &str)]) -> Self {
        let template = Template::ready().await;
        let name = TestDatabase::name();
        let dir = template.copy(&name).await;
        let database = TestDatabase(name);
        let settings: Vec<_> =
            settings.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        let owner_url = sql::url(&database.0);
        let server = Self::serve(&owner_url, dir.path(), &settings);
        Self { server, database: Some(database), dir, owner_url, settings, keys: template.keys }
    }

    /// Starts one on a database outside the shared cluster, which is prepared first.
    pub fn on_database(owner_url: &str) -> Self {
        let dir = TempDir::new();
        let patron = |args: &[&str], input: &str| run(owner_url, dir.path(), &[], args, input);
        patron(&["migrate"], "");
        patron(&["create-admin", "--email", OWNER_EMAIL, "--password-stdin"], OWNER_PASSWORD);
        let key = |kind: &str| {
            let output = patron(&["keys", "create", "--kind", kind, "--name", kind], "");
            last_line(&output)
        };
        let (publishable, secret) = (key("publishable"), key("secret"));
        let keys = Keys { publishable, all_scopes: secret.clone(), exports_only: secret.clone(), secret };
        // Each answer without the database waits that long.
        let settings = vec![("PATRON__DATABASE__ACQUIRE_TIMEOUT_SECONDS".to_owned(), "2".to_owned())];
        let server = Self::serve(owner_url, dir.path(), &settings);
        Self { server, database: None, dir, owner_url: owner_url.to_owned(), settings, keys }
    }

    fn serve(owner_url: &str, dir: &Path, settings: &[(String, String)]) -> Listening {
        let mut command = server::command(environment(owner_url, dir, settings));
        command.arg("serve");
        Listening::start(command)
    }

    /// Kills the server (SIGKILL), does `between` on its database, and starts it again, on another port.
    pub async fn restart(&mut self, between: impl AsyncFnOnce(&mut PgConnection)) {
        self.server.kill();
        between(&mut self.sql().await).await;
        self.server = Self::serve(&self.owner_url, self.dir.path(), &self.settings);
    }

    /// Another node of the same shop: a second server on this one's database.
    pub fn second_node(&self) -> Node {
        Node(Self::serve(&self.owner_url, self.dir.path(), &self.settings))
    }

    /// Runs another command of the program on the same database, such as `import`.
    pub fn patron(&self, args: &[&str], input: &str) -> Output {
        let mut command = server::command(environment(&self.owner_url, self.dir.path(), &self.settings));
        command.args(args);
        server::run(command, input)
    }

    /// Runs a command of the program with these settings and no database of ours.
    pub fn run_with(settings: &[(&str, &str)], args: &[&str]) -> Output {
        let mut command = server::command(settings.iter().copied());
        command.args(args);
        server::run(command, "")
    }

    /// Makes another key of the shop; `scopes` are separated by commas.
    pub fn key(&self, kind: &str, scopes: &str) -> String {
        let mut args = vec!["keys", "create", "--kind", kind, "--name", "another"];
        if !scopes.is_empty() {
            args.extend(["--scopes", scopes]);
        }
        let output = self.patron(&args, "");
        assert!(output.status.success(), "keys create failed: {output:?}");
        last_line(&output)
    }

    /// Where it listens.
    pub fn origin(&self) -> &str {
        &self.server.origin
    }

    /// A stranger's client. It gives up after half a minute: a server that hangs is a failure, not a wait.
    pub fn client(&self) -> Client {
        Client::new(self.origin()).with_timeout(Duration::from_secs(30))
    }

    /// What the server logged so far.
    pub fn log(&self) -> String {
        self.server.log()
    }

    /// A connection to the app's database that sees everything.
    pub async fn sql(&self) -> PgConnection {
        let database = self.database.as_ref().expect("an app in the shared cluster");
        sql::connect(&database.0).await
    }
}

/// Another server of an [`App`]'s shop; ends when it is dropped.
pub struct Node(Listening);

impl Node {
    /// A stranger's client of this node.
    pub fn client(&self) -> Client {
        Client::new(&self.0.origin).with_timeout(Duration::from_secs(30))
    }
}

fn environment(owner_url: &str, dir: &Path, settings: &[(String, String)]) -> Vec<(String, String)> {
    let mut all = vec![
        ("PATRON__DATABASE__OWNER_URL".to_owned(), owner_url.to_owned()),
        ("PATRON__HTTP__PORT".to_owned(), "0".to_owned()),
        ("PATRON__DATA_DIR".to_owned(), dir.display().to_string()),
    ];
    all.extend_from_slice(settings);
    all
}

fn run(owner_url: &str, dir: &Path, settings: &[(String, String)], args: &[&str], input: &str) -> Output {
    let mut command = server::command(environment(owner_url, dir, settings));
    command.args(args);
    let output = server::run(command, input);
    assert!(output.status.success(), "patron {args:?} failed: {output:?}");
    output
}

fn last_line(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    text.lines().last().unwrap_or_default().trim().to_owned()
}

//! A server with a private PostgreSQL, as `patron serve` runs it when no database is configured: every commit is
//! flushed. It keeps its port, so that clients just try again; it and its database can be killed.

use crate::{
    dir::TempDir,
    server::{self, Listening},
};
use local_postgres::Cluster;
use sqlx::{Connection as _, PgConnection};
use std::{
    net::{Ipv4Addr, TcpListener},
    process::{Command, Output},
};

/// Where ports are looked for: below those of outgoing connections. A client that tries again and again to reach a
/// port of that range where nobody listens ends up connected to itself, and the server finds its port busy.
const PORTS: std::ops::Range<u16> = 12_000..20_000;

/// A server, its private PostgreSQL, and the directory of both.
pub struct PrivateApp {
    server: Option<Listening>,
    dir: TempDir,
    port: u16,
}

impl PrivateApp {
    /// Makes the cluster and starts the server.
    pub fn start() -> Self {
        let mut app = Self { server: None, dir: TempDir::new(), port: free_port() };
        app.start_again().unwrap_or_else(|said| panic!("the server does not start. It said:\n{said}"));
        app
    }

    /// Starts the killed server on the same data and port; returns when it listens.
    ///
    /// # Errors
    /// The end of what it said when it ended instead.
    pub fn start_again(&mut self) -> Result<(), String> {
        let mut command = self.command();
        command.arg("serve");
        self.server = Some(Listening::try_start(command)?);
        Ok(())
    }

    /// Kills the server (SIGKILL); its PostgreSQL runs on. A server that has ended by itself is a failure.
    pub fn kill(&mut self) {
        let Some(mut server) = self.server.take() else { return };
        assert!(!server.has_ended(), "the server ended by itself. It said:\n{}", server.log());
        server.kill();
    }

    /// Kills all processes of the private PostgreSQL (SIGKILL); says whether there were any.
    pub fn kill_database(&self) -> bool {
        local_postgres::kill_running(self.dir.path()).expect("kill the private PostgreSQL")
    }

    /// Runs another command of the program on the same data.
    pub fn patron(&self, args: &[&str]) -> Output {
        let mut command = self.command();
        command.args(args);
        server::run(command, "")
    }

    /// Makes a key of this kind, with the scopes it gets by default.
    pub fn key(&self, kind: &str) -> String {
        let output = self.patron(&["keys", "create", "--kind", kind, "--name", kind]);
        assert!(output.status.success(), "keys create failed: {output:?}");
        let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        text.lines().last().unwrap_or_default().trim().to_owned()
    }

    /// Where it listens.
    pub fn origin(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    /// A connection of the superuser.
    pub async fn sql(&self) -> PgConnection {
        let url = local_postgres::running_url(self.dir.path(), "patron").expect("read the password");
        let url = url.expect("the private PostgreSQL runs");
        PgConnection::connect(&url).await.expect("connect to the private PostgreSQL")
    }

    fn command(&self) -> Command {
        let mut settings = vec![
            ("PATRON__DATA_DIR", self.dir.path().display().to_string()),
            ("PATRON__HTTP__PORT", self.port.to_string()),
            // Each answer without the database waits that long.
            ("PATRON__DATABASE__ACQUIRE_TIMEOUT_SECONDS", "2".to_owned()),
        ];
        settings.extend(std::env::var("PATRON_PG_BIN").ok().map(|dir| ("PATRON_PG_BIN", dir)));
        server::command(settings)
    }
}

impl Drop for PrivateApp {
    fn drop(&mut self) {
        // The server first: it holds the directory, and would start its PostgreSQL again.
        drop(self.server.take());
        let _ = Cluster::stop_orphan(self.dir.path());
    }
}

fn free_port() -> u16 {
    let free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    std::iter::repeat_with(|| fastrand::u16(PORTS)).take(200).find(free).expect("a free port")
}

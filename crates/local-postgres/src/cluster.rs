//! The cluster as its user sees it.

use std::fs;
use std::path::Path;
use std::process::Child;

use crate::account::server_account;
use crate::error::Error;
use crate::find;
use crate::initdb;
use crate::launch;
use crate::layout::Layout;
use crate::lock::DirLock;
use crate::options::Options;
use crate::postmaster::{self, Postmaster};
use crate::tools::{Tools, run};

/// A private PostgreSQL that accepts connections.
///
/// Dropping it stops the server in order, unless [`Cluster::leave_running`] was called; data stays.
#[derive(Debug)]
pub struct Cluster {
    pub(crate) tools: Tools,
    pub(crate) password: String,
    pub(crate) port: u16,
    options: Options,
    child: Option<Child>,
    started_here: bool,
    keep_running: bool,
    _lock: Option<DirLock>,
}

impl Cluster {
    /// Starts the cluster of `options.data_dir`, made first when it does not exist, or adopts its server
    /// when one still runs. Returns when it accepts connections.
    ///
    /// # Errors
    /// [`Error::DataDirInUse`] when another process holds the directory, [`Error::NoBinaries`] when there is
    /// no PostgreSQL, [`Error::NotStarted`] with the end of the server's log when it does not come up.
    pub fn start(options: Options) -> Result<Self, Error> {
        let account = server_account()?;
        let layout = Layout::prepare(&options.data_dir, account.as_ref())?;
        let lock = DirLock::take(&layout.data_dir)?;
        Self::start_locked(options, Some(lock))
    }

    /// [`Cluster::start`] for a caller that keeps others out by itself.
    pub(crate) fn start_locked(options: Options, lock: Option<DirLock>) -> Result<Self, Error> {
        let account = server_account()?;
        let layout = Layout::prepare(&options.data_dir, account.as_ref())?;
        let version = layout.version();
        let binaries = find::for_cluster(options.bin_dir.as_deref(), version, &layout.cluster())?;
        let tools = Tools { binaries, account, layout };
        if version.is_none() {
            initdb::init(&tools, &options)?;
        }
        let password = read_password(&tools.layout)?;
        let mut cluster = Self {
            tools,
            password,
            port: 0,
            options,
            child: None,
            started_here: false,
            keep_running: false,
            _lock: lock,
        };
        cluster.bring_up()?;
        Ok(cluster)
    }

    /// Adopts a running server or starts one.
    fn bring_up(&mut self) -> Result<(), Error> {
        if let Some(port) = launch::adopt(&self.tools)? {
            self.port = port;
            return Ok(());
        }
        if postmaster::inspect(&self.tools.layout) == Postmaster::Stale {
            // PostgreSQL would refuse to start if another program of the same user has that pid by now.
            let path = self.tools.layout.pid_file();
            fs::remove_file(&path).map_err(Error::io("remove", &path))?;
        }
        let (child, port) = launch::launch(&self.tools, &self.options)?;
        self.child = Some(child);
        self.port = port;
        self.started_here = true;
        Ok(())
    }

    /// The TCP port on 127.0.0.1.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The directory with the server's binaries.
    pub fn bin_dir(&self) -> &Path {
        &self.tools.binaries.dir
    }

    /// The data directory that was given, absolute and without links; the cluster is in `postgres` below it.
    pub fn data_dir(&self) -> &Path {
        &self.tools.layout.data_dir
    }

    /// Whether this value started the server, rather than adopting one that ran.
    pub fn started_here(&self) -> bool {
        self.started_here
    }

    /// Whether the server's process is alive.
    pub fn is_running(&self) -> bool {
        matches!(postmaster::inspect(&self.tools.layout), Postmaster::Running { .. })
    }

    /// Lets the server run on when this value is dropped.
    pub fn leave_running(&mut self) {
        self.keep_running = true;
    }

    /// Stops the server in order: open transactions are rolled back, connections closed. Data stays.
    /// A stopped server is no error. The data directory stays locked for [`Cluster::restart`].
    ///
    /// # Errors
    /// [`Error::Program`] when it does not stop within a minute.
    pub fn stop(&mut self) -> Result<(), Error> {
        stop_server(&self.tools)?;
        self.reap();
        Ok(())
    }

    /// Kills the server as a power cut would, for tests that break things on purpose.
    ///
    /// # Errors
    /// [`Error::Program`] when the signal could not be sent. A stopped server is no error.
    pub fn kill_hard(&mut self) -> Result<(), Error> {
        if let Postmaster::Running { pid, .. } = postmaster::inspect(&self.tools.layout)
            && !postmaster::kill_hard(pid)
        {
            let output = format!("process {pid} could not be killed");
            return Err(Error::Program { program: "kill".into(), output });
        }
        self.reap();
        Ok(())
    }

    /// Stops the server when it runs and starts it again, on the same port when that is still free.
    ///
    /// # Errors
    /// Those of [`Cluster::stop`] and [`Cluster::start`].
    pub fn restart(&mut self) -> Result<(), Error> {
        self.stop()?;
        self.bring_up()
    }

    /// Stops a server that was left running in `data_dir`; says whether there was one. Deletes nothing.
    ///
    /// # Errors
    /// [`Error::DataDirInUse`] when a process holds the directory.
    pub fn stop_orphan(data_dir: &Path) -> Result<bool, Error> {
        let Some(layout) = Layout::existing(data_dir) else { return Ok(false) };
        let _lock = DirLock::take(&layout.data_dir)?;
        Self::stop_unlocked(layout)
    }

    pub(crate) fn stop_unlocked(layout: Layout) -> Result<bool, Error> {
        if !matches!(postmaster::inspect(&layout), Postmaster::Running { .. }) {
            return Ok(false);
        }
        let binaries = find::for_cluster(None, layout.version(), &layout.cluster())?;
        stop_server(&Tools { binaries, account: server_account()?, layout })?;
        Ok(true)
    }

    /// Collects the exit status of an own, ended server, so that no zombie is left.
    fn reap(&mut self) {
        if let Some(mut child) = self.child.take() {
            // The only failure is that it was collected already.
            let _ = child.wait();
        }
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if !self.keep_running {
            // Nobody is left to tell; the next start recovers from whatever is left.
            let _ = self.stop();
        }
    }
}

fn stop_server(tools: &Tools) -> Result<(), Error> {
    if !matches!(postmaster::inspect(&tools.layout), Postmaster::Running { .. }) {
        return Ok(());
    }
    let result = pg_ctl_stop(tools);
    // Empty now. In /tmp nobody else would remove it; if something is in it, it stays.
    let _ = fs::remove_dir(tools.layout.socket_dir());
    result
}

fn pg_ctl_stop(tools: &Tools) -> Result<(), Error> {
    let stop = |mode: &str| {
        let mut command = tools.as_server("pg_ctl");
        command.args(["stop", "--silent", "--wait", "--timeout=60", "--mode", mode]);
        command.arg("--pgdata").arg(tools.layout.cluster());
        run(&mut command)
    };
    match stop("fast") {
        Ok(_) => Ok(()),
        // It ended by itself in between, or needs more than a polite word.
        Err(_) if matches!(postmaster::inspect(&tools.layout), Postmaster::Running { .. }) => {
            stop("immediate").map(|_| ())
        }
        Err(_) => Ok(()),
    }
}

pub(crate) fn read_password(layout: &Layout) -> Result<String, Error> {
    let path = layout.password_file();
    match fs::read_to_string(&path) {
        Ok(text) => Ok(text.trim().to_owned()),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Err(Error::NoPassword { path }),
        Err(error) => Err(Error::io("read", &path)(error)),
    }
}

//! A shop of a given size, kept between runs: its data directory, its database, its keys.

use crate::{Failure, http::Target};
use local_postgres::{Cluster, Options};
use sqlx::{Connection as _, PgConnection};
use std::{
    fs,
    io::{BufRead as _, BufReader, Write as _},
    net::SocketAddr,
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};

/// The file that says that the data is whole.
const DONE: &str = "done";
/// Who owns a shop that is served for a browser.
const OWNER: &str = "owner@example.com";
/// Decides the data.
const SEED: &str = "7";

/// A shop and its running database.
#[derive(Debug)]
pub struct Shop {
    /// Where it lies.
    pub dir: PathBuf,
    /// Its size.
    pub customers: u32,
    /// Its database.
    pub cluster: Cluster,
    /// A secret key with every scope.
    pub secret: String,
    /// A publishable key.
    pub publishable: String,
    /// The password that ten customers share.
    pub password: String,
    patron: PathBuf,
}

impl Shop {
    /// The shop of this size below `dir`; made now if it isn't there.
    pub fn ready(patron: &Path, dir: &Path, customers: u32) -> Result<Self, Failure> {
        let dir = made(patron, dir, customers)?;
        let done = dir.join(DONE);
        let text =
            fs::read_to_string(&done).map_err(|e| Failure::of(&format!("read {}", done.display()), e))?;
        let mut lines = text.lines().map(str::to_owned);
        let mut line =
            || lines.next().ok_or_else(|| Failure(format!("{} is damaged; delete it", done.display())));
        let (secret, publishable, password) = (line()?, line()?, line()?);
        let cluster =
            Cluster::start(Options::new(dir.join("data"))).map_err(|e| Failure::of("start PostgreSQL", e))?;
        let shop = Self { dir, customers, cluster, secret, publishable, password, patron: patron.to_owned() };
        // a shop that an older build made may lack a migration
        run(shop.command().arg("migrate"))?;
        Ok(shop)
    }

    /// Where libpq's programs find the database.
    pub fn connection(&self) -> Vec<(&'static str, String)> {
        let url = self.cluster.superuser_url("patron");
        let (user, rest) = url.trim_start_matches("postgres://").split_once(':').unwrap_or_default();
        let password = rest.split('@').next().unwrap_or_default();
        vec![
            ("PGHOST", "127.0.0.1".into()),
            ("PGPORT", self.cluster.port().to_string()),
            ("PGUSER", user.into()),
            ("PGPASSWORD", password.into()),
            ("PGDATABASE", "patron".into()),
        ]
    }

    /// Recounts everything: 0 when all totals are what the rows say, else 1.
    pub fn verify(&self) -> Result<f64, Failure> {
        let status = self.command().args(["stats", "verify"]).stdout(Stdio::null()).status();
        let status = status.map_err(|e| Failure::of("start patron", e))?;
        Ok(if status.success() { 0.0 } else { 1.0 })
    }

    /// A connection of the superuser.
    pub async fn connect(&self) -> Result<PgConnection, Failure> {
        let url = self.cluster.superuser_url("patron");
        PgConnection::connect(&url).await.map_err(|e| Failure::of("connect to the database", e))
    }

    /// Starts the server on the running database.
    pub async fn serve(&self) -> Result<Server, Failure> {
        let mut command = self.command();
        command.args(["serve", "--port", "0"]);
        Server::start(command, &self.dir).await
    }

    /// Serves it on this port until standard input ends; prints a fresh password of its owner first.
    pub async fn serve_until_told(&self, port: u16) -> Result<(), Failure> {
        let password = format!("{:032x}", fastrand::u128(..));
        let mut owner = self.command();
        owner.args(["create-admin", "--email", OWNER, "--password-stdin"]);
        let mut conn = self.connect().await?;
        let known: bool = sqlx::query_scalar("select exists (select from staff where email = $1)")
            .bind(OWNER)
            .fetch_one(&mut conn)
            .await
            .map_err(|e| Failure::of("look for the owner", e))?;
        if known {
            owner.arg("--reset");
        }
        let mut child = owner
            .stdin(Stdio::piped())
            .stdout(Stdio::null())
            .spawn()
            .map_err(|e| Failure::of("start patron", e))?;
        let told = child.stdin.take().map(|mut stdin| writeln!(stdin, "{password}"));
        told.transpose().map_err(|e| Failure::of("tell the password", e))?;
        if !child.wait().map_err(|e| Failure::of("wait for patron", e))?.success() {
            return Err(Failure("the owner's password was not set".into()));
        }
        let mut command = self.command();
        command.args(["serve", "--port", &port.to_string()]);
        let server = Server::start(command, &self.dir).await?;
        println!("owner's password: {password}");
        let ended =
            tokio::task::spawn_blocking(|| std::io::copy(&mut std::io::stdin(), &mut std::io::sink()));
        ended.await.map_err(|e| Failure::of("wait", e))?.map_err(|e| Failure::of("wait", e))?;
        server.stop()
    }

    /// The program with nothing but its own settings.
    pub fn program(&self) -> Command {
        Command::new(&self.patron)
    }

    /// The program on the running database.
    fn command(&self) -> Command {
        let mut command = patron(&self.patron, &self.dir);
        command.env("PATRON__DATABASE__OWNER_URL", self.cluster.superuser_url("patron"));
        command
    }
}

/// Resident memory of a process in MiB.
pub fn resident(pid: u32) -> Result<f64, Failure> {
    let path = format!("/proc/{pid}/status");
    let text = fs::read_to_string(&path).map_err(|e| Failure::of(&format!("read {path}"), e))?;
    let kib =
        text.lines().find_map(|line| line.strip_prefix("VmRSS:")?.trim().split(' ').next()?.parse().ok());
    kib.map(|kib: f64| kib / 1024.0).ok_or_else(|| Failure(format!("{path} names no resident memory")))
}

/// Where the shop of this size lies, which is made when it isn't there.
fn made(patron: &Path, dir: &Path, customers: u32) -> Result<PathBuf, Failure> {
    let dir = dir.join(customers.to_string());
    if !dir.join(DONE).exists() {
        make(patron, &dir, customers)?;
    }
    Ok(dir)
}

/// Milliseconds to the first answer of a server that starts its private PostgreSQL. Before [`Shop::ready`], which runs
/// the database itself.
pub async fn private_start(program: &Path, dir: &Path, customers: u32) -> Result<f64, Failure> {
    let dir = made(program, dir, customers)?;
    let mut command = patron(program, &dir);
    command.args(["serve", "--port", "0"]);
    let server = Server::start(command, &dir).await?;
    let took = server.first_answer;
    server.stop()?;
    Ok(took)
}

/// The program with nothing of the caller's settings.
fn patron(program: &Path, dir: &Path) -> Command {
    let mut command = Command::new(program);
    for (name, _) in std::env::vars_os() {
        if name.to_string_lossy().starts_with("PATRON") {
            command.env_remove(name);
        }
    }
    command.arg("--data-dir").arg(dir.join("data"));
    command
}

fn make(program: &Path, dir: &Path, customers: u32) -> Result<(), Failure> {
    if dir.exists() {
        // an earlier run was broken off
        fs::remove_dir_all(dir).map_err(|e| Failure::of(&format!("remove {}", dir.display()), e))?;
    }
    fs::create_dir_all(dir).map_err(|e| Failure::of(&format!("make {}", dir.display()), e))?;
    println!("Making a shop of {customers} customers in {}", dir.display());
    let made =
        run(patron(program, dir).args(["demo-data", "--seed", SEED, "--customers", &customers.to_string()]))?;
    print!("{made}");
    let password = made.split("password ").nth(1).and_then(|rest| rest.split(' ').next());
    let password = password.ok_or_else(|| Failure(format!("no password among: {made}")))?;
    let key = |kind: &str, scopes: &[&str]| {
        let mut command = patron(program, dir);
        command.args(["keys", "create", "--kind", kind, "--name", "bench"]).args(scopes);
        let said = run(&mut command)?;
        said.lines().last().map(|key| key.trim().to_owned()).ok_or_else(|| Failure("no key was made".into()))
    };
    let secret =
        key("secret", &["--scopes", "profiles:write,orders:write,logins:write,customers:read,exports:read"])?;
    let publishable = key("publishable", &[])?;
    let verified = run(patron(program, dir).args(["stats", "verify"]))?;
    print!("{verified}");
    fs::write(dir.join(DONE), format!("{secret}\n{publishable}\n{password}\n"))
        .map_err(|e| Failure::of("keep the keys", e))
}

/// Runs a command to its end and gives what it printed.
fn run(command: &mut Command) -> Result<String, Failure> {
    let output = command.stderr(Stdio::inherit()).output().map_err(|e| Failure::of("start patron", e))?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    if output.status.success() {
        return Ok(text);
    }
    // its arguments, and never its environment: that holds the database's password
    let arguments: Vec<_> = command.get_args().map(|argument| argument.to_string_lossy()).collect();
    Err(Failure(format!("patron {} failed: {text}", arguments.join(" "))))
}

/// A running server; stopped on drop.
#[derive(Debug)]
pub struct Server {
    child: Child,
    /// Where it listens.
    pub target: Target,
    /// Milliseconds from its start to its first good answer.
    pub first_answer: f64,
}

impl Server {
    async fn start(mut command: Command, dir: &Path) -> Result<Self, Failure> {
        let log =
            fs::File::create(dir.join("server.log")).map_err(|e| Failure::of("make the server's log", e))?;
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(log);
        let begin = Instant::now();
        let mut child = command.spawn().map_err(|e| Failure::of("start the server", e))?;
        let stdout = child.stdout.take();
        let mut server =
            Self { child, target: Target(SocketAddr::from(([127, 0, 0, 1], 0))), first_answer: 0.0 };
        let stdout = stdout.ok_or_else(|| Failure("the server has no output".into()))?;
        let mut lines = BufReader::new(stdout).lines().map_while(Result::ok);
        let address = lines.find_map(|line| line.strip_prefix("listening on http://")?.parse().ok());
        let address =
            address.ok_or_else(|| Failure(format!("the server does not start: see {}", dir.display())))?;
        server.target = Target(address);
        // read on, or the server would stand still at a full pipe
        std::thread::spawn(move || lines.for_each(drop));
        let ready = server.target.ask(server.target.get("/health/ready", "")?).await?;
        if ready.0 != 200 {
            return Err(Failure(format!("the server is not ready: {ready:?}")));
        }
        server.first_answer = begin.elapsed().as_secs_f64() * 1000.0;
        Ok(server)
    }

    /// Resident memory in MiB.
    pub fn memory(&self) -> Result<f64, Failure> {
        resident(self.child.id())
    }

    /// Ends it in order.
    pub fn stop(mut self) -> Result<(), Failure> {
        self.end()
    }

    fn end(&mut self) -> Result<(), Failure> {
        if self.child.try_wait().map_err(|e| Failure::of("wait for the server", e))?.is_some() {
            return Ok(());
        }
        let killed = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        killed.map_err(|e| Failure::of("stop the server", e))?;
        let begin = Instant::now();
        while begin.elapsed() < Duration::from_secs(20) {
            if self.child.try_wait().map_err(|e| Failure::of("wait for the server", e))?.is_some() {
                return Ok(());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        Err(Failure("the server does not stop".into()))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.end().is_err() {
            // nobody is left to tell; the process must not stay
            let _ = self.child.kill();
            let _ = self.child.wait();
        }
    }
}

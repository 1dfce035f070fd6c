//! A real PostgreSQL through its whole life.
// Helpers below are part of tests, which the lint does not see outside `#[test]`.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::PathBuf;

use local_postgres::{Cluster, Error, Options, kill_running};

/// A directory that goes away with the test.
struct TempDir(PathBuf);

impl TempDir {
    fn new(name: &str) -> Self {
        let dir = std::env::temp_dir().join(format!("patron-lp-{}-{name}", std::process::id()));
        fs::create_dir_all(&dir).unwrap();
        Self(dir)
    }
}

impl Drop for TempDir {
    fn drop(&mut self) {
        let _ = Cluster::stop_orphan(&self.0);
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn start(dir: &TempDir) -> Result<Cluster, Error> {
    Cluster::start(Options { max_connections: 20, ..Options::for_tests(&dir.0) })
}

#[test]
fn starts_answers_stops_and_keeps_its_data() {
    let dir = TempDir::new("life");
    let mut cluster = start(&dir).unwrap();
    assert!(cluster.started_here());
    assert_eq!(cluster.sql("postgres", "show server_encoding").unwrap(), "UTF8");
    assert_eq!(cluster.sql("postgres", "show data_checksums").unwrap(), "on");
    assert_eq!(cluster.sql("postgres", "show listen_addresses").unwrap(), "127.0.0.1");
    cluster.sql("postgres", "create table kept as select 42 as n").unwrap();
    let port = cluster.port();
    cluster.stop().unwrap();
    assert!(!cluster.is_running());
    cluster.stop().unwrap();
    drop(cluster);

    let cluster = start(&dir).unwrap();
    assert_eq!(cluster.port(), port, "the port is kept");
    assert_eq!(cluster.sql("postgres", "select n from kept").unwrap(), "42");
    assert!(cluster.superuser_url("x").ends_with(&format!("@127.0.0.1:{port}/x")));
}

#[test]
fn the_password_is_the_callers_secret_and_is_needed() {
    let dir = TempDir::new("secret");
    let cluster = start(&dir).unwrap();
    let file = cluster.data_dir().join("postgres/superuser-password");
    let meta = fs::metadata(&file).unwrap();
    assert_eq!(meta.permissions().mode() & 0o777, 0o600);
    assert_eq!(meta.uid(), fs::metadata(&dir.0).unwrap().uid());
    assert_eq!(fs::read_to_string(&file).unwrap().len(), 64);
    let pg_hba = fs::read_to_string(cluster.data_dir().join("postgres/data/pg_hba.conf")).unwrap();
    assert!(!pg_hba.lines().any(|line| line.ends_with("trust")), "{pg_hba}");
}

#[test]
fn adopts_a_server_that_still_runs() {
    let dir = TempDir::new("adopt");
    let mut first = start(&dir).unwrap();
    let port = first.port();
    first.leave_running();
    drop(first);
    let second = start(&dir).unwrap();
    assert!(!second.started_here());
    assert_eq!(second.port(), port);
    assert_eq!(second.sql("postgres", "select 1").unwrap(), "1");
    drop(second);
    assert!(!Cluster::stop_orphan(&dir.0).unwrap(), "an adopted server is stopped at the end too");
}

#[test]
fn recovers_from_a_killed_server_and_a_stale_pid_file() {
    let dir = TempDir::new("stale");
    let mut cluster = start(&dir).unwrap();
    cluster.kill_hard().unwrap();
    assert!(!cluster.is_running());
    assert!(cluster.data_dir().join("postgres/data/postmaster.pid").exists());
    cluster.restart().unwrap();
    assert_eq!(cluster.sql("postgres", "select 1").unwrap(), "1");
    cluster.stop().unwrap();
    // A pid that is alive, but is this test and no PostgreSQL.
    let pid_file = cluster.data_dir().join("postgres/data/postmaster.pid");
    fs::write(&pid_file, format!("{}\n/elsewhere\n1\n5432\n", std::process::id())).unwrap();
    cluster.restart().unwrap();
    assert_eq!(cluster.sql("postgres", "select 1").unwrap(), "1");
}

#[test]
fn a_server_is_killed_from_outside_and_its_data_is_there_again() {
    let dir = TempDir::new("outside");
    let mut cluster = start(&dir).unwrap();
    cluster.sql("postgres", "create table kept as select 42 as n").unwrap();
    cluster.sql("postgres", "checkpoint").unwrap();
    assert!(kill_running(&dir.0).unwrap());
    while cluster.is_running() {
        std::thread::sleep(std::time::Duration::from_millis(10));
    }
    assert!(!kill_running(&dir.0).unwrap(), "there is none any more");
    cluster.restart().unwrap();
    assert_eq!(cluster.sql("postgres", "select n from kept").unwrap(), "42");
}

#[test]
fn moves_to_another_port_when_its_own_is_taken() {
    let dir = TempDir::new("port");
    let mut cluster = start(&dir).unwrap();
    let port = cluster.port();
    cluster.stop().unwrap();
    let _taken = TcpListener::bind(("127.0.0.1", port)).unwrap();
    cluster.restart().unwrap();
    assert_ne!(cluster.port(), port);
    assert_eq!(cluster.sql("postgres", "select 1").unwrap(), "1");
}

#[test]
fn a_data_directory_in_use_is_refused_by_name() {
    let dir = TempDir::new("in-use");
    let _cluster = start(&dir).unwrap();
    let error = start(&dir).unwrap_err();
    assert!(matches!(error, Error::DataDirInUse { .. }));
    let text = error.to_string();
    assert!(text.contains(&*dir.0.to_string_lossy()) && text.contains("--data-dir"), "{text}");
    assert!(matches!(Cluster::stop_orphan(&dir.0), Err(Error::DataDirInUse { .. })));
}

#[test]
fn an_interrupted_initialisation_is_done_again() {
    let dir = TempDir::new("half");
    fs::create_dir_all(dir.0.join("postgres/data.unfinished/base")).unwrap();
    let open = fs::Permissions::from_mode(0o755);
    fs::set_permissions(dir.0.join("postgres"), open).unwrap();
    let cluster = start(&dir).unwrap();
    assert!(!dir.0.join("postgres/data.unfinished").exists());
    assert!(!dir.0.join("postgres/initdb-password").exists());
    assert_eq!(cluster.sql("postgres", "select 1").unwrap(), "1");
}

#[test]
fn a_long_path_and_odd_characters_work() {
    let dir = TempDir::new(&format!("a b,'c'-{}", "x".repeat(80)));
    let cluster = start(&dir).unwrap();
    let file = dir.0.join("some.sql");
    fs::write(&file, "select 1/0;").unwrap();
    let error = cluster.run_sql_file("postgres", None, &file).unwrap_err().to_string();
    assert!(error.contains("some.sql:1") && error.contains("division by zero"), "{error}");
}

#[test]
fn missing_binaries_say_what_to_type() {
    let dir = TempDir::new("missing");
    let options = Options { bin_dir: Some("/nowhere".into()), ..Options::for_tests(&dir.0) };
    let text = Cluster::start(options).unwrap_err().to_string();
    assert!(text.contains("/nowhere: no `postgres`"), "{text}");
    assert!(text.contains("install") && text.contains("PATRON_PG_BIN"), "{text}");
}

#[test]
fn root_is_told_when_the_server_cannot_enter() {
    let dir = TempDir::new("closed");
    if fs::metadata(&dir.0).unwrap().uid() != 0 {
        return; // only root changes the user
    }
    fs::set_permissions(&dir.0, fs::Permissions::from_mode(0o700)).unwrap();
    let options = Options::for_tests(dir.0.join("below"));
    let text = Cluster::start(options).unwrap_err().to_string();
    assert!(text.contains("cannot enter") && text.contains("--data-dir /var/lib/patron"), "{text}");
    assert!(!dir.0.join("below").exists());
}

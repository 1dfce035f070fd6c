//! Calls of cargo.
//!
//! Native builds name the whole workspace and filter what is built: cargo joins the features of the packages
//! that are named, so that `-p one` and `-p other` would build the dependencies twice.

use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::failure::{Context, Failure, Result};
use crate::process;
use crate::workspace;

/// All packages but the dashboard, which only builds for wasm.
pub const NATIVE: [&str; 3] = ["--workspace", "--exclude", "patron-admin-ui"];

/// A cargo command in the workspace's root. Queries are checked against `.sqlx/`, never a database.
pub fn cargo(root: &Path) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root).env("SQLX_OFFLINE", "true").env_remove("DATABASE_URL");
    command.env_remove("SQLX_OFFLINE_DIR");
    command
}

/// What a build made that can be executed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Executable {
    /// The package's directory, relative to the workspace's root: `crates/db`.
    pub package: PathBuf,
    /// The target's name: `patron`, `api`.
    pub target: String,
    /// The program.
    pub file: PathBuf,
    /// Whether it is a test program; cargo builds the plain ones beside them for tests that call them.
    pub is_test: bool,
}

/// The two programs of the product.
#[derive(Debug)]
pub struct Programs {
    pub patron: PathBuf,
    pub demo_shop: PathBuf,
}

/// Builds `patron` and `demo-shop`.
pub fn build_programs(release: bool) -> Result<Programs> {
    let [patron, demo_shop] = build_bins(["patron", "demo-shop"], release)?;
    Ok(Programs { patron, demo_shop })
}

/// The server, and what measures it.
#[derive(Debug)]
pub struct BenchPrograms {
    pub patron: PathBuf,
    pub bench: PathBuf,
}

/// Builds `patron` and `patron-bench`.
pub fn build_bench(release: bool) -> Result<BenchPrograms> {
    let [patron, bench] = build_bins(["patron", "patron-bench"], release)?;
    Ok(BenchPrograms { patron, bench })
}

/// Builds these programs and returns their paths in the same order.
fn build_bins<const N: usize>(names: [&str; N], release: bool) -> Result<[PathBuf; N]> {
    let mut args = vec!["build"];
    args.extend(names.iter().flat_map(|name| ["--bin", name]));
    if release {
        args.push("--release");
    }
    let built = build(&args)?;
    let mut paths = names.map(|_| PathBuf::new());
    for (path, name) in paths.iter_mut().zip(names) {
        *path = find(&built, name)?;
    }
    Ok(paths)
}

/// Builds the browser's tests and returns the program.
pub fn build_browser_tests() -> Result<PathBuf> {
    let built = build(&["test", "--no-run", "--test", "browser"])?;
    find(&built, "browser")
}

fn find(built: &[Executable], name: &str) -> Result<PathBuf> {
    let found = built.iter().find(|executable| executable.target == name);
    found
        .map(|executable| executable.file.clone())
        .ok_or_else(|| Failure::new(format!("cargo built no program `{name}`")))
}

/// Builds `patron` alone, without optimisation, and returns its path.
pub fn build_patron() -> Result<PathBuf> {
    build_bins(["patron"], false).map(|[patron]| patron)
}

/// Builds every test program of the workspace.
pub fn build_tests() -> Result<Vec<Executable>> {
    let built = build(&["test", "--no-run"])?;
    Ok(built.into_iter().filter(|executable| executable.is_test).collect())
}

/// Runs a build and returns the programs it made or found up to date.
fn build(args: &[&str]) -> Result<Vec<Executable>> {
    let root = workspace::root()?;
    let mut command = cargo(&root);
    command.args(args).args(NATIVE).arg("--message-format=json-render-diagnostics");
    let messages = process::output(command.stdin(Stdio::null()))?;
    messages.lines().filter_map(|line| parse_artifact(line, &root).transpose()).collect()
}

/// An executable, when this line of cargo's messages announces one.
fn parse_artifact(line: &str, root: &Path) -> Result<Option<Executable>> {
    let message: Value = serde_json::from_str(line).context("read cargo's messages")?;
    if message["reason"] != "compiler-artifact" {
        return Ok(None);
    }
    let (Some(file), Some(target), Some(manifest)) = (
        message["executable"].as_str(),
        message["target"]["name"].as_str(),
        message["manifest_path"].as_str(),
    ) else {
        return Ok(None);
    };
    let dir = Path::new(manifest).parent().unwrap_or(root);
    let package = dir.strip_prefix(root).unwrap_or(dir).to_path_buf();
    let is_test = message["profile"]["test"] == true;
    Ok(Some(Executable { package, target: target.to_owned(), file: file.into(), is_test }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_executables_out_of_cargos_messages() {
        let root = Path::new("/src/patron");
        let line = r#"{"reason":"compiler-artifact","manifest_path":"/src/patron/crates/db/Cargo.toml",
            "target":{"name":"store"},"profile":{"test":true},"executable":"/src/patron/target/debug/deps/store-1"}"#;
        let found = parse_artifact(&line.replace('\n', ""), root).unwrap().unwrap();
        assert_eq!(found.package, Path::new("crates/db"));
        assert_eq!(found.target, "store");
        assert!(found.is_test);
        let library = r#"{"reason":"compiler-artifact","manifest_path":"/x/Cargo.toml","target":{"name":"x"},"executable":null}"#;
        assert_eq!(parse_artifact(library, root).unwrap(), None);
        assert_eq!(parse_artifact(r#"{"reason":"build-finished"}"#, root).unwrap(), None);
    }
}

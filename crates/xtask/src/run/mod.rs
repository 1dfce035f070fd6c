//! `cargo xtask run`: from a checkout to a served dashboard.

mod children;
mod ready;

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use crate::bundle::{self, Profile};
use crate::cargo::{self, Programs};
use crate::cli::RunArgs;
use crate::failure::{Context, Result};
use crate::setup::{self, Needs};
use crate::signals;
use crate::step::step;

/// Builds everything and serves it until Ctrl-C.
pub fn run(args: &RunArgs) -> Result<ExitCode> {
    let needs = Needs { postgres: true, wasm: true, ..Needs::default() };
    let toolchain = setup::prepare(needs, &args.setup)?;
    bundle::build(Profile::of(args.dev), toolchain.as_ref())?;
    let programs = step("Building the server", || cargo::build_programs(!args.dev))?;
    let data_dir = match &args.data_dir {
        Some(dir) => std::path::absolute(dir).context(format!("find {}", dir.display()))?,
        None => local_postgres::default_data_dir()?,
    };
    signals::survive();
    serve(args, &programs, &data_dir)
}

/// Starts the server, which owns the private PostgreSQL, and when it is ready the demo shop.
fn serve(args: &RunArgs, programs: &Programs, data_dir: &PathBuf) -> Result<ExitCode> {
    let mut server = Command::new(&programs.patron);
    server.arg("serve").arg("--data-dir").arg(data_dir).arg("--port").arg(args.port.to_string());
    if args.demo {
        server.arg("--demo");
    }
    let server = server.args(&args.serve_args).spawn();
    let mut children = children::Children::new(server.context("start the server")?);
    let env_file = data_dir.join("demo-shop.env");
    let mut waiting = args.demo;
    loop {
        if let Some(code) = children.wait_a_moment()? {
            return Ok(code);
        }
        if waiting && !signals::interrupted() && env_file.exists() && ready::is_ready(args.port) {
            waiting = false;
            let mut shop = Command::new(&programs.demo_shop);
            shop.arg("--env-file").arg(&env_file).arg("--port").arg(args.demo_port.to_string());
            children.start_shop(&mut shop);
        }
    }
}

//! Files that are made of others and committed: `.sqlx/` and `openapi/openapi.json`.

mod openapi;
mod sqlx;
mod touched;

use std::process::ExitCode;

pub use openapi::check as check_openapi;
pub use sqlx::check as check_sqlx;

use crate::bundle;
use crate::cli::{GenerateArgs, Generated};
use crate::failure::Result;
use crate::setup::{self, Needs};
use crate::step::step;

/// `cargo xtask generate`.
pub fn run(args: &GenerateArgs) -> Result<ExitCode> {
    let sqlx = args.what != Some(Generated::Openapi);
    let openapi = args.what != Some(Generated::Sqlx);
    setup::prepare(Needs { postgres: sqlx, ..Needs::default() }, &args.setup)?;
    if sqlx {
        step("Asking the database about every query (.sqlx)", sqlx::write)?;
    }
    if openapi {
        bundle::ensure_dir()?;
        step("Writing openapi/openapi.json", openapi::write)?;
    }
    Ok(ExitCode::SUCCESS)
}

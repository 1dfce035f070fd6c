//! Compiles the dashboard and makes its JavaScript glue.

use std::path::{Path, PathBuf};

use wasm_bindgen_cli_support::Bindgen;

use super::Profile;
use crate::failure::{Context, Result};
use crate::process;
use crate::setup::WasmToolchain;
use crate::workspace;

const TARGET: &str = "wasm32-unknown-unknown";

/// What comes out: the module, its glue, and the directory where they lie (with `snippets/` if there are any).
#[derive(Debug)]
pub struct Glued {
    pub wasm: Vec<u8>,
    pub js: String,
    pub dir: PathBuf,
}

/// Runs cargo, then wasm-bindgen's library, whose version Cargo.lock ties to that of the dashboard.
pub fn build(root: &Path, profile: Profile, toolchain: &WasmToolchain) -> Result<Glued> {
    let target_dir = workspace::target_dir()?;
    let mut command = toolchain.cargo(root);
    command.args(["build", "--package", "patron-admin-ui", "--target", TARGET]);
    command.args(["--profile", profile.cargo_name()]).arg("--target-dir").arg(&target_dir);
    process::run(&mut command)?;
    let linked = target_dir.join(TARGET).join(profile.cargo_name()).join("patron-admin-ui.wasm");
    glue(&linked, &workspace::scratch("wasm-bindgen")?)
}

fn glue(linked: &Path, dir: &Path) -> Result<Glued> {
    workspace::empty_dir(dir)?;
    let mut bindgen = Bindgen::new();
    bindgen.input_path(linked).out_name("app").typescript(false);
    bindgen.remove_name_section(true).remove_producers_section(true);
    let generated = bindgen.web(true).and_then(|bindgen| bindgen.generate(dir));
    generated.context(format!("make the glue for {}", linked.display()))?;
    let js = workspace::read(&dir.join("app.js"))?;
    Ok(Glued {
        wasm: workspace::read(&dir.join("app_bg.wasm"))?,
        js: String::from_utf8(js).context("read app.js")?,
        dir: dir.to_path_buf(),
    })
}

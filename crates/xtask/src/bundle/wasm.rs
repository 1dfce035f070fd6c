//! Compiles the dashboard, cuts it into parts, and makes its JavaScript glue.

use std::collections::BTreeMap;
use std::path::Path;

use wasm_bindgen_cli_support::Bindgen;
use wasm_split_cli_support::Options;

use super::Profile;
use crate::failure::{Context, Failure, Result};
use crate::process;
use crate::setup::WasmToolchain;
use crate::workspace::{self, files_below};

const TARGET: &str = "wasm32-unknown-unknown";

/// The script that loads the parts; the glue and it import each other.
pub const LOADER: &str = "parts.js";

/// What comes out: files that name each other, by their paths; and what each part needs, as names without `.wasm`.
#[derive(Debug)]
pub struct Glued {
    pub files: BTreeMap<String, Vec<u8>>,
    pub parts: BTreeMap<String, Vec<String>>,
}

/// Runs cargo, then wasm-split's library and wasm-bindgen's, whose version Cargo.lock ties to that of the dashboard.
pub fn build(root: &Path, profile: Profile, toolchain: &WasmToolchain) -> Result<Glued> {
    let target_dir = workspace::target_dir()?;
    let mut command = toolchain.cargo(root);
    command.args(["rustc", "--package", "patron-admin-ui", "--bin", "patron-admin-ui", "--target", TARGET]);
    command.args(["--profile", profile.cargo_name()]).arg("--target-dir").arg(&target_dir);
    // Where each function calls another or names data: what the program is cut by. Only for the last step,
    // so that the libraries needn't be compiled for it.
    command.args(["--", "-Clink-arg=--emit-relocs"]);
    process::run(&mut command)?;
    let linked = target_dir.join(TARGET).join(profile.cargo_name()).join("patron-admin-ui.wasm");
    let dir = workspace::scratch("wasm-bindgen")?;
    workspace::empty_dir(&dir)?;
    let main = workspace::scratch("wasm-split")?.join("main.wasm");
    // Before wasm-bindgen, which drops what is needed to cut.
    let parts = cut(&linked, &main, &dir)?;
    glue(&main, &dir)?;
    Ok(Glued { files: collect(&dir)?, parts })
}

/// Writes the program without its parts to `main`, and the parts and their loader to `dir`.
fn cut(linked: &Path, main: &Path, dir: &Path) -> Result<BTreeMap<String, Vec<String>>> {
    let input = workspace::read(linked)?;
    let loader = format!("./{LOADER}");
    let mut options = Options::new(&input);
    options.output_dir = dir;
    options.main_out_path = main;
    options.link_name = &loader;
    options.main_module = "./app.js";
    let cut = wasm_split_cli_support::transform(options)
        .map_err(|error| Failure::new(format!("cut {} into parts: {error:#}", linked.display())))?;
    Ok(cut.prefetch_map.into_iter().collect())
}

fn glue(main: &Path, dir: &Path) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(main).out_name("app").typescript(false);
    bindgen.remove_name_section(true).remove_producers_section(true);
    // The parts use the program's memory, table and stack pointer.
    bindgen.keep_lld_exports(true).demangle(false);
    let generated = bindgen.web(true).and_then(|bindgen| bindgen.generate(dir));
    generated.context(format!("make the glue for {}", main.display()))
}

fn collect(dir: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for file in files_below(dir)? {
        let content = workspace::read(&file)?;
        let is_wasm = file.extension().is_some_and(|extension| extension == "wasm");
        let content = if is_wasm {
            without_custom_sections(&content).context(format!("read {}", file.display()))?
        } else {
            content
        };
        let name = file.strip_prefix(dir).unwrap_or(&file).to_string_lossy().replace('\\', "/");
        files.insert(name, content);
    }
    Ok(files)
}

/// Names of functions and the like, which browsers don't need.
fn without_custom_sections(module: &[u8]) -> Result<Vec<u8>> {
    let cut_off = || Failure::new("a wasm module that is cut off");
    let (header, mut rest) = module.split_at_checked(8).ok_or_else(cut_off)?;
    let mut kept = header.to_vec();
    while let Some(id) = rest.first() {
        let (length, digits) = leb128(rest.get(1..).unwrap_or_default()).ok_or_else(cut_off)?;
        let (section, after) = rest.split_at_checked(1 + digits + length).ok_or_else(cut_off)?;
        if *id != 0 {
            kept.extend_from_slice(section);
        }
        rest = after;
    }
    Ok(kept)
}

/// A number and how many bytes it takes.
fn leb128(bytes: &[u8]) -> Option<(usize, usize)> {
    let mut value = 0;
    for (n, byte) in bytes.iter().take(5).enumerate() {
        value |= usize::from(byte & 0x7f) << (7 * n);
        if byte & 0x80 == 0 {
            return Some((value, n + 1));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn custom_sections_go_and_others_stay() {
        let module =
            [b"\0asm\x01\0\0\0".as_slice(), &[1, 1, 0], &[0, 0x83, 0, 1, b'x', 9], &[3, 1, 0]].concat();
        let kept = without_custom_sections(&module).unwrap();
        assert_eq!(kept, [b"\0asm\x01\0\0\0".as_slice(), &[1, 1, 0], &[3, 1, 0]].concat());
        assert!(without_custom_sections(&module[..module.len() - 1]).is_err());
    }
}

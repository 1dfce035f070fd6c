//! The dashboard's bundle: `admin-ui/dist`, made of wasm, CSS, a font and a page.

mod assets;
mod compress;
mod css;
mod page;
mod sizes;
mod stamp;
mod wasm;

use std::path::Path;
use std::process::ExitCode;

use crate::cli::BundleArgs;
use crate::failure::{Failure, Result};
use crate::setup::{self, Needs, WasmToolchain};
use crate::step::{present, step};
use crate::workspace;
use assets::Assets;

/// The part of the page that one sees first.
const FIRST_PART: &str = "start";

/// How the dashboard is compiled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Profile {
    /// Small: for serving and for tests.
    Release,
    /// Quick to build.
    Dev,
}

impl Profile {
    /// `dev`: the profile for developers.
    pub fn of(dev: bool) -> Self {
        if dev { Self::Dev } else { Self::Release }
    }

    /// The profile's name in Cargo.toml.
    fn cargo_name(self) -> &'static str {
        match self {
            Self::Release => "wasm",
            Self::Dev => "wasm-dev",
        }
    }
}

/// `cargo xtask bundle`.
pub fn run(args: &BundleArgs) -> Result<ExitCode> {
    let needs = Needs { wasm: true, ..Needs::default() };
    let toolchain = setup::prepare(needs, &args.setup)?;
    build(Profile::of(args.dev), toolchain.as_ref())?;
    Ok(ExitCode::SUCCESS)
}

/// Builds the bundle, unless it was made of the same sources.
///
/// # Errors
/// What cargo, the CSS or the page say, and a bundle that is larger than its budget.
pub fn build(profile: Profile, toolchain: Option<&WasmToolchain>) -> Result<()> {
    let toolchain = toolchain.ok_or_else(|| Failure::new("the wasm target was not set up"))?;
    let root = workspace::root()?;
    let ui = root.join("admin-ui");
    let stamp = stamp::of_sources(&root, profile)?;
    if stamp::is_current(&ui.join("dist"), &stamp)? {
        present("Dashboard bundle");
        return Ok(());
    }
    // Gone while there is none to trust.
    stamp::forget()?;
    let glued = step("Building the dashboard (wasm)", || wasm::build(&root, profile, toolchain))?;
    let sizes = step("Bundling the dashboard", || bundle(&ui, &glued, profile))?;
    sizes::print(&sizes);
    if profile == Profile::Release {
        sizes::check(&sizes)?;
    }
    stamp::remember(&stamp)
}

/// Makes sure that `admin-ui/dist` exists: the server's build embeds the directory, full or empty.
pub fn ensure_dir() -> Result<()> {
    workspace::make_dir(&workspace::root()?.join("admin-ui/dist"))
}

/// Puts everything together in a fresh `admin-ui/dist`.
fn bundle(ui: &Path, glued: &wasm::Glued, profile: Profile) -> Result<Vec<sizes::Size>> {
    let dist = ui.join("dist");
    workspace::empty_dir(&dist)?;
    let mut assets = Assets::new(&dist)?;
    let fonts = assets.add_fonts(&ui.join("style/fonts"))?;
    let css = css::build(&ui.join("style/main.css"), &fonts)?;
    let css = assets.add("main", "css", css.as_bytes())?;
    // The program, its glue and its parts name each other, and belong together: one directory.
    let app = assets.add_dir("app", &glued.files)?;
    let (js, wasm) = (format!("{app}/app.js"), format!("{app}/app_bg.wasm"));
    let loader = format!("{app}/{}", wasm::LOADER);
    let boot = assets.add("boot", "js", page::boot_script(&js, &wasm).as_bytes())?;
    let font = fonts.first().map(|font| font.hashed.clone()).unwrap_or_default();
    let start = glued.parts.get(FIRST_PART).into_iter().flatten();
    let start: Vec<String> = start.map(|part| format!("{app}/{part}.wasm")).collect();
    if start.is_empty() {
        return Err(Failure::new(format!("the dashboard has no part named {FIRST_PART}")));
    }
    let names = page::Names { css, js, loader, wasm, font, boot, start };
    let template = workspace::read(&ui.join("index.html"))?;
    let html = page::fill(&String::from_utf8_lossy(&template), &names)?;
    workspace::write(&dist.join("index.html"), html)?;
    assets::copy_static(&ui.join("static"), &dist)?;
    compress::all(&dist, profile)?;
    sizes::measure(&dist, &names)
}

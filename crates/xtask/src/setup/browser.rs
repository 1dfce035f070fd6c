//! Chromium and its driver, for the browser tests.

use std::env;
use std::path::PathBuf;

use super::packages::Packages;
use crate::failure::{Failure, Result};
use crate::process;
use crate::step::present;

const ELSEWHERE: &str = "  dnf install chromium chromedriver            (Fedora)
  apk add chromium chromium-chromedriver       (Alpine)
  pacman -S chromium                           (Arch)
  brew install --cask chromium chromedriver    (macOS)
or name both programs: export PATRON_CHROMIUM=… PATRON_CHROMEDRIVER=…";

const CHROMIUM: [&str; 4] = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const DRIVER: [&str; 2] = ["chromedriver", "chromium.chromedriver"];

/// The two programs.
#[derive(Debug, Clone)]
pub struct Browser {
    pub chromium: PathBuf,
    pub driver: PathBuf,
}

/// The programs named by `PATRON_CHROMIUM` and `PATRON_CHROMEDRIVER`, else those in PATH.
pub fn find() -> Option<Browser> {
    let named = |variable: &str| env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from);
    let chromium =
        named("PATRON_CHROMIUM").or_else(|| CHROMIUM.iter().find_map(|name| process::find(name)))?;
    let driver =
        named("PATRON_CHROMEDRIVER").or_else(|| DRIVER.iter().find_map(|name| process::find(name)))?;
    Some(Browser { chromium, driver })
}

/// Makes sure that both are there.
pub fn prepare(packages: &Packages) -> Result<()> {
    if let Some(browser) = find() {
        present(&format!("Chromium in {}", browser.chromium.display()));
        return Ok(());
    }
    packages.install("Chromium with its driver", &["chromium", "chromium-driver"], ELSEWHERE)?;
    find().map(|_| ()).ok_or_else(|| Failure::new("Chromium was installed, but its driver is not in PATH"))
}

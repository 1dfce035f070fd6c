//! The C compiler and linker, which some dependencies need at build time.

use super::packages::Packages;
use crate::failure::Result;
use crate::process;
use crate::step::present;

const ELSEWHERE: &str = "  dnf install gcc glibc-devel      (Fedora)
  apk add build-base               (Alpine)
  pacman -S gcc                    (Arch)
  xcode-select --install           (macOS)";

/// Makes sure that `cc` runs.
pub fn prepare(packages: &Packages) -> Result<()> {
    if process::succeeds("cc", &["--version"]) {
        present("C compiler");
        return Ok(());
    }
    packages.install("a C compiler", &["gcc", "libc6-dev"], ELSEWHERE)
}

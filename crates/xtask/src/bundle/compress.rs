//! Compresses ahead what the server would otherwise compress at each request.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::thread;

use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::Profile;
use crate::failure::{Context, Failure, Result};
use crate::workspace::{files_below, read, write};

/// Fonts and pictures are compressed already.
const COMPRESSIBLE: [&str; 8] = ["html", "js", "wasm", "css", "svg", "json", "txt", "webmanifest"];

/// Writes a `.br` and a `.gz` beside every file that gains by it; the wasm's turns run side by side.
pub fn all(dist: &Path, profile: Profile) -> Result<()> {
    let files: Vec<PathBuf> = files_below(dist)?.into_iter().filter(|file| is_compressible(file)).collect();
    thread::scope(|scope| {
        let brotli = scope.spawn(|| files.iter().try_for_each(|file| write_brotli(file, profile)));
        let gzip = scope.spawn(|| files.iter().try_for_each(|file| write_gzip(file)));
        for thread in [brotli, gzip] {
            thread.join().map_err(|_| Failure::new("a thread that compresses broke down"))??;
        }
        Ok(())
    })
}

fn is_compressible(file: &Path) -> bool {
    // Meant to be edited on a static host, where a compressed copy would go on saying the old thing.
    let edited = file.file_name().is_some_and(|name| name == "config.json");
    let extension = file.extension().unwrap_or_default().to_string_lossy();
    !edited && COMPRESSIBLE.contains(&&*extension)
}

fn write_brotli(file: &Path, profile: Profile) -> Result<()> {
    // The best is slow; developers wait for it in vain.
    let quality = if profile == Profile::Release { 11 } else { 4 };
    let params = BrotliEncoderParams { quality, ..BrotliEncoderParams::default() };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut read(file)?.as_slice(), &mut compressed, &params)
        .context(format!("compress {}", file.display()))?;
    write(&with_suffix(file, "br"), compressed)
}

fn write_gzip(file: &Path) -> Result<()> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    let compressed = encoder.write_all(&read(file)?).and_then(|()| encoder.finish());
    write(&with_suffix(file, "gz"), compressed.context(format!("compress {}", file.display()))?)
}

/// `app.js` → `app.js.br`.
pub fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(".");
    name.push(suffix);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_gains_and_stays_is_compressed() {
        assert!(is_compressible(Path::new("dist/index.html")));
        assert!(is_compressible(Path::new("dist/assets/app_bg-1.wasm")));
        assert!(!is_compressible(Path::new("dist/assets/inter-1.woff2")));
        assert!(!is_compressible(Path::new("dist/config.json")));
        assert_eq!(with_suffix(Path::new("a/app.js"), "br"), Path::new("a/app.js.br"));
    }
}

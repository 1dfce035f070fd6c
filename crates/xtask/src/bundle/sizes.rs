//! How large the bundle is, and how large it may be.

use std::fs;
use std::path::Path;

use super::compress::with_suffix;
use super::page::Names;
use crate::failure::{Context, Failure, Result};

/// Bytes over the wire that a first visit may cost, by the kind of file. `wasm` is the
/// program with the frame, `start` what the first page needs besides; the other parts come later.
const BUDGETS: [(&str, u64); 3] = [("wasm", 280 * 1024), ("css", 14 * 1024), ("start", 185 * 1024)];

/// One file: its kind, its bytes, and its bytes with brotli (a font's are the same).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Size {
    pub kind: &'static str,
    pub raw: u64,
    pub brotli: u64,
}

/// Measures what a first visit loads: the program, and what its first page needs besides.
pub fn measure(dist: &Path, names: &Names) -> Result<Vec<Size>> {
    let files = [("wasm", &names.wasm), ("js", &names.js), ("css", &names.css), ("font", &names.font)];
    let existing = files.into_iter().filter(|(_, name)| !name.is_empty());
    let mut sizes = existing.map(|(kind, name)| measure_one(dist, kind, name)).collect::<Result<Vec<_>>>()?;
    let mut first = Size { kind: "start", raw: 0, brotli: 0 };
    for name in &names.start {
        let part = measure_one(dist, "start", name)?;
        first.raw += part.raw;
        first.brotli += part.brotli;
    }
    sizes.push(first);
    Ok(sizes)
}

fn measure_one(dist: &Path, kind: &'static str, name: &str) -> Result<Size> {
    let file = dist.join("assets").join(name);
    let raw = length(&file)?;
    let compressed = with_suffix(&file, "br");
    let brotli = if compressed.exists() { length(&compressed)? } else { raw };
    Ok(Size { kind, raw, brotli })
}

/// Prints a small table.
pub fn print(sizes: &[Size]) {
    println!("  {:<5} {:>12} {:>12}", "", "bytes", "brotli");
    for size in sizes {
        println!("  {:<5} {:>12} {:>12}", size.kind, size.raw, size.brotli);
    }
}

/// Fails when a budget is exceeded.
pub fn check(sizes: &[Size]) -> Result<()> {
    for (kind, budget) in BUDGETS {
        if let Some(size) = sizes.iter().find(|size| size.kind == kind && size.brotli > budget) {
            return Err(Failure::new(format!(
                "the dashboard's {kind} has grown to {} KB with brotli; its budget is {} KB. Find what made it \
                 grow, or change the budget in crates/xtask/src/bundle/sizes.rs",
                size.brotli.div_ceil(1024),
                budget / 1024
            )));
        }
    }
    Ok(())
}

fn length(file: &Path) -> Result<u64> {
    Ok(fs::metadata(file).context(format!("look at {}", file.display()))?.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bundle_over_budget_is_refused() {
        let size = |kind, brotli| Size { kind, raw: 1, brotli };
        assert!(check(&[size("wasm", 280 * 1024), size("css", 1), size("font", 999_999)]).is_ok());
        let text = check(&[size("css", 14 * 1024 + 1)]).unwrap_err().to_string();
        assert!(text.contains("css has grown to 15 KB") && text.contains("14 KB"), "{text}");
    }
}

//! One style sheet out of many.

use std::path::Path;

use lightningcss::bundler::{Bundler, FileProvider};
use lightningcss::stylesheet::{MinifyOptions, ParserOptions, PrinterOptions};
use lightningcss::targets::{Browsers, Targets};

use super::assets::Font;
use crate::failure::{Context, Result};

/// Browsers of 2024: new enough that `light-dark()` and nesting stay as they are written.
fn targets() -> Targets {
    let version = |major: u32, minor: u32| Some((major << 16) | (minor << 8));
    Targets::from(Browsers {
        chrome: version(123, 0),
        edge: version(123, 0),
        firefox: version(121, 0),
        safari: version(17, 5),
        ios_saf: version(17, 5),
        ..Browsers::default()
    })
}

/// Follows the imports of `entry`, minifies, and names the fonts by their content.
pub fn build(entry: &Path, fonts: &[Font]) -> Result<String> {
    let provider = FileProvider::new();
    let mut bundler = Bundler::new(&provider, None, ParserOptions::default());
    // The library's errors borrow from the provider: turned into text at once.
    let mut sheet = bundler.bundle(entry).map_err(|error| error.to_string()).context("bundle the CSS")?;
    let options = MinifyOptions { targets: targets(), ..MinifyOptions::default() };
    sheet.minify(options).context("minify the CSS")?;
    let options = PrinterOptions { minify: true, targets: targets(), ..PrinterOptions::default() };
    let printed = sheet.to_css(options).context("print the CSS")?;
    Ok(rename_fonts(&printed.code, fonts))
}

/// Replaces `url(…/<name>)` by `url(<hashed name>)`: style sheet and fonts lie side by side.
fn rename_fonts(css: &str, fonts: &[Font]) -> String {
    let mut renamed = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(begin) = rest.find("url(") {
        let (before, from) = rest.split_at(begin + "url(".len());
        renamed.push_str(before);
        let end = from.find(')').unwrap_or(from.len());
        let (inside, after) = from.split_at(end);
        let path = inside.trim().trim_matches(['"', '\'']);
        let name = path.rsplit('/').next().unwrap_or(path);
        match fonts.iter().find(|font| font.name == name) {
            Some(font) => renamed.push_str(&font.hashed),
            None => renamed.push_str(inside),
        }
        rest = after;
    }
    renamed + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fonts_get_their_hashed_names() {
        let fonts = [Font { name: "inter.woff2".into(), hashed: "inter-0a.woff2".into() }];
        let css = r#"@font-face{src:url("fonts/inter.woff2")format("woff2"),url(x.png)}a{b:c}"#;
        let expected = r#"@font-face{src:url(inter-0a.woff2)format("woff2"),url(x.png)}a{b:c}"#;
        assert_eq!(rename_fonts(css, &fonts), expected);
        assert_eq!(rename_fonts("a{b:c}", &fonts), "a{b:c}");
    }

    #[test]
    fn imports_are_followed_and_modern_css_stays() {
        let dir = std::env::temp_dir().join(format!("patron-css-{}", std::process::id()));
        std::fs::create_dir_all(&dir).unwrap();
        std::fs::write(dir.join("part.css"), "a { color: light-dark(#fff, #000); & b { top: 0px } }")
            .unwrap();
        std::fs::write(dir.join("main.css"), "@import './part.css';\nc { color: red }").unwrap();
        let css = build(&dir.join("main.css"), &[]).unwrap();
        std::fs::remove_dir_all(&dir).unwrap();
        assert_eq!(css, "a{color:light-dark(#fff,#000);& b{top:0}}c{color:red}");
    }
}

//! The page and the script that starts the dashboard.

use crate::failure::{Failure, Result};

/// The hashed names of the files in `assets/`.
#[derive(Debug)]
pub struct Names {
    pub css: String,
    pub js: String,
    pub wasm: String,
    pub font: String,
    pub boot: String,
}

/// A file of its own, because the page's Content-Security-Policy allows no script inside the page.
pub fn boot_script(js: &str, wasm: &str) -> String {
    format!(
        "import init from \"./{js}\";\n\
         init({{ module_or_path: new URL(\"./{wasm}\", import.meta.url) }});\n"
    )
}

/// Replaces `{{css}}`, `{{js}}`, `{{wasm}}`, `{{font}}` and `{{boot}}` by paths relative to the page's base.
///
/// # Errors
/// A placeholder of another name is left.
pub fn fill(template: &str, names: &Names) -> Result<String> {
    let values = [
        ("{{css}}", &names.css),
        ("{{js}}", &names.js),
        ("{{wasm}}", &names.wasm),
        ("{{font}}", &names.font),
        ("{{boot}}", &names.boot),
    ];
    let mut page = template.to_owned();
    for (placeholder, name) in values {
        if name.is_empty() && page.contains(placeholder) {
            return Err(Failure::new(format!(
                "admin-ui/index.html uses {placeholder}, but there is no such file"
            )));
        }
        page = page.replace(placeholder, &format!("assets/{name}"));
    }
    match page.split_once("{{") {
        None => Ok(page),
        Some((_, rest)) => {
            let name = rest.split("}}").next().unwrap_or_default();
            Err(Failure::new(format!("admin-ui/index.html has an unknown placeholder {{{{{name}}}}}")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names() -> Names {
        let name = |text: &str| text.to_owned();
        Names {
            css: name("main-1.css"),
            js: name("app-2.js"),
            wasm: name("app_bg-3.wasm"),
            font: String::new(),
            boot: name("boot-4.js"),
        }
    }

    #[test]
    fn placeholders_become_relative_paths() {
        let page = fill("<link href=\"{{css}}\"><script src=\"{{boot}}\"></script>", &names()).unwrap();
        assert_eq!(page, "<link href=\"assets/main-1.css\"><script src=\"assets/boot-4.js\"></script>");
    }

    #[test]
    fn unknown_and_missing_files_are_named() {
        let unknown = fill("{{logo}}", &names()).unwrap_err().to_string();
        assert!(unknown.contains("{{logo}}"), "{unknown}");
        let missing = fill("{{font}}", &names()).unwrap_err().to_string();
        assert!(missing.contains("{{font}}"), "{missing}");
    }

    #[test]
    fn the_boot_script_finds_its_neighbours() {
        let script = boot_script("app-2.js", "app_bg-3.wasm");
        assert!(script.starts_with("import init from \"./app-2.js\";\n"));
        assert!(script.contains("new URL(\"./app_bg-3.wasm\", import.meta.url)"));
    }
}

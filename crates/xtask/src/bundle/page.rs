//! The page and the script that starts the dashboard.

use crate::failure::{Failure, Result};

/// The hashed names of the files in `assets/`.
#[derive(Debug)]
pub struct Names {
    pub css: String,
    pub js: String,
    pub loader: String,
    pub wasm: String,
    pub font: String,
    pub boot: String,
    /// The files of the part that is shown first.
    pub start: Vec<String>,
}

/// A file of its own, because the page's Content-Security-Policy allows no script inside the page.
pub fn boot_script(js: &str, wasm: &str) -> String {
    format!(
        "import init from \"./{js}\";\n\
         init({{ module_or_path: new URL(\"./{wasm}\", import.meta.url) }});\n"
    )
}

/// Replaces `{{css}}`, `{{js}}`, `{{loader}}`, `{{wasm}}`, `{{font}}` and `{{boot}}` by paths relative to the page's base.
///
/// `{{start}}` becomes links that fetch the first page's part beside the program, rather than after it.
///
/// # Errors
/// A placeholder of another name is left.
pub fn fill(template: &str, names: &Names) -> Result<String> {
    let values = [
        ("{{css}}", &names.css),
        ("{{js}}", &names.js),
        ("{{loader}}", &names.loader),
        ("{{wasm}}", &names.wasm),
        ("{{font}}", &names.font),
        ("{{boot}}", &names.boot),
    ];
    let link = |name: &String| {
        format!(
            "<link rel=\"preload\" href=\"/admin/assets/{name}\" as=\"fetch\" type=\"application/wasm\" crossorigin>"
        )
    };
    let links: Vec<String> = names.start.iter().map(link).collect();
    let mut page = template.replace("{{start}}", &links.join("\n"));
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
            loader: name("parts-5.js"),
            wasm: name("app_bg-3.wasm"),
            font: String::new(),
            boot: name("boot-4.js"),
            start: vec![name("a/split_start.wasm"), name("a/chunk_1.wasm")],
        }
    }

    #[test]
    fn placeholders_become_relative_paths() {
        let page = fill("<link href=\"{{css}}\"><script src=\"{{boot}}\"></script>", &names()).unwrap();
        assert_eq!(page, "<link href=\"assets/main-1.css\"><script src=\"assets/boot-4.js\"></script>");
    }

    #[test]
    fn the_first_part_is_fetched_beside_the_program() {
        let page = fill("{{start}}", &names()).unwrap();
        assert_eq!(page.lines().count(), 2);
        assert!(page.contains("href=\"/admin/assets/a/chunk_1.wasm\" as=\"fetch\""), "{page}");
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

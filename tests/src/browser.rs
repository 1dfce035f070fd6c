//! A real Chromium, driven over WebDriver, that is gone when the test ends, however it ends.

use crate::{chromium, dir::TempDir};
use std::{
    path::PathBuf,
    time::{Duration, Instant},
};
use thirtyfour::{WebElement, prelude::*};

/// How long a test waits for the page to show something.
pub const PATIENCE: Duration = Duration::from_secs(10);
const GLANCE: Duration = Duration::from_millis(50);

/// A browser with a fresh profile and a directory for its downloads.
pub struct Browser {
    /// The driver's own calls.
    pub driver: WebDriver,
    // After `driver`: its process must outlive the farewell.
    process: chromium::Process,
    downloads: TempDir,
}

impl Browser {
    /// Starts one with a window of this many pixels.
    pub async fn open(width: u32, height: u32) -> Self {
        let downloads = TempDir::new();
        let (driver, process) = chromium::start(width, height, &downloads).await;
        Self { driver, process, downloads }
    }

    /// The element with this `data-testid`, once it is shown.
    pub async fn by_id(&self, test_id: &str) -> WebElement {
        self.shown(&format!("[data-testid='{test_id}']")).await
    }

    /// The first element that matches the CSS selector, once it is shown.
    pub async fn shown(&self, css: &str) -> WebElement {
        let mut tries = 0;
        loop {
            tries += 1;
            let query = self.driver.query(By::Css(css)).wait(PATIENCE, GLANCE).and_displayed();
            match query.first().await {
                Ok(element) => return element,
                // drawn anew between being found and being asked whether it is shown
                Err(error) if tries < 10 && error.to_string().contains("stale element") => {}
                Err(error) => panic!("{css} is not shown: {error}\n{}", self.page_text().await),
            }
        }
    }

    /// How many elements match the CSS selector now.
    pub async fn count(&self, css: &str) -> usize {
        self.driver.find_all(By::Css(css)).await.expect("ask the page").len()
    }

    /// Whether an element with this `data-testid` is there now.
    pub async fn has(&self, test_id: &str) -> bool {
        self.count(&format!("[data-testid='{test_id}']")).await > 0
    }

    /// Clicks the element with this `data-testid`.
    pub async fn click(&self, test_id: &str) {
        let element = self.by_id(test_id).await;
        // as a person would: not under the bar at the bottom of a phone
        let place = element.to_json().expect("name the element");
        self.driver
            .execute("arguments[0].scrollIntoView({block: 'center'})", vec![place])
            .await
            .expect("scroll to it");
        element.click().await.unwrap_or_else(|e| panic!("click {test_id}: {e}"));
    }

    /// Replaces what stands in the field with this `data-testid`.
    pub async fn fill(&self, test_id: &str, text: &str) {
        let field = self.by_id(test_id).await;
        // Select all and type over it: `clear` makes no input event that a framework hears.
        field.send_keys(Key::Control + "a").await.expect("select the field's text");
        field.send_keys(if text.is_empty() { Key::Delete + "" } else { text.into() }).await.expect("type");
    }

    /// Waits until `read` gives what `wanted` accepts; returns how long that took.
    pub async fn until<T: std::fmt::Debug>(
        &self,
        what: &str,
        mut read: impl AsyncFnMut() -> T,
        wanted: impl Fn(&T) -> bool,
    ) -> Duration {
        let start = Instant::now();
        loop {
            let value = read().await;
            if wanted(&value) {
                return start.elapsed();
            }
            if start.elapsed() > PATIENCE {
                panic!("{what}: still {value:?}\n{}", self.page_text().await);
            }
            tokio::time::sleep(GLANCE).await;
        }
    }

    /// Runs a script in the page and gives what it returns.
    pub async fn script(&self, script: &str) -> serde_json::Value {
        self.driver.execute(script, Vec::new()).await.expect("run a script").json().clone()
    }

    /// What the console told of errors since the last call, but for those that hold one of `expected`.
    pub async fn console_errors(&self, expected: &[&str]) -> Vec<String> {
        let entries = self.driver.browser_log().await.expect("read the console");
        let errors = entries.into_iter().filter(|entry| entry.level == "SEVERE").map(|entry| entry.message);
        errors.filter(|message| !expected.iter().any(|part| message.contains(part))).collect()
    }

    /// The first file that was downloaded, once it is whole.
    pub async fn downloaded(&self) -> PathBuf {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            let files = std::fs::read_dir(self.downloads.path()).expect("list the downloads");
            let files: Vec<PathBuf> = files.flatten().map(|file| file.path()).collect();
            let named = |path: &PathBuf| path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let under_way = files.iter().any(|path| named(path).ends_with(".crdownload"));
            // Chromium keeps the name with an empty file until what it downloads can take its place.
            let whole = |path: &&PathBuf| {
                !named(path).starts_with('.') && path.metadata().is_ok_and(|file| file.len() > 0)
            };
            if let Some(path) = files.iter().find(whole).filter(|_| !under_way) {
                return path.clone();
            }
            tokio::time::sleep(GLANCE).await;
        }
        panic!("nothing was downloaded\n{}", self.page_text().await)
    }

    /// What a person would read on the page, for messages.
    async fn page_text(&self) -> String {
        let text = self.script("return location.href + '\\n' + document.body.innerText.slice(0, 1500)").await;
        text.as_str().unwrap_or_default().to_owned()
    }
}

impl std::fmt::Debug for Browser {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Browser").field("process", &self.process).finish_non_exhaustive()
    }
}

//! Devices from user agents, by the patterns of the uap-core project (Apache-2.0), which are kept current.
//!
//! Compiling the patterns takes a tenth of a second and some MiB, so it waits for the first string; a string takes over a
//! millisecond. Both happen away from the request's thread, and results are kept by string.

use lru::LruCache;
use std::{
    num::NonZeroUsize,
    sync::{Arc, Mutex, OnceLock},
};
use uaparser::{Parser as _, UserAgentParser};

const PATTERNS: &[u8] = include_bytes!("../assets/user-agents.yaml");

static PARSER: OnceLock<Option<UserAgentParser>> = OnceLock::new();

/// Devices by user agent, the last four thousand.
pub struct Devices {
    known: Arc<Mutex<LruCache<String, Option<String>>>>,
}

impl Default for Devices {
    fn default() -> Self {
        let size = NonZeroUsize::new(4096).unwrap_or(NonZeroUsize::MIN);
        Self { known: Arc::new(Mutex::new(LruCache::new(size))) }
    }
}

fn parser() -> Option<&'static UserAgentParser> {
    PARSER
        .get_or_init(|| {
            // without the patterns of device models, which are most of them: `kind` needs none
            let builder = UserAgentParser::builder().with_device(false).with_unicode_support(false);
            let built = builder.build_from_bytes(PATTERNS);
            built.inspect_err(|e| tracing::error!(cause = %e, "user agent patterns")).ok()
        })
        .as_ref()
}

impl Devices {
    /// The device in words: `Chrome Mobile on Android (phone)`. `None` when the text says nothing.
    pub async fn describe(&self, agent: &str) -> Option<String> {
        if let Some(known) = self.known.lock().ok().and_then(|mut k| k.get(agent).cloned()) {
            return known;
        }
        let text = agent.to_owned();
        let found = tokio::task::spawn_blocking(move || describe(&text)).await.ok().flatten();
        if let Ok(mut known) = self.known.lock() {
            known.put(agent.to_owned(), found.clone());
        }
        found
    }
}

/// [`Devices::describe`] on the calling thread, without memory of earlier ones.
pub fn describe(agent: &str) -> Option<String> {
    let parsed = parser()?.parse(agent);
    let browser = parsed.user_agent.family.to_string();
    let os = parsed.os.family.to_string();
    let known = |family: &str| family != "Other" && !family.is_empty();
    let kind = kind(agent, &os);
    let text = match (known(&browser), known(&os)) {
        (true, true) => format!("{browser} on {os} ({kind})"),
        (true, false) => format!("{browser} ({kind})"),
        (false, true) => format!("{os} ({kind})"),
        (false, false) => return None,
    };
    Some(text.chars().take(100).collect())
}

/// Words by which programs that are no person's browser name themselves.
const BOTS: [&str; 6] = ["bot", "crawler", "spider", "slurp", "archiver", "facebookexternalhit"];

/// Phone, tablet, computer or bot. An Android device without the word "Mobile" is a tablet; an iPad says so
/// unless it poses as a Mac, which can't be told from the text.
fn kind(agent: &str, os: &str) -> &'static str {
    let mobile = agent.contains("Mobile");
    let lower = agent.to_ascii_lowercase();
    if BOTS.iter().any(|word| lower.contains(word)) {
        "bot"
    } else if agent.contains("iPad") || (os == "Android" && !mobile) {
        "tablet"
    } else if agent.contains("iPhone") || os == "Android" || (mobile && os != "Windows") {
        "phone"
    } else if ["Windows", "Mac OS X", "Linux", "Ubuntu", "Chrome OS", "Fedora"].contains(&os) {
        "computer"
    } else {
        "device"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tablet_is_not_a_phone() {
        let cases = [
            (
                "Mozilla/5.0 (iPad; CPU OS 12_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/12.1.2 Mobile/15E148 Safari/604.1",
                "tablet",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; SM-X906C) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36",
                "tablet",
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36",
                "phone",
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36",
                "computer",
            ),
            ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "bot"),
        ];
        for (agent, kind) in cases {
            let text = describe(agent).unwrap();
            assert!(text.ends_with(&format!("({kind})")), "{text}");
        }
        assert_eq!(describe("nonsense"), None);
    }

    /// Agents as they come, with bytes changed, cut, doubled and put together. `PATRON_FUZZ_CASES` says how many.
    #[test]
    fn a_fuzzed_agent_never_panics() {
        const AGENTS: [&str; 4] = [
            "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Mobile Safari/537.36",
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 Version/17.5 Mobile/15E148 Safari/604.1",
            "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
            "Opera/9.80 (J2ME/MIDP; Opera Mini/5.1.21214/28.2725; U; ru) Presto/2.8.119 Version/11.10",
        ];
        let cases = std::env::var("PATRON_FUZZ_CASES").ok().and_then(|n| n.parse().ok()).unwrap_or(2_000);
        let mut rng = fastrand::Rng::with_seed(11);
        for _ in 0..cases {
            let mut text: Vec<char> = rng.choice(AGENTS).unwrap_or_default().chars().collect();
            for _ in 0..rng.usize(0..8) {
                let at = rng.usize(0..=text.len());
                match rng.u8(0..5) {
                    0 => text.insert(at, rng.char(..)),
                    1 => text.truncate(at),
                    2 => text.extend(rng.choice(AGENTS).unwrap_or_default().chars()),
                    3 => text.splice(at..at, std::iter::repeat_n('/', rng.usize(0..40))).for_each(drop),
                    _ => text.insert(at, char::from(rng.u8(0..128))),
                }
            }
            let text: String = text.into_iter().take(1024).collect();
            if let Some(words) = describe(&text) {
                assert!(words.chars().count() <= 100, "{words}");
            }
        }
    }
}

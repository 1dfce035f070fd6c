//! Why sign-ins failed, as bars.

use crate::{
    format::{number::share, words},
    icons::Icon,
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::stats::Share;

/// The most frequent reasons with their counts and shares; says so when nothing failed.
#[component]
pub fn ReasonBars(
    #[prop(into)] reasons: Signal<Vec<Share>>,
    /// So many at most.
    #[prop(default = 12)]
    shown: usize,
) -> impl IntoView {
    let some = Memo::new(move |_| reasons.with(|reasons| !reasons.is_empty()));
    let bars = move || reasons.with(|reasons| bars(reasons, shown));
    view! {
        <Show when=move || some.get() fallback=|| view! { <Nothing/> }>
            <div class="body"><ul class="bars" style="--gap:16px">{bars}</ul></div>
        </Show>
    }
}

fn bars(reasons: &[Share], shown: usize) -> AnyView {
    let format = use_format();
    let all: i64 = reasons.iter().map(|reason| reason.count).sum();
    let most = reasons.iter().map(|reason| reason.count).max().unwrap_or_default();
    let bar = |reason: &Share| {
        let style = format!("--k:var(--c2);--v:{}", reason.count * 100 / most.max(1));
        view! {
            <li data-testid="reason" data-key=reason.key.clone() data-value=reason.count.to_string()>
                <span style="overflow-wrap:anywhere">{name(&reason.key)}</span>
                <span class="n">{format.with_value(|f| f.number(reason.count))}<small>{share(reason.count, all)}</small></span>
                <span class="track"><i style=style></i></span>
            </li>
        }
    };
    reasons.iter().take(shown).map(bar).collect_view().into_any()
}

/// With a capital, as it stands alone.
fn name(key: &str) -> String {
    if key == "unknown" {
        return "No reason was given".to_owned();
    }
    let text = words::failure_reason(key);
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().collect::<String>() + letters.as_str())
        .unwrap_or_default()
}

#[component]
fn Nothing() -> impl IntoView {
    view! {
        <div class="empty" style="flex:1" data-testid="reasons-empty">
            <span class="glyph lg ok"><Icon name="okc" class="lg"/></span>
            <h3>"All is calm"</h3>
            <p>"No sign-in has failed in the last 30 days."</p>
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::name;

    #[test]
    fn a_reason_stands_alone_like_a_sentence() {
        assert_eq!(name("wrong_password"), "Wrong password");
        assert_eq!(name("unknown"), "No reason was given");
        assert_eq!(name("kiosk is closed"), "Kiosk is closed");
    }
}

//! A table of addresses that somebody keeps trying, with or without a customer behind them.

use crate::{components::time::Ago, icons::Icon, routes::Route, session::use_format};
use leptos::prelude::*;
use patron_api_types::stats::Attacked;

#[component]
pub fn Table(
    rows: Memo<Vec<Attacked>>,
    caption: &'static str,
    /// Of each row.
    test_id: &'static str,
    /// What is said when there are none.
    calm: &'static str,
) -> impl IntoView {
    view! {
        <Show when=move || rows.with(|rows| !rows.is_empty()) fallback=move || view! { <Calm text=calm test_id/> }>
            <div class="table-wrap" tabindex="0">
                <table class="table cards">
                    <caption class="sr">{caption}</caption>
                    <thead><tr>
                        <th scope="col">"Address"</th><th scope="col" class="r">"Failures"</th>
                        <th scope="col">"First"</th><th scope="col">"Last"</th><th scope="col">"Signed in since"</th>
                    </tr></thead>
                    <tbody>
                        <For each=move || rows.get() key=changing let:row><Line row test_id/></For>
                    </tbody>
                </table>
            </div>
        </Show>
    }
}

/// Nothing to worry about, said so.
#[component]
pub fn Calm(text: &'static str, test_id: &'static str) -> impl IntoView {
    view! {
        <div class="empty" style="flex:1" data-testid=format!("{test_id}-calm")>
            <span class="glyph lg ok"><Icon name="okc" class="lg"/></span><h3>"All is calm"</h3><p>{text}</p>
        </div>
    }
}

/// A row is drawn again when something shown in it changes.
fn changing(row: &Attacked) -> String {
    format!("{} {} {} {} {}", row.email, row.failures, row.first_at, row.last_at, row.signed_in_since)
}

#[component]
fn Line(row: Attacked, test_id: &'static str) -> impl IntoView {
    let format = use_format();
    let email = row.email;
    let failures = format.with_value(|f| f.number(row.failures));
    let unit = if row.failures == 1 { "failure" } else { "failures" };
    let since = row.signed_in_since;
    let (tone, icon) = if since { ("glyph bad", "alert") } else { ("glyph warn", "lock") };
    let mark = view! { <span class=tone><Icon name=icon/></span> };
    let name = view! { <span><b>{email.clone()}</b></span> };
    let title = email.clone();
    let who = match row.customer_id {
        Some(id) => view! { <a class="person" href=Route::Customer(id).href() title=title>{mark}{name}</a> }
            .into_any(),
        None => view! { <span class="person" title=title>{mark}{name}</span> }.into_any(),
    };
    view! {
        <tr data-testid=test_id data-email=email data-value=row.failures.to_string()>
            <td class="main" style="max-width:380px">{who}</td>
            <td class="r val strong">{failures}<span class="unit">" "{unit}</span></td>
            <td class="ink-2"><Ago at=Some(row.first_at)/></td>
            <td class="ink-2"><Ago at=Some(row.last_at)/></td>
            <td><Since since/></td>
            <td class="meta only-sm">
                <span class="row" style="--gap:4px 8px">
                    <Since since/><span class="small muted">"last "<Ago at=Some(row.last_at)/></span>
                </span>
            </td>
        </tr>
    }
}

/// Whether somebody got in after the first of the attempts.
#[component]
fn Since(since: bool) -> impl IntoView {
    if since {
        view! {
            <span class="badge warn dot" title="Somebody signed in after the first of these attempts: look at it." data-testid="signed-in-since">
                "Signed in since"
            </span>
        }
        .into_any()
    } else {
        view! { <span class="small muted">"Nobody got in since"</span> }.into_any()
    }
}

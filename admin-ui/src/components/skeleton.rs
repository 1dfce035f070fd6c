//! Boxes of the size of what they stand for.

use leptos::prelude::*;

/// A grey bar.
fn bar(width: u32, height: u32, style: &'static str) -> impl IntoView {
    view! { <span class="skel" style=format!("width:{width}px;height:{height}px;{style}")></span> }
}

/// A strip of figures.
pub fn stats(n: usize, compact: bool) -> AnyView {
    let cell = move |i: usize| {
        let width = 72 + 12 * u32::try_from(i % 3).unwrap_or_default();
        view! {
            <div class=if compact { "stat compact" } else { "stat" }>
                <span class="label">{bar(width, 11, "margin:3px 0 2px")}</span>
                <span class="value" style="display:flex;align-items:center">{bar(96, 22, "")}</span>
                <span class="vs">{bar(110, 11, "margin-top:2px")}</span>
            </div>
        }
    };
    view! {
        <section class="stats late" style=format!("--n:{n}") aria-label="Loading" aria-busy="true">
            {(0..n).map(cell).collect_view()}
        </section>
    }
    .into_any()
}

/// A card's inside.
pub fn block(height: u32) -> AnyView {
    view! {
        <div class="body late" aria-busy="true">
            <span class="skel" style=format!("height:{height}px")></span>
            <Slow/>
        </div>
    }
    .into_any()
}

/// Rows of a table with people.
pub fn rows() -> AnyView {
    let row = |i: usize| {
        let width = 90 + 14 * u32::try_from(i % 4).unwrap_or_default();
        view! {
            <tr>
                <td class="main"><span class="person">
                    {bar(28, 28, "border-radius:50%;flex:none")}
                    <span style="gap:6px">{bar(width, 11, "")}{bar(width + 46, 9, "")}</span>
                </span></td>
                <td>{bar(58, 18, "border-radius:9px")}</td>
                <td>{bar(24, 11, "margin-left:auto")}</td>
                <td class="val">{bar(62, 11, "margin-left:auto")}</td>
            </tr>
        }
    };
    view! {
        <div class="table-wrap late" aria-busy="true">
            <table class="table cards"><tbody>{(0..8).map(row).collect_view()}</tbody></table>
            <Slow/>
        </div>
    }
    .into_any()
}

/// Lines of a list.
pub fn lines() -> AnyView {
    let line = |i: usize| {
        let width = 120 + 30 * u32::try_from(i % 3).unwrap_or_default();
        view! { <li>{bar(28, 28, "border-radius:8px")}<span class="grow">{bar(width, 11, "")}</span>{bar(60, 11, "")}</li> }
    };
    view! { <ul class="list late" aria-busy="true">{(0..5).map(line).collect_view()}</ul> }.into_any()
}

#[component]
fn Slow() -> impl IntoView {
    view! { <p class="small muted late-10" style="padding:10px 18px">"This takes longer than usual…"</p> }
}

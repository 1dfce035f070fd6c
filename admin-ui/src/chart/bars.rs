//! Horizontal bars: a list, so it is its own accessible form.

use leptos::prelude::*;

/// One line of the list.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Bar {
    pub name: String,
    pub value: i64,
    /// The value, written.
    pub text: String,
    /// What stands small beside it, such as its share; may be empty.
    pub note: String,
    /// The people it counts, where they can be listed.
    pub href: Option<String>,
    /// Its test id; may be empty.
    pub test_id: String,
}

/// Bars in the order given; the longest is as wide as the list.
#[component]
pub fn Bars(
    #[prop(into)] rows: Signal<Vec<Bar>>,
    /// `var(--c1)`
    #[prop(default = "var(--c1)")]
    colour: &'static str,
) -> impl IntoView {
    let bars = move || {
        rows.with(|rows| {
            let most = rows.iter().map(|row| row.value).max().unwrap_or_default().max(1);
            rows.iter().map(|row| line(row, most, colour)).collect_view()
        })
    };
    view! { <ul class="bars">{bars}</ul> }
}

fn line(row: &Bar, most: i64, colour: &'static str) -> AnyView {
    let Bar { name, value, text, note, href, test_id } = row.clone();
    let name = match href {
        Some(href) => {
            view! { <a class="link truncate" style="color:inherit" href=href>{name}</a> }.into_any()
        }
        None => view! { <span class="truncate">{name}</span> }.into_any(),
    };
    let share = value.max(0).saturating_mul(100) / most;
    view! {
        <li data-testid=(!test_id.is_empty()).then_some(test_id) data-value=value.to_string()>
            {name}
            <span class="n">{text}{(!note.is_empty()).then(|| view! { <small>{note}</small> })}</span>
            <span class="track" aria-hidden="true"><i style=format!("--v:{share};--k:{colour}")></i></span>
        </li>
    }
    .into_any()
}

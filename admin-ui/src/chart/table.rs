//! A chart's data as a table, for those who read rather than look.

use super::{Data, Series};
use crate::{format::MISSING, icons::Icon, session::use_format};
use leptos::prelude::*;

/// Closed at first; its numbers lead to the people they count.
#[component]
pub fn AsTable(data: Signal<Data>) -> impl IntoView {
    let open = RwSignal::new(false);
    view! {
        <details class="chart-data" on:toggle=move |_| open.update(|open| *open = !*open)>
            <summary><Icon name="chevr" class="sm"/>"View data as a table"</summary>
            <div class="table-wrap" tabindex="0">
                // Made only when asked for: it holds as many rows as the chart has points.
                {move || open.get().then(|| data.with(table))}
            </div>
        </details>
    }
}

fn table(data: &Data) -> AnyView {
    let format = use_format();
    let head = |s: &Series| view! { <th scope="col" class="r">{s.name.to_string()}</th> };
    let row = |(i, name): (usize, &String)| {
        let cell = |(n, s): (usize, &Series)| {
            let value = s.values.get(i).map(|value| format.with_value(|f| data.measure.text(f, *value)));
            let text = value.unwrap_or_else(|| MISSING.to_owned());
            match data.link(n, i) {
                Some(href) => {
                    let href = href.to_owned();
                    view! { <td class="r"><a class="link" href=href>{text}</a></td> }.into_any()
                }
                None => {
                    let spread = data.bands.get(n).and_then(|band| band.at(i)).map(|(low, high)| {
                        let text = |value: i64| format.with_value(|f| data.measure.text(f, value));
                        view! { <small class="muted">" ("{text(low)}" to "{text(high)}")"</small> }
                    });
                    view! { <td class="r">{text}{spread}</td> }.into_any()
                }
            }
        };
        let cells = data.series.iter().enumerate().map(cell).collect_view();
        view! { <tr><th scope="row">{name.clone()}</th>{cells}</tr> }
    };
    let first = if data.heading.is_empty() { "When" } else { data.heading };
    view! {
        <table class="table">
            <caption class="sr">{data.finding.clone()}</caption>
            <thead><tr><th scope="col">{first}</th>{data.series.iter().map(head).collect_view()}</tr></thead>
            <tbody>{data.names.iter().enumerate().map(row).collect_view()}</tbody>
        </table>
    }
    .into_any()
}

//! Where the attempts come from: addresses of the network.

use super::{CsvButton, Held, attacked::Calm, definition};
use crate::{components::time::Ago, session::use_format};
use leptos::prelude::*;
use patron_api_types::stats::AttackSource;

#[component]
pub fn Sources(h: Held) -> impl IntoView {
    let rows = Memo::new(move |_| h.with(|h| h.sources.clone()));
    let calm = "No IP address had five failed sign-ins in the last 24 hours.";
    view! {
        <section class="card flush" aria-labelledby="sources-title" data-testid="attack-sources">
            <header style="padding-bottom:12px">
                <h2 id="sources-title" title=definition(h, "sources")>"Where attempts come from"</h2>
                <CsvButton chart="sources"/>
            </header>
            <Show when=move || rows.with(|rows| !rows.is_empty()) fallback=move || view! { <Calm text=calm test_id="attack-source"/> }>
                <div class="table-wrap" tabindex="0">
                    <table class="table cards">
                        <caption class="sr">"Where attempts come from"</caption>
                        <thead><tr>
                            <th scope="col">"IP address"</th><th scope="col" class="r">"Failures"</th>
                            <th scope="col" class="r">"Addresses tried"</th><th scope="col">"Last"</th>
                        </tr></thead>
                        <tbody>
                            <For each=move || rows.get() key=changing let:row><Line row/></For>
                        </tbody>
                    </table>
                </div>
            </Show>
        </section>
    }
}

/// A row is drawn again when something shown in it changes.
fn changing(row: &AttackSource) -> String {
    format!("{} {} {} {}", row.ip_address, row.failures, row.addresses, row.last_at)
}

#[component]
fn Line(row: AttackSource) -> impl IntoView {
    let format = use_format();
    let number = move |n: i64| format.with_value(|f| f.number(n));
    let tried = number(row.addresses);
    let unit = if row.addresses == 1 { "address" } else { "addresses" };
    let address = row.ip_address.clone();
    view! {
        <tr data-testid="attack-source" data-ip=address data-value=row.failures.to_string()>
            <td class="main mono">{row.ip_address}</td>
            <td class="r val strong">{number(row.failures)}<span class="unit">" failures"</span></td>
            <td class="r">{tried.clone()}</td>
            <td class="ink-2"><Ago at=Some(row.last_at)/></td>
            <td class="meta only-sm"><span class="small muted">{tried}" "{unit}" · last "<Ago at=Some(row.last_at)/></span></td>
        </tr>
    }
}

//! Which columns the file has.

use super::Choice;
use leptos::prelude::*;

/// Headers of the mailing list with what stands below them.
const MAILING: [(&str, &str); 9] = [
    ("Email", "as given"),
    ("Full Name", "as given"),
    ("Mobile Number", "with country code, such as +919876543210"),
    ("Signup Date", "when the profile came to be"),
    ("Last Login", "empty for never"),
    ("Login Count", "successful sign-ins"),
    ("Total Orders", "neither cancelled nor returned"),
    ("Total Spent", "plain digits, such as 64280.00"),
    ("Status", "always active"),
];

#[component]
pub fn Columns(choice: Choice) -> impl IntoView {
    let row = |(header, what): (&'static str, &'static str)| {
        view! { <tr><td class="mono">{header}</td><td class="ink-2" style="white-space:normal">{what}</td></tr> }
    };
    view! {
        <Show when=move || choice.is_marketing() fallback=|| view! { <FullNote/> }>
            <div>
                <div class="row between" style="margin-bottom:8px"><h3>"Columns"</h3><span class="small muted">"nine, in this order"</span></div>
                <div class="table-wrap" style="border:1px solid var(--line);border-radius:var(--r-md)">
                    <table class="table dense">
                        <thead><tr><th scope="col">"Column"</th><th scope="col">"Holds"</th></tr></thead>
                        <tbody>{MAILING.map(row).into_iter().collect_view()}</tbody>
                    </table>
                </div>
            </div>
        </Show>
    }
}

#[component]
fn FullNote() -> impl IntoView {
    view! {
        <div class="banner warn" data-testid="export-full-note">
            <span class="grow"><b>"Not a marketing file."</b>" It holds everybody, with or without consent, and every column: keep it as safe as the database."</span>
        </div>
    }
}

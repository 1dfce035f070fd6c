//! Which columns the file has.

use super::Choice;
use leptos::prelude::*;

/// Columns of the mailing list: name, header, and what stands below it.
const MAILING: [(&str, &str, &str); 9] = [
    ("email", "Email", "as given"),
    ("full_name", "Full Name", "as given"),
    ("mobile_number", "Mobile Number", "with country code, such as +919876543210"),
    ("signup_date", "Signup Date", "when the profile came to be"),
    ("last_login", "Last Login", "empty for never"),
    ("login_count", "Login Count", "successful sign-ins"),
    ("total_orders", "Total Orders", "neither cancelled nor returned"),
    ("total_spent", "Total Spent", "plain digits, such as 64280.00"),
    ("status", "Status", "always active"),
];

/// The names of those that are not left out, as the server takes them; nothing when all are in.
pub fn chosen(left_out: &[&str]) -> Option<String> {
    let names: Vec<&str> =
        MAILING.iter().map(|(name, ..)| *name).filter(|name| !left_out.contains(name)).collect();
    (!left_out.is_empty()).then(|| names.join(","))
}

#[component]
pub fn Columns(choice: Choice) -> impl IntoView {
    let row = move |(name, header, what): (&'static str, &'static str, &'static str)| {
        let is_in = move || choice.left_out.with(|out| !out.contains(&name));
        // a file of no columns is none
        let last = move || is_in() && choice.left_out.with(Vec::len) + 1 == MAILING.len();
        let change = move |event| {
            let checked = event_target_checked(&event);
            choice.left_out.update(|out| {
                out.retain(|other| *other != name);
                if !checked {
                    out.push(name);
                }
            });
        };
        view! {
            <tr>
                <td><label class="row nowrap" style="--gap:8px">
                    <input type="checkbox" class="check" data-testid=format!("export-column-{name}") prop:checked=is_in disabled=last on:change=change/>
                    <span class="mono">{header}</span>
                </label></td>
                <td class="ink-2" style="white-space:normal">{what}</td>
            </tr>
        }
    };
    let count = move || {
        let all = MAILING.len();
        match all - choice.left_out.with(Vec::len) {
            n if n == all => "all nine, in this order".to_owned(),
            n => format!("{n} of nine: leave out what the mailing tool does not need"),
        }
    };
    view! {
        <Show when=move || choice.is_marketing() fallback=|| view! { <FullNote/> }>
            <div>
                <div class="row between" style="margin-bottom:8px"><h3>"Columns"</h3><span class="small muted" data-testid="export-columns">{count}</span></div>
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

#[cfg(test)]
mod tests {
    use super::chosen;

    #[test]
    fn all_nine_need_no_names_and_the_rest_keep_their_order() {
        assert_eq!(chosen(&[]), None);
        let all_but = chosen(&["mobile_number", "status"]).unwrap();
        assert_eq!(all_but, "email,full_name,signup_date,last_login,login_count,total_orders,total_spent");
    }
}

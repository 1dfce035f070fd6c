//! One chart of this page as a file.

use crate::{
    browser,
    components::{load::explain, toast::use_toasts},
    icons::Icon,
    session::use_session,
};
use leptos::prelude::*;

/// Has the browser save a chart of login health.
#[component]
pub fn CsvButton(chart: &'static str) -> impl IntoView {
    let (session, toasts) = (StoredValue::new(use_session()), use_toasts());
    let save = Action::new_local(move |(): &()| {
        let session = session.get_value();
        async move {
            let query = [("chart", chart.to_owned())];
            match session.chart_csv("login-health", &query).await {
                Ok(bytes) => {
                    browser::save_csv(&format!("login-health-{chart}.csv"), &String::from_utf8_lossy(&bytes));
                }
                Err(error) => toasts.bad("The file was not made", explain(&error)),
            }
        }
    });
    view! {
        <button
            class="btn sm ghost push" title="Download as CSV" aria-label=format!("Download {chart} as CSV")
            data-testid=format!("csv-{chart}") disabled=save.pending() on:click=move |_| { save.dispatch(()); }
        >
            <Icon name="download" class="sm"/>"CSV"
        </button>
    }
}

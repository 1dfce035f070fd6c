//! Times as `time` elements: short text, exact title.

use crate::{feed::Now, format::MISSING, session::use_format};
use chrono::{DateTime, SecondsFormat, Utc};
use leptos::prelude::*;

/// `2 min ago`, kept up to date; an en dash, or `missing`, for never.
#[component]
pub fn Ago(at: Option<DateTime<Utc>>, #[prop(default = MISSING)] missing: &'static str) -> impl IntoView {
    let format = use_format();
    let Some(at) = at else { return view! { <span class="muted">{missing}</span> }.into_any() };
    let now = expect_context::<Now>().0;
    view! {
        <time datetime=at.to_rfc3339_opts(SecondsFormat::Secs, true) title=format.with_value(|f| f.stamp(at))>
            {move || format.with_value(|f| f.ago(at, now.get()))}
        </time>
    }
    .into_any()
}

/// `9 Nov`, or with its year.
#[component]
pub fn Day(at: DateTime<Utc>) -> impl IntoView {
    let format = use_format();
    let now = expect_context::<Now>().0;
    let text = move || format.with_value(|f| f.short_date(at, now.get()));
    view! {
        <time datetime=at.to_rfc3339_opts(SecondsFormat::Secs, true) title=format.with_value(|f| f.stamp(at))>
            {text}
        </time>
    }
}

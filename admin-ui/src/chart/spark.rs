//! A line without axes; the words beside it say what it shows.

use super::scale::{along, curve};
use leptos::prelude::*;

#[component]
pub fn Spark(values: Signal<Vec<i64>>) -> impl IntoView {
    let line = Memo::new(move |_| values.with(|values| path(values)));
    view! {
        <svg class="spark" viewBox="0 0 1000 1000" preserveAspectRatio="none" aria-hidden="true">
            <path d=move || line.with(|line| format!("{line}L1000 1000L0 1000Z")) fill="url(#fade)"></path>
            <path d=line fill="none" stroke="var(--c1)" stroke-width="1.6"></path>
        </svg>
    }
}

/// Between the lowest and the highest value, with a margin so the line isn't cut.
fn path(values: &[i64]) -> String {
    let (low, high) = (values.iter().min().copied(), values.iter().max().copied());
    let (Some(low), Some(high)) = (low, high) else { return String::new() };
    #[expect(clippy::cast_precision_loss, reason = "counts on a screen")]
    let y = |v: i64| if high == low { 930.0 } else { 930.0 - (v - low) as f64 * 860.0 / (high - low) as f64 };
    let points: Vec<_> =
        values.iter().enumerate().map(|(i, v)| (along(i, values.len()) * 10.0, y(*v))).collect();
    curve(&points)
}

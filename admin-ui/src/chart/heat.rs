//! Hours by weekday: a real table, so it is its own accessible form.

use crate::session::use_format;
use leptos::prelude::*;
use patron_api_types::stats::HeatRow;

/// How strong a cell is, 0 to 6: 0 for nothing, 6 for the most there is.
pub fn level(value: i64, most: i64) -> i64 {
    if value <= 0 || most <= 0 {
        return 0;
    }
    (value.saturating_mul(6).saturating_add(most - 1) / most).clamp(1, 6)
}

/// The scale's colours with what its ends stand for.
#[component]
pub fn Ramp(#[prop(into)] low: Signal<String>, #[prop(into)] high: Signal<String>) -> impl IntoView {
    let steps = (0..=6).map(|n| view! { <i style=format!("background:var(--h{n})")></i> }).collect_view();
    view! { <span class="ramp">{low}<span aria-hidden="true">{steps}</span>{high}</span> }
}

/// 24 hours by seven days. The numbers are there to be read out; who can see has the colours and the titles.
#[component]
pub fn HeatMap(
    #[prop(into)] rows: Signal<Vec<HeatRow>>,
    /// What is counted, for those who can't see the colours.
    #[prop(into)]
    caption: Signal<String>,
) -> impl IntoView {
    let format = use_format();
    let most = Memo::new(move |_| {
        rows.with(|rows| rows.iter().flat_map(|row| row.hours.iter().copied()).max().unwrap_or_default())
    });
    let body = move || rows.with(|rows| rows.iter().map(|row| line(row, most.get())).collect_view());
    let high = Signal::derive(move || format.with_value(|f| f.number(most.get())));
    view! {
        <div class="scroll-x" tabindex="0">
            <table class="heat" style="--cell:20px;--rowhead:36px;min-width:300px">
                <caption class="sr">{caption}</caption>
                <thead><tr><td class="none"></td>{(0..24).map(hour).collect_view()}</tr></thead>
                <tbody>{body}</tbody>
            </table>
        </div>
        <div class="row between" style="margin-top:12px">
            <span class="small ink-2" aria-hidden="true">{caption}</span>
            <Ramp low="0" high/>
        </div>
    }
}

/// Every third hour is seen; all are read out.
fn hour(n: usize) -> AnyView {
    if n.is_multiple_of(3) {
        view! { <th scope="col">{n}</th> }.into_any()
    } else {
        view! { <th scope="col"><span class="sr">{format!("{n:02}:00")}</span></th> }.into_any()
    }
}

fn line(row: &HeatRow, most: i64) -> AnyView {
    let format = use_format();
    let day = short(&row.weekday);
    let cell = |(hour, value): (usize, &i64)| {
        let number = format.with_value(|f| f.number(*value));
        let title = format!("{day} {hour:02}:00: {number}");
        let class = format!("h{}", level(*value, most));
        view! { <td class=class title=title><span class="sr">{number}</span></td> }
    };
    let cells = row.hours.iter().enumerate().map(cell).collect_view();
    view! { <tr><th scope="row">{day.clone()}</th>{cells}</tr> }.into_any()
}

/// `Mon` of `monday`.
fn short(weekday: &str) -> String {
    let mut letters = weekday.chars().take(3);
    let first = letters.next().map(|first| first.to_uppercase().collect::<String>());
    first.unwrap_or_default() + &letters.collect::<String>()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn levels_go_from_nothing_to_the_most() {
        assert_eq!([level(0, 0), level(0, 12), level(1, 12), level(2, 12), level(3, 12)], [0, 0, 1, 1, 2]);
        assert_eq!([level(11, 12), level(12, 12), level(1, 1), level(99, 12)], [6, 6, 6, 6]);
    }

    #[test]
    fn weekdays_are_short() {
        assert_eq!((short("monday"), short("")), ("Mon".to_owned(), String::new()));
    }
}

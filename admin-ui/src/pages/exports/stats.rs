//! This month in three figures.

use super::book::Book;
use crate::{
    feed::Now,
    format::{Format, export_words, number::bytes},
    session::use_format,
};
use chrono::{DateTime, Datelike, Utc};
use leptos::prelude::*;
use patron_api_types::exports::{Export, ExportStatus};
use std::collections::BTreeSet;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Figures {
    exports: i64,
    people: i64,
    actors: i64,
    kept: i64,
    kept_bytes: i64,
    /// Whether older records of this month may not have been looked at.
    at_least: bool,
}

#[component]
pub fn Stats(book: Book) -> impl IntoView {
    let format = use_format();
    let now = expect_context::<Now>().0;
    let figures = Memo::new(move |_| {
        let more = book.next.with(Option::is_some);
        book.exports.with(|all| format.with_value(|f| count(all, more, now.get(), f)))
    });
    let number = move |of: fn(&Figures) -> i64| {
        move || {
            let (n, at_least) = figures.with(|figures| (of(figures), figures.at_least));
            let text = format.with_value(|f| f.number(n));
            if at_least { format!("{text}+") } else { text }
        }
    };
    let by = move || match figures.with(|figures| figures.actors) {
        0 => "by nobody so far".to_owned(),
        1 => "by 1 person".to_owned(),
        n => format!("by {n} people"),
    };
    let kept = move || format.with_value(|f| f.number(figures.with(|figures| figures.kept)));
    let size = move || match figures.with(|figures| figures.kept_bytes) {
        0 => "each for 24 hours".to_owned(),
        n => format!("{}, each for 24 hours", bytes(n)),
    };
    view! {
        <section class="stats" style="--n:3" aria-label="This month" data-testid="exports-stats">
            <div class="stat compact"><span class="label">"Exports this month"</span>
                <span class="value" data-testid="exports-month">{number(|f| f.exports)}</span><span class="vs">{by}</span></div>
            <div class="stat compact"><span class="label" title="Whoever is in two files counts twice">"Rows exported"</span>
                <span class="value">{number(|f| f.people)}</span><span class="vs">"this month; marketing files hold consenting people only"</span></div>
            <div class="stat compact"><span class="label">"Files kept now"</span>
                <span class="value">{kept}</span><span class="vs">{size}</span></div>
        </section>
    }
}

fn count(all: &[Export], more: bool, now: DateTime<Utc>, format: &Format) -> Figures {
    let today = format.day(now);
    let of_month = |export: &&Export| {
        let day = format.day(export.created_at);
        (day.year(), day.month()) == (today.year(), today.month())
    };
    let month: Vec<&Export> = all.iter().filter(of_month).collect();
    let made = month.iter().filter(|e| matches!(e.status, ExportStatus::Done | ExportStatus::Expired));
    let actors: BTreeSet<&str> = month.iter().map(|export| export.actor.as_str()).collect();
    let is_kept =
        |export: &&Export| !export.streamed && export_words::status(export, now) == ExportStatus::Done;
    let length = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    Figures {
        exports: length(month.len()),
        people: made.map(|export| export.rows).sum(),
        actors: length(actors.len()),
        kept: length(all.iter().filter(is_kept).count()),
        kept_bytes: all.iter().filter(is_kept).map(|export| export.bytes).sum(),
        at_least: more && month.len() == all.len(),
    }
}

//! New customers by period, each against the span before it.

use super::read::{Held, definition, figure, people};
use crate::{components::stat::Delta, format::number::change};
use leptos::prelude::*;
use patron_api_types::stats::Overview;
use patron_domain::people_set::PeopleSet;

#[component]
pub fn Periods(o: Held) -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="periods-title" data-testid="periods">
            <header><h2 id="periods-title">"Periods"</h2><p class="push">"new customers"</p></header>
            <ul class="list" style="margin-top:8px">
                <Period o field="new_7d" label="Last 7 days" against="in the 7 days before" of=|o| o.new_7d before=|o| o.new_7d_before set=PeopleSet::New7d/>
                <Period o field="new_30d" label="Last 30 days" against="in the 30 days before" of=|o| o.new_30d before=|o| o.new_30d_before set=PeopleSet::New30d/>
                <Period o field="new_wtd" label="Week to date" against="in the same span last week" of=|o| o.new_wtd before=|o| o.new_wtd_before set=PeopleSet::NewWtd/>
                <Period o field="new_mtd" label="Month to date" against="in the same span last month" of=|o| o.new_mtd before=|o| o.new_mtd_before set=PeopleSet::NewMtd/>
            </ul>
        </section>
    }
}

#[component]
fn Period(
    o: Held,
    field: &'static str,
    label: &'static str,
    /// What the span before is called.
    against: &'static str,
    of: fn(&Overview) -> i64,
    before: fn(&Overview) -> i64,
    set: PeopleSet,
) -> impl IntoView {
    let (value, text) = figure(o, of);
    let (earlier, earlier_text) = figure(o, before);
    let delta = Memo::new(move |_| change(value.get(), earlier.get()));
    view! {
        <li>
            <span class="grow" title=definition(o, field)>
                <b class="clip">{label}</b>
                <small class="clip num">{earlier_text}" "{against}</small>
            </span>
            <span class="small">{move || delta.get().map(|change| view! { <Delta change=Some(change)/> })}</span>
            <a class="link num" href=people(set) data-testid=format!("period-{field}") data-value=move || value.get().to_string()>{text}</a>
        </li>
    }
}

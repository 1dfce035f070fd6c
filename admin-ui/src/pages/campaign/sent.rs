//! From those who were written to, to those who ordered; and who was left out, and why.

use super::{Held, Told};
use crate::{
    chart::{Bar, Bars},
    format::{campaign_words::channel, number::share},
    session::use_format,
};
use leptos::prelude::*;

#[component]
pub fn Sent(c: Held, r: Told) -> impl IntoView {
    let format = use_format();
    let rows = Memo::new(move |_| {
        let (people, buyers) = r.with(|r| (r.treated.people, r.treated.buyers));
        let bar = |name: &str, value: i64, id: &str| Bar {
            name: name.to_owned(),
            value,
            text: format.with_value(|f| f.number(value)),
            note: share(value, people).unwrap_or_default(),
            href: None,
            test_id: id.to_owned(),
        };
        vec![bar("People", people, "campaign-written"), bar("Ordered", buyers, "campaign-ordered")]
    });
    let lines = move || {
        c.with(|c| {
            let on = channel(c.channel);
            let since = r.with(|r| r.withdrawn);
            let recent = c.exclude_days.map(|days| {
                let days = if days == 1 { "day".to_owned() } else { format!("{days} days") };
                (format!("Skipped, in another campaign in the last {days}"), c.left_out_recent)
            });
            let unconverted = Some(r.with(|r| r.unconverted_orders)).filter(|n| *n > 0);
            let unconverted =
                unconverted.map(|n| ("Orders without a rate, not in the revenue".to_owned(), n));
            let lines = [
                (format!("Withdrew {on} consent since"), since),
                (format!("Skipped, withdrew {on} consent before"), c.left_out.withdrawn),
                (format!("Skipped, no {on} consent"), c.left_out.not_asked),
                ("Skipped, not active".to_owned(), c.left_out.not_active),
            ];
            let line = |(name, n): (String, i64)| {
                let n = format.with_value(|f| f.number(n));
                view! { <li class="row nowrap between"><span>{name}</span><b class="strong num">{n}</b></li> }
            };
            lines.into_iter().chain(recent).chain(unconverted).map(line).collect_view()
        })
    };
    view! {
        <section class="card" aria-labelledby="sent-title" data-testid="campaign-sent">
            <header><h2 id="sent-title">"From sent to ordered"</h2></header>
            <div class="body">
                <Bars rows/>
                <ul class="small ink-2" style="border-top:1px solid var(--line);margin-top:16px;padding-top:12px;display:grid;gap:7px">{lines}</ul>
            </div>
        </section>
    }
}

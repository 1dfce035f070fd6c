//! The campaigns as a table, newest first.

use crate::{
    components::{customer_table::on_link, load::Load, pager::Pager, skeleton, time::Day},
    feed::Now,
    format::{MISSING, campaign_words::standing, words},
    icons::Icon,
    remote::Paged,
    routes::{Route, use_go},
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::campaigns::Campaign;
use std::sync::Arc;

#[component]
pub fn List(campaigns: Paged<Campaign>, making: RwSignal<bool>) -> impl IntoView {
    let empty = Memo::new(move |_| {
        campaigns.first.value.with(|page| page.as_ref().is_some_and(|page| page.items.is_empty()))
    });
    view! {
        <section class="card flush" aria-label="Campaigns">
            <Load remote=campaigns.first what="The campaigns" waiting=skeleton::rows ready=move |_| view! {
                <Show when=move || !empty.get() fallback=move || view! { <Nothing making/> }>
                    <div class="table-wrap">
                        <table class="table cards">
                            <caption class="sr">"Campaigns"</caption>
                            <thead><tr>
                                <th scope="col">"Campaign"</th><th scope="col">"Status"</th><th scope="col">"Channel"</th><th scope="col">"Started"</th>
                                <th scope="col" class="r">"Written to"</th><th scope="col" class="r">"Held out"</th><th scope="col" class="r">"Cost"</th>
                            </tr></thead>
                            <tbody><For each=move || campaigns.rows.get() key=|row| row.key let:row>
                                <Line c=row.value position=row.key.1/>
                            </For></tbody>
                        </table>
                    </div>
                    <Pager list=campaigns what="campaigns"/>
                </Show>
            }.into_any()/>
        </section>
    }
}

/// Says what a campaign is for before there is one.
#[component]
fn Nothing(making: RwSignal<bool>) -> impl IntoView {
    view! {
        <div class="empty" data-testid="campaigns-empty">
            <span class="glyph lg"><Icon name="campaign" class="lg"/></span>
            <h3>"No campaigns yet"</h3>
            <p>"A campaign fixes the people of a segment at one moment and holds some of them out at random. You write to the others; afterwards \
                what both ordered shows what your message caused, not only what came after it."</p>
            <div class="row"><button class="btn" on:click=move |_| making.set(true)><Icon name="plus"/>"New campaign"</button></div>
        </div>
    }
}

#[component]
fn Line(c: Arc<Campaign>, position: usize) -> impl IntoView {
    let (format, go, now) = (use_format(), use_go(), expect_context::<Now>().0);
    let href = Route::Campaign(c.id).href();
    let target = href.clone();
    let open = move |event: leptos::ev::MouseEvent| {
        if !event.default_prevented() && !on_link(&event) {
            go(&target);
        }
    };
    let number = |n: i64| format.with_value(|f| f.number(n));
    let cost = match c.cost {
        Some(cost) => format.with_value(|f| f.exact_money(cost, &c.currency)),
        None => MISSING.to_owned(),
    };
    let of = c.segment_title.clone().unwrap_or_else(|| c.rule.clone());
    let (treated, held_out) = (number(c.treated), number(c.held_out));
    let people = format!("{treated} written to, {held_out} held out");
    let (name, channel, started_at) = (c.name.clone(), words::channel(c.channel), c.started_at);
    let badge = move || {
        let (word, tone) = standing(&c, now.get());
        view! { <span class=format!("badge dot {tone}")>{word}</span> }
    };
    view! {
        <tr class="link-row" data-testid="campaign-row" data-row=position.to_string() on:click=open>
            <td class="main" style="max-width:340px"><a href=href class="person" title=of.clone()><span><b>{name}</b><small>{of.clone()}</small></span></a></td>
            <td class="meta">
                <span class="row" style="--gap:4px 8px">{badge}<span class="small muted only-sm">{people}</span></span>
            </td>
            <td class="ink-2">{channel}</td>
            <td class="ink-2"><Day at=started_at/></td>
            <td class="r">{treated}</td>
            <td class="r">{held_out}</td>
            <td class="r val money">{cost}</td>
        </tr>
    }
}

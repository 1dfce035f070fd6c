//! Who is in it, with what they ordered in the window.

use super::Held;
use crate::{
    components::{
        avatar::{Avatar, display_name},
        customer_table::on_link,
        load::Load,
        pager::Pager,
        skeleton,
    },
    remote::{Paged, Row},
    routes::{Route, use_go},
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::campaigns::{CampaignMember, CampaignMembersQuery};

/// Rows a page.
const PAGE: u16 = 50;

#[component]
pub fn Members(c: Held) -> impl IntoView {
    let (id, currency) = c.with_untracked(|c| (c.id, StoredValue::new(c.currency.clone())));
    let group = RwSignal::new(None::<bool>);
    let people = Paged::new(
        move || group.get(),
        move |session, held_out, cursor| async move {
            session.campaign_members(id, &CampaignMembersQuery { held_out, limit: Some(PAGE), cursor }).await
        },
    );
    let choice = move |own: Option<bool>, text: &'static str, test_id: &'static str| {
        let pressed = move || if group.get() == own { "true" } else { "false" };
        view! { <button aria-pressed=pressed data-testid=test_id on:click=move |_| group.set(own)>{text}</button> }
    };
    let empty = Memo::new(move |_| {
        people.first.value.with(|page| page.as_ref().is_some_and(|page| page.items.is_empty()))
    });
    view! {
        <section class="card flush" aria-labelledby="members-title" data-testid="campaign-members">
            <header style="padding-bottom:12px"><h2 id="members-title">"People"</h2>
                <div class="push segmented" role="group" aria-label="Which people">
                    {choice(None, "All", "members-all")}{choice(Some(false), "Written to", "members-treated")}{choice(Some(true), "Held out", "members-held_out")}
                </div>
            </header>
            <div class:stale=people.first.busy>
                <Load remote=people.first what="The people" waiting=skeleton::rows ready=move |_| view! {
                    <Show when=move || !empty.get() fallback=|| view! { <div class="empty"><p>"Nobody."</p></div> }>
                        <div class="table-wrap">
                            <table class="table cards">
                                <caption class="sr">"People in this campaign"</caption>
                                <thead><tr><th scope="col">"Customer"</th><th scope="col">"Group"</th>
                                    <th scope="col" class="r">"Orders"</th><th scope="col" class="r">"Spent"</th></tr></thead>
                                <tbody><For each=move || people.rows.get() key=|row| row.key let:row><Member row currency/></For></tbody>
                            </table>
                        </div>
                        <Pager list=people what="people"/>
                    </Show>
                }.into_any()/>
            </div>
        </section>
    }
}

#[component]
fn Member(row: Row<CampaignMember>, currency: StoredValue<String>) -> impl IntoView {
    let (format, go) = (use_format(), use_go());
    let m = row.value;
    let href = Route::Customer(m.id).href();
    let target = href.clone();
    let open = move |event: leptos::ev::MouseEvent| {
        if !event.default_prevented() && !on_link(&event) {
            go(&target);
        }
    };
    let name = display_name(m.full_name.as_deref(), m.email.as_deref());
    let second = if m.full_name.is_some() { m.email.clone().unwrap_or_default() } else { String::new() };
    let (class, word) =
        if m.held_out { ("badge dot", "Held out") } else { ("badge dot accent", "Written to") };
    let orders = format.with_value(|f| f.number(m.orders));
    let unit = if m.orders == 1 { "order" } else { "orders" };
    let spent = format.with_value(|f| currency.with_value(|currency| f.exact_money(m.revenue, currency)));
    view! {
        <tr class="link-row" data-testid="campaign-member" data-held=m.held_out.to_string() data-row=row.key.1.to_string() on:click=open>
            <td class="main"><a href=href class="person"><Avatar name=name.clone()/><span><b>{name}</b><small>{second}</small></span></a></td>
            <td class="meta"><span class="row" style="--gap:6px"><span class=class>{word}</span><span class="small muted only-sm">{orders.clone()}" "{unit}</span></span></td>
            <td class="r">{orders}</td>
            <td class="r val money">{spent}</td>
        </tr>
    }
}

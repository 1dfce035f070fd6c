//! The campaigns the person was in.

use super::{
    Subject,
    lists::{Listed, page},
};
use crate::{
    components::time::Ago,
    format::words,
    icons::Icon,
    remote::{Paged, Row},
    routes::Route,
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::campaigns::CustomerCampaign;

#[component]
pub fn Campaigns(subject: Subject) -> impl IntoView {
    let id = subject.id;
    let list = Paged::new(
        || (),
        move |session, (), cursor| async move { session.customer_campaigns(id, &page(cursor)).await },
    );
    view! { <Listed list failed="The campaigns" what="campaigns" none="Was in no campaign so far." row=|row| view! { <Line row/> }.into_any()/> }
}

#[component]
fn Line(row: Row<CustomerCampaign>) -> impl IntoView {
    let format = use_format();
    let c = row.value;
    let did = match c.orders {
        0 => "ordered nothing in its window".to_owned(),
        n => {
            let unit = if n == 1 { "order" } else { "orders" };
            format.with_value(|f| format!("{} {unit}, {} in its window", f.number(n), f.money(c.revenue)))
        }
    };
    let (class, word) =
        if c.held_out { ("badge dot", "Held out") } else { ("badge dot accent", "Written to") };
    view! {
        <li tabindex="-1" data-testid="customer-campaign" data-row=row.key.1.to_string()>
            <span class="glyph accent"><Icon name="campaign"/></span>
            <span class="grow">
                <b class="clip"><a class="link" style="color:inherit" href=Route::Campaign(c.id).href()>{c.name.clone()}</a></b>
                <small class="clip">{words::channel(c.channel)}" · "{did}</small>
            </span>
            <span class="ends"><span class=class>{word}</span><small><Ago at=Some(c.started_at)/></small></span>
        </li>
    }
}

//! What is known of the person.

use crate::{
    components::badge::Verified,
    format::{MISSING, data_words, json_words, time::full_date, words},
    icons::Icon,
    session::use_format,
};
use leptos::prelude::*;
use patron_api_types::customers::{Customer, FirstTouch, OpeningBalance};
use patron_domain::acquisition::AcquisitionChannel;
use std::sync::Arc;

#[component]
pub fn Profile(c: RwSignal<Arc<Customer>>, editing: RwSignal<bool>) -> impl IntoView {
    view! {
        <section class="card" aria-labelledby="profile-title">
            <header>
                <h2 id="profile-title">"Profile"</h2>
                <button class="btn sm ghost push" aria-label="Edit profile" on:click=move |_| editing.set(true)><Icon name="pencil" class="sm"/>"Edit"</button>
            </header>
            <div class="body">
                {move || c.with(|c| facts(c))}
                {move || c.with(|c| (!c.traits.is_empty()).then(|| traits(c)))}
            </div>
        </section>
        {move || c.with(|c| c.opening_balance.as_ref().map(opening))}
    }
}

fn facts(c: &Customer) -> AnyView {
    let or_missing = |text: &Option<String>| text.clone().unwrap_or_else(|| MISSING.to_owned());
    let mobile = c.mobile_e164.as_deref().map(words::phone).or_else(|| c.mobile_number.clone());
    let categories = c
        .preferred_categories
        .iter()
        .map(|name| view! { <span class="tag">{name.clone()}</span> })
        .collect_view();
    let no_category = c.preferred_categories.is_empty().then_some(MISSING);
    let last = Some(&c.last_touch).filter(|last| **last != FirstTouch::default() && **last != c.first_touch);
    view! {
        <dl class="facts">
            <dt>"Email"</dt><dd data-testid="profile-email">{or_missing(&c.row.email)}" "<Verified verified=c.row.email_verified/></dd>
            <dt>"Mobile"</dt><dd class="num" data-testid="profile-mobile">{or_missing(&mobile)}</dd>
            <dt>"Location"</dt><dd data-testid="profile-location">{or_missing(&c.row.location)}</dd>
            <dt>"Signed up"</dt><dd>{words::signup_method(c.row.signup_method)}", "{words::source(c.row.source)}</dd>
            {touch(["First touch", "First page"], "profile-first-touch", c.first_channel, &c.first_touch)}
            {last.map(|last| touch(["Last touch", "Its first page"], "profile-last-touch", c.last_channel, last))}
            <dt>"Likes"</dt><dd><span class="row" style="justify-content:flex-end;--gap:4px">{categories}{no_category}</span></dd>
            <dt>"Last device"</dt><dd title=c.user_agent.clone()>{or_missing(&c.device_info)}</dd>
            <dt>"Last address"</dt><dd class="mono">{or_missing(&c.ip_address)}</dd>
            <dt>"Account"</dt><dd>{if c.user_id.is_some() { "can sign in" } else { "none: known from the shop only" }}</dd>
        </dl>
    }
    .into_any()
}

/// What the shop says of the person in words of its own.
fn traits(c: &Customer) -> AnyView {
    let lines = c
        .traits
        .iter()
        .map(|(name, value)| view! { <dt>{data_words::field(name)}</dt><dd>{json_words::value(value)}</dd> })
        .collect_view();
    view! {
        <h3 style="margin:16px 0 8px;font:var(--t-13);font-weight:var(--w-medium)">"Traits"</h3>
        <dl class="facts" data-testid="profile-traits">{lines}</dl>
    }
    .into_any()
}

/// A touch under its name: the channel and what it was told by. Its page has the second name.
fn touch(
    names: [&'static str; 2],
    id: &'static str,
    channel: AcquisitionChannel,
    touch: &FirstTouch,
) -> AnyView {
    let [name, page] = names;
    let told = told_by(touch).map(|text| view! { <br/><span class="small muted">{text}</span> });
    let landing = touch.landing_path.clone();
    view! {
        <dt>{name}</dt><dd data-testid=id>{channel.title()}{told}</dd>
        {landing.map(|path| view! { <dt>{page}</dt><dd class="mono">{path}</dd> })}
    }
    .into_any()
}

/// `instagram / social, campaign diwali`, or where the link came from.
fn told_by(touch: &FirstTouch) -> Option<String> {
    let utm =
        [&touch.utm_source, &touch.utm_medium].into_iter().flatten().cloned().collect::<Vec<_>>().join(" / ");
    let campaign = touch.utm_campaign.as_ref().map(|name| format!("campaign {name}"));
    let parts: Vec<String> = [Some(utm).filter(|t| !t.is_empty()), campaign].into_iter().flatten().collect();
    if parts.is_empty() { touch.referrer.clone() } else { Some(parts.join(", ")) }
}

fn opening(balance: &OpeningBalance) -> AnyView {
    let format = use_format();
    let number = |n: i32| format.with_value(|f| f.number(n.into()));
    view! {
        <section class="card" aria-labelledby="opening-title" data-testid="opening-balance">
            <header><h2 id="opening-title">"Opening balance"</h2><p class="push">"as of "{full_date(balance.as_of)}</p></header>
            <div class="body"><dl class="facts">
                <dt>"Orders"</dt><dd class="num">{number(balance.orders)}</dd>
                <dt>"Spent"</dt><dd class="num">{format.with_value(|f| f.money(balance.spent))}</dd>
                <dt>"Sign-ins"</dt><dd class="num">{number(balance.logins)}</dd>
            </dl><p class="small muted" style="margin-top:10px">"Brought by an import for the time before; part of the totals above."</p></div>
        </section>
    }
    .into_any()
}

//! The overview: the cards, growth, consent, logins, and what else the owner asked to see at a glance.

mod activity;
mod cards;
mod consent;
mod figures;
mod growth;
mod heat;
mod logins;
mod periods;
mod read;
mod reasons;
mod segments;
mod tiles;
mod valuable;

use crate::{
    components::{
        as_of::{AsOf, RebuildingNote},
        load::Load,
        skeleton,
        topbar::use_page,
    },
    feed::{Feed, Now},
    format::time::long_date,
    icons::Icon,
    routes::Route,
    session::{Desk, use_format},
};
use leptos::prelude::*;
use patron_api_types::stats::{Overview, OverviewDay};
use std::sync::Arc;

/// The days of the last answer; changes only when a number of a day does.
type Days = Memo<Vec<OverviewDay>>;

#[component]
pub fn OverviewPage() -> impl IntoView {
    use_page(|| "Overview".to_owned(), None);
    let feed = expect_context::<Feed>();
    view! {
        <Head/>
        <Load remote=feed.overview what="The overview" waiting=|| skeleton::stats(4, false) ready=|o| view! { <Body o/> }.into_any()/>
    }
}

#[component]
fn Head() -> impl IntoView {
    let (feed, format, now) = (expect_context::<Feed>(), use_format(), expect_context::<Now>().0);
    let name = expect_context::<StoredValue<Desk>>().with_value(|d| d.current.staff.full_name.clone());
    let first = name.and_then(|name| name.split_whitespace().next().map(|first| format!(", {first}")));
    let greeting = move || match format.with_value(|f| f.hour(now.get())) {
        4..12 => "Good morning",
        12..17 => "Good afternoon",
        _ => "Good evening",
    };
    let line = move || {
        let day = long_date(format.with_value(|f| f.day(now.get())));
        let today = feed.overview.value.get().map(|o| match o.new_today {
            0 => " Nobody has joined yet today.".to_owned(),
            1 => " One person joined today.".to_owned(),
            n => format!(" {} people joined today.", format.with_value(|f| f.number(n))),
        });
        format!("{day}.{}", today.unwrap_or_default())
    };
    view! {
        <div class="page-head">
            <div><h1 tabindex="-1">{greeting}{first}</h1><p>{line}</p></div>
            <div class="row"><a class="btn" href=Route::Exports.href()><Icon name="download"/>"Export for marketing"</a></div>
        </div>
    }
}

#[component]
fn Body(o: RwSignal<Arc<Overview>>) -> impl IntoView {
    let days: Days = Memo::new(move |_| o.with(|o| o.days.clone()));
    let rebuilding = Memo::new(move |_| o.with(|o| o.rebuilding.clone()));
    let zone = Memo::new(move |_| o.with(|o| o.time_zone.clone()));
    let at = Memo::new(move |_| o.with(|o| o.as_of));
    view! {
        <div class="stack">
            <RebuildingNote rebuilding zone/>
            <cards::Cards o days/>
            <tiles::Tiles o/>
            <DefaultConsents o/>
            <div class="grid fill" style="--cols:minmax(0,1.9fr) minmax(0,1fr)">
                <growth::Growth o days/>
                <periods::Periods o/>
            </div>
            <div class="grid fill" style="--cols:minmax(0,1.2fr) minmax(0,1fr) minmax(0,1fr)">
                <consent::ConsentByChannel o/>
                <reasons::FailureReasons o/>
                <figures::Figures o/>
            </div>
            <div class="grid fill" style="--cols:minmax(0,1.9fr) minmax(0,1fr)">
                <div class="stack">
                    <logins::Logins o days/>
                    <segments::SegmentsToWatch/>
                </div>
                <activity::ActivityCard/>
            </div>
            <div class="grid fill" style="--cols:minmax(0,1.1fr) minmax(0,1fr)">
                <valuable::MostValuable/>
                <heat::SignInHours/>
            </div>
            <AsOf at zone/>
        </div>
    }
}

/// Said as it is: a default is no consent everywhere.
#[component]
fn DefaultConsents(o: RwSignal<Arc<Overview>>) -> impl IntoView {
    let format = use_format();
    let count = Memo::new(move |_| o.with(|o| o.email_opt_ins_default));
    move || {
        let n = count.get();
        let people = if n == 1 { "email opt-in rests" } else { "email opt-ins rest" };
        (n > 0).then(|| view! {
            <div class="banner" data-testid="default-consents">
                <Icon name="shield"/>
                <span class="grow"><b>{format.with_value(|f| f.number(n))}" "{people}" on the default alone"</b>
                    ": no valid consent in the EU and, from May 2027, in India."</span>
                <a class="link small" style="color:inherit;text-decoration:underline" href=Route::ExportExpress.href()>"Export express consent only"</a>
            </div>
        })
    }
}

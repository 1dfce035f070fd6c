//! One campaign: how it was set up, what came of it, who is in it.

mod chart;
mod edit;
mod figures;
mod files;
mod groups;
mod head;
mod members;
mod sent;
mod setup;
mod verdict;

use crate::{
    components::{load::Load, skeleton, topbar::use_page},
    pages::not_found::NoSuch,
    remote::{Remote, on_return},
    routes::Route,
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;
use patron_api_types::campaigns::{Campaign, CampaignResult};
use patron_domain::ids::CampaignId;
use std::sync::Arc;

/// The last answers.
type Held = RwSignal<Arc<Campaign>>;
type Told = RwSignal<Arc<CampaignResult>>;

/// The campaign on this page and what a change has to refresh.
#[derive(Clone, Copy)]
struct Subject {
    id: CampaignId,
    remote: Remote<Campaign>,
    result: Remote<CampaignResult>,
}

#[component]
pub fn CampaignPage() -> impl IntoView {
    let params = use_params_map();
    let id =
        Memo::new(move |_| params.with(|p| p.get_str("id").and_then(|id| id.parse::<CampaignId>().ok())));
    move || match id.get() {
        Some(id) => view! { <Known id/> }.into_any(),
        None => view! { <Unknown/> }.into_any(),
    }
}

#[component]
fn Known(id: CampaignId) -> impl IntoView {
    let remote = Remote::new(|| (), move |session, ()| async move { session.campaign(id).await });
    let result = Remote::new(|| (), move |session, ()| async move { session.campaign_result(id).await });
    on_return(move || {
        remote.again();
        result.again();
    });
    let subject = Subject { id, remote, result };
    let name = Memo::new(move |_| remote.value.with(|c| c.as_ref().map(|c| c.name.clone())));
    use_page(
        move || name.get().unwrap_or_else(|| "Campaign".to_owned()),
        Some(("Campaigns", Route::Campaigns)),
    );
    let missing = remote.is_missing();
    move || {
        if missing.get() {
            view! { <Unknown/> }.into_any()
        } else {
            view! { <Load remote what="This campaign" waiting=waiting ready=move |c| view! { <Body c subject/> }.into_any()/> }.into_any()
        }
    }
}

fn waiting() -> AnyView {
    view! {
        <div class="page-head"><div style="height:52px"></div></div>
        {counting()}
    }
    .into_any()
}

fn counting() -> AnyView {
    view! {
        <div class="stack">
            {skeleton::stats(5, false)}
            <section class="card">{skeleton::block(290)}</section>
        </div>
    }
    .into_any()
}

#[component]
fn Body(c: Held, subject: Subject) -> impl IntoView {
    let editing = RwSignal::new(false);
    view! {
        <head::Head c editing/>
        <div class="stack">
            <Load remote=subject.result what="The result" waiting=counting ready=move |r| view! { <Came c r editing/> }.into_any()/>
            <div class="grid" style="--cols:minmax(0,1.75fr) minmax(0,1fr)">
                <members::Members c/>
                <files::Files c/>
            </div>
        </div>
        <edit::EditDialog open=editing c subject/>
    }
}

/// What came of it.
#[component]
fn Came(c: Held, r: Told, editing: RwSignal<bool>) -> impl IntoView {
    view! {
        <div class="stack">
            <figures::Figures c r editing/>
            <verdict::Verdict c r/>
            <div class="grid fill" style="--cols:minmax(0,1.75fr) minmax(0,1fr)">
                <chart::Shares c r/>
                <sent::Sent c r/>
            </div>
            <div class="grid fill" style="--cols:minmax(0,1.75fr) minmax(0,1fr)">
                <groups::Groups c r/>
                <setup::SetUp c/>
            </div>
        </div>
    }
}

#[component]
fn Unknown() -> impl IntoView {
    let list = ("Campaigns", Route::Campaigns);
    view! { <NoSuch icon="campaign" title="There is no such campaign" text="The link may not be whole." list all="All campaigns"/> }
}

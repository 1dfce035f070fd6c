//! Analytics: growth, retention, value, channels, RFM, engagement, consent. The address bar holds what is shown.

mod card;
mod channels;
mod consent;
mod consent_tables;
mod engagement;
mod engagement_bars;
mod foot;
mod growth;
mod growth_data;
mod links;
mod range;
mod refresh;
mod retention;
mod rfm;
mod state;
mod summary;
mod value;
mod value_data;

use crate::{
    analytics_view::{AnalyticsView, Tab},
    components::topbar::use_page,
    format::stats_words,
    routes::Route,
};
use leptos::prelude::*;
use patron_api_types::stats::Unit;
use state::PageState;

#[component]
pub fn AnalyticsPage() -> impl IntoView {
    use_page(|| "Analytics".to_owned(), None);
    let state = PageState::new();
    let tab = Memo::new(move |_| state.view.get().tab);
    view! {
        <div class="page-head" style="margin-bottom:6px">
            <div><h1 class="as-title" tabindex="-1">"Analytics"</h1></div>
            <div class="row">
                <Show when=move || tab.get().has_unit()><Units state/></Show>
                <Show when=move || tab.get().has_span()><range::RangeMenu state/></Show>
            </div>
        </div>
        <Tabs state/>
        {move || match tab.get() {
            Tab::Summary => view! { <summary::Summary state/> }.into_any(),
            Tab::Growth => view! { <growth::GrowthTab state/> }.into_any(),
            Tab::Retention => view! { <retention::RetentionTab state/> }.into_any(),
            Tab::LifetimeValue => view! { <value::ValueTab/> }.into_any(),
            Tab::Channels => view! { <channels::ChannelsTab state/> }.into_any(),
            Tab::Rfm => view! { <rfm::RfmTab/> }.into_any(),
            Tab::Engagement => view! { <engagement::EngagementTab state/> }.into_any(),
            Tab::Consent => view! { <consent::ConsentTab state/> }.into_any(),
        }}
    }
}

/// Links, so that a report opens in a new tab too; the span stays.
#[component]
fn Tabs(state: PageState) -> impl IntoView {
    let tab = move |tab: Tab| {
        let href = move || Route::Analytics(AnalyticsView { tab, ..state.view.get() }).href();
        let current = move || (state.view.get().tab == tab).then_some("page");
        let test_id = format!("analytics-tab-{}", tab.word());
        view! { <a href=href aria-current=current data-noscroll="true" data-testid=test_id>{tab.title()}</a> }
    };
    view! {
        <nav class="tabs" style="margin-bottom:16px" aria-label="Reports">
            {Tab::ALL.map(tab).into_iter().collect_view()}
        </nav>
    }
}

#[component]
fn Units(state: PageState) -> impl IntoView {
    let button = move |unit: Unit, text: &'static str| {
        let pressed = move || if state.view.get().unit == unit { "true" } else { "false" };
        let test_id = format!("analytics-unit-{}", stats_words::unit(unit));
        let choose = move |_| state.change(|view| view.unit = unit);
        view! { <button aria-pressed=pressed data-testid=test_id on:click=choose>{text}</button> }
    };
    view! {
        <div class="segmented" role="group" aria-label="Group by">
            {button(Unit::Day, "Day")}{button(Unit::Week, "Week")}{button(Unit::Month, "Month")}
        </div>
    }
}

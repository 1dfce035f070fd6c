//! The summary: one card of each report.

use super::{
    channels::{self, ChannelBars, ChannelQuality, channels_of},
    engagement::{HeatCard, engagement_of},
    foot::{Report, said},
    growth::{ActiveCard, growth_of},
    refresh::Prepared,
    retention::{self, RetentionCard, retention_of},
    rfm::{GridCard, rfm_of},
    state::PageState,
    value::{CurvesCard, value_of},
};
use leptos::prelude::*;
use patron_api_types::stats::retention::Entry;

#[component]
pub fn Summary(state: PageState) -> impl IntoView {
    let (cohorts, touches) = (retention::Wanted::new(Entry::Order), channels::Wanted::new(state));
    let (growth, engagement) = (growth_of(state), engagement_of(state));
    let (retention, value, rfm) = (retention_of(cohorts), value_of(), rfm_of());
    let channels = channels_of(touches);
    // they are computed together; the oldest says how old all may be
    let computed_at = move || {
        let retention = retention.value.with(|r| r.as_ref().and_then(|r| r.computed_at));
        let value = value.value.with(|v| v.as_ref().and_then(|v| v.computed_at));
        let rfm = rfm.value.with(|r| r.as_ref().and_then(|r| r.computed_at));
        [retention, value, rfm].into_iter().flatten().min()
    };
    let prepared = Prepared::new(computed_at, move || {
        retention.again();
        value.again();
        rfm.again();
    });
    let all = vec![said(growth), said(engagement), said(retention), said(value), said(rfm), said(channels)];
    view! {
        <Report said=all prepared>
            <div class="grid fill" style="--cols:minmax(0,1.5fr) minmax(0,1fr)">
                <ActiveCard growth state/>
                <CurvesCard value/>
            </div>
            <div class="grid fill" style="--cols:minmax(0,1.5fr) minmax(0,1fr)">
                <RetentionCard retention wanted=cohorts state/>
                <GridCard rfm/>
            </div>
            <div class="grid fill" style="--cols:minmax(0,1fr) minmax(0,1fr) minmax(0,1.1fr)">
                <ChannelBars channels wanted=touches/>
                <ChannelQuality channels wanted=touches brief=true/>
                <HeatCard engagement state/>
            </div>
        </Report>
    }
}

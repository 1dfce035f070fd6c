//! Consent: given and withdrawn over time, and where it stands.

use super::{
    card::{Card, Choice, Csv, Plotted},
    consent_tables::{MethodsCard, StandCard, VersionsCard},
    foot::{Report, said},
    state::{PageState, kept},
};
use crate::{
    chart::{Data, Kind, Legend, Series},
    components::skeleton,
    format::{
        stats_words::{period, period_tick, unit},
        words,
    },
    remote::Remote,
};
use chrono::NaiveDate;
use leptos::prelude::*;
use patron_api_types::stats::{ConsentBucket, ConsentFlow, ConsentStats};
use patron_domain::consent::Channel;

fn consent_of(state: PageState) -> Remote<ConsentStats> {
    kept(Remote::new(
        move || state.span.get(),
        |session, span| async move { session.consent_stats(&span).await },
    ))
}

#[component]
pub fn ConsentTab(state: PageState) -> impl IntoView {
    let consent = consent_of(state);
    view! {
        <Report said=vec![said(consent)]>
            <FlowCard consent state/>
            <StandCard consent/>
            <div class="grid fill"><VersionsCard consent state/><MethodsCard consent state/></div>
        </Report>
    }
}

#[component]
fn FlowCard(consent: Remote<ConsentStats>, state: PageState) -> impl IntoView {
    let channel = RwSignal::new(Channel::Email);
    let data = Memo::new(move |_| {
        let (channel, today) = (channel.get(), state.today.get());
        consent.value.with(|c| c.as_ref().map(|c| flow(c, channel, today))).unwrap_or_default()
    });
    view! {
        <Card
            remote=consent name="consent" title="Consent given and withdrawn" field="given" what="Consent"
            csv=Csv::of_span("consents", "series", state) waiting=|| skeleton::block(290)
            ready=move |_| view! { <div style="margin-bottom:12px"><Legend data/></div><Plotted data/> }.into_any()
        >
            <Choice label="Channel" value=channel options=vec![
                (Channel::Email, "Email", "consent-email"), (Channel::Sms, "SMS", "consent-sms"),
                (Channel::Whatsapp, "WhatsApp", "consent-whatsapp"),
            ]/>
        </Card>
    }
}

/// A default is told apart from an act: nobody acted.
fn flow(c: &ConsentStats, channel: Channel, today: NaiveDate) -> Data {
    let column = |of: fn(&ConsentFlow) -> i64| -> Vec<i64> {
        let found = |b: &ConsentBucket| {
            b.channels.iter().find(|flow| flow.channel == channel).map(of).unwrap_or_default()
        };
        c.buckets.iter().map(found).collect()
    };
    let (acts, defaults) = (column(|f| f.given - f.given_by_default), column(|f| f.given_by_default));
    let withdrawn = column(|f| f.withdrawn);
    let finding = format!(
        "Consent for {} by {}: {} given by people, {} by default, {} withdrawn",
        words::channel(channel),
        unit(c.unit),
        acts.iter().sum::<i64>(),
        defaults.iter().sum::<i64>(),
        withdrawn.iter().sum::<i64>(),
    );
    Data {
        finding,
        ticks: c.buckets.iter().map(|b| period_tick(b.start, c.unit, today)).collect(),
        names: c.buckets.iter().map(|b| period(b.start, b.end, c.unit, today)).collect(),
        series: vec![
            Series { name: "Given by people".into(), kind: Kind::Bar, colour: "var(--c1)", values: acts },
            Series { name: "By default".into(), kind: Kind::Bar, colour: "var(--c6)", values: defaults },
            Series { name: "Withdrawn".into(), kind: Kind::Line, colour: "var(--c2)", values: withdrawn },
        ],
        last_is_partial: c.buckets.last().is_some_and(|b| b.partial),
        ..Data::default()
    }
}

//! Consent: where it stands, and what was given and withdrawn.

use super::{
    calendar::Calendar,
    figures::{Figures, Row},
    span::{Period, Span},
};
use crate::Result;
use patron_domain::consent::{Channel, ConsentBasis};
use rust_decimal::Decimal;
use sqlx::PgConnection;
use std::collections::BTreeMap;

/// Where consent on one channel stands.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "documented on the wire type")]
pub struct ChannelState {
    pub channel: Channel,
    pub with_address: i64,
    pub subscribed: i64,
    pub express: i64,
    pub by_default: i64,
    pub imported: i64,
    pub pending: i64,
    pub unsubscribed: i64,
    pub reachable: i64,
}

/// Consent now and over a span.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "documented on the wire type")]
pub struct Consents {
    pub channels: Vec<ChannelState>,
    pub buckets: Vec<Bucket>,
    pub by_version: Vec<Source>,
    pub by_method: Vec<Source>,
}

/// One period.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "documented on the wire type")]
pub struct Bucket {
    pub period: Period,
    pub channels: Vec<Flow>,
}

/// What changed on one channel.
#[derive(Debug, Clone, Copy, PartialEq)]
#[expect(missing_docs, reason = "documented on the wire type")]
pub struct Flow {
    pub channel: Channel,
    pub given: i64,
    pub given_by_default: i64,
    pub withdrawn: i64,
}

/// Where consents came from.
#[derive(Debug, Clone, PartialEq)]
#[expect(missing_docs, reason = "documented on the wire type")]
pub struct Source {
    pub key: String,
    pub given: i64,
    pub withdrawn: i64,
}

/// Reads consent. Nothing when the calendar is no longer the ready one.
///
/// # Errors
/// When the database can't be reached.
pub async fn read(conn: &mut PgConnection, calendar: &Calendar, span: &Span) -> Result<Option<Consents>> {
    let rows = sqlx::query_as!(
        Row,
        r#"select 'generation' as "metric!", null::date[] as "days?",
             array[generation::numeric] as "amounts!: Vec<Decimal>"
             from rollup_calendars where ready
           union all
           select metric, null, array[sum(value)] from rollup_totals
             where metric like 'email\_%' or metric like 'sms\_%' or metric like 'whatsapp\_%' group by metric
           union all
           select metric, array_agg(period), array_agg(total) from (
             select metric, case when $3::int = 0 then date_trunc('month', day::timestamp)::date
                 else $1::date + (day - $1::date) / nullif($3, 0) * $3 end as period, sum(value) as total
             from daily_counts
             where metric >= 'consent_given:' and metric < 'consent_given;' and day between $1 and $2
             group by 1, 2) s
           group by metric
           union all
           select metric, array_agg(period), array_agg(total) from (
             select metric, case when $3 = 0 then date_trunc('month', day::timestamp)::date
                 else $1 + (day - $1) / nullif($3, 0) * $3 end as period, sum(value) as total
             from daily_counts
             where metric >= 'consent_withdrawn:' and metric < 'consent_withdrawn;' and day between $1 and $2
             group by 1, 2) s
           group by metric
           union all
           select metric, null, array[sum(value)] from daily_counts
             where metric >= 'consent_version:' and metric < 'consent_version;' and day between $1 and $2
             group by metric
           union all
           select metric, null, array[sum(value)] from daily_counts
             where metric >= 'consent_method:' and metric < 'consent_method;' and day between $1 and $2
             group by metric"#,
        span.from,
        span.end,
        span.step.days()
    )
    .fetch_all(conn)
    .await?;
    Ok(Figures::of(rows, calendar).map(|figures| Consents {
        channels: channel_states(&figures),
        buckets: span.periods().into_iter().map(|period| bucket(&figures, period)).collect(),
        by_version: sources(&figures, "consent_version:"),
        by_method: sources(&figures, "consent_method:"),
    }))
}

/// Where consent stands, by the totals.
pub(super) fn channel_states(figures: &Figures) -> Vec<ChannelState> {
    let state = |channel: &Channel| {
        let count = |what: &str| figures.count(&format!("{channel}_{what}"));
        let basis = |basis: ConsentBasis| count(&format!("subscribed_{basis}"));
        ChannelState {
            channel: *channel,
            with_address: count("with_address"),
            subscribed: count("subscribed"),
            express: basis(ConsentBasis::Express),
            by_default: basis(ConsentBasis::Default),
            imported: basis(ConsentBasis::Import),
            pending: count("pending"),
            unsubscribed: count("unsubscribed"),
            reachable: count("reachable"),
        }
    };
    Channel::ALL.iter().map(state).collect()
}

fn bucket(figures: &Figures, period: Period) -> Bucket {
    let flow = |channel: &Channel| {
        let on = |metric: String| figures.on(&metric, period.start);
        // a consent without a basis is given too
        let bases = ConsentBasis::ALL.iter().map(|basis| basis.as_str()).chain(["none"]);
        Flow {
            channel: *channel,
            given: bases.map(|basis| on(format!("consent_given:{channel}:{basis}"))).sum(),
            given_by_default: on(format!("consent_given:{channel}:{}", ConsentBasis::Default)),
            withdrawn: on(format!("consent_withdrawn:{channel}")),
        }
    };
    Bucket { period, channels: Channel::ALL.iter().map(flow).collect() }
}

/// Given and withdrawn by key, most frequent first.
fn sources(figures: &Figures, prefix: &str) -> Vec<Source> {
    let mut by_key: BTreeMap<String, (i64, i64)> = BTreeMap::new();
    for (key, n) in figures.shares(&format!("{prefix}given:")) {
        by_key.entry(key).or_default().0 += n;
    }
    for (key, n) in figures.shares(&format!("{prefix}withdrawn:")) {
        by_key.entry(key).or_default().1 += n;
    }
    let source = |(key, (given, withdrawn))| Source { key, given, withdrawn };
    let mut sources: Vec<_> = by_key.into_iter().map(source).collect();
    // stable: equal ones stay by name
    sources.sort_by_key(|s| std::cmp::Reverse(s.given + s.withdrawn));
    sources
}

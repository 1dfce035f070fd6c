//! `GET /api/v1/stats/consents`.

use super::{
    answer::{self, Answer, Asked},
    definitions, question,
    rates::rate,
    span,
};
use crate::{
    error::ApiResult,
    extract::{Reader, ValidQuery},
    openapi::Problems,
    state::AppState,
};
use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use patron_api_types::stats::{
    About, ConsentBucket, ConsentChannel, ConsentFlow, ConsentSource, ConsentStats, SpanQuery,
};
use patron_db::stats::{
    calendar,
    consents::{self as store, Bucket, ChannelState, Flow, Source},
    span::Span,
};

/// Consent over time
///
/// Where consent stands on each channel and on what it rests, what was given and withdrawn by day, week or month, and
/// by version of the wording and by method. Charts as tables: `series`, `channels`, `versions`, `methods`.
#[utoipa::path(tag = "stats", operation_id = "get_consent_stats",
    params(SpanQuery, ("If-None-Match" = Option<String>, Header, description = "The `ETag` of the answer before.")),
    security(("staff" = []), ("secret_key" = ["customers:read"])),
    responses(
        (status = 200, description = "The numbers; with `format=csv` a chart of them.",
            content((ConsentStats = "application/json"), (String = "text/csv")),
            headers(("ETag" = String, description = "Of the numbers, whenever they were read."))),
        (status = 304, description = "Nothing has changed since the answer with this `ETag`."),
        Problems))]
#[get("/api/v1/stats/consents")]
pub async fn get_consent_stats(
    request: HttpRequest,
    state: Data<AppState>,
    _caller: Reader,
    query: ValidQuery<SpanQuery>,
) -> ApiResult<HttpResponse> {
    let query = query.get()?;
    let asked = Asked::from(&query);
    asked.chart_of::<ConsentStats>()?;
    if asked.is_table() {
        let consents = count(&state, &query).await?;
        return answer::respond(&request, &consents, consents.about.as_of, &asked);
    }
    let compute = async {
        let consents = count(&state, &query).await?;
        Answer::new(&consents, consents.about.as_of)
    };
    Ok(state.answers.ask(&state, &question("consents", &query), compute).await?.respond(&request))
}

async fn count(state: &AppState, query: &SpanQuery) -> ApiResult<ConsentStats> {
    let mut conn = state.db.staff.acquire().await?;
    loop {
        let calendar = calendar::ready(&mut conn).await?;
        let now = state.now();
        let span = span::checked(query, &calendar, calendar.day(now))?;
        if let Some(found) = store::read(&mut conn, &calendar, &span).await? {
            let about = answer::about_of(state, &calendar, now, definitions::CONSENTS);
            return Ok(wire(about, query, &span, found));
        }
    }
}

fn wire(about: About, query: &SpanQuery, span: &Span, c: store::Consents) -> ConsentStats {
    ConsentStats {
        about,
        unit: span::unit(query),
        from: span.from,
        to: span.to(),
        channels: channels(&c.channels),
        buckets: c.buckets.iter().map(bucket).collect(),
        by_version: c.by_version.into_iter().map(source).collect(),
        by_method: c.by_method.into_iter().map(source).collect(),
    }
}

/// Where consent stands, with its rates.
pub(super) fn channels(states: &[ChannelState]) -> Vec<ConsentChannel> {
    states.iter().map(channel).collect()
}

fn channel(c: &ChannelState) -> ConsentChannel {
    ConsentChannel {
        channel: c.channel,
        with_address: c.with_address,
        subscribed: c.subscribed,
        express: c.express,
        by_default: c.by_default,
        imported: c.imported,
        pending: c.pending,
        unsubscribed: c.unsubscribed,
        reachable: c.reachable,
        opt_in_rate: rate(c.subscribed, c.with_address),
        asked_rate: rate(c.subscribed + c.pending + c.unsubscribed, c.with_address),
        confirmed_rate: rate(c.express, c.with_address),
    }
}

fn bucket(b: &Bucket) -> ConsentBucket {
    ConsentBucket {
        start: b.period.start,
        end: b.period.end,
        partial: b.period.partial,
        channels: b.channels.iter().map(flow).collect(),
    }
}

fn flow(f: &Flow) -> ConsentFlow {
    ConsentFlow {
        channel: f.channel,
        given: f.given,
        given_by_default: f.given_by_default,
        withdrawn: f.withdrawn,
    }
}

fn source(s: Source) -> ConsentSource {
    ConsentSource { key: s.key, given: s.given, withdrawn: s.withdrawn }
}

//! `GET /api/v1/stats/channels`.

use super::{
    answer::{self, Answer, Asked},
    definitions,
    rates::{mean_money, rate},
};
use crate::{
    error::{ApiError, ApiResult},
    extract::{Reader, ValidQuery},
    openapi::Problems,
    state::AppState,
};
use actix_web::{HttpRequest, HttpResponse, get, web::Data};
use patron_api_types::stats::{ChannelRow, Channels, ChannelsQuery};
use patron_db::stats::{
    calendar::{self, shifted},
    channels::{self as store, Row},
    span::Step,
};
use patron_domain::acquisition::Touch;

/// Acquisition channels
///
/// Where customers came from, by their first or last touch before the sign-up: how many they are, how many of them
/// bought, what they spent and are worth. Of people who signed up in whole months. `channels` is the one chart.
#[utoipa::path(tag = "stats", operation_id = "get_channels",
    params(ChannelsQuery,
        ("If-None-Match" = Option<String>, Header, description = "The `ETag` of the answer before.")),
    security(("staff" = []), ("secret_key" = ["customers:read"])),
    responses(
        (status = 200, description = "The channels; with `format=csv` as a table.",
            content((Channels = "application/json"), (String = "text/csv")),
            headers(("ETag" = String, description = "Of the numbers, whenever they were read."))),
        (status = 304, description = "Nothing has changed since the answer with this `ETag`."),
        Problems))]
#[get("/api/v1/stats/channels")]
pub async fn get_channels(
    request: HttpRequest,
    state: Data<AppState>,
    _caller: Reader,
    query: ValidQuery<ChannelsQuery>,
) -> ApiResult<HttpResponse> {
    let query = query.get()?;
    if query.from.zip(query.to).is_some_and(|(from, to)| from > to) {
        return Err(ApiError::field("from", "must not be after to"));
    }
    let asked = Asked { format: query.format, chart: None };
    if asked.is_table() {
        let channels = count(&state, &query).await?;
        return answer::respond(&request, &channels, channels.about.as_of, &asked);
    }
    let compute = async {
        let channels = count(&state, &query).await?;
        Answer::new(&channels, channels.about.as_of)
    };
    let question = format!("channels {} {:?} {:?}", touch(&query), query.from, query.to);
    Ok(state.answers.ask(&state, &question, compute).await?.respond(&request))
}

fn touch(query: &ChannelsQuery) -> Touch {
    query.touch.unwrap_or(Touch::First)
}

async fn count(state: &AppState, query: &ChannelsQuery) -> ApiResult<Channels> {
    let mut conn = state.db.staff.acquire().await?;
    loop {
        let calendar = calendar::ready(&mut conn).await?;
        let now = state.now();
        let (from, to) =
            (query.from.map(|day| calendar.month_of(day)), query.to.map(|day| calendar.month_of(day)));
        let Some(rows) = store::read(&mut conn, &calendar, touch(query), from, to).await? else { continue };
        return Ok(Channels {
            about: answer::about_of(state, &calendar, now, definitions::CHANNELS),
            touch: touch(query),
            from,
            to: to.map(|month| shifted(Step::Month.after(month, 1), -1)),
            items: rows.iter().map(item).collect(),
        });
    }
}

fn item(r: &Row) -> ChannelRow {
    ChannelRow {
        channel: r.channel,
        customers: r.customers,
        buyers: r.buyers,
        conversion: rate(r.buyers, r.customers),
        repeat_buyers: r.repeat_buyers,
        opt_ins: r.opt_ins,
        orders: r.orders,
        revenue: r.revenue,
        lifetime_value: r.lifetime_value,
        average_lifetime_value: mean_money(r.lifetime_value, r.customers),
    }
}

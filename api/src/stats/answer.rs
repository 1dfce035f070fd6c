//! How statistics are answered: as JSON with an ETag, or one chart of it as a table.

use super::{charts::table, definitions};
use crate::{
    error::{ApiError, ApiResult},
    state::AppState,
};
use actix_web::{
    HttpRequest, HttpResponse,
    http::header::{self, ContentDisposition, DispositionParam, DispositionType},
    web::Bytes,
};
use chrono::{DateTime, Utc};
use patron_api_types::{
    problem::ErrorCode,
    stats::{About, ChartFormat, Rebuilding},
};
use patron_db::{
    PgConnection,
    stats::calendar::{self, Calendar},
};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};

/// How it is to be written.
#[derive(Debug, Clone, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(deny_unknown_fields, default)]
pub struct Asked {
    /// `csv` gives one chart as a table.
    pub format: Option<ChartFormat>,
    /// With `format=csv`: which chart; the first when absent.
    #[param(example = "days")]
    pub chart: Option<String>,
}

/// What can be had as tables.
pub trait Charts {
    /// The names of its charts, the first one first.
    const NAMES: &'static [&'static str];

    /// The header and the rows of a chart; those of the first one for a name that is not there.
    fn chart(&self, name: &str) -> (Vec<&'static str>, Vec<Vec<String>>);
}

impl Asked {
    /// Whether a table is wanted.
    pub fn is_table(&self) -> bool {
        self.format == Some(ChartFormat::Csv)
    }

    /// The chart meant.
    ///
    /// # Errors
    /// When there is none of this name.
    pub fn chart_of<T: Charts>(&self) -> ApiResult<&'static str> {
        let Some(wanted) = &self.chart else { return Ok(T::NAMES.first().copied().unwrap_or_default()) };
        let known = T::NAMES.iter().find(|name| *name == wanted);
        known
            .copied()
            .ok_or_else(|| ApiError::field("chart", format!("must be one of: {}", T::NAMES.join(" "))))
    }
}

/// An answer as it goes out; cheap to clone.
#[derive(Debug, Clone)]
pub struct Answer {
    json: Bytes,
    etag: String,
}

impl Answer {
    /// Writes `value`, whose numbers are as of `as_of`.
    ///
    /// # Errors
    /// Never in practice: it writes to memory.
    pub fn new<T: Serialize>(value: &T, as_of: DateTime<Utc>) -> ApiResult<Self> {
        let json = serde_json::to_string(value).map_err(internal)?;
        let stamp = serde_json::to_string(&as_of).map_err(internal)?;
        let mut hash = Sha256::new();
        // the time it was read is no part of what it says
        for part in json.split(&format!("\"as_of\":{stamp}")) {
            hash.update(part.as_bytes());
        }
        let digest = hash.finalize();
        let hex: String = digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
        Ok(Self { json: json.into(), etag: format!("W/\"{hex}\"") })
    }

    /// What was written.
    pub fn json(&self) -> &Bytes {
        &self.json
    }

    /// The response to `request`: 304 when the caller has this one already.
    pub fn respond(&self, request: &HttpRequest) -> HttpResponse {
        let mut known = request.headers().get_all(header::IF_NONE_MATCH).filter_map(|v| v.to_str().ok());
        let is_known = known.any(|list| list.split(',').any(|tag| self.is(tag.trim())));
        let mut response = if is_known { HttpResponse::NotModified() } else { HttpResponse::Ok() };
        response.insert_header((header::ETAG, self.etag.as_str()));
        response.insert_header((header::CACHE_CONTROL, "no-cache, private"));
        // one browser may be used by two people
        response.insert_header((header::VARY, "Authorization, apikey"));
        if is_known {
            return response.finish();
        }
        response.content_type("application/json").body(self.json.clone())
    }

    /// Weak comparison.
    fn is(&self, tag: &str) -> bool {
        tag == "*" || tag.trim_start_matches("W/") == self.etag.trim_start_matches("W/")
    }
}

fn internal(cause: impl std::fmt::Display) -> ApiError {
    ApiError::new(ErrorCode::Internal).cause(cause)
}

/// What the answers of this moment have in common.
///
/// # Errors
/// When the database can't be reached.
pub async fn about(
    state: &AppState,
    conn: &mut PgConnection,
    definitions: &[(&str, &str)],
) -> ApiResult<About> {
    let calendar = calendar::ready(conn).await?;
    Ok(about_of(state, &calendar, state.now(), definitions))
}

/// What answers in this calendar have in common.
pub(super) fn about_of(
    state: &AppState,
    calendar: &Calendar,
    as_of: DateTime<Utc>,
    definitions: &[(&str, &str)],
) -> About {
    About {
        as_of,
        time_zone: calendar.zone.name().into(),
        week_start: calendar.week_start.clone(),
        currency: state.shop.currency.clone(),
        rebuilding: rebuilding(calendar),
        definitions: definitions::map(definitions),
    }
}

/// The calendar to come, if one is being counted.
pub(super) fn rebuilding(calendar: &Calendar) -> Option<Rebuilding> {
    let coming = calendar.rebuilding.as_ref()?;
    Some(Rebuilding { time_zone: coming.time_zone.clone(), since: coming.since })
}

/// The response: JSON with an ETag, or a chart of it.
///
/// # Errors
/// When there is no such chart.
pub fn respond<T: Serialize + Charts>(
    request: &HttpRequest,
    value: &T,
    as_of: DateTime<Utc>,
    asked: &Asked,
) -> ApiResult<HttpResponse> {
    let chart = asked.chart_of::<T>()?;
    if !asked.is_table() {
        return Ok(Answer::new(value, as_of)?.respond(request));
    }
    let (header, rows) = value.chart(chart);
    let bytes = table::csv(&header, &rows).map_err(internal)?;
    let report = request.path().rsplit('/').next().unwrap_or_default();
    // `channels` has one chart, itself
    let name = if report == chart { report.to_owned() } else { format!("{report}-{chart}") };
    Ok(HttpResponse::Ok()
        .content_type("text/csv; charset=utf-8; header=present")
        .insert_header(ContentDisposition {
            disposition: DispositionType::Attachment,
            parameters: vec![DispositionParam::Filename(format!("patron-{name}.csv"))],
        })
        .insert_header((header::CACHE_CONTROL, "no-cache, private"))
        .body(bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Said {
        as_of: DateTime<Utc>,
        n: i64,
    }

    fn etag(seconds: i64, n: i64) -> String {
        let as_of = DateTime::from_timestamp(seconds, 5).unwrap();
        Answer::new(&Said { as_of, n }, as_of).unwrap().etag
    }

    #[test]
    fn the_tag_is_of_the_numbers_and_not_of_when_they_were_read() {
        assert_eq!(etag(1, 7), etag(2, 7));
        assert_ne!(etag(1, 7), etag(1, 8));
    }

    #[test]
    fn a_tag_is_known_weak_or_strong_or_among_others() {
        let as_of = DateTime::from_timestamp(1, 0).unwrap();
        let answer = Answer::new(&Said { as_of, n: 1 }, as_of).unwrap();
        let status = |sent: &str| {
            let request = actix_web::test::TestRequest::default()
                .insert_header((header::IF_NONE_MATCH, sent))
                .to_http_request();
            answer.respond(&request).status().as_u16()
        };
        assert_eq!(status(&answer.etag), 304);
        assert_eq!(status(answer.etag.trim_start_matches("W/")), 304);
        assert_eq!(status(&format!("\"x\", {}", answer.etag)), 304);
        assert_eq!(status("\"x\""), 200);
    }
}

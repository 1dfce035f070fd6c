//! `GET /v1/projects/{write_key}/settings`: what a storefront's page asks for before it reports anything.

use super::auth;
use crate::{
    error::{ApiError, ApiResult},
    openapi::Problems,
    state::AppState,
};
use actix_web::{
    HttpRequest, get,
    http::header,
    web::{Data, Json, Path},
};
use patron_api_types::segment::SegmentSettings;
use serde_json::json;

/// What a page needs to report
///
/// The bootstrap document of analytics.js: where to send events, nothing that is loaded from elsewhere, and no usage
/// counters, which would go to a third party. Without it a page's analytics stay off.
#[utoipa::path(tag = "segment protocol", operation_id = "segment_settings", security(()),
    params(("write_key" = String, Path, description = "The write key of the page.", example = "wb_patron_Zk4t")),
    responses((status = 200, description = "The settings.", body = SegmentSettings), Problems))]
#[get("/v1/projects/{write_key}/settings")]
pub async fn segment_settings(
    state: Data<AppState>,
    request: HttpRequest,
    write_key: Path<String>,
) -> ApiResult<Json<SegmentSettings>> {
    if auth::known(&state, &write_key).await?.is_none() {
        return Err(ApiError::not_found("write key"));
    }
    let (protocol, host) = place(state.public_url.as_deref(), &request);
    let body = document(&write_key, &protocol, &host);
    Ok(Json(SegmentSettings(body.as_object().cloned().unwrap_or_default())))
}

/// Scheme and host by which pages reach this server: configured, else as this one did.
fn place(public_url: Option<&str>, request: &HttpRequest) -> (String, String) {
    if let Some((scheme, host)) = public_url.and_then(|url| url.split_once("://")) {
        return (scheme.to_owned(), host.trim_end_matches('/').to_owned());
    }
    let host = request.headers().get(header::HOST).and_then(|v| v.to_str().ok());
    let host = host.map(str::to_owned).unwrap_or_else(|| request.connection_info().host().to_owned());
    let scheme = if request.connection_info().scheme() == "https" { "https" } else { "http" };
    (scheme.to_owned(), host)
}

/// Exactly one integration: with more or fewer the client loads old code from a delivery network.
fn document(write_key: &str, protocol: &str, host: &str) -> serde_json::Value {
    json!({
        "integrations": {
            "Segment.io": { "apiKey": write_key, "apiHost": format!("{host}/v1"), "protocol": protocol }
        },
        "metrics": { "sampleRate": 0 },
        "plan": {},
        "enabledMiddleware": {}
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    #[test]
    fn the_configured_place_wins_over_the_requests() {
        let request = TestRequest::get().insert_header(("host", "10.0.0.5:8080")).to_http_request();
        let place = |url| place(url, &request);
        assert_eq!(place(Some("https://track.shop.example")), ("https".into(), "track.shop.example".into()));
        assert_eq!(place(None), ("http".into(), "10.0.0.5:8080".into()));
    }

    #[test]
    fn the_document_is_the_one_that_the_client_reads() {
        let expected = concat!(
            r#"{"integrations":{"Segment.io":{"apiKey":"wk-test","apiHost":"track.shop.example/v1","#,
            r#""protocol":"https"}},"metrics":{"sampleRate":0},"plan":{},"enabledMiddleware":{}}"#
        );
        assert_eq!(document("wk-test", "https", "track.shop.example").to_string(), expected);
    }
}

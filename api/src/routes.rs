//! The whole route table, with who may call what. The guard is in each handler's signature: the caller type
//! named beside it can't be left out, and `tests/api/permissions.rs` holds every operation to its row there.

use crate::{
    auth, campaigns, customers, error::ApiError, exports, health, import, ingest, me, merges, openapi,
    segment, segments, session, shop_server, stats, ui,
};
use actix_web::{
    HttpRequest, HttpResponse, ResponseError as _,
    http::header::{self, HeaderValue},
    web,
};
use patron_api_types::problem::ErrorCode;
use utoipa_actix_web::service_config::ServiceConfig;

/// Every documented operation.
pub fn configure(app: &mut ServiceConfig) {
    // anyone
    app.service(health::live).service(health::ready);
    app.service(auth::settings::jwks).service(auth::settings::health);
    // a shop's pages: publishable key; where it says, with a customer's token (AuthCaller)
    app.service(auth::settings::settings)
        .service(auth::signup::signup)
        .service(auth::token::create_token)
        .service(auth::user::get_user)
        .service(auth::user::update_user)
        .service(auth::logout::logout);
    // a signed-in customer (CustomerCaller)
    app.service(me::get::get_me).service(me::change::change_me).service(me::consents::change_consent);
    // a shop's server: secret key with a scope (KeyCaller)
    app.service(shop_server::profiles::upsert_profile)
        .service(shop_server::logins::report_login)
        .service(shop_server::orders::upsert_order)
        .service(shop_server::orders::change_order)
        .service(shop_server::refunds::report_refund)
        .service(shop_server::signups::report_signup)
        .service(shop_server::consents::report_consent)
        .service(shop_server::events::report_event);
    // a shop's server: secret key, whose scopes are looked at item by item (AnyKey)
    app.service(shop_server::batch::report_batch);
    // clients of the Segment protocol: write key, in the header or the body
    app.service(segment::endpoints::segment_batch)
        .service(segment::endpoints::segment_b)
        .service(segment::endpoints::segment_import)
        .service(segment::endpoints::segment_track)
        .service(segment::endpoints::segment_t)
        .service(segment::endpoints::segment_identify)
        .service(segment::endpoints::segment_i)
        .service(segment::endpoints::segment_page)
        .service(segment::endpoints::segment_p)
        .service(segment::endpoints::segment_screen)
        .service(segment::endpoints::segment_s)
        .service(segment::endpoints::segment_group)
        .service(segment::endpoints::segment_g)
        .service(segment::endpoints::segment_alias)
        .service(segment::endpoints::segment_a)
        .service(segment::endpoints::segment_metrics)
        .service(segment::settings::segment_settings);
    // staff's own session: password or cookie, then StaffCaller
    app.service(session::sign_in::sign_in)
        .service(session::refresh::refresh_session)
        .service(session::current::get_session)
        .service(session::sign_out::sign_out);
    // staff, or a secret key with customers:read (Reader)
    app.service(stats::overview::get_overview)
        .service(stats::live::follow_live)
        .service(stats::growth::get_growth)
        .service(stats::engagement::get_engagement)
        .service(stats::channels::get_channels)
        .service(stats::consents::get_consent_stats)
        .service(stats::login_health::get_login_health)
        .service(stats::prepared::retention::get_retention)
        .service(stats::prepared::lifetime_value::get_lifetime_value)
        .service(stats::prepared::rfm::get_rfm)
        .service(stats::prepared::refresh::get_refresh)
        .service(stats::prepared::refresh::start_refresh)
        .service(customers::targeted::list_targeted)
        .service(customers::list::list_customers)
        .service(customers::get::get_customer)
        .service(customers::history::list_logins)
        .service(customers::history::list_orders)
        .service(customers::history::list_events)
        .service(customers::history::list_consents)
        .service(customers::campaigns::list_campaigns)
        .service(campaigns::list::list_campaigns)
        .service(campaigns::get::get_campaign)
        .service(campaigns::result::get_campaign_result)
        .service(campaigns::members::list_campaign_members)
        .service(campaigns::preview::preview_campaign)
        .service(segments::list::list_segments)
        .service(segments::templates::list_templates)
        .service(segments::preview::preview_segment)
        .service(segments::conditions::count_conditions)
        .service(segments::explain::explain_segment)
        .service(segments::overlap::overlap_segments)
        .service(segments::get::get_segment)
        .service(segments::history::get_history)
        .service(segments::changes::get_changes);
    // staff (StaffCaller)
    app.service(merges::pairs::list_suggestions)
        .service(merges::search::search_suggestions)
        .service(merges::dismiss::dismiss_suggestion)
        .service(merges::make::create_merge)
        .service(merges::list::list_merges)
        .service(merges::undo::undo_merge);
    app.service(ingest::rejected::list_rejected)
        .service(ingest::rejected::replay_rejected)
        .service(ingest::rejected::discard_rejected);
    app.service(ingest::health::get_health).service(ingest::activity::get_activity);
    app.service(customers::add::add_customer)
        .service(customers::change::change_customer)
        .service(customers::status::change_status)
        .service(customers::withdraw::withdraw_consent);
    app.service(campaigns::create::create_campaign).service(campaigns::change::change_campaign);
    app.service(segments::create::create_segment)
        .service(segments::change::change_segment)
        .service(segments::delete::delete_segment);
    app.service(import::upload::upload_import)
        .service(import::list::list_imports)
        .service(import::get::get_import)
        .service(import::change::change_import)
        .service(import::remove::remove_import_file)
        .service(import::check::check_import)
        .service(import::start::start_import)
        .service(import::cancel::cancel_import)
        .service(import::rows::list_import_rows)
        .service(import::refused::export_refused_rows);
    // staff, or a secret key with exports:read (Exporter); files also by a single-use ticket. Words before ids, which
    // would take them.
    app.service(exports::preview::preview_export)
        .service(exports::ticket::create_export)
        .service(exports::customers::export_customers)
        .service(exports::catalog::list_export_formats)
        .service(exports::catalog::list_export_fields)
        .service(exports::presets::list_export_presets)
        .service(exports::list::list_exports)
        .service(exports::start::create_export_file)
        .service(exports::get::get_export)
        .service(exports::cancel::cancel_export)
        .service(exports::link::create_export_link)
        .service(exports::file::export_file)
        .service(exports::withdrawals::get_export_withdrawals)
        .service(exports::withdrawals::create_withdrawals_link)
        .service(exports::withdrawals::export_withdrawals);
    // staff (StaffCaller)
    app.service(exports::presets::save_export_preset).service(exports::presets::delete_export_preset);
}

/// What is no operation: the document, its browser, the dashboard, and answers to what does not exist.
pub fn unlisted(app: &mut web::ServiceConfig) {
    app.service(openapi::json)
        .service(openapi::docs())
        .service(web::redirect("/docs", "/docs/"))
        .configure(ui::configure)
        .default_service(web::to(no_route));
}

/// 405 where the path exists with another method, 404 otherwise, each in its side's format.
async fn no_route(request: HttpRequest) -> HttpResponse {
    let path = request.path();
    let allowed = openapi::methods(path);
    if path.starts_with("/auth/v1") {
        return auth::error::AuthFailure::not_found(!allowed.is_empty()).error_response();
    }
    if allowed.is_empty() {
        return ApiError::not_found("route").error_response();
    }
    let mut response = ApiError::new(ErrorCode::MethodNotAllowed)
        .detail(format!("This path takes {}.", allowed.join(", ")))
        .error_response();
    if let Ok(value) = HeaderValue::from_str(&allowed.join(", ")) {
        response.headers_mut().insert(header::ALLOW, value);
    }
    response
}

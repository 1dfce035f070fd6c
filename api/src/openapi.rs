//! The OpenAPI 3.1 document: collected from the registered handlers, so registering a route documents it.

use actix_web::{App, HttpResponse, get, http::header};
use std::{collections::BTreeMap, sync::OnceLock};
use utoipa::{
    IntoResponses, OpenApi,
    openapi::{
        OpenApi as Document, Ref, RefOr, Response,
        security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme},
    },
};
use utoipa_actix_web::AppExt as _;
use utoipa_swagger_ui::SwaggerUi;

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Patron",
        description = "Patron remembers every customer of a storefront: who they are, every login, what they bought, \
            what they agreed to.\n\nErrors outside `/auth/v1` are RFC 9457 problem documents: branch on `code`. Money is a \
            decimal string with two places. Times are RFC 3339; days are the store's. Lists come in pages by key: pass \
            `next_cursor` back as `cursor`.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0")
    ),
    tags(
        (name = "auth", description = "Customers sign up and in. The wire format of `supabase-js`; needs a key in `apikey`."),
        (name = "me", description = "The signed-in customer about themselves."),
        (name = "shop server", description = "A shop's server writes profiles, logins and orders with a secret key."),
        (name = "segment protocol", description = "The Segment HTTP tracking protocol, for its clients; needs a write key."),
        (name = "merges", description = "Two profiles of one person become one."),
        (name = "ingest", description = "How ingestion fares, and what was refused."),
        (name = "session", description = "Staff sign in to the dashboard."),
        (name = "customers", description = "Customers as staff sees them."),
        (name = "segments", description = "Rules that say who belongs to a group: counted, explained, followed over time."),
        (name = "campaigns", description = "Who was written to, who was held out, and what came of it."),
        (name = "stats", description = "Numbers."),
        (name = "exports", description = "Files of people, for mailing tools and others, and the record of each."),
        (name = "imports", description = "Files of customers, orders and suppressions, as jobs: upload, check, start."),
        (name = "health", description = "Whether the server lives and is ready.")
    ),
    components(
        schemas(
            patron_api_types::problem::Problem,
            patron_api_types::auth::AuthError,
            patron_api_types::stats::ChartFormat
        ),
        responses(ProblemResponse, AuthErrorResponse)
    ),
    modifiers(&Schemes)
)]
struct Base;

/// A problem document.
#[derive(utoipa::ToResponse)]
#[response(
    description = "What went wrong. `code` says what kind it is, `errors` names each field.",
    content_type = "application/problem+json",
    example = json!({
        "type": "about:blank", "title": "Some fields are not acceptable", "status": 422, "code": "validation_failed",
        "detail": "Nothing was stored. Correct the fields named in errors.",
        "errors": [{"pointer": "/email", "message": "must be an email address such as name@example.com"}],
        "request_id": "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f"
    })
)]
#[expect(dead_code, reason = "only described")]
struct ProblemResponse(patron_api_types::problem::Problem);

/// An error of `/auth/v1`.
#[derive(utoipa::ToResponse)]
#[response(
    description = "An error in the form that the clients of `/auth/v1` read.",
    example = json!({
        "code": "invalid_credentials", "error_code": "invalid_credentials",
        "message": "Invalid login credentials", "msg": "Invalid login credentials"
    })
)]
#[expect(dead_code, reason = "only described")]
struct AuthErrorResponse(patron_api_types::auth::AuthError);

fn shared(name: &str, statuses: &[&str]) -> BTreeMap<String, RefOr<Response>> {
    statuses.iter().map(|s| ((*s).to_owned(), RefOr::Ref(Ref::from_response_name(name)))).collect()
}

/// The problems any operation outside `/auth/v1` may answer with.
pub struct Problems;

impl IntoResponses for Problems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        shared("ProblemResponse", &["400", "401", "403", "404", "409", "415", "422", "429", "500", "503"])
    }
}

/// The errors of `/auth/v1`.
pub struct AuthProblems;

impl IntoResponses for AuthProblems {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        shared("AuthErrorResponse", &["400", "401", "403", "422", "429", "500", "503"])
    }
}

struct Schemes;

impl utoipa::Modify for Schemes {
    fn modify(&self, document: &mut Document) {
        let components = document.components.get_or_insert_with(Default::default);
        let mut bearer = |name: &str, what: &str| {
            let scheme = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).description(Some(what)).build();
            components.add_security_scheme(name, SecurityScheme::Http(scheme));
        };
        bearer("staff", "Access token of a signed-in member of staff (`POST /api/v1/session`).");
        bearer("customer", "Access token of a signed-in customer (`/auth/v1`).");
        bearer("secret_key", "`sk_patron_…`, for a shop's server only; what its scopes grant.");
        let basic = HttpBuilder::new()
            .scheme(HttpAuthScheme::Basic)
            .description(Some("A write key as the user name, no password; or `writeKey` in the body."))
            .build();
        components.add_security_scheme("write_key", SecurityScheme::Http(basic));
        let key = ApiKeyValue::with_description("apikey", "`pk_patron_…`, may stand in a page.");
        components.add_security_scheme("publishable_key", SecurityScheme::ApiKey(ApiKey::Header(key)));
    }
}

/// The document.
pub fn document() -> &'static Document {
    static DOCUMENT: OnceLock<Document> = OnceLock::new();
    DOCUMENT.get_or_init(|| {
        App::new()
            .into_utoipa_app()
            .openapi(Base::openapi())
            .configure(crate::routes::configure)
            .split_for_parts()
            .1
    })
}

/// The methods of the path that a request's path matches.
pub fn methods(path: &str) -> Vec<&'static str> {
    let fits = |template: &str| {
        let (mut a, mut b) = (template.split('/'), path.split('/'));
        loop {
            match (a.next(), b.next()) {
                (None, None) => return true,
                (Some(t), Some(p)) if t == p || (t.starts_with('{') && !p.is_empty()) => {}
                _ => return false,
            }
        }
    };
    let Some((_, item)) = document().paths.paths.iter().find(|(t, _)| fits(t)) else { return Vec::new() };
    [
        ("GET", item.get.is_some()),
        ("POST", item.post.is_some()),
        ("PUT", item.put.is_some()),
        ("PATCH", item.patch.is_some()),
        ("DELETE", item.delete.is_some()),
    ]
    .into_iter()
    .filter_map(|(method, there)| there.then_some(method))
    .collect()
}

/// The document as JSON.
#[get("/openapi.json")]
pub async fn json() -> HttpResponse {
    match document().to_pretty_json() {
        Ok(text) => HttpResponse::Ok()
            .insert_header((header::CACHE_CONTROL, "no-cache"))
            .content_type("application/json")
            .body(text),
        Err(cause) => actix_web::ResponseError::error_response(
            &crate::error::ApiError::new(patron_api_types::problem::ErrorCode::Internal).cause(cause),
        ),
    }
}

/// The browsable document; all its files are in the binary.
pub fn docs() -> SwaggerUi {
    SwaggerUi::new("/docs/{_:.*}").config(utoipa_swagger_ui::Config::from("/openapi.json"))
}

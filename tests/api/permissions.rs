//! Who may call what: every operation of the API's document, by every kind of caller.
//!
//! The table and the document must name the same operations: one that is in the document only has no
//! decided callers, one that is in the table only is gone.

use crate::openapi::{document, operations};
use patron_tests::{App, raw::send};
use reqwest::{Method, RequestBuilder};
use std::collections::BTreeSet;

/// Kinds of operations by who may call them.
#[derive(Debug, Clone, Copy, PartialEq)]
enum For {
    Anyone,
    /// Whoever has the refresh cookie; nobody here has.
    Cookie,
    /// A page with the shop's key.
    Page,
    /// A page with the shop's key and a customer's token.
    PageCustomer,
    Customer,
    Profiles,
    Orders,
    Logins,
    Events,
    /// A secret key of whatever scopes.
    Secret,
    Readers,
    Exporters,
    Staff,
    /// Whoever has a write key of the Segment protocol; nobody here has.
    WriteKey,
}

/// Kinds of callers.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Caller {
    Nobody,
    Publishable,
    /// A secret key with the scopes a shop's server gets.
    Server,
    /// A secret key with `exports:read` alone.
    ExportsOnly,
    /// A secret key with every scope.
    AllScopes,
    Customer,
    Staff,
}

const CALLERS: [Caller; 7] = [
    Caller::Nobody,
    Caller::Publishable,
    Caller::Server,
    Caller::ExportsOnly,
    Caller::AllScopes,
    Caller::Customer,
    Caller::Staff,
];

const TABLE: &[(&str, For)] = &[
    ("GET /health/live", For::Anyone),
    ("GET /health/ready", For::Anyone),
    ("GET /auth/v1/.well-known/jwks.json", For::Anyone),
    ("GET /auth/v1/health", For::Anyone),
    ("GET /auth/v1/settings", For::Page),
    ("POST /auth/v1/signup", For::Page),
    ("POST /auth/v1/token", For::Page),
    ("GET /auth/v1/user", For::PageCustomer),
    ("PUT /auth/v1/user", For::PageCustomer),
    ("POST /auth/v1/logout", For::PageCustomer),
    ("GET /api/v1/me", For::Customer),
    ("PATCH /api/v1/me", For::Customer),
    ("POST /api/v1/me/consents", For::Customer),
    ("PUT /api/v1/profiles", For::Profiles),
    ("POST /api/v1/login-attempts", For::Logins),
    ("POST /api/v1/orders", For::Orders),
    ("PATCH /api/v1/orders/{order_id}", For::Orders),
    ("POST /api/v1/orders/{order_id}/refunds", For::Orders),
    ("POST /api/v1/signups", For::Profiles),
    ("POST /api/v1/consents", For::Profiles),
    ("POST /api/v1/events", For::Events),
    ("POST /api/v1/batch", For::Secret),
    ("POST /v1/batch", For::WriteKey),
    ("POST /v1/b", For::WriteKey),
    ("POST /v1/import", For::WriteKey),
    ("POST /v1/track", For::WriteKey),
    ("POST /v1/t", For::WriteKey),
    ("POST /v1/identify", For::WriteKey),
    ("POST /v1/i", For::WriteKey),
    ("POST /v1/page", For::WriteKey),
    ("POST /v1/p", For::WriteKey),
    ("POST /v1/screen", For::WriteKey),
    ("POST /v1/s", For::WriteKey),
    ("POST /v1/group", For::WriteKey),
    ("POST /v1/g", For::WriteKey),
    ("POST /v1/alias", For::WriteKey),
    ("POST /v1/a", For::WriteKey),
    ("POST /v1/m", For::Anyone),
    ("GET /v1/projects/{write_key}/settings", For::Anyone),
    ("GET /api/v1/rejected-events", For::Staff),
    ("POST /api/v1/rejected-events/{id}/replay", For::Staff),
    ("DELETE /api/v1/rejected-events/{id}", For::Staff),
    ("GET /api/v1/merge-suggestions", For::Staff),
    ("POST /api/v1/merge-suggestions/search", For::Staff),
    ("DELETE /api/v1/merge-suggestions/{id}", For::Staff),
    ("POST /api/v1/merges", For::Staff),
    ("GET /api/v1/merges", For::Staff),
    ("POST /api/v1/merges/{id}/undo", For::Staff),
    ("GET /api/v1/ingest/health", For::Staff),
    ("GET /api/v1/ingest/activity", For::Staff),
    ("POST /api/v1/session", For::Anyone),
    ("POST /api/v1/session/refresh", For::Cookie),
    ("GET /api/v1/session", For::Staff),
    ("DELETE /api/v1/session", For::Staff),
    ("GET /api/v1/stats/overview", For::Readers),
    ("GET /api/v1/stats/live", For::Readers),
    ("GET /api/v1/stats/growth", For::Readers),
    ("GET /api/v1/stats/engagement", For::Readers),
    ("GET /api/v1/stats/channels", For::Readers),
    ("GET /api/v1/stats/consents", For::Readers),
    ("GET /api/v1/stats/login-health", For::Readers),
    ("GET /api/v1/stats/retention", For::Readers),
    ("GET /api/v1/stats/lifetime-value", For::Readers),
    ("GET /api/v1/stats/rfm", For::Readers),
    ("GET /api/v1/stats/refresh", For::Readers),
    ("POST /api/v1/stats/refresh", For::Readers),
    ("GET /api/v1/customers", For::Readers),
    ("GET /api/v1/customers/targeted", For::Readers),
    ("GET /api/v1/customers/{id}", For::Readers),
    ("GET /api/v1/customers/{id}/logins", For::Readers),
    ("GET /api/v1/customers/{id}/orders", For::Readers),
    ("GET /api/v1/customers/{id}/events", For::Readers),
    ("GET /api/v1/customers/{id}/consents", For::Readers),
    ("GET /api/v1/customers/{id}/campaigns", For::Readers),
    ("GET /api/v1/campaigns", For::Readers),
    ("GET /api/v1/campaigns/{campaign}", For::Readers),
    ("GET /api/v1/campaigns/{campaign}/result", For::Readers),
    ("GET /api/v1/campaigns/{campaign}/members", For::Readers),
    ("POST /api/v1/campaigns/preview", For::Readers),
    ("POST /api/v1/campaigns", For::Staff),
    ("PATCH /api/v1/campaigns/{campaign}", For::Staff),
    ("GET /api/v1/segments", For::Readers),
    ("GET /api/v1/segments/templates", For::Readers),
    ("POST /api/v1/segments/preview", For::Readers),
    ("POST /api/v1/segments/conditions", For::Readers),
    ("POST /api/v1/segments/explain", For::Readers),
    ("POST /api/v1/segments/overlap", For::Readers),
    ("GET /api/v1/segments/{segment}", For::Readers),
    ("GET /api/v1/segments/{segment}/history", For::Readers),
    ("GET /api/v1/segments/{segment}/changes", For::Readers),
    ("POST /api/v1/segments", For::Staff),
    ("PATCH /api/v1/segments/{segment}", For::Staff),
    ("DELETE /api/v1/segments/{segment}", For::Staff),
    ("POST /api/v1/customers", For::Staff),
    ("PATCH /api/v1/customers/{id}", For::Staff),
    ("PUT /api/v1/customers/{id}/status", For::Staff),
    ("POST /api/v1/customers/{id}/withdrawals", For::Staff),
    ("POST /api/v1/imports", For::Staff),
    ("GET /api/v1/imports", For::Staff),
    ("GET /api/v1/imports/{id}", For::Staff),
    ("PATCH /api/v1/imports/{id}", For::Staff),
    ("DELETE /api/v1/imports/{id}", For::Staff),
    ("POST /api/v1/imports/{id}/check", For::Staff),
    ("POST /api/v1/imports/{id}/start", For::Staff),
    ("POST /api/v1/imports/{id}/cancel", For::Staff),
    ("GET /api/v1/imports/{id}/rows", For::Staff),
    ("GET /api/v1/imports/{id}/refused.csv", For::Staff),
    ("GET /api/v1/exports/preview", For::Exporters),
    ("POST /api/v1/exports", For::Exporters),
    ("GET /api/v1/exports/customers.csv", For::Exporters),
    ("GET /api/v1/exports", For::Exporters),
    ("POST /api/v1/exports/files", For::Exporters),
    ("GET /api/v1/exports/formats", For::Exporters),
    ("GET /api/v1/exports/fields", For::Exporters),
    ("GET /api/v1/exports/presets", For::Exporters),
    ("POST /api/v1/exports/presets", For::Staff),
    ("DELETE /api/v1/exports/presets/{preset}", For::Staff),
    ("GET /api/v1/exports/{export}", For::Exporters),
    ("POST /api/v1/exports/{export}/cancel", For::Exporters),
    ("POST /api/v1/exports/{export}/link", For::Exporters),
    ("GET /api/v1/exports/{export}/file", For::Exporters),
    ("GET /api/v1/exports/{export}/withdrawals", For::Exporters),
    ("POST /api/v1/exports/{export}/withdrawals/link", For::Exporters),
    ("GET /api/v1/exports/{export}/withdrawals.csv", For::Exporters),
];

/// The status of a refusal: 401 for whoever is unknown, 403 for the wrong one. `None`: let through.
fn refusal(operation: For, caller: Caller) -> Option<u16> {
    use Caller as C;
    let is_secret = matches!(caller, C::Server | C::ExportsOnly | C::AllScopes);
    let may = match operation {
        For::Anyone => true,
        For::Cookie | For::WriteKey => return Some(401),
        // /auth/v1 asks for a key first; these two send their token alone
        For::Page if matches!(caller, C::Customer | C::Staff) => return Some(401),
        For::Page => caller == C::Publishable || is_secret,
        For::PageCustomer if matches!(caller, C::Customer | C::Staff) => return Some(401),
        // the key in `Authorization` is no user's token
        For::PageCustomer => false,
        For::Customer => caller == C::Customer,
        For::Profiles | For::Orders | For::Logins | For::Events => matches!(caller, C::Server | C::AllScopes),
        For::Secret => is_secret,
        For::Readers => matches!(caller, C::AllScopes | C::Staff),
        For::Exporters => matches!(caller, C::ExportsOnly | C::AllScopes | C::Staff),
        For::Staff => caller == C::Staff,
    };
    match (may, caller) {
        (true, _) => None,
        (false, C::Nobody) => Some(401),
        (false, _) => Some(403),
    }
}

async fn identified(app: &App, caller: Caller, request: RequestBuilder) -> RequestBuilder {
    let with_key = |request: RequestBuilder, key: &str| request.header("apikey", key).bearer_auth(key);
    match caller {
        Caller::Nobody => request,
        Caller::Publishable => with_key(request, &app.keys.publishable),
        Caller::Server => with_key(request, &app.keys.secret),
        Caller::ExportsOnly => with_key(request, &app.keys.exports_only),
        Caller::AllScopes => with_key(request, &app.keys.all_scopes),
        Caller::Customer => {
            let email = format!("{}@example.com", patron_domain::ids::next());
            request.bearer_auth(app.customer(&email).await.me.access_token())
        }
        // a session of its own: one of the operations ends it
        Caller::Staff => request.bearer_auth(app.owner().await.access_token().expect("a token")),
    }
}

#[tokio::test]
async fn the_table_and_the_document_name_the_same_operations() {
    let app = App::start().await;

    let document = document(&app).await;

    let documented: BTreeSet<String> =
        operations(&document).iter().map(|(m, p, _)| format!("{m} {p}")).collect();
    let decided: BTreeSet<String> = TABLE.iter().map(|(name, _)| (*name).to_owned()).collect();
    assert_eq!(documented, decided);
}

#[tokio::test]
async fn every_operation_lets_in_whom_it_should_and_nobody_else() {
    let app = App::start().await;
    let mut wrong = Vec::new();
    for (name, operation) in TABLE {
        let (method, path) = name.split_once(' ').unwrap();
        let path = path.replace("{order_id}", "TT-1").replace("{segment}", "high_value");
        let path = ["{id}", "{campaign}", "{export}", "{preset}"]
            .into_iter()
            .fold(path, |path, id| path.replace(id, "0199e3a4-7c1b-7d2e-9f10-3a5b6c7d8e9f"));
        for caller in CALLERS {
            let request = app.request(method.parse::<Method>().unwrap(), &path);
            let request = if method == "GET" { request } else { request.json(&serde_json::json!({})) };

            let answer = send(identified(&app, caller, request).await).await;

            let refused = Some(answer.status.as_u16()).filter(|status| matches!(status, 401 | 403));
            if refused != refusal(*operation, caller) {
                wrong.push(format!("{name} by {caller:?}: {} {}", answer.status, answer.body));
            }
            assert!(answer.status.as_u16() != 500, "{name} by {caller:?}: {answer:?}");
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[tokio::test]
async fn a_customers_token_with_the_shops_key_opens_their_own_things_on_auth() {
    let app = App::start().await;
    let ada = app.customer("ada@example.com").await;
    let with_key = |token: &str| app.auth_request(Method::GET, "/auth/v1/user").bearer_auth(token);

    let own = send(with_key(ada.me.access_token())).await;
    let staff = send(with_key(&app.owner().await.access_token().unwrap())).await;

    assert_eq!(own.status, 200);
    assert_eq!(staff.status, 403);
}

#[tokio::test]
async fn a_revoked_key_is_an_unknown_one() {
    let app = App::start().await;
    let key = app.key("secret", "customers:read");
    let list = || app.request(Method::GET, "/api/v1/customers").bearer_auth(&key);
    assert_eq!(send(list()).await.status, 200);

    let hint = &key[key.len() - 4..];
    let listed = app.patron(&["keys", "list"], "");
    let listed = String::from_utf8_lossy(&listed.stdout).into_owned();
    assert!(!listed.contains(&key), "a key is shown once");
    let line =
        listed.lines().find(|line| line.contains(hint)).expect("the key is listed by its last characters");
    let id = line.split_whitespace().find(|word| word.len() == 36).expect("its id");
    let revoked = app.patron(&["keys", "revoke", id], "");

    assert!(revoked.status.success(), "{revoked:?}");
    // a key that was just used is believed for a second
    tokio::time::sleep(std::time::Duration::from_millis(1100)).await;
    assert_eq!(send(list()).await.status, 401);
}

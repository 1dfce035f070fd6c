//! The small public reads, and tokens that others can verify.

use jsonwebtoken::{Algorithm, DecodingKey, Validation, decode, decode_header, jwk::Jwk};
use patron_api_types::auth::AccessClaims;
use patron_tests::{App, raw::send};
use reqwest::Method;

#[tokio::test]
async fn an_access_token_verifies_with_the_published_key() {
    let app = App::start().await;
    let session = app.customer("ada@example.com").await.session;

    let keys = app.page().jwks().await.unwrap().keys;

    let header = decode_header(&session.access_token).unwrap();
    assert_eq!(header.alg, Algorithm::ES256);
    let jwk = keys.iter().find(|key| key["kid"].as_str() == header.kid.as_deref()).unwrap();
    assert_eq!((jwk["kty"].as_str(), jwk["crv"].as_str()), (Some("EC"), Some("P-256")));
    assert_eq!((jwk["alg"].as_str(), jwk["use"].as_str()), (Some("ES256"), Some("sig")));
    assert_eq!(jwk.get("d"), None, "the private part stays here");
    let jwk: Jwk = serde_json::from_value(jwk.clone()).unwrap();
    let mut rules = Validation::new(Algorithm::ES256);
    rules.set_audience(&["authenticated"]);
    rules.set_issuer(&[format!("{}/auth/v1", app.origin())]);
    let claims: AccessClaims =
        decode(&session.access_token, &DecodingKey::from_jwk(&jwk).unwrap(), &rules).unwrap().claims;
    assert_eq!(claims.sub, session.user.id);
    assert_eq!(claims.exp - claims.iat, session.expires_in);
    assert_eq!(claims.exp, session.expires_at);
    assert_eq!((claims.role.as_str(), claims.aal.as_str()), ("authenticated", "aal1"));
    assert_eq!(claims.email, "ada@example.com");
    assert_eq!(claims.amr[0].method, "password");
}

#[tokio::test]
async fn settings_and_health_answer_json() {
    let app = App::start().await;

    let settings = app.page().settings().await.unwrap();
    let health = send(app.auth_request(Method::GET, "/auth/v1/health")).await;

    assert_eq!(settings.external["email"], true);
    assert!(!settings.disable_signup && settings.mailer_autoconfirm);
    assert_eq!(health.status, 200);
    assert!(health.json().is_object());
}

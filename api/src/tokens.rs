//! Access tokens: ES256 JWTs. Customers' and staff's differ in issuer and audience, and neither is accepted
//! on the other side. The algorithm is pinned; `none`, HS* and RS* are never looked at.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use chrono::{DateTime, Utc};
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation, decode, decode_header, encode};
use p256::{
    elliptic_curve::sec1::ToEncodedPoint as _,
    pkcs8::{EncodePrivateKey as _, LineEnding},
};
use patron_api_types::auth::AccessClaims;
use patron_db::signing_keys::SigningKey;
use patron_domain::ids::{SessionId, StaffId};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use serde_json::{Value, json};

/// Audience of customers' tokens.
pub const CUSTOMER_AUDIENCE: &str = "authenticated";
/// Audience of staff's tokens.
pub const STAFF_AUDIENCE: &str = "patron-dashboard";

/// The claims of a staff token.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct StaffClaims {
    /// Issuer.
    pub iss: String,
    /// Who.
    pub sub: StaffId,
    /// Audience.
    pub aud: String,
    /// Unix seconds.
    pub exp: i64,
    /// Unix seconds.
    pub iat: i64,
    /// Session.
    pub session_id: SessionId,
}

struct Verifier {
    id: String,
    key: DecodingKey,
    jwk: Value,
}

/// Signs and verifies.
pub struct Tokens {
    signer_id: String,
    signer: EncodingKey,
    verifiers: Vec<Verifier>,
    customer_issuer: String,
    staff_issuer: String,
}

/// Makes a new signing key.
///
/// # Errors
/// When the system's randomness or the encoding fails.
pub fn new_key() -> Result<SigningKey, String> {
    let id = patron_domain::ids::next().to_string();
    // p256 0.13 takes its own generation of random traits; a scalar from our own source does as well
    let secret = loop {
        let bytes = patron_db::random::bytes::<32>().map_err(|e| e.to_string())?;
        if let Ok(key) = p256::SecretKey::from_slice(&bytes) {
            break key;
        }
    };
    let pem = secret.to_pkcs8_pem(LineEnding::LF).map_err(|e| e.to_string())?;
    let point = secret.public_key().to_encoded_point(false);
    let part =
        |bytes: Option<&p256::FieldBytes>| bytes.map(|b| URL_SAFE_NO_PAD.encode(b)).unwrap_or_default();
    let jwk = json!({
        "kty": "EC", "crv": "P-256", "x": part(point.x()), "y": part(point.y()),
        "alg": "ES256", "kid": id, "use": "sig", "key_ops": ["verify"], "ext": true,
    });
    Ok(SigningKey { id, private_pem: pem.to_string(), public_jwk: jwk, retired_at: None })
}

impl Tokens {
    /// Takes the stored keys, newest first; `public_url` makes the issuers.
    ///
    /// # Errors
    /// When there is no live key or one can't be read.
    pub fn new(keys: &[SigningKey], public_url: &str) -> Result<Self, String> {
        let live = keys.iter().find(|k| k.retired_at.is_none()).ok_or("there is no signing key")?;
        let signer = EncodingKey::from_ec_pem(live.private_pem.as_bytes()).map_err(|e| e.to_string())?;
        let verifiers = keys
            .iter()
            .map(|k| {
                let part = |name: &str| k.public_jwk[name].as_str().unwrap_or_default();
                let key = DecodingKey::from_ec_components(part("x"), part("y")).map_err(|e| e.to_string())?;
                Ok(Verifier { id: k.id.clone(), key, jwk: k.public_jwk.clone() })
            })
            .collect::<Result<Vec<_>, String>>()?;
        Ok(Self {
            signer_id: live.id.clone(),
            signer,
            verifiers,
            customer_issuer: format!("{public_url}/auth/v1"),
            staff_issuer: format!("{public_url}/api/v1/session"),
        })
    }

    /// The issuer of customers' tokens.
    pub fn customer_issuer(&self) -> &str {
        &self.customer_issuer
    }

    /// The issuer of staff's tokens.
    pub fn staff_issuer(&self) -> &str {
        &self.staff_issuer
    }

    /// The public keys (RFC 7517).
    pub fn jwks(&self) -> Vec<Value> {
        self.verifiers.iter().map(|v| v.jwk.clone()).collect()
    }

    /// Signs claims.
    ///
    /// # Errors
    /// When the claims can't be serialised.
    pub fn sign<T: Serialize>(&self, claims: &T) -> Result<String, String> {
        let mut header = Header::new(Algorithm::ES256);
        header.kid = Some(self.signer_id.clone());
        encode(&header, claims, &self.signer).map_err(|e| e.to_string())
    }

    /// The claims of a customer's token that is genuine and has not expired.
    pub fn verify_customer(&self, token: &str, now: DateTime<Utc>) -> Option<AccessClaims> {
        let claims: AccessClaims = self.verify(token, &self.customer_issuer, CUSTOMER_AUDIENCE)?;
        (claims.exp > now.timestamp()).then_some(claims)
    }

    /// The claims of a staff token that is genuine and has not expired.
    pub fn verify_staff(&self, token: &str, now: DateTime<Utc>) -> Option<StaffClaims> {
        let claims: StaffClaims = self.verify(token, &self.staff_issuer, STAFF_AUDIENCE)?;
        (claims.exp > now.timestamp()).then_some(claims)
    }

    /// Signature, issuer and audience; expiry is left to the callers, who have the clock.
    fn verify<T: DeserializeOwned>(&self, token: &str, issuer: &str, audience: &str) -> Option<T> {
        let kid = decode_header(token).ok()?.kid?;
        let verifier = self.verifiers.iter().find(|v| v.id == kid)?;
        let mut rules = Validation::new(Algorithm::ES256);
        rules.set_issuer(&[issuer]);
        rules.set_audience(&[audience]);
        rules.set_required_spec_claims(&["exp", "iss", "aud", "sub"]);
        rules.validate_exp = false;
        decode::<T>(token, &verifier.key, &rules).ok().map(|d| d.claims)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn staff_claims(tokens: &Tokens) -> StaffClaims {
        StaffClaims {
            iss: tokens.staff_issuer().into(),
            sub: StaffId::generate(),
            aud: STAFF_AUDIENCE.into(),
            exp: 2_000,
            iat: 1_000,
            session_id: SessionId::generate(),
        }
    }

    #[test]
    fn staff_tokens_verify_here_only_unexpired_and_unchanged() {
        let tokens = Tokens::new(&[new_key().unwrap()], "http://h").unwrap();
        let other = Tokens::new(&[new_key().unwrap()], "http://h").unwrap();
        let token = tokens.sign(&staff_claims(&tokens)).unwrap();
        let at = |s| DateTime::from_timestamp(s, 0).unwrap();
        assert!(tokens.verify_staff(&token, at(1_500)).is_some());
        assert!(tokens.verify_staff(&token, at(2_000)).is_none(), "expired");
        assert!(tokens.verify_customer(&token, at(1_500)).is_none(), "wrong audience");
        assert!(other.verify_staff(&token, at(1_500)).is_none(), "unknown key");
        assert!(tokens.verify_staff(&format!("{token}x"), at(1_500)).is_none(), "changed");
    }
}

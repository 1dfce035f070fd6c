//! The one home of randomness for secrets.

use base64::{Engine as _, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};

/// `N` bytes from the operating system.
///
/// # Errors
/// When the operating system gives none.
pub fn bytes<const N: usize>() -> crate::Result<[u8; N]> {
    let mut out = [0; N];
    getrandom::fill(&mut out).map_err(|e| crate::Error::Invalid(format!("no randomness: {e}")))?;
    Ok(out)
}

/// A token of 32 random bytes, base64url, after `prefix`.
///
/// # Errors
/// When the operating system gives no randomness.
pub fn token(prefix: &str) -> crate::Result<String> {
    Ok(format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes::<32>()?)))
}

/// The digest under which a long random token is stored and looked up: a lookup by digest leaks nothing
/// through timing, and a plain hash is enough for 256 random bits.
pub fn digest(token: &str) -> Vec<u8> {
    Sha256::digest(token.as_bytes()).to_vec()
}

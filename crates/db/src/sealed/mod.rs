//! Sealed fields: personal data that the database only ever sees encrypted.
//!
//! AES-256-GCM-SIV (RFC 8452), which survives a repeated nonce. Layout of a sealed value:
//! version (1 byte, 1), key id (4 bytes, big endian), nonce (12 bytes), ciphertext with tag. The field's
//! name is authenticated with it, so a value can't be moved to another column.

mod keyring;

pub use keyring::{Keyring, KeyringError};

use aes_gcm_siv::{
    Aes256GcmSiv, KeyInit as _, Nonce,
    aead::{Aead as _, Payload},
};

/// Which field a value belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum Field {
    Phone,
    Street,
    Postcode,
    RecipientName,
    IpAddress,
    UserAgent,
    SigningKey,
    Upload,
    Event,
    Export,
}

impl Field {
    const fn label(self) -> &'static [u8] {
        match self {
            Self::Phone => b"phone",
            Self::Street => b"street",
            Self::Postcode => b"postcode",
            Self::RecipientName => b"recipient_name",
            Self::IpAddress => b"ip_address",
            Self::UserAgent => b"user_agent",
            Self::SigningKey => b"signing_key",
            Self::Upload => b"upload",
            Self::Event => b"event",
            Self::Export => b"export",
        }
    }
}

/// What a blind index is for; each has a key of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Blind {
    /// A whole phone number.
    Phone,
    /// The last four digits of a phone number.
    PhoneLast4,
    /// A postcode.
    Postcode,
    /// A login throttle's bucket.
    Throttle,
}

/// An encrypted value as it stands in a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed(pub Vec<u8>);

const VERSION: u8 = 1;
const HEADER: usize = 1 + 4;
const NONCE: usize = 12;

impl Keyring {
    /// Encrypts `value` for `field` with the newest key.
    ///
    /// # Errors
    /// When the operating system gives no randomness.
    pub fn seal(&self, field: Field, value: &str) -> crate::Result<Sealed> {
        self.seal_bytes(field, value.as_bytes())
    }

    /// [`Keyring::seal`] for what is no text.
    ///
    /// # Errors
    /// As [`Keyring::seal`].
    pub fn seal_bytes(&self, field: Field, value: &[u8]) -> crate::Result<Sealed> {
        let (id, key) = self.newest();
        let nonce = crate::random::bytes::<NONCE>()?;
        let cipher = Aes256GcmSiv::new(&(**key).into());
        let body = cipher
            .encrypt(&Nonce::from(nonce), Payload { msg: value, aad: field.label() })
            .map_err(|_| crate::Error::Invalid("value too long to seal".into()))?;
        let mut out = Vec::with_capacity(HEADER + NONCE + body.len());
        out.push(VERSION);
        out.extend_from_slice(&id.to_be_bytes());
        out.extend_from_slice(&nonce);
        out.extend_from_slice(&body);
        Ok(Sealed(out))
    }

    /// [`Keyring::seal`] for a value that may be missing.
    ///
    /// # Errors
    /// As [`Keyring::seal`].
    pub fn seal_opt(&self, field: Field, value: Option<&str>) -> crate::Result<Option<Vec<u8>>> {
        value.map(|v| self.seal(field, v).map(|s| s.0)).transpose()
    }

    /// Decrypts a sealed value of `field`.
    ///
    /// # Errors
    /// [`crate::Error::Corrupt`] when its key is not in the ring, it was changed, or is of another field.
    pub fn open(&self, field: Field, sealed: &[u8]) -> crate::Result<String> {
        let plain = self.open_bytes(field, sealed)?;
        String::from_utf8(plain).map_err(|_| crate::Error::Corrupt(format!("sealed {field:?}: not text")))
    }

    /// [`Keyring::open`] for what is no text.
    ///
    /// # Errors
    /// As [`Keyring::open`].
    pub fn open_bytes(&self, field: Field, sealed: &[u8]) -> crate::Result<Vec<u8>> {
        let corrupt = |why: &str| crate::Error::Corrupt(format!("sealed {field:?}: {why}"));
        if sealed.len() < HEADER + NONCE || sealed[0] != VERSION {
            return Err(corrupt("not a sealed value"));
        }
        let id = u32::from_be_bytes([sealed[1], sealed[2], sealed[3], sealed[4]]);
        let key = self.seal_key(id).ok_or_else(|| corrupt("its key is not in the keyring"))?;
        let nonce: [u8; NONCE] =
            sealed[HEADER..HEADER + NONCE].try_into().map_err(|_| corrupt("not a sealed value"))?;
        let payload = Payload { msg: &sealed[HEADER + NONCE..], aad: field.label() };
        Aes256GcmSiv::new(&(**key).into())
            .decrypt(&Nonce::from(nonce), payload)
            .map_err(|_| corrupt("it doesn't open"))
    }

    /// [`Keyring::open`] for a value that may be missing.
    ///
    /// # Errors
    /// As [`Keyring::open`].
    pub fn open_opt(&self, field: Field, sealed: Option<&[u8]>) -> crate::Result<Option<String>> {
        sealed.map(|s| self.open(field, s)).transpose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sealed_value_opens_only_as_its_own_field_and_unchanged() {
        let ring = Keyring::for_tests();
        let sealed = ring.seal(Field::Phone, "+919876543210").unwrap();
        assert_eq!(ring.open(Field::Phone, &sealed.0).unwrap(), "+919876543210");
        assert!(ring.open(Field::Postcode, &sealed.0).is_err());
        let mut changed = sealed.0.clone();
        *changed.last_mut().unwrap() ^= 1;
        assert!(ring.open(Field::Phone, &changed).is_err());
        assert!(!sealed.0.windows(4).any(|w| w == b"9876"));
        assert_ne!(sealed, ring.seal(Field::Phone, "+919876543210").unwrap(), "nonces differ");
    }

    #[test]
    fn a_blind_index_is_stable_and_differs_by_purpose() {
        let ring = Keyring::for_tests();
        assert_eq!(ring.blind(Blind::Phone, "1"), ring.blind(Blind::Phone, "1"));
        assert_ne!(ring.blind(Blind::Phone, "1"), ring.blind(Blind::PhoneLast4, "1"));
    }
}

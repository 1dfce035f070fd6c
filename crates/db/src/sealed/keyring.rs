//! The keys behind sealed fields, blind indexes and refresh tokens.
//!
//! Text form, one key a line or separated by commas: `1:<base64 of 32 bytes>`. The highest id seals; all
//! open. The lowest id keys the blind indexes, so it has to stay as long as those are searched.

use super::Blind;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use hkdf::Hkdf;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;
use std::{fs, io, path::Path};
use zeroize::Zeroizing;

type Key = Zeroizing<[u8; 32]>;

/// The keys, derived by use (HKDF-SHA-256, RFC 5869). Has no `Debug`: nothing prints it.
pub struct Keyring {
    /// (id, sealing key, token key), lowest id first; never empty.
    keys: Vec<(u32, Key, Key)>,
    blind_phone: Key,
    blind_last4: Key,
    blind_postcode: Key,
    blind_throttle: Key,
}

/// Why there is no keyring.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    /// The text is not of the form `id:base64`.
    #[error("the keyring must be lines of the form 1:<base64 of 32 bytes>")]
    Malformed,
    /// The file can't be read or written.
    #[error("keyring {0}: {1}")]
    Io(String, io::Error),
    /// No randomness for a new key.
    #[error("no randomness for a new key")]
    Random,
}

impl Keyring {
    /// Parses the text form.
    ///
    /// # Errors
    /// When it is malformed or holds no key.
    pub fn parse(text: &str) -> Result<Self, KeyringError> {
        let mut raw = Vec::new();
        for part in text.split([',', '\n']).map(str::trim).filter(|p| !p.is_empty() && !p.starts_with('#')) {
            let (id, key) = part.split_once(':').ok_or(KeyringError::Malformed)?;
            let id: u32 = id.trim().parse().map_err(|_| KeyringError::Malformed)?;
            let bytes = Zeroizing::new(STANDARD.decode(key.trim()).map_err(|_| KeyringError::Malformed)?);
            let key: [u8; 32] = bytes.as_slice().try_into().map_err(|_| KeyringError::Malformed)?;
            raw.push((id, Zeroizing::new(key)));
        }
        raw.sort_by_key(|(id, _)| *id);
        if raw.windows(2).any(|w| w[0].0 == w[1].0) {
            return Err(KeyringError::Malformed);
        }
        Self::derive(&raw).ok_or(KeyringError::Malformed)
    }

    /// Reads `path`, or makes it with one new key, readable by its owner alone.
    ///
    /// # Errors
    /// When the file can't be read, written or parsed.
    pub fn load_or_create(path: &Path) -> Result<Self, KeyringError> {
        let io = |e| KeyringError::Io(path.display().to_string(), e);
        match fs::read_to_string(path) {
            Ok(text) => Self::parse(&Zeroizing::new(text)),
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                let key = Zeroizing::new(crate::random::bytes::<32>().map_err(|_| KeyringError::Random)?);
                let text = Zeroizing::new(format!("1:{}\n", STANDARD.encode(*key)));
                write_private(path, text.as_bytes()).map_err(io)?;
                // of two processes that start at once, one wins and both use its key
                Self::parse(&Zeroizing::new(fs::read_to_string(path).map_err(io)?))
            }
            Err(e) => Err(io(e)),
        }
    }

    /// A ring with a fixed key, for tests.
    #[doc(hidden)]
    pub fn for_tests() -> Self {
        #[expect(clippy::expect_used, reason = "one key is given")]
        Self::derive(&[(1, Zeroizing::new([7; 32]))]).expect("one key")
    }

    fn derive(raw: &[(u32, Key)]) -> Option<Self> {
        let oldest = &raw.first()?.1;
        let keys = raw
            .iter()
            .map(|(id, k)| Some((*id, expand(k, b"patron seal 1")?, expand(k, b"patron refresh token 1")?)))
            .collect::<Option<Vec<_>>>()?;
        Some(Self {
            keys,
            blind_phone: expand(oldest, b"patron blind phone 1")?,
            blind_last4: expand(oldest, b"patron blind phone last4 1")?,
            blind_postcode: expand(oldest, b"patron blind postcode 1")?,
            blind_throttle: expand(oldest, b"patron blind throttle 1")?,
        })
    }

    /// The newest key's id and sealing key.
    pub(super) fn newest(&self) -> (u32, &Key) {
        #[expect(clippy::expect_used, reason = "derive() refuses an empty ring")]
        let (id, seal, _) = self.keys.last().expect("a keyring holds a key");
        (*id, seal)
    }

    pub(super) fn seal_key(&self, id: u32) -> Option<&Key> {
        self.keys.iter().find(|(k, ..)| *k == id).map(|(_, seal, _)| seal)
    }

    /// The keyed digest of `value` for lookups by equality (HMAC-SHA-256, 16 bytes).
    pub fn blind(&self, purpose: Blind, value: &str) -> Vec<u8> {
        let key = match purpose {
            Blind::Phone => &self.blind_phone,
            Blind::PhoneLast4 => &self.blind_last4,
            Blind::Postcode => &self.blind_postcode,
            Blind::Throttle => &self.blind_throttle,
        };
        mac(key, value.as_bytes())[..16].to_vec()
    }

    /// The id of the key that signs refresh tokens now.
    pub(crate) fn token_key_id(&self) -> u32 {
        self.newest().0
    }

    /// The authentication code of a refresh token under key `id`; `None` when that key is gone.
    pub(crate) fn token_mac(&self, id: u32, message: &[u8]) -> Option<[u8; 32]> {
        self.keys.iter().find(|(k, ..)| *k == id).map(|(_, _, token)| mac(token, message))
    }
}

fn expand(key: &Key, info: &[u8]) -> Option<Key> {
    let mut out = Zeroizing::new([0; 32]);
    Hkdf::<Sha256>::new(None, key.as_slice()).expand(info, out.as_mut_slice()).ok()?;
    Some(out)
}

fn mac(key: &Key, message: &[u8]) -> [u8; 32] {
    #[expect(clippy::expect_used, reason = "HMAC takes keys of any length")]
    let mut mac = Hmac::<Sha256>::new_from_slice(key.as_slice()).expect("any length");
    mac.update(message);
    mac.finalize().into_bytes().into()
}

/// Writes a file that only its owner can read, whole or not at all, unless it is there by now.
fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    use std::{io::Write as _, os::unix::fs::OpenOptionsExt as _};
    if let Some(dir) = path.parent() {
        fs::create_dir_all(dir)?;
    }
    let unique = u64::from_be_bytes(crate::random::bytes().map_err(io::Error::other)?);
    let temp = path.with_extension(format!("new.{unique:016x}"));
    let mut file = fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&temp)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    // a link, other than a rename, never replaces a key that something may be sealed with already
    let linked = fs::hard_link(&temp, path);
    fs::remove_file(&temp)?;
    match linked {
        Err(e) if e.kind() != io::ErrorKind::AlreadyExists => Err(e),
        _ => Ok(()),
    }
}

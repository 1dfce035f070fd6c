//! The hash function: Argon2id (RFC 9106) with 19 MiB, two passes, one lane, in memory that is used again.

use super::PasswordError;
use argon2::{
    Algorithm, Argon2, Block, Params, Version,
    password_hash::phc::{Output, ParamsString, PasswordHash, Salt},
};
use subtle::ConstantTimeEq as _;

/// Working memory. A fresh 19 MiB cost a sixth of the time: the system has to clear every page of it.
#[derive(Default)]
pub struct Memory(Vec<Block>);

/// Address space of a memory, in blocks of a KiB; only what is used of it takes memory. The allocator of glibc gives a
/// block of more than 32 MiB back to the system as soon as it is freed, and keeps smaller ones once it has seen one.
const ROOM: usize = 33 * 1024;

impl Memory {
    /// Gives it back to the system.
    pub fn release(&mut self) {
        self.0 = Vec::new();
    }

    fn of(&mut self, params: &Params) -> &mut [Block] {
        let count = params.block_count();
        if self.0.capacity() < count {
            self.0 = Vec::with_capacity(count.max(ROOM));
        }
        if self.0.len() < count {
            self.0.resize(count, Block::default());
        }
        &mut self.0[..count]
    }
}

fn params() -> Result<Params, PasswordError> {
    Params::new(19 * 1024, 2, 1, Some(32)).map_err(|_| PasswordError::Failed)
}

/// Hashes `password` with a fresh salt into the PHC text form.
pub fn hash(memory: &mut Memory, password: &str) -> Result<String, PasswordError> {
    let failed = |_| PasswordError::Failed;
    let salt = patron_db::random::bytes::<16>().map_err(|_| PasswordError::Failed)?;
    let params = params()?;
    let mut out = [0; 32];
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params.clone())
        .hash_password_into_with_memory(password.as_bytes(), &salt, &mut out, memory.of(&params))
        .map_err(|_| PasswordError::Failed)?;
    let hash = PasswordHash {
        algorithm: Algorithm::Argon2id.ident(),
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(&params).map_err(failed)?,
        salt: Some(Salt::new(&salt).map_err(|_| PasswordError::Failed)?),
        hash: Some(Output::new(&out).map_err(|_| PasswordError::Failed)?),
    };
    Ok(hash.to_string())
}

/// Whether `password` fits a hash in PHC text form, with whatever parameters it was made.
pub fn verify(memory: &mut Memory, password: &str, hash: &str) -> bool {
    check(memory, password, hash).unwrap_or(false)
}

fn check(memory: &mut Memory, password: &str, hash: &str) -> Option<bool> {
    let hash = PasswordHash::new(hash).ok()?;
    let (salt, known) = (hash.salt?, hash.hash?);
    let algorithm = Algorithm::try_from(hash.algorithm.as_str()).ok()?;
    let version = Version::try_from(hash.version?).ok()?;
    let params = Params::try_from(&hash).ok()?;
    let mut out = vec![0; known.as_bytes().len()];
    Argon2::new(algorithm, version, params.clone())
        .hash_password_into_with_memory(password.as_bytes(), salt.as_ref(), &mut out, memory.of(&params))
        .ok()?;
    Some(out.ct_eq(known.as_bytes()).into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use argon2::{PasswordHasher as _, PasswordVerifier as _};

    #[test]
    fn the_library_itself_agrees_in_both_directions() {
        let mut memory = Memory::default();
        let library = Argon2::new(Algorithm::Argon2id, Version::V0x13, params().unwrap());
        let ours = hash(&mut memory, "Grüße").unwrap();
        assert!(library.verify_password("Grüße".as_bytes(), ours.as_str()).is_ok());
        let theirs = library.hash_password("Grüße".as_bytes()).unwrap().to_string();
        assert!(verify(&mut memory, "Grüße", &theirs) && !verify(&mut memory, "Grüsse", &theirs));
    }

    #[test]
    fn other_parameters_are_those_of_the_hash_and_nonsense_fits_nothing() {
        let small = Argon2::new(Algorithm::Argon2i, Version::V0x13, Params::new(64, 1, 1, Some(16)).unwrap());
        let old = small.hash_password(b"secret").unwrap().to_string();
        let mut memory = Memory::default();
        assert!(verify(&mut memory, "secret", &old));
        assert!(!verify(&mut memory, "secret", "not a hash") && !verify(&mut memory, "secret", ""));
    }
}

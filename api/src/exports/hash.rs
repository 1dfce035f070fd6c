//! SHA-256 in lower-case hex of what networks match people by. Each network brings a value to a normal form of its own
//! first, so that one number has two hashes.

use sha2::{Digest as _, Sha256};

/// A network's normal form of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Hash {
    /// Meta's email: trimmed, lower case; dots stay.
    MetaEmail,
    /// Google's email: the same, without the dots before `@gmail.com` and `@googlemail.com`.
    GoogleEmail,
    /// TikTok's email: lower case, without what follows a `+`.
    TikTokEmail,
    /// Meta's phone number: digits with the country's code, without `+` and up to two leading zeros, 7 to 15 of them.
    MetaPhone,
    /// Google's phone number: E.164 with `+`.
    GooglePhone,
    /// TikTok's and Snap's phone number: digits, without `+` and leading zeros.
    PlainPhone,
    /// The first word of a name: lower case, trimmed.
    FirstName,
    /// The other words of a name: the same.
    LastName,
    /// Meta's city or state: lower case, without digits, spaces and `().-`.
    Place,
    /// Meta's postal code: lower case, without spaces, the part before `-`.
    Zip,
    /// A country, ISO 3166-1 alpha-2: lower case.
    Country,
    /// Meta's date of birth, of `YYYY-MM-DD`: `YYYYMMDD`.
    Birthday,
}

impl Hash {
    /// Writes the hash of `text`; nothing where nothing is left of it.
    pub fn write(self, text: &str, out: &mut String) {
        out.clear();
        self.normal(text, out);
        if out.is_empty() {
            return;
        }
        let digest = Sha256::digest(out.as_bytes());
        out.clear();
        for byte in digest.iter() {
            out.push(hex(byte >> 4));
            out.push(hex(byte & 15));
        }
    }

    /// Writes the normal form of `text`.
    pub fn normal(self, text: &str, out: &mut String) {
        let text = text.trim();
        match self {
            Self::MetaEmail | Self::Country => lower(text, out, |_| true),
            Self::GoogleEmail => {
                lower(text, out, |_| true);
                undotted(out);
            }
            Self::TikTokEmail => {
                let (local, domain) = text.rsplit_once('@').unwrap_or((text, ""));
                lower(local.split('+').next().unwrap_or_default(), out, |_| true);
                out.push('@');
                lower(domain, out, |_| true);
            }
            Self::MetaPhone => {
                digits(text, out);
                let zeros = out.bytes().take(2).take_while(|b| *b == b'0').count();
                out.drain(..zeros);
                if !(7..=15).contains(&out.len()) {
                    out.clear();
                }
            }
            Self::GooglePhone => {
                out.push('+');
                digits(text, out);
                if out.len() == 1 || !text.starts_with('+') {
                    out.clear();
                }
            }
            Self::PlainPhone => {
                digits(text, out);
                let zeros = out.bytes().take_while(|b| *b == b'0').count();
                out.drain(..zeros);
            }
            Self::FirstName => lower(super::parts::first_name(text), out, |_| true),
            Self::LastName => lower(super::parts::last_name(text), out, |_| true),
            Self::Place => lower(text, out, |c| {
                !c.is_ascii_digit() && !c.is_whitespace() && !matches!(c, '(' | ')' | '.' | '-')
            }),
            Self::Zip => {
                lower(text.split('-').next().unwrap_or_default(), out, |c| !c.is_whitespace());
            }
            Self::Birthday => digits(text, out),
        }
    }
}

/// The lower case of those characters of `text` that are kept.
fn lower(text: &str, out: &mut String, kept: impl Fn(char) -> bool) {
    if text.is_ascii() {
        out.extend(text.chars().filter(|c| kept(*c)).map(|c| c.to_ascii_lowercase()));
    } else {
        // knows a sigma at the end of a word; a letter of its own length would not
        out.extend(text.to_lowercase().chars().filter(|c| kept(*c)));
    }
}

fn digits(text: &str, out: &mut String) {
    out.extend(text.chars().filter(char::is_ascii_digit));
}

/// Takes the dots out before Google's own domains.
fn undotted(email: &mut String) {
    let at = email.rfind('@').unwrap_or_default();
    if !matches!(email.get(at..), Some("@gmail.com" | "@googlemail.com")) {
        return;
    }
    let mut place = 0;
    email.retain(|c| {
        let kept = c != '.' || place >= at;
        place += c.len_utf8();
        kept
    });
}

const fn hex(four: u8) -> char {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    DIGITS[(four & 15) as usize] as char
}

#[cfg(test)]
mod tests {
    use super::*;

    fn normal(hash: Hash, text: &str) -> String {
        let mut out = String::new();
        hash.normal(text, &mut out);
        out
    }

    fn hashed(hash: Hash, text: &str) -> String {
        let mut out = String::new();
        hash.write(text, &mut out);
        out
    }

    #[test]
    fn the_test_vectors_of_the_networks() {
        assert_eq!(
            hashed(Hash::MetaPhone, "+91 98765-43210"),
            "92b5072176e723878b5e06ff3ca61898e4eb74e8c46642a0f2db800b17364ab0"
        );
        assert_eq!(
            hashed(Hash::GooglePhone, "+919876543210"),
            "f3a47ce5ce3d4ca8ad15225a245b2759022f79489f5c62719b8c9490f7aab90e"
        );
        for (hash, text, begins, ends) in [
            (Hash::MetaEmail, " Person@Example.com ", "542d2401", "3345"),
            (Hash::PlainPhone, "+448444124653", "dc008fda", "6383"),
            (Hash::MetaPhone, "+448444124653", "dc008fda", "6383"),
            (Hash::MetaEmail, "charm.n.treats@gmail.com", "f0ff1fc4", "cdb6"),
            (Hash::GoogleEmail, "Charm.N.Treats@gmail.com", "5bff1134", "78ed"),
        ] {
            let hex = hashed(hash, text);
            assert_eq!(hex.len(), 64);
            assert!(hex.starts_with(begins) && hex.ends_with(ends), "{hash:?} {text}: {hex}");
        }
    }

    #[test]
    fn each_network_has_normal_forms_of_its_own() {
        for (hash, text, expected) in [
            (Hash::GoogleEmail, "a.b@googlemail.com", "ab@googlemail.com"),
            (Hash::GoogleEmail, "a.b@example.com", "a.b@example.com"),
            (Hash::MetaEmail, "A.B@gmail.com", "a.b@gmail.com"),
            (Hash::TikTokEmail, "Ada+News@Example.com", "ada@example.com"),
            (Hash::MetaPhone, "0091 98765 43210", "919876543210"),
            (Hash::MetaPhone, "12", ""),
            (Hash::GooglePhone, "+44 8444 124653", "+448444124653"),
            (Hash::GooglePhone, "98765", ""),
            (Hash::PlainPhone, "0044 8444", "448444"),
            (Hash::FirstName, " Ananya Marigold", "ananya"),
            (Hash::LastName, "Juan Carlos de Borbón", "carlos de borbón"),
            (Hash::Place, "St. Paul (2)", "stpaul"),
            (Hash::Zip, "94035-1234", "94035"),
            (Hash::Zip, "SW1A 1AA", "sw1a1aa"),
            (Hash::Country, "IN", "in"),
            (Hash::Birthday, "1990-05-17", "19900517"),
        ] {
            assert_eq!(normal(hash, text), expected, "{hash:?} {text}");
        }
        assert_eq!(hashed(Hash::LastName, "Ada"), "", "nothing has no hash");
    }
}

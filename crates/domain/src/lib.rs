//! Value types and rules of Patron.
//!
//! What belongs here: a word of the business with its parser and its rule (an email address, a consent
//! and when it may change, which orders count, what "inactive" means). What does not: HTTP, SQL, files,
//! randomness other than ids and seeded draws, the clock other than through [`clock::Clock`]. Everything builds for wasm,
//! so forms in the dashboard and handlers in the server apply the same rule.
//!
//! To add a value type: one file, one `parse` that is the only way in, a [`FieldError`] that says what is
//! wrong in a sentence a shop owner understands, and its examples as tests beside it.
#![warn(missing_docs)]

pub mod acquisition;
pub mod campaign;
pub mod clock;
pub mod consent;
pub mod customer;
pub mod email;
pub mod export;
pub mod ids;
pub mod keys;
pub mod login;
pub mod money;
pub mod order;
pub mod people_set;
pub mod period;
pub mod phone;
pub mod rfm;
pub mod rule;
pub mod segment;
pub mod text;

/// Why a value was refused: one plain sentence, without the value itself.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct FieldError(pub String);

impl FieldError {
    /// A refusal with this sentence.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

/// Writes an enum of fixed words that goes over the wire: [`plain_words!`] and, with the feature `openapi` of
/// the crate that calls it, its schema.
#[macro_export]
macro_rules! words {
    ($(#[$meta:meta])* $name:ident { $($body:tt)* }) => {
        $crate::plain_words! {
            $(#[$meta])*
            #[cfg_attr(feature = "openapi", derive(::utoipa::ToSchema))]
            $name { $($body)* }
        }
    };
}

/// Writes an enum of fixed words: its variants, their spelling, parser and printer.
#[macro_export]
macro_rules! plain_words {
    ($(#[$meta:meta])* $name:ident { $($(#[$vmeta:meta])* $variant:ident = $word:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, ::serde::Serialize, ::serde::Deserialize)]
        pub enum $name { $($(#[$vmeta])* #[serde(rename = $word)] $variant),+ }

        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// All their words, in the same order.
            pub const WORDS: &'static [&'static str] = &[$($word),+];

            /// The word used on the wire, in files and in the database.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result { f.write_str(self.as_str()) }
        }

        impl ::std::str::FromStr for $name {
            type Err = $crate::FieldError;
            fn from_str(s: &str) -> ::std::result::Result<Self, Self::Err> {
                match s {
                    $($word => Ok(Self::$variant),)+
                    _ => Err($crate::FieldError::new(concat!("must be one of: ", $($word, " "),+).trim_end())),
                }
            }
        }
    };
}

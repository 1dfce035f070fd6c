//! Audiences of advertisers: Meta's and Google's. Both hash by themselves what comes as it is; each has normal forms of its
//! own for what comes hashed.

use super::{Layout, klaviyo::COUNTRY};
use crate::exports::{
    cell::Shape,
    fields::{self as f, Field, Made},
    hash::Hash,
};
use patron_api_types::exports::ExportFormat;

pub(super) const ABOUT_META: (&str, &str) = (
    "Custom audience",
    "Headers as in Meta's help pages; the spelling of zip, dob, gen, extern_id and value, and the form of dob, were not \
     verified, and nothing was tried against Meta itself. gen and madid stay empty.",
);
pub(super) const ABOUT_GOOGLE: (&str, &str) = (
    "Customer Match",
    "Headers as in Google's help pages; not tried against Google itself. That Country and Zip stay unhashed in a hashed \
     file was not verified.",
);

/// A field as it is, or hashed.
fn one(layout: Layout, header: &'static str, field: Field, hash: Hash) -> Layout {
    match field.made {
        Made::Stored(..) if layout.is_hashed() => layout.shaped(header, field, Shape::Hashed(hash)),
        _ => layout.field(header, field),
    }
}

pub(super) fn meta(hashed: bool) -> Layout {
    let mut layout = Layout::new(ExportFormat::Meta).hashed(hashed);
    for (header, field, hash) in [
        ("email", f::EMAIL, Hash::MetaEmail),
        ("phone", f::E164, Hash::MetaPhone),
        ("fn", f::FIRST_NAME, Hash::FirstName),
        ("ln", f::LAST_NAME, Hash::LastName),
        ("ct", f::CITY, Hash::Place),
        ("st", f::STATE, Hash::Place),
        ("zip", f::ZIP, Hash::Zip),
        ("country", COUNTRY, Hash::Country),
        ("dob", f::BIRTHDAY, Hash::Birthday),
    ] {
        layout = one(layout, header, field, hash);
    }
    layout.blank("gen").blank("madid").field("extern_id", f::ID).field("value", f::LIFETIME_VALUE)
}

pub(super) fn google(hashed: bool) -> Layout {
    let mut layout = Layout::new(ExportFormat::Google).hashed(hashed);
    for (header, field, hash) in [
        ("Email", f::EMAIL, Hash::GoogleEmail),
        ("Phone", f::E164, Hash::GooglePhone),
        ("First Name", f::FIRST_NAME, Hash::FirstName),
        ("Last Name", f::LAST_NAME, Hash::LastName),
    ] {
        layout = one(layout, header, field, hash);
    }
    layout.field("Country", COUNTRY).field("Zip", f::ZIP)
}

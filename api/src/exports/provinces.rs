//! Codes of provinces, which Shopify wants where orders have names. India's are listed (as Shopify has them, which is not
//! always as ISO 3166-2 has them; not tried against Shopify itself); what looks like a code is taken for one.

/// India's states and territories: how they are written, and their codes.
const INDIA: &[(&str, &str)] = &[
    ("andaman and nicobar islands", "AN"),
    ("andhra pradesh", "AP"),
    ("arunachal pradesh", "AR"),
    ("assam", "AS"),
    ("bihar", "BR"),
    ("chandigarh", "CH"),
    ("chhattisgarh", "CG"),
    ("dadra and nagar haveli", "DN"),
    ("daman and diu", "DD"),
    ("delhi", "DL"),
    ("new delhi", "DL"),
    ("goa", "GA"),
    ("gujarat", "GJ"),
    ("haryana", "HR"),
    ("himachal pradesh", "HP"),
    ("jammu and kashmir", "JK"),
    ("jharkhand", "JH"),
    ("karnataka", "KA"),
    ("kerala", "KL"),
    ("ladakh", "LA"),
    ("lakshadweep", "LD"),
    ("madhya pradesh", "MP"),
    ("maharashtra", "MH"),
    ("manipur", "MN"),
    ("meghalaya", "ML"),
    ("mizoram", "MZ"),
    ("nagaland", "NL"),
    ("odisha", "OR"),
    ("orissa", "OR"),
    ("puducherry", "PY"),
    ("pondicherry", "PY"),
    ("punjab", "PB"),
    ("rajasthan", "RJ"),
    ("sikkim", "SK"),
    ("tamil nadu", "TN"),
    ("telangana", "TS"),
    ("tripura", "TR"),
    ("uttar pradesh", "UP"),
    ("uttarakhand", "UK"),
    ("west bengal", "WB"),
];

/// The code of a province; empty when it is not known.
pub fn code<'a>(state: &'a str, country: &str) -> &'a str {
    let state = state.trim();
    if (1..=3).contains(&state.len()) && state.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()) {
        return state;
    }
    let known = || INDIA.iter().find(|(name, _)| name.eq_ignore_ascii_case(state));
    if country == "IN" { known().map_or("", |(_, code)| *code) } else { "" }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stay_and_indias_names_become_codes() {
        assert_eq!(code("KA", "IN"), "KA");
        assert_eq!(code(" Karnataka", "IN"), "KA");
        assert_eq!(code("NY", "US"), "NY");
        assert_eq!(code("New York", "US"), "");
        assert_eq!(code("", "IN"), "");
    }
}

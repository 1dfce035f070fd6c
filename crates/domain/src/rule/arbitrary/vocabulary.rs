//! What random rules are made of. Random people made of the same are hit by random rules.
//!
//! Texts come in several spellings of the same: other cases, composed and decomposed letters. None has blanks around it,
//! so that a rule's text gives it back as it was; people may well have them.

/// Texts: names, sources, devices, notices and whatever else is any text.
pub const TEXTS: &[&str] = &[
    "Ananya",
    "ananya rao",
    "Zoë",
    "ZOE\u{308}",
    "rao",
    "a",
    "newsletter",
    "Android",
    "शर्मा",
    "50% \"off\"_\\",
];

/// Email addresses of people.
pub const EMAILS: &[&str] = &[
    "ananya@gmail.com",
    "Rao.Zoe@Gmail.com",
    "a@example.com",
    "zoë@example.org",
    "newsletter@shop.example.com",
];

/// Domains of these.
pub const DOMAINS: &[&str] = &["gmail.com", "EXAMPLE.com", "example.org", "example"];

/// Names of people.
pub const NAMES: &[&str] = &["Ananya Rao", "ANANYA", "Zoë  van Dam", "Zoe\u{308}", "rao", "शर्मा a"];

/// Phone numbers, as E.164.
pub const PHONES: &[&str] = &["+919876543210", "+4915112345678", "+14155550123"];

/// Countries: of the EU, the EEA, the UK, India and elsewhere.
pub const COUNTRIES: &[&str] = &["IN", "DE", "NO", "GB", "US"];

/// Cities.
pub const CITIES: &[&str] = &["Pune", "PUNE", "Berlin", "København", "New York"];

/// States.
pub const STATES: &[&str] = &["Maharashtra", "Berlin", "NY"];

/// Categories, of products and of what people like.
pub const CATEGORIES: &[&str] = &["Kitchen", "kitchen", "Garden", "Café", "CAFE\u{301}", "Books"];

/// Products, by id and name.
pub const PRODUCTS: &[(&str, &str)] = &[("P-1", "Steel pan"), ("P-2", "steel PAN large"), ("P-3", "Rake")];

/// Names of events; they are compared as they stand.
pub const EVENTS: &[&str] = &["Product Viewed", "product viewed", "Cart Abandoned"];

/// Names of properties of events.
pub const PROPERTIES: &[&str] = &["category", "price", "tags", "on", "gift"];

/// Names of traits.
pub const TRAITS: &[&str] = &["plan", "points", "tags", "renews", "vip", "birthday", "language"];

/// Values of traits and properties, as JSON: of every kind, and some that are like another kind.
pub const JSON: &[&str] = &[
    "null",
    "true",
    "false",
    "0",
    "3",
    "-1",
    "10.5",
    "\"3\"",
    "\"10.50\"",
    "\"1e3\"",
    "\" 3\"",
    "\"\"",
    "\"  \"",
    "\"true\"",
    "\"Ananya\"",
    "\" ananya \"",
    "\"Kitchen\"",
    "\"2026-03-31\"",
    "\"2028-02-29T10:00:00Z\"",
    "\"1990-11-20\"",
    "\"2027-02-29\"",
    "\"2026-03-31x\"",
    "\"२०२६-०३-३१\"",
    "\"३\"",
    "[]",
    "[\"Kitchen\"]",
    "[\"kitchen\",\" Kitchen \",\"Garden\"]",
    "[\"Kitchen\",1]",
    "[\" \"]",
    "{}",
    "{\"a\":1}",
];

/// Payment methods.
pub const PAYMENT_METHODS: &[&str] = &["cod", "UPI", "card"];

/// Sources of orders.
pub const ORDER_SOURCES: &[&str] = &["shop", "Shop", "till"];

/// Currencies of orders.
pub const CURRENCIES: &[&str] = &["INR", "EUR"];

/// Login methods.
pub const LOGIN_METHODS: &[&str] = &["password", "otp", "social"];

/// Why logins fail.
pub const REASONS: &[&str] = &["wrong_password", "locked_out"];

/// How consents came about, and the wordings that were agreed to.
pub const CONSENT_TEXTS: &[&str] = &["signup", "form", "2026-03", "v2"];

/// Referring hosts.
pub const REFERRERS: &[&str] = &["google.com", "news.example.com"];

/// Whole numbers: counts.
pub const COUNTS: &[i64] = &[0, 1, 2, 3, 5, 30];

/// Amounts and other numbers: hundredths.
pub const HUNDREDTHS: &[i64] = &[-100, 0, 1, 300, 1050, 49_999, 50_000, 100_000];

/// Days about which dates lie: (year, month, day).
pub const DAYS: &[(i32, u32, u32)] = &[
    (2026, 3, 8),
    (2026, 3, 29),
    (2026, 3, 31),
    (2026, 10, 25),
    (2026, 11, 1),
    (2026, 11, 20),
    (2026, 12, 31),
    (2027, 1, 1),
    (2027, 2, 28),
    (2028, 2, 29),
    (2028, 3, 31),
];

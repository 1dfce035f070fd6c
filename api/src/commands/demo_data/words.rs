//! Whom and what the fictional shop knows. Nobody is called like that; addresses are those of documentation.

/// A thing to buy.
#[derive(Debug, PartialEq)]
pub struct Product {
    /// The shop's id, as the demo shop has it.
    pub id: &'static str,
    /// Name.
    pub name: &'static str,
    /// Category.
    pub category: &'static str,
    /// Price in whole units of the shop's currency.
    pub price: i64,
}

const fn product(id: &'static str, name: &'static str, category: &'static str, price: i64) -> Product {
    Product { id, name, category, price }
}

/// What the shop sells; the first six are those of the demo shop's page.
pub const PRODUCTS: &[Product] = &[
    product("diya-set", "Clay diyas, set of twelve", "Lighting", 349),
    product("teak-tray", "Teak serving tray", "Kitchen", 1499),
    product("masala-box", "Brass masala box", "Kitchen", 2250),
    product("stole", "Block-print stole", "Textiles", 899),
    product("tea-gift", "Monsoon tea gift box", "Gifting", 649),
    product("elephant", "Felt elephant, small", "Gifting", 275),
    product("lantern", "Paper lantern, marigold", "Lighting", 499),
    product("quilt", "Hand-stitched quilt", "Textiles", 3299),
    product("spoons", "Neem wood spoons", "Kitchen", 425),
    product("cards", "Pressed-flower cards", "Stationery", 199),
    product("notebook", "Notebook with a spice cover", "Stationery", 325),
    product("incense", "Sandal incense, forty sticks", "Home", 240),
];

/// What they are in.
pub const CATEGORIES: [&str; 6] = ["Lighting", "Kitchen", "Textiles", "Gifting", "Stationery", "Home"];

/// First names.
pub const FIRST: &[&str] = &[
    "Ananya", "Kabir", "Meera", "Rohan", "Ishaan", "Diya", "Aarav", "Saanvi", "Vihaan", "Anika", "Arjun",
    "Kavya", "Reyansh", "Myra", "Aditya", "Tara", "Krishna", "Riya", "Dhruv", "Nisha", "Rahul", "Pooja",
    "Vikram", "Sneha", "Farhan", "Zara", "Imran", "Ayesha", "Joseph", "Maria", "Harpreet", "Simran",
    "Tenzin", "Lakshmi", "Murugan", "Deepa", "Suresh", "Latha", "Gaurav", "Bhavna",
];

/// Last names from garden, kitchen and weather.
pub const LAST: &[&str] = &[
    "Marigold",
    "Monsoon",
    "Cardamom",
    "Tamarind",
    "Jasmine",
    "Turmeric",
    "Saffron",
    "Cinnamon",
    "Coriander",
    "Banyan",
    "Lotus",
    "Neem",
    "Tulsi",
    "Clove",
    "Nutmeg",
    "Ginger",
    "Mango",
    "Jackfruit",
    "Papaya",
    "Guava",
    "Peppercorn",
    "Fenugreek",
    "Mustard",
    "Sesame",
    "Poppy",
    "Hibiscus",
    "Frangipani",
    "Bamboo",
    "Teakwood",
    "Sandalwood",
    "Ladle",
    "Teapot",
    "Kettle",
    "Rainfall",
    "Thunder",
    "Drizzle",
    "Peacock",
    "Mongoose",
    "Sparrow",
    "Kingfisher",
];

/// City, state and postcode.
pub const CITIES: &[(&str, &str, &str)] = &[
    ("Mumbai", "Maharashtra", "400001"),
    ("Pune", "Maharashtra", "411001"),
    ("Bengaluru", "Karnataka", "560001"),
    ("Delhi", "Delhi", "110001"),
    ("Hyderabad", "Telangana", "500001"),
    ("Chennai", "Tamil Nadu", "600001"),
    ("Kolkata", "West Bengal", "700001"),
    ("Jaipur", "Rajasthan", "302001"),
    ("Kochi", "Kerala", "682001"),
    ("Ahmedabad", "Gujarat", "380001"),
    ("Lucknow", "Uttar Pradesh", "226001"),
    ("Guwahati", "Assam", "781001"),
];

/// Streets.
pub const STREETS: &[&str] =
    &["Marigold Lane", "Teapot Street", "Banyan Road", "Lantern Cross", "Cardamom Hill", "Monsoon Gardens"];

/// Ways to the shop: source, medium, campaign, referrer, landing path, weight.
pub const TOUCHES: &[(&str, &str, &str, &str, &str, f64)] = &[
    ("", "", "", "", "/", 30.0),
    ("instagram", "social", "diwali-lights", "https://www.instagram.com/", "/lighting", 24.0),
    ("google", "cpc", "gifts-search", "https://www.google.com/", "/gifting", 18.0),
    ("", "", "", "https://www.google.com/", "/kitchen", 12.0),
    ("newsletter", "email", "monsoon-letter", "", "/textiles", 8.0),
    ("whatsapp", "social", "friends", "", "/gifting", 8.0),
];

/// How many addresses there are: those of the networks that RFC 5737 keeps for examples.
pub const HOSTS: usize = 508;

/// The address at a place below [`HOSTS`].
pub fn address(host: usize) -> String {
    let network = if host < HOSTS / 2 { "203.0.113" } else { "198.51.100" };
    format!("{network}.{}", 1 + host % (HOSTS / 2))
}

/// One of the addresses for a number from 0 to 1.
pub fn host(chance: f64) -> u16 {
    (chance * HOSTS as f64) as u16
}

/// One of [`AGENTS`] for a number from 0 to 1, by how common they are.
pub fn agent(chance: f64) -> u8 {
    let mut at = chance * 100.0;
    let passed = |(_, weight): &(&str, f64)| {
        at -= weight;
        at < 0.0
    };
    AGENTS.iter().position(passed).unwrap_or(0) as u8
}

/// Browsers, with how common they are in a hundred.
pub const AGENTS: &[(&str, f64)] = &[
    (
        "Mozilla/5.0 (Linux; Android 14; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Mobile Safari/537.36",
        38.0,
    ),
    (
        "Mozilla/5.0 (Linux; Android 13; SM-A546E) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/26.0 Chrome/122.0.0.0 Mobile Safari/537.36",
        14.0,
    ),
    (
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
        16.0,
    ),
    (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
        18.0,
    ),
    (
        "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/605.1.15",
        6.0,
    ),
    ("Mozilla/5.0 (X11; Linux x86_64; rv:132.0) Gecko/20100101 Firefox/132.0", 3.0),
    (
        "Mozilla/5.0 (Linux; Android 14; SM-X906C) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/130.0.0.0 Safari/537.36",
        5.0,
    ),
];

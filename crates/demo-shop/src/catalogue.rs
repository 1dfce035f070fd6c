//! What the shop sells, and for how much. The page shows this list; the checkout charges by it.

use serde::Serialize;

/// One thing to buy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Product {
    /// Id, also in the page's element ids and of its picture there.
    pub id: &'static str,
    /// Name.
    pub name: &'static str,
    /// Category; becomes the customer's preferred one.
    pub category: &'static str,
    /// Price in whole rupees.
    pub price: u32,
    /// One line about it.
    pub about: &'static str,
}

/// Shipping of any order, in whole rupees.
pub const SHIPPING: u32 = 49;

/// All products.
pub const PRODUCTS: &[Product] = &[
    Product {
        id: "diya-set",
        name: "Clay diyas, set of twelve",
        category: "Lighting",
        price: 349,
        about: "Hand-thrown, sun-dried, painted in one stroke.",
    },
    Product {
        id: "teak-tray",
        name: "Teak serving tray",
        category: "Kitchen",
        price: 1499,
        about: "Oiled, never lacquered. Holds four cups and a secret.",
    },
    Product {
        id: "masala-box",
        name: "Brass masala box",
        category: "Kitchen",
        price: 2250,
        about: "Seven bowls, one lid, and room for the spoon.",
    },
    Product {
        id: "stole",
        name: "Block-print stole",
        category: "Textiles",
        price: 899,
        about: "Indigo on cotton; no two borders are alike.",
    },
    Product {
        id: "tea-gift",
        name: "Monsoon tea gift box",
        category: "Gifting",
        price: 649,
        about: "Three teas that taste of rain, in a paper house.",
    },
    Product {
        id: "elephant",
        name: "Felt elephant, small",
        category: "Gifting",
        price: 275,
        about: "Remembers every customer.",
    },
];

/// The product with this id.
pub fn find(id: &str) -> Option<&'static Product> {
    PRODUCTS.iter().find(|product| product.id == id)
}

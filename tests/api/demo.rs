//! The demo shop's own server route: it believes nothing the browser says.

use patron_tests::{
    App,
    demo_shop::DemoShop,
    raw::{Answer, send},
};
use serde_json::{Value, json};

async fn check_out(shop: &DemoShop, token: Option<&str>, cart: &Value) -> Answer {
    let request = reqwest::Client::new().post(format!("{}/checkout", shop.origin())).json(cart);
    send(token.into_iter().fold(request, |request, token| request.bearer_auth(token))).await
}

#[tokio::test]
async fn a_checkout_is_priced_by_the_shop_and_counted_for_the_buyer() {
    let app = App::start().await;
    let shop = DemoShop::start(&app);
    let ada = app.customer("ada@example.com").await;
    let cart = json!({
        "lines": [{"product": "diya-set", "quantity": 2, "price": 1}, {"product": "elephant", "quantity": 1}],
        "total": "1.00", "email": "bela@example.com",
    });

    let answer = check_out(&shop, Some(ada.me.access_token()), &cart).await;

    assert_eq!(answer.status, 201, "{answer:?}");
    assert_eq!(answer.json()["total"], "1022.00", "2 x 349 + 275 + 49");
    let me = ada.me.me().await.unwrap();
    assert_eq!((me.total_orders, me.total_spent.to_string()), (1, "1022.00".into()));
    assert_eq!(me.preferred_categories[0], "Lighting");
}

#[tokio::test]
async fn a_checkout_without_a_good_token_or_cart_is_refused() {
    let app = App::start().await;
    let shop = DemoShop::start(&app);
    let ada = app.customer("ada@example.com").await;
    let token = Some(ada.me.access_token());
    let cart = |product: &str, quantity: i64| json!({"lines": [{"product": product, "quantity": quantity}]});

    for (status, token, cart) in [
        (401, None, cart("elephant", 1)),
        (401, Some("a.b.c"), cart("elephant", 1)),
        (401, Some(app.keys.publishable.as_str()), cart("elephant", 1)),
        (400, token, cart("a-real-elephant", 1)),
        (400, token, cart("elephant", 0)),
        (400, token, cart("elephant", 21)),
        (400, token, cart("elephant", -1)),
        (400, token, json!({"lines": []})),
    ] {
        assert_eq!(check_out(&shop, token, &cart).await.status.as_u16(), status, "{cart}");
    }
    assert_eq!(ada.me.me().await.unwrap().total_orders, 0);
}

#[tokio::test]
async fn the_secret_key_stays_on_the_shops_server() {
    let app = App::start().await;
    let shop = DemoShop::start(&app);
    for path in ["/", "/shop.js", "/config.json", "/products.json"] {
        let answer = send(reqwest::Client::new().get(format!("{}{path}", shop.origin()))).await;

        assert_eq!(answer.status, 200, "{path}");
        assert!(!answer.body.contains("sk_patron_"), "{path}");
    }
}

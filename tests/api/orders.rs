//! Orders, and the totals that follow them.

use futures_util::{StreamExt as _, stream};
use patron_api_types::orders::{OrderChange, OrderItem, OrderUpsert};
use patron_domain::{
    money::Money,
    order::{OrderStatus, PaymentStatus},
};
use patron_tests::{
    App,
    seed::{money, order, profile},
};

fn change() -> OrderChange {
    OrderChange { source: None, status: None, payment_status: None, refunded: None }
}

/// Counted orders and money spent, as the owner sees them.
async fn totals(app: &App, email: &str) -> (i32, String) {
    let customer = app.owner().await.customer(app.id_of(email).await).await.unwrap();
    (customer.row.total_orders, customer.row.total_spent.to_string())
}

/// An order with everything in it but its date.
fn whole_order() -> OrderUpsert {
    let item = |category: &str, quantity, price: &str| OrderItem {
        product_id: format!("{category}-1"),
        name: format!("A thing of {category}"),
        category: Some(category.into()),
        quantity,
        unit_price: money(price),
    };
    OrderUpsert {
        customer_name: Some("Ananya Marigold".into()),
        phone: Some("98765 43210".into()),
        address: Some("12 Example Street".into()),
        city: Some("Bengaluru".into()),
        state: Some("Karnataka".into()),
        pincode: Some("560038".into()),
        country: Some("IN".into()),
        subtotal: money("1000.00"),
        shipping: money("49.00"),
        tax: money("50.50"),
        payment_method: Some("cod".into()),
        status: Some(OrderStatus::Confirmed),
        items: vec![item("Kitchen", 3, "300.00"), item("Gifting", 1, "100.00")],
        ..order("Ananya@example.com", "TT/20417 ₹", "1099.50")
    }
}

#[tokio::test]
async fn an_order_is_stored_whole_and_makes_a_profile_when_nobody_has_the_address() {
    let app = App::start().await;
    let sent = whole_order();

    let stored = app.shop_server().upsert_order(&sent).await.unwrap();

    assert!(stored.created);
    let order = stored.value;
    assert_eq!(order.items, sent.items);
    assert_eq!((order.source.as_str(), order.currency.as_str()), ("website", "INR"));
    assert_eq!(order.payment_status, PaymentStatus::Unpaid);
    assert_eq!(totals(&app, "ananya@example.com").await, (1, "1099.50".into()));
    let customer = app.owner().await.customer(order.customer_id).await.unwrap();
    assert_eq!(customer.row.full_name.as_deref(), Some("Ananya Marigold"));
    assert_eq!(customer.preferred_categories, ["Kitchen", "Gifting"], "most bought first");
    assert_eq!(customer.first_order_at, Some(order.order_date));
    let done = OrderChange { status: Some(OrderStatus::Delivered), ..change() };
    let changed = app.shop_server().change_order("TT/20417 ₹", &done).await.unwrap();
    assert_eq!(changed.status, OrderStatus::Delivered, "an id may hold anything");
}

#[tokio::test]
async fn an_order_sent_again_is_the_same_order_of_the_same_time() {
    let app = App::start().await;
    let first = app.shop_server().upsert_order(&whole_order()).await.unwrap();

    let again = app.shop_server().upsert_order(&whole_order()).await.unwrap();

    assert!(first.created && !again.created, "201, then 200");
    assert_eq!(again.value, first.value);
    assert_eq!(totals(&app, "ananya@example.com").await, (1, "1099.50".into()));
    let customer = app.owner().await.customer(first.value.customer_id).await.unwrap();
    assert_eq!(
        (customer.first_order_at, customer.last_order_at),
        (Some(first.value.order_date), Some(first.value.order_date))
    );
}

#[tokio::test]
async fn cancelled_and_returned_orders_do_not_count_and_come_back_when_they_do() {
    let app = App::start().await;
    let shop = app.shop_server();
    app.has_order(&order("ada@example.com", "1", "500.00")).await;
    app.has_order(&order("ada@example.com", "2", "700.00")).await;
    let to = |status| OrderChange { status: Some(status), ..change() };

    shop.change_order("1", &to(OrderStatus::Cancelled)).await.unwrap();
    let cancelled = totals(&app, "ada@example.com").await;
    shop.change_order("2", &to(OrderStatus::Returned)).await.unwrap();
    let returned = totals(&app, "ada@example.com").await;
    shop.change_order("2", &to(OrderStatus::Delivered)).await.unwrap();
    shop.change_order("2", &to(OrderStatus::Delivered)).await.unwrap();

    assert_eq!(cancelled, (1, "700.00".into()));
    assert_eq!(returned, (0, "0.00".into()));
    assert_eq!(totals(&app, "ada@example.com").await, (1, "700.00".into()));
    let overview = app.owner().await.overview().await.unwrap();
    assert_eq!((overview.total_orders, overview.total_revenue), (1, money("700.00")));
}

#[tokio::test]
async fn refunds_are_taken_off_and_never_exceed_the_total() {
    let app = App::start().await;
    let shop = app.shop_server();
    app.has_order(&order("ada@example.com", "1", "500.00")).await;
    let refund = |amount| OrderChange { refunded: Some(money(amount)), ..change() };

    let part = shop.change_order("1", &refund("120.50")).await.unwrap();
    let too_much = shop.change_order("1", &refund("500.01")).await.unwrap_err();

    assert_eq!(part.refunded, money("120.50"));
    assert!(too_much.field("/refunded").is_some(), "{too_much:?}");
    assert_eq!(totals(&app, "ada@example.com").await, (1, "379.50".into()));
}

#[tokio::test]
async fn orders_at_once_are_added_up_exactly() {
    let app = App::start().await;
    app.has_profile(&profile("ada@example.com")).await;
    let shop = app.shop_server();
    let orders: Vec<_> =
        (0..60).map(|n| order("ada@example.com", &format!("O-{}", n % 40), "10.25")).collect();

    let answers: Vec<_> =
        stream::iter(&orders).map(|o| shop.upsert_order(o)).buffer_unordered(20).collect().await;

    assert!(answers.iter().all(Result::is_ok), "{:?}", answers.iter().find(|a| a.is_err()));
    assert_eq!(answers.iter().filter(|a| a.as_ref().is_ok_and(|a| a.created)).count(), 40);
    assert_eq!(totals(&app, "ada@example.com").await, (40, "410.00".into()));
}

#[tokio::test]
async fn the_same_id_of_another_customer_is_refused_and_of_another_source_is_another_order() {
    let app = App::start().await;
    app.has_order(&order("ada@example.com", "1", "500.00")).await;

    let other = app.shop_server().upsert_order(&order("bela@example.com", "1", "900.00")).await.unwrap_err();
    let source = OrderUpsert { source: Some("pos".into()), ..order("bela@example.com", "1", "900.00") };
    let elsewhere = app.shop_server().upsert_order(&source).await.unwrap();

    assert_eq!(other.code(), Some("order_of_another"));
    assert!(elsewhere.created);
    assert_eq!(totals(&app, "ada@example.com").await, (1, "500.00".into()));
    assert_eq!(totals(&app, "bela@example.com").await, (1, "900.00".into()));
}

#[tokio::test]
async fn another_currency_is_converted_by_its_rate_or_kept_and_not_summed() {
    let app = App::start().await;
    let dollars = |id: &str, rate: Option<&str>| OrderUpsert {
        currency: Some("USD".into()),
        exchange_rate: rate.map(|r| r.parse().unwrap()),
        ..order("ada@example.com", id, "10.00")
    };

    app.has_order(&dollars("1", Some("83.255"))).await;
    let kept = app.has_order(&dollars("2", None)).await;

    assert_eq!((kept.currency.as_str(), kept.total), ("USD", money("10.00")));
    assert_eq!(totals(&app, "ada@example.com").await, (2, "832.55".into()));
}

#[tokio::test]
async fn a_bad_order_is_refused_with_its_fields_named() {
    let app = App::start().await;
    let shop = app.shop_server();
    let base = order("ada@example.com", "1", "500.00");
    let mut no_quantity = base.clone();
    no_quantity.items[0].quantity = 0;
    for (bad, field) in [
        (OrderUpsert { order_id: "  ".into(), ..base.clone() }, "/order_id"),
        (OrderUpsert { currency: Some("rupees".into()), ..base.clone() }, "/currency"),
        (OrderUpsert { refunded: Some(money("500.01")), ..base.clone() }, "/refunded"),
        (OrderUpsert { total: money("-1.00"), ..base.clone() }, "/total"),
        (OrderUpsert { shipping: money("-0.01"), ..base.clone() }, "/shipping"),
        (OrderUpsert { items: vec![base.items[0].clone(); 501], ..base.clone() }, "/items"),
        (no_quantity, "/items/0/quantity"),
    ] {
        let error = shop.upsert_order(&bad).await.unwrap_err();

        assert_eq!(error.code(), Some("validation_failed"), "{field}: {error:?}");
        assert!(error.field(field).is_some(), "{field}: {error:?}");
    }
    assert_eq!(shop.change_order("nowhere", &change()).await.unwrap_err().code(), Some("not_found"));
    let free = OrderUpsert { total: Money::ZERO, subtotal: Money::ZERO, items: Vec::new(), ..base };
    assert!(shop.upsert_order(&free).await.is_ok(), "a gift costs nothing");
}

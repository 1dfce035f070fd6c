//! What makes an order differ from what is known of it.

use super::*;
use crate::{orders::Item, profiles::Details};
use chrono::Duration;
use patron_domain::order::OrderStatus;

fn day(n: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + Duration::days(n)
}

fn money(text: &str) -> Money {
    Money::parse(text).unwrap()
}

fn said(total: &str) -> Order {
    Order {
        order: NewOrder {
            source: "shop".into(),
            order_id: "1".into(),
            status: OrderStatus::Placed,
            payment_status: PaymentStatus::Unpaid,
            payment_method: Some("cod".into()),
            currency: "INR".into(),
            exchange_rate: None,
            subtotal: money(total),
            shipping: Money::ZERO,
            tax: Money::ZERO,
            total: money(total),
            refunded: Money::ZERO,
            customer_name: Some("Ada".into()),
            phone: None,
            address: None,
            pincode: Some("560001".into()),
            city: Some("Pune".into()),
            state: None,
            country: None,
            order_date: day(1),
            items: vec![Item {
                product_id: "p".into(),
                name: "Lamp".into(),
                category: None,
                quantity: 1,
                unit_price: money(total),
            }],
        },
        status: None,
        payment_status: None,
        order_date: None,
        says_refunded: false,
        details: Details::default(),
    }
}

/// An order as it comes from the store, as of the second day.
fn known() -> OrderRow {
    let row = OrderRow::new(CustomerId::generate(), &said("500"), "INR", day(2));
    OrderRow { is_new: false, changed: false, items_changed: false, newer: false, ..row }
}

#[test]
fn the_same_again_differs_in_nothing_and_only_its_time_is_written() {
    for (at, newer) in [(day(1), false), (day(2), false), (day(3), true)] {
        let mut row = known();
        let mut again = said("500");
        // what is not said stays
        again.order.payment_method = None;
        again.order.customer_name = None;
        again.order.city = None;
        again.order.order_date = day(1) + Duration::nanoseconds(999);
        assert!(!row.replace(&again, "INR", at), "{at}");
        assert_eq!((row.changed, row.items_changed, row.newer), (false, false, newer), "{at}");
        assert_eq!(row.order.customer_name.as_deref(), Some("Ada"));
    }
}

#[test]
fn whatever_is_different_is_a_change() {
    let changes: [fn(&mut Order); 9] = [
        |o| o.order.total = money("501"),
        |o| o.status = Some(OrderStatus::Delivered),
        |o| o.payment_status = Some(PaymentStatus::Paid),
        |o| o.order_date = Some(day(0)),
        |o| o.order.currency = "EUR".into(),
        |o| o.order.payment_method = Some("card".into()),
        |o| o.order.pincode = Some("560002".into()),
        |o| o.order.city = Some("Delhi".into()),
        |o| {
            o.says_refunded = true;
            o.order.refunded = money("5");
        },
    ];
    for (n, change) in changes.into_iter().enumerate() {
        let (mut row, mut again) = (known(), said("500"));
        change(&mut again);
        assert!(row.replace(&again, "INR", day(2)), "{n}");
        assert_eq!((row.changed, row.items_changed), (true, false), "{n}");
    }
    let (mut row, mut again) = (known(), said("500"));
    again.order.items[0].quantity = 2;
    assert!(row.replace(&again, "INR", day(2)));
    assert!(row.changed && row.items_changed);
    assert!(row.replace(&said("500"), "INR", day(2)), "and back");
}

#[test]
fn a_rate_is_compared_with_the_digits_that_are_kept() {
    let mut euros = said("500");
    euros.order.currency = "EUR".into();
    euros.order.exchange_rate = Some("90.123456785".parse().unwrap());
    let mut row = OrderRow::new(CustomerId::generate(), &euros, "INR", day(2));
    assert_eq!(row.order.exchange_rate, Some("90.12345679".parse().unwrap()));
    assert!(!row.replace(&euros, "INR", day(2)));
}

//! Orders as shop systems write them.

use super::*;
use crate::import::{formats, header::Header};
use csv::{ByteRecord, ReaderBuilder};

/// The order of a file that holds one.
fn read(file: &str) -> Result<(Email, Order), String> {
    let mut reader = ReaderBuilder::new().flexible(true).from_reader(file.as_bytes());
    let columns: Vec<String> = reader.headers().unwrap().iter().map(str::to_owned).collect();
    let (kind, format) = formats::detect(&columns);
    let header = Header::mapped(&columns, &formats::mapping(kind, format, &columns), kind)?;
    let plan = Plan { kind, format, ..Plan::for_tests(header) };
    let records: Vec<ByteRecord> = reader.byte_records().map(Result::unwrap).collect();
    let line = |(n, record)| Line { number: n as u64 + 2, record };
    let lines: Vec<Line> = records.into_iter().enumerate().map(line).collect();
    parse(&plan, &lines)
}

const SHOPIFY: &str = "Name,Email,Financial Status,Paid at,Fulfillment Status,Currency,Subtotal,Shipping,Taxes,Total,\
    Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Billing Name,Billing City,Shipping City,\
    Shipping Country,Shipping Phone,Cancelled at,Refunded Amount,Payment Method,Id\n";

#[test]
fn an_order_of_shopify_has_its_lines_and_a_state() {
    let (email, order) = read(&format!(
        "{SHOPIFY}#1001,Ada@example.com,partially_refunded,2026-01-02 03:05:00 +0530,fulfilled,INR,\"1,499.00\",50.00,\
         75.00,\"1,624.00\",2026-01-02 03:04:05 +0530,1,Diya set,999.00,DIYA-12,Ada Clove,Pune,Goa,IN,'+919876543210,,\
         100.00,Cash on Delivery (COD),651\n#1001,,,,,,,,,,,2,Lamp,250.00,,,,,,,,,,\n"
    ))
    .unwrap();
    assert_eq!(email.as_str(), "Ada@example.com");
    let stored = &order.order;
    assert_eq!((stored.source.as_str(), stored.order_id.as_str()), ("shopify", "#1001"));
    assert_eq!((stored.total.to_string(), stored.refunded.to_string()), ("1624.00".into(), "100.00".into()));
    assert_eq!(order.status, Some(OrderStatus::Fulfilled));
    assert_eq!(order.payment_status, Some(PaymentStatus::PartlyRefunded));
    assert_eq!(order.order_date.unwrap().to_rfc3339(), "2026-01-01T21:34:05+00:00");
    assert_eq!((stored.city.as_deref(), stored.country.as_deref()), (Some("Goa"), Some("IN")));
    assert_eq!(stored.phone.as_deref(), Some("+919876543210"));
    let lines: Vec<_> = stored.items.iter().map(|i| (i.product_id.as_str(), i.quantity)).collect();
    assert_eq!(lines, [("DIYA-12", 1), ("Lamp", 2)]);
    assert!(order.says_refunded);
}

#[test]
fn what_was_called_off_at_shopify_is_cancelled_and_what_is_open_is_placed() {
    let row = |financial: &str, fulfilment: &str, cancelled: &str| {
        let rest = format!("1,Diya,10,,,,,,,{cancelled},0,,");
        let file = format!("{SHOPIFY}#1,a@b.c,{financial},,{fulfilment},INR,10,0,0,10,,{rest}\n");
        read(&file).unwrap().1
    };
    assert_eq!(row("voided", "", "").status, Some(OrderStatus::Cancelled));
    assert_eq!(row("refunded", "", "2026-02-03 04:05:06 +0530").status, Some(OrderStatus::Cancelled));
    assert_eq!(row("pending", "unfulfilled", "").status, Some(OrderStatus::Placed));
    let paid = row("paid", "unfulfilled", "");
    assert_eq!((paid.status, paid.order_date), (Some(OrderStatus::Confirmed), None));
}

const WOO: &str = "Order Number,Order Status,Order Date,First Name (Billing),Last Name (Billing),Email (Billing),\
    Payment Method Title,Order Shipping Amount,Order Refund Amount,Order Total Amount,Order Total Tax Amount,SKU,\
    Item #,Item Name,Quantity,Item Cost\n";

#[test]
fn cash_on_delivery_at_woocommerce_is_unpaid_until_the_order_is_complete() {
    let row = |status: &str, method: &str, refund: &str| {
        let file = format!(
            "{WOO}17,{status},2026-01-02 03:04:05,Ada,Clove,a@b.c,{method},50,{refund},550,0,D,1,Diya,1,500\n"
        );
        read(&file).unwrap().1
    };
    let open = row("Processing", "Cash on delivery", "0");
    assert_eq!(
        (open.status, open.payment_status),
        (Some(OrderStatus::Confirmed), Some(PaymentStatus::Unpaid))
    );
    assert_eq!(row("wc-completed", "Cash on delivery", "").payment_status, Some(PaymentStatus::Paid));
    assert_eq!(row("processing", "Razorpay", "").payment_status, Some(PaymentStatus::Paid));
    assert_eq!(row("completed", "Razorpay", "-50").payment_status, Some(PaymentStatus::PartlyRefunded));
    let back = row("refunded", "Razorpay", "550");
    assert_eq!(
        (back.status, back.payment_status),
        (Some(OrderStatus::Returned), Some(PaymentStatus::Refunded))
    );
    assert_eq!(
        (open.order.subtotal.to_string(), open.order.source.as_str()),
        ("500.00".into(), "woocommerce")
    );
    assert_eq!(open.details.full_name.as_deref(), Some("Ada Clove"));
}

#[test]
fn all_reasons_are_told_at_once_and_those_of_a_line_with_its_number() {
    let reasons = read("order_id,email,total,refunded,status\n,nobody,ten,0,asleep\n").unwrap_err();
    for column in ["order_id: ", "email: ", "total: ", "status: "] {
        assert!(reasons.contains(column), "{column} in {reasons}");
    }
    let reasons = read("order_id,email,total,refunded\n1,a@b.c,10,11\n").unwrap_err();
    assert_eq!(reasons, "refunded: must be at most the total");
    let reasons =
        read("order_id,email,total,product_name,quantity\n1,a@b.c,10,Diya,1\n1,,,Lamp,many\n").unwrap_err();
    assert!(reasons.starts_with("line 3: quantity: "), "{reasons}");
}

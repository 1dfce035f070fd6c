//! `@rudderstack/rudder-sdk-node`.

use crate::{
    effects::{customer, number, stored},
    tracker::{Sdk, Tracker},
};
use patron_tests::App;

#[tokio::test]
async fn zipped_batches_under_a_forms_name_are_read() {
    let app = App::start().await;
    let tracker = Tracker::new(Sdk::Rudder, &app).watched();

    let report = tracker
        .send(&["analytics.identify({ userId: 'u1', traits: { email: 'ada@example.com', name: 'Ada Lovelace' } })
             analytics.track({ userId: 'u1', event: 'Order Completed', properties: { order_id: 'o1', total: 1499.5,
                 currency: 'INR', products: [{ product_id: 'p1', name: 'Diya set', price: 1499.5, quantity: 1 }] } })
             analytics.track({ userId: 'u1', event: 'Signed In', properties: {} })"])
        .await;

    report.must_be_well();
    assert_eq!(report.header("content-encoding"), Some("gzip"));
    assert_eq!(report.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!((report.sum("accepted"), report.rejected()), (3, 0), "{report:?}");
    let ada = customer(&app, "ada@example.com").await;
    assert_eq!(ada.row.full_name.as_deref(), Some("Ada Lovelace"));
    assert_eq!((ada.row.total_orders, ada.row.login_count), (1, 1));
    assert_eq!(ada.row.total_spent.to_string(), "1499.50");
}

#[tokio::test]
async fn many_batches_are_stored_once_each() {
    let app = App::start().await;
    let tracker = Tracker::new(Sdk::Rudder, &app);

    let report = tracker
        .send(&["const event = 'Product Viewed'
            for (let n = 0; n < 245; n++)
                analytics.track({ anonymousId: `visitor-${n % 7}`, event, properties: { n } })"])
        .await;

    report.must_be_well();
    assert_eq!(stored(&app, "Product Viewed").await, 245);
    let different = "select count(distinct properties ->> 'n') from events where name = 'Product Viewed'";
    assert_eq!(number(&app, different).await, 245);
}

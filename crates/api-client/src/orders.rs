//! A shop's server writes orders (`updateCustomerOrderInfo`).

use crate::{
    client,
    error::Error,
    response::{self, Upserted},
    shop_server::ShopServer,
};
use patron_api_types::orders::{Order, OrderChange, OrderUpsert};

const PATH: &str = "/api/v1/orders";

impl ShopServer {
    /// Stores an order, or replaces the one with the same source and id; totals follow.
    ///
    /// # Errors
    /// Code `order_of_another` when the id belongs to another customer's order, `validation_failed` with
    /// the fields named; `forbidden` without the scope `orders:write`.
    pub async fn upsert_order(&self, order: &OrderUpsert) -> Result<Upserted<Order>, Error> {
        response::upserted(self.send(self.client().post(PATH).json(order)).await?).await
    }

    /// Changes an order's state, payment or refund, by the shop's own id; totals follow.
    ///
    /// # Errors
    /// Code `not_found` or `validation_failed`.
    pub async fn change_order(&self, order_id: &str, change: &OrderChange) -> Result<Order, Error> {
        let path = format!("{PATH}/{}", client::segment(order_id));
        self.json(self.client().patch(&path).json(change)).await
    }
}

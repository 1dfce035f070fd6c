//! A shop's server reports signups, consents, refunds and events, and all of it in batches.

use crate::{
    client,
    error::Error,
    response::{self, Upserted},
    shop_server::ShopServer,
};
use patron_api_types::{
    customers::Customer,
    events::{Batch, BatchAnswer, BatchItem, ConsentReport, EventReport, EventReported, RefundReport},
    orders::Order,
    profiles::SignupReport,
};

impl ShopServer {
    /// Reports a signup made elsewhere.
    ///
    /// # Errors
    /// Code `validation_failed` with the fields named; `forbidden` without the scope `profiles:write`.
    pub async fn report_signup(&self, report: &SignupReport) -> Result<Upserted<Customer>, Error> {
        response::upserted(self.send(self.client().post("/api/v1/signups").json(report)).await?).await
    }

    /// Reports an answer about marketing.
    ///
    /// # Errors
    /// Code `not_found` when nobody has the address; `forbidden` without the scope `profiles:write`.
    pub async fn report_consent(&self, report: &ConsentReport) -> Result<EventReported, Error> {
        self.json(self.client().post("/api/v1/consents").json(report)).await
    }

    /// Reports money given back. `None` when this message id was counted before.
    ///
    /// # Errors
    /// Code `not_found`, or `validation_failed` when more would come back than was paid.
    pub async fn report_refund(&self, order_id: &str, report: &RefundReport) -> Result<Option<Order>, Error> {
        let path = format!("/api/v1/orders/{}/refunds", client::segment(order_id));
        let response = self.send(self.client().post(&path).json(report)).await?;
        if response.status() == reqwest::StatusCode::OK {
            return Ok(None);
        }
        response::json(response).await.map(Some)
    }

    /// Reports something a person did.
    ///
    /// # Errors
    /// Code `validation_failed` with the fields named; `forbidden` without the scope `events:write`.
    pub async fn report_event(&self, report: &EventReport) -> Result<EventReported, Error> {
        self.json(self.client().post("/api/v1/events").json(report)).await
    }

    /// Reports up to 1,000 things at once; each has its own answer, in their order.
    ///
    /// # Errors
    /// Code `body_too_large` beyond 500 KiB, `too_many_requests` when the server has too much to store already.
    pub async fn report_batch(&self, items: &[BatchItem]) -> Result<BatchAnswer, Error> {
        let items = items.iter().map(serde_json::to_value).collect::<Result<_, _>>();
        let batch = Batch { items: items.map_err(|e| Error::Decode(e.to_string()))? };
        self.json(self.client().post("/api/v1/batch").json(&batch)).await
    }
}

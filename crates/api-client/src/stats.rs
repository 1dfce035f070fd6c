//! Statistics.

use crate::{error::Error, session::Session, shop_server::ShopServer};
use patron_api_types::stats::{
    Channels, ChannelsQuery, ConsentStats, Engagement, Growth, LifetimeValue, LoginHealth, Overview, Refresh,
    Retention, RetentionQuery, Rfm, SpanQuery,
};

/// The path of a report.
fn path(report: &str) -> String {
    format!("/api/v1/stats/{report}")
}

/// The reports, for both callers that may read them.
macro_rules! reports {
    ($caller:ty) => {
        impl $caller {
            /// The overview's cards and charts.
            ///
            /// # Errors
            /// Code `service_unavailable` when the database is away: never zeros instead. `forbidden` for a key
            /// without the scope.
            pub async fn overview(&self) -> Result<Overview, Error> {
                self.json(self.client().get(&path("overview"))).await
            }

            /// Who came, by day, week or month.
            ///
            /// # Errors
            /// Code `validation_failed`, naming the parameter.
            pub async fn growth(&self, query: &SpanQuery) -> Result<Growth, Error> {
                self.json(self.client().get(&path("growth")).query(query)).await
            }

            /// Who comes back, how often, when and with what.
            ///
            /// # Errors
            /// Code `validation_failed`, naming the parameter.
            pub async fn engagement(&self, query: &SpanQuery) -> Result<Engagement, Error> {
                self.json(self.client().get(&path("engagement")).query(query)).await
            }

            /// Consent given and withdrawn.
            ///
            /// # Errors
            /// Code `validation_failed`, naming the parameter.
            pub async fn consent_stats(&self, query: &SpanQuery) -> Result<ConsentStats, Error> {
                self.json(self.client().get(&path("consents")).query(query)).await
            }

            /// Where customers came from.
            ///
            /// # Errors
            /// Code `validation_failed`, naming the parameter.
            pub async fn channels(&self, query: &ChannelsQuery) -> Result<Channels, Error> {
                self.json(self.client().get(&path("channels")).query(query)).await
            }

            /// Of those who first came in a period, who came again.
            ///
            /// # Errors
            /// Code `validation_failed`, naming the parameter.
            pub async fn retention(&self, query: &RetentionQuery) -> Result<Retention, Error> {
                self.json(self.client().get(&path("retention")).query(query)).await
            }

            /// What customers have been worth so far.
            ///
            /// # Errors
            /// Code `service_unavailable` when the database is away.
            pub async fn lifetime_value(&self) -> Result<LifetimeValue, Error> {
                self.json(self.client().get(&path("lifetime-value"))).await
            }

            /// Buyers by recency, frequency and spend.
            ///
            /// # Errors
            /// Code `service_unavailable` when the database is away.
            pub async fn rfm(&self) -> Result<Rfm, Error> {
                self.json(self.client().get(&path("rfm"))).await
            }

            /// Failures, and who is under attack.
            ///
            /// # Errors
            /// Code `service_unavailable` when the database is away.
            pub async fn login_health(&self) -> Result<LoginHealth, Error> {
                self.json(self.client().get(&path("login-health"))).await
            }

            /// How the computation of the prepared reports stands.
            ///
            /// # Errors
            /// Code `service_unavailable` when the database is away.
            pub async fn refresh_state(&self) -> Result<Refresh, Error> {
                self.json(self.client().get(&path("refresh"))).await
            }

            /// Has the prepared reports computed anew; ask [`Self::refresh_state`] how far it is.
            ///
            /// # Errors
            /// Code `service_unavailable` when the database is away.
            pub async fn refresh_reports(&self) -> Result<Refresh, Error> {
                self.json(self.client().post(&path("refresh"))).await
            }
        }
    };
}

reports!(Session);
// with a key that has the scope `customers:read`
reports!(ShopServer);

impl Session {
    /// A chart of a report, such as `growth`, as CSV. `query` has what the report takes, and perhaps `chart`.
    ///
    /// # Errors
    /// Code `validation_failed`, naming the parameter.
    pub async fn chart_csv(&self, report: &str, query: &[(&str, String)]) -> Result<Vec<u8>, Error> {
        let request = self.client().get(&path(report)).query(&[("format", "csv")]).query(query);
        Ok(self.send(request).await?.bytes().await?.to_vec())
    }
}

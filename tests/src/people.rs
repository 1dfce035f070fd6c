//! The people who call Patron. Tests name them instead of setting headers.

use crate::app::{App, OWNER_EMAIL, OWNER_PASSWORD};
use patron_api_client::{Client, CustomerAuth, CustomerSession, Session, ShopServer};
use patron_api_types::auth::{AuthSession, SignupRequest};
use patron_domain::ids::CustomerId;
use serde_json::{Map, Value, json};

/// The password of customers that tests sign up.
pub const PASSWORD: &str = "lotus-and-lamp-29";

/// A signed-up customer.
#[derive(Debug, Clone)]
pub struct Person {
    /// As signed up.
    pub email: String,
    /// What `/auth/v1/signup` answered.
    pub session: AuthSession,
    /// What this person may call.
    pub me: CustomerSession,
}

impl App {
    /// Somebody without credentials.
    pub fn anonymous(&self) -> Client {
        self.client()
    }

    /// The owner, signed in at the dashboard.
    pub async fn owner(&self) -> Session {
        self.client().sign_in(OWNER_EMAIL, OWNER_PASSWORD).await.expect("the owner signs in")
    }

    /// A storefront page with the publishable key.
    pub fn page(&self) -> CustomerAuth {
        CustomerAuth::new(self.client(), &self.keys.publishable)
    }

    /// The shop's server with the scopes a secret key gets by default.
    pub fn shop_server(&self) -> ShopServer {
        ShopServer::new(self.client(), &self.keys.secret)
    }

    /// A shop's server with every scope.
    pub fn reader(&self) -> ShopServer {
        ShopServer::new(self.client(), &self.keys.all_scopes)
    }

    /// A customer who signs up with this address and nothing else.
    pub async fn customer(&self, email: &str) -> Person {
        self.customer_with(email, json!({})).await
    }

    /// A customer who signs up with this address and metadata.
    pub async fn customer_with(&self, email: &str, data: Value) -> Person {
        let session = self.page().signup(&signup(email, data)).await.expect("the customer signs up");
        let me = self.page().customer(&session);
        Person { email: email.to_owned(), session, me }
    }

    /// The profile's id of an address, as the owner finds it.
    pub async fn id_of(&self, email: &str) -> CustomerId {
        let id: String =
            sqlx::query_scalar("select id::text from customer_profiles where lower(email) = lower($1)")
                .bind(email)
                .fetch_one(&mut self.sql().await)
                .await
                .expect("a profile has this address");
        id.parse().expect("an id")
    }
}

/// A signup with [`PASSWORD`].
pub fn signup(email: &str, data: Value) -> SignupRequest {
    let data: Option<Map<String, Value>> = data.as_object().cloned();
    SignupRequest { email: Some(email.to_owned()), password: Some(PASSWORD.to_owned()), data }
}

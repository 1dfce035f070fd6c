//! Customers: the list, one of them, what belongs to one, and what staff may change.

use crate::{error::Error, session::Session, shop_server::ShopServer};
use patron_api_types::{
    consents::{ConsentEntry, Withdrawal},
    customers::{Customer, CustomerChange, CustomerQuery, CustomerRow, NewCustomer, StatusChange},
    events::Event,
    logins::Login,
    orders::Order,
    page::{Page, PageQuery},
};
use patron_domain::ids::CustomerId;

const PATH: &str = "/api/v1/customers";

impl Session {
    /// A page of the customer list.
    ///
    /// # Errors
    /// Code `validation_failed` for a bad filter, `invalid_cursor` for one of another list.
    pub async fn customers(&self, query: &CustomerQuery) -> Result<Page<CustomerRow>, Error> {
        self.json(self.client().get(PATH).query(query)).await
    }

    /// One customer.
    ///
    /// # Errors
    /// Code `not_found`.
    pub async fn customer(&self, id: CustomerId) -> Result<Customer, Error> {
        self.json(self.client().get(&of(id, ""))).await
    }

    /// The customer's login attempts, newest first.
    ///
    /// # Errors
    /// Code `not_found`.
    pub async fn customer_logins(&self, id: CustomerId, page: &PageQuery) -> Result<Page<Login>, Error> {
        self.json(self.client().get(&of(id, "/logins")).query(page)).await
    }

    /// The customer's orders, newest first.
    ///
    /// # Errors
    /// Code `not_found`.
    pub async fn customer_orders(&self, id: CustomerId, page: &PageQuery) -> Result<Page<Order>, Error> {
        self.json(self.client().get(&of(id, "/orders")).query(page)).await
    }

    /// The customer's events, newest first.
    ///
    /// # Errors
    /// Code `not_found`.
    pub async fn customer_events(&self, id: CustomerId, page: &PageQuery) -> Result<Page<Event>, Error> {
        self.json(self.client().get(&of(id, "/events")).query(page)).await
    }

    /// How the customer's consent came to be, newest first.
    ///
    /// # Errors
    /// Code `not_found`.
    pub async fn customer_consents(
        &self,
        id: CustomerId,
        page: &PageQuery,
    ) -> Result<Page<ConsentEntry>, Error> {
        self.json(self.client().get(&of(id, "/consents")).query(page)).await
    }

    /// Adds a customer by hand.
    ///
    /// # Errors
    /// Code `email_taken`, or `validation_failed` with the fields named.
    pub async fn add_customer(&self, customer: &NewCustomer) -> Result<Customer, Error> {
        self.json(self.client().post(PATH).json(customer)).await
    }

    /// Changes a customer's details.
    ///
    /// # Errors
    /// Code `not_found`, `email_taken`, or `validation_failed` with the fields named.
    pub async fn change_customer(&self, id: CustomerId, change: &CustomerChange) -> Result<Customer, Error> {
        self.json(self.client().patch(&of(id, "")).json(change)).await
    }

    /// Changes a customer's status, with a reason.
    ///
    /// # Errors
    /// Code `not_found` or `validation_failed`.
    pub async fn change_status(&self, id: CustomerId, change: &StatusChange) -> Result<Customer, Error> {
        self.json(self.client().put(&of(id, "/status")).json(change)).await
    }

    /// Records that a customer withdrew consent, and how the shop heard of it.
    ///
    /// # Errors
    /// Code `not_found` or `validation_failed`.
    pub async fn withdraw(&self, id: CustomerId, withdrawal: &Withdrawal) -> Result<Customer, Error> {
        self.json(self.client().post(&of(id, "/withdrawals")).json(withdrawal)).await
    }
}

/// With a key that has the scope `customers:read`.
impl ShopServer {
    /// A page of the customer list.
    ///
    /// # Errors
    /// Code `forbidden` without the scope.
    pub async fn customers(&self, query: &CustomerQuery) -> Result<Page<CustomerRow>, Error> {
        self.json(self.client().get(PATH).query(query)).await
    }

    /// One customer.
    ///
    /// # Errors
    /// Code `forbidden` without the scope, or `not_found`.
    pub async fn customer(&self, id: CustomerId) -> Result<Customer, Error> {
        self.json(self.client().get(&of(id, ""))).await
    }
}

fn of(id: CustomerId, rest: &str) -> String {
    format!("{PATH}/{id}{rest}")
}

//! Data to begin with. It goes in by the calls a shop's server makes, so that counters, ledger and
//! rollups are what they would be in use; only dates in the past are set by SQL where no call takes them.

use crate::app::App;
use chrono::{DateTime, Utc};
use patron_api_types::{
    customers::Customer,
    logins::LoginReport,
    orders::{Order, OrderItem, OrderUpsert},
    profiles::ProfileUpsert,
};
use patron_domain::{email::Email, money::Money};

/// An address.
pub fn email(text: &str) -> Email {
    Email::parse(text).expect("an address")
}

/// An amount.
pub fn money(text: &str) -> Money {
    Money::parse(text).expect("an amount")
}

/// A profile of which only the address is known.
pub fn profile(address: &str) -> ProfileUpsert {
    ProfileUpsert {
        email: email(address),
        full_name: None,
        mobile_number: None,
        location: None,
        preferred_categories: None,
        signup_method: None,
        source: None,
        marketing_consent: None,
        notice_version: None,
    }
}

/// An order of one line; its total is the price.
pub fn order(address: &str, order_id: &str, total: &str) -> OrderUpsert {
    let item = OrderItem {
        product_id: "DIYA-12".into(),
        name: "Diya set of 12".into(),
        category: Some("Lighting".into()),
        quantity: 1,
        unit_price: money(total),
    };
    OrderUpsert {
        order_id: order_id.into(),
        source: None,
        email: email(address),
        customer_name: None,
        phone: None,
        address: None,
        city: None,
        state: None,
        pincode: None,
        country: None,
        subtotal: money(total),
        shipping: Money::ZERO,
        tax: Money::ZERO,
        total: money(total),
        refunded: None,
        currency: None,
        exchange_rate: None,
        payment_method: None,
        status: None,
        payment_status: None,
        order_date: None,
        items: vec![item],
    }
}

/// A login attempt that worked, now.
pub fn login(address: &str) -> LoginReport {
    LoginReport {
        email: email(address),
        login_method: None,
        success: true,
        failure_reason: None,
        occurred_at: None,
        ip_address: None,
        location: None,
        user_agent: None,
        message_id: None,
    }
}

impl App {
    /// Stores a profile.
    pub async fn has_profile(&self, profile: &ProfileUpsert) -> Customer {
        self.shop_server().upsert_profile(profile).await.expect("store a profile").value
    }

    /// Stores an order.
    pub async fn has_order(&self, order: &OrderUpsert) -> Order {
        self.shop_server().upsert_order(order).await.expect("store an order").value
    }

    /// Stores a successful login at this time.
    pub async fn has_login_at(&self, address: &str, at: DateTime<Utc>) {
        let report = LoginReport { occurred_at: Some(at), ..login(address) };
        self.shop_server().report_login(&report).await.expect("report a login");
    }

    /// Moves somebody's sign-up into the past. The rollups are left as they are.
    pub async fn signed_up_at(&self, address: &str, at: DateTime<Utc>) {
        sqlx::query("update customer_profiles set signup_date = $2 where lower(email) = lower($1)")
            .bind(address)
            .bind(at)
            .execute(&mut self.sql().await)
            .await
            .expect("move the sign-up date");
    }
}

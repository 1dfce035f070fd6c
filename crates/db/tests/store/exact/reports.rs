//! What a history reports of people: sign-ups, attempts to sign in, orders, consents, rows of files.

use super::{
    history::{Act, TOUCHES},
    perform::{Run, id_of},
};
use crate::support::{insert, order, phone, wanted};
use chrono::TimeDelta;
use patron_db::{
    import::ImportRow,
    ingest::{self, Act as Reported, Consent, Import, Login, Order, OrderChange, Who},
    logins,
    orders::NewOrder,
    profiles::{Details, FirstTouch},
};
use patron_domain::{
    customer::{SignupMethod, Source},
    email::Email,
    money::Money,
    order::PaymentStatus,
};

impl Run<'_> {
    pub(super) async fn sign_up(&mut self, act: &Act) {
        let Act::SignUp { who, when, source, method, touch, said, phone: with_phone, version } = act else {
            return;
        };
        let at = when.at(self.store.now);
        let details =
            Details { phone: if *with_phone { phone("98765 43210") } else { None }, ..Details::default() };
        if *touch == 0 {
            // on Patron's own pages, now: its source and method are those
            self.flush().await;
            let mut tx = self.store.begin().await;
            insert(&mut tx, self.store, self.email(*who).as_str(), &details, *said).await.unwrap();
            tx.commit().await.unwrap();
            return;
        }
        let [utm_source, utm_medium, referrer, landing_path] = TOUCHES[*touch].map(|t| t.map(str::to_owned));
        let profile = ingest::Profile {
            details,
            signup_method: Some(*method),
            source: Some(*source),
            signup_date: Some(at),
            touch: FirstTouch { utm_source, utm_medium, referrer, landing_path, ..FirstTouch::default() },
            said: *said,
            notice_version: version.map(str::to_owned),
            method: "signup".into(),
            makes: true,
            ..ingest::Profile::default()
        };
        self.report(Who::email(self.email(*who)), at, Reported::Profile(Box::new(profile))).await;
    }

    pub(super) async fn login(&mut self, act: &Act) {
        let Act::Login { who, when, method, success, reason, device, stranger, direct } = act else { return };
        let at = when.at(self.store.now);
        self.store.db.staff.ensure_login_month(at).await.unwrap();
        let email = if *stranger { Email::parse("nobody@example.org").unwrap() } else { self.email(*who) };
        let origin = logins::Origin { device_info: device.map(str::to_owned), ..logins::Origin::default() };
        let failure_reason = reason.filter(|_| !success);
        if !direct {
            let login = Login {
                method: *method,
                success: *success,
                failure_reason: failure_reason.map(str::to_owned),
                origin,
            };
            return self.report(Who::email(email), at, Reported::Login(login)).await;
        }
        self.flush().await;
        let mut tx = self.store.begin().await;
        let login = logins::NewLogin {
            customer: id_of(&mut tx, &email).await,
            email: email.as_str(),
            at,
            method: *method,
            success: *success,
            failure_reason,
            origin: &origin,
        };
        logins::record(&mut tx, &self.store.keyring, &login, self.store.now).await.unwrap();
        tx.commit().await.unwrap();
    }

    pub(super) async fn order(&mut self, act: &Act) {
        let amount = |n: u32| Money::new(n.into()).unwrap();
        let now = self.store.now;
        match act {
            Act::Order { who, order: nth, when, total, refunded, status, currency, old_news } => {
                let order = NewOrder {
                    status: *status,
                    order_date: when.at(now),
                    refunded: amount(*refunded.min(total)),
                    currency: currency.0.to_owned(),
                    exchange_rate: currency.1.map(|rate| rate.parse().unwrap()),
                    ..order(self.store, &self.order_id(*nth), &total.to_string())
                };
                let said = Order {
                    status: Some(order.status),
                    payment_status: Some(order.payment_status),
                    order_date: Some(order.order_date),
                    says_refunded: true,
                    details: Details::default(),
                    order,
                };
                let at = if *old_news { now - TimeDelta::days(1) } else { now };
                self.report(Who::email(self.email(*who)), at, Reported::Order(Box::new(said))).await;
            }
            Act::OrderChange { order, status, refund } => {
                let change = OrderChange {
                    source: "shop".into(),
                    order_id: self.order_id(*order),
                    status: *status,
                    payment_status: status.map(|_| PaymentStatus::Paid),
                    refund: refund.map(amount),
                    ..OrderChange::default()
                };
                self.report(Who::default(), now, Reported::OrderChange(change)).await;
            }
            _ => {}
        }
    }

    pub(super) async fn import(&mut self, act: &Act) {
        let Act::Import { who, signup, last_login, logins, orders, spent, status, consent } = act else {
            return;
        };
        let now = self.store.now;
        let row = ImportRow {
            id: None,
            email: self.email(*who),
            details: Details::default(),
            signup_date: signup.map(|when| when.at(now)),
            email_verified: false,
            signup_method: SignupMethod::Manual,
            source: Source::Admin,
            status: *status,
            last_login_at: last_login.map(|when| when.at(now)),
            login_count: *logins,
            total_orders: *orders,
            total_spent: Money::new((*spent).into()).unwrap(),
            marketing_consent: *consent,
            ip_address: None,
            user_agent: None,
            consents: Vec::new(),
            own_export: false,
        };
        let email = row.email.clone();
        let import = Import { row, dates: Vec::new(), as_of: now.date_naive() };
        self.report(Who::email(email), now, Reported::Import(Box::new(import))).await;
    }

    pub(super) async fn consent(&mut self, act: &Act) {
        let Act::Consent { who, when, channel, state, basis, by_person, method, version } = act else {
            return;
        };
        let said = Consent {
            wanted: vec![wanted(*channel, *state, *basis)],
            by_person: *by_person,
            method: (*method).to_owned(),
            notice_version: version.map(str::to_owned),
            reason: None,
        };
        self.report(Who::email(self.email(*who)), when.at(self.store.now), Reported::Consent(said)).await;
    }
}

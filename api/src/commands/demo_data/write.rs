//! The planned shop as rows of the tables, in the order of time.

use super::{
    consent::Consents,
    dice::{Dice, Kind},
    person::{self, Person},
    plan::{Outcome, Plan, Visit},
    purchase::Contents,
    seals::Seals,
    tally::Tally,
    words,
};
use chrono::{DateTime, Duration, Utc};
use indicatif::ProgressBar;
use patron_db::{
    Result,
    bulk::{
        Rows,
        tables::{
            ActivityRow, BulkRow as _, ChangeRow, ConsentRow, CustomerRow, InstantOrNever, ItemRow, Jsonb,
            LoginRow, OrderRow,
        },
    },
    shop::Shop,
};
use patron_domain::{
    customer::{CustomerStatus, SignupMethod},
    ids::{self, UserId},
    login::LoginMethod,
};
use rust_decimal::Decimal;
use std::ops::Range;
use uuid::Uuid;

/// Everything that rows are made of.
pub struct Source {
    pub plan: Plan,
    pub tallies: Vec<Tally>,
    pub seals: Seals,
    pub shop: Shop,
    /// Sign-in accounts of the first people.
    pub accounts: Vec<UserId>,
    pub bar: ProgressBar,
}

/// Rows between two steps of the bar.
const STEP: usize = 1024;

impl Source {
    fn id(&self, kind: Kind, n: usize, at: DateTime<Utc>) -> Uuid {
        ids::made_up(at, Dice::of(self.plan.seed, kind, n).bits())
    }

    fn customer_id(&self, n: usize) -> Uuid {
        self.id(Kind::CustomerId, n, self.signup(n))
    }

    /// When the `n`th person signed up.
    pub fn signup(&self, n: usize) -> DateTime<Utc> {
        self.plan.season.at(self.plan.signups[n])
    }

    fn consents(&self, n: usize, person: &Person) -> Consents {
        Consents::make_up(person, self.shop.consent_policy, self.signup(n), self.plan.season.end)
    }

    fn tick(&self, n: usize) {
        if n.is_multiple_of(STEP) {
            self.bar.inc(STEP as u64);
        }
    }

    /// The profiles, with their totals.
    pub fn customers(&self, rows: &mut Rows) -> Result<()> {
        for n in 0..self.plan.signups.len() {
            self.customer(rows, n)?;
            self.tick(n);
        }
        Ok(())
    }

    fn customer(&self, rows: &mut Rows, n: usize) -> Result<()> {
        let (person, tally, signup) = (Person::make_up(self.plan.seed, n), &self.tallies[n], self.signup(n));
        let phone = person.phone.as_ref().map(|p| self.seals.phone(p)).transpose()?;
        let consents = self.consents(n, &person);
        let [email_consent, sms, whatsapp] = &consents.now;
        let last = tally.last_visit.map(|place| &self.plan.visits[place as usize]);
        let origin = last.map(|visit| (self.seals.host(visit.host), self.seals.agent(visit.agent)));
        let at = |seconds: Option<u32>| seconds.map(|s| self.plan.season.at(s));
        let (city, state, _) = words::CITIES[person.city];
        let touch = person.touch.map(|place| &words::TOUCHES[place]);
        let said = |text: Option<&'static str>| text.filter(|text| !text.is_empty());
        CustomerRow {
            id: self.customer_id(n),
            user_id: self.accounts.get(n).map(|id| id.0),
            email: &person::email(n),
            full_name: &person.name,
            mobile_number: phone.as_ref().map(|p| p.typed.as_slice()),
            mobile_e164: phone.as_ref().and_then(|p| p.e164.as_deref()),
            mobile_index: phone.as_ref().map(|p| p.index.as_slice()),
            mobile_last4_index: phone.as_ref().and_then(|p| p.last4.as_deref()),
            phone_country: person.phone.as_ref().and_then(|p| p.country.as_deref()),
            signup_date: signup,
            email_verified: person.verified,
            signup_method: person.method.as_str(),
            source: person.source.as_str(),
            status: person.status.as_str(),
            location: Some(&format!("{city}, {state}")),
            preferred_categories: &tally.categories(),
            last_login_at: last.map(|visit| self.plan.season.at(visit.at)),
            login_count: tally.logins as i32,
            failed_login_count: tally.failed as i32,
            ip_address: origin.map(|(host, _)| host),
            user_agent: origin.map(|(_, (agent, _))| agent),
            device_info: origin.and_then(|(_, (_, device))| device),
            total_orders: tally.orders as i32,
            total_spent: Decimal::new(tally.spent * 100, 2),
            lifetime_value: Decimal::new(tally.value * 100, 2),
            first_order_at: at(tally.first_order),
            last_order_at: at(tally.last_order),
            marketing_consent: consents.any(),
            email_consent: email_consent.state.as_str(),
            email_consent_basis: email_consent.basis.map(|b| b.as_str()),
            email_consent_at: email_consent.at,
            sms_consent: sms.state.as_str(),
            sms_consent_basis: sms.basis.map(|b| b.as_str()),
            sms_consent_at: sms.at,
            whatsapp_consent: whatsapp.state.as_str(),
            whatsapp_consent_basis: whatsapp.basis.map(|b| b.as_str()),
            whatsapp_consent_at: whatsapp.at,
            utm_source: said(touch.map(|t| t.0)),
            utm_medium: said(touch.map(|t| t.1)),
            utm_campaign: said(touch.map(|t| t.2)),
            referrer: said(touch.map(|t| t.3)),
            landing_path: said(touch.map(|t| t.4)),
            created_at: signup,
            updated_at: last.map_or(signup, |visit| self.plan.season.at(visit.at)),
        }
        .write(rows)
    }

    /// When each last signed in, and what segments ask most.
    pub fn activity(&self, rows: &mut Rows) -> Result<()> {
        for n in 0..self.plan.signups.len() {
            let (person, tally, signup) =
                (Person::make_up(self.plan.seed, n), &self.tallies[n], self.signup(n));
            let [email_consent, sms, whatsapp] = &self.consents(n, &person).now;
            let last = tally.last_visit.map(|place| &self.plan.visits[place as usize]);
            let last_login_at = last.map(|visit| self.plan.season.at(visit.at));
            let last_order_at = tally.last_order.map(|s| self.plan.season.at(s));
            ActivityRow {
                customer_id: self.customer_id(n),
                last_login_at: InstantOrNever(last_login_at),
                last_active_at: InstantOrNever(last_login_at.max(last_order_at)),
                signup_date: signup,
                first_order_at: tally.first_order.map(|s| self.plan.season.at(s)),
                last_order_at,
                total_orders: tally.orders as i32,
                email_verified: person.verified,
                total_spent: Decimal::new(tally.spent * 100, 2),
                lifetime_value: Decimal::new(tally.value * 100, 2),
                status: person.status.as_str(),
                email_consent: email_consent.state.as_str(),
                sms_consent: sms.state.as_str(),
                whatsapp_consent: whatsapp.state.as_str(),
                email_consent_basis: email_consent.basis.map(|b| b.as_str()),
                sms_consent_basis: sms.basis.map(|b| b.as_str()),
                whatsapp_consent_basis: whatsapp.basis.map(|b| b.as_str()),
            }
            .write(rows)?;
        }
        Ok(())
    }

    /// The ledger of consent.
    pub fn ledger(&self, rows: &mut Rows) -> Result<()> {
        for n in 0..self.plan.signups.len() {
            let person = Person::make_up(self.plan.seed, n);
            for (line, entry) in self.consents(n, &person).ledger.iter().enumerate() {
                ConsentRow {
                    id: self.id(Kind::ConsentId, n * 8 + line, entry.at),
                    customer_id: self.customer_id(n),
                    channel: entry.channel.as_str(),
                    state: entry.state.as_str(),
                    basis: entry.basis.map(|b| b.as_str()),
                    method: entry.method,
                    notice_version: entry.notice,
                    actor: entry.actor,
                    occurred_at: entry.at,
                    recorded_at: entry.at,
                }
                .write(rows)?;
            }
            self.tick(n);
        }
        Ok(())
    }

    /// Why some are no longer active.
    pub fn changes(&self, rows: &mut Rows) -> Result<()> {
        for n in 0..self.plan.signups.len() {
            let status = person::status(n);
            let reason = match status {
                CustomerStatus::Active | CustomerStatus::Erased => continue,
                CustomerStatus::Inactive => "asked not to be written to for a while",
                CustomerStatus::Blocked => "orders refused at the door again and again",
            };
            let last =
                self.tallies[n].last_visit.map(|v| self.plan.season.at(self.plan.visits[v as usize].at));
            let at = (last.unwrap_or(self.plan.season.end) - Duration::hours(2)).max(self.signup(n));
            ChangeRow {
                id: self.id(Kind::ChangeId, n, at),
                customer_id: self.customer_id(n),
                actor: "demo",
                action: "status",
                reason: Some(reason),
                details: Jsonb(&format!(r#"{{"from": "active", "to": "{status}"}}"#)),
                changed_at: at,
            }
            .write(rows)?;
        }
        Ok(())
    }

    /// The visits at these places of the plan.
    pub fn logins(&self, rows: &mut Rows, places: Range<usize>) -> Result<()> {
        for place in places {
            let visit = &self.plan.visits[place];
            let at = self.plan.season.at(visit.at);
            let (agent, device) = self.seals.agent(visit.agent);
            let stranger = visit.outcome == Outcome::UnknownEmail;
            LoginRow {
                id: self.id(Kind::LoginId, place, at),
                customer_id: (!stranger).then(|| self.customer_id(visit.person as usize)),
                email: &self.plan.email_of(visit),
                login_time: at,
                login_method: self.method(visit).as_str(),
                success: visit.outcome == Outcome::Success,
                ip_address: Some(self.seals.host(visit.host)),
                user_agent: Some(agent),
                device_info: device,
                failure_reason: visit.outcome.failure().map(|reason| reason.as_str()),
                created_at: at,
            }
            .write(rows)?;
            self.tick(place);
        }
        Ok(())
    }

    fn method(&self, visit: &Visit) -> LoginMethod {
        match visit.outcome {
            Outcome::UnknownEmail | Outcome::WrongPassword => LoginMethod::Password,
            Outcome::Success | Outcome::Blocked => {
                let (n, signup) = (visit.person as usize, self.plan.signups[visit.person as usize]);
                let person = Person::make_up(self.plan.seed, n);
                let social = matches!(person.method, SignupMethod::Google | SignupMethod::Facebook);
                // a code comes by mail to whom has signed up before
                if visit.at == signup && !social { LoginMethod::Password } else { person.usual }
            }
        }
    }

    /// The orders.
    pub fn orders(&self, rows: &mut Rows) -> Result<()> {
        for (place, purchase) in self.plan.purchases.iter().enumerate() {
            let (n, at) = (purchase.person as usize, self.plan.season.at(purchase.at));
            let (person, contents) =
                (Person::make_up(self.plan.seed, n), Contents::make_up(&self.plan, purchase));
            let (city, state, _) = words::CITIES[person.city];
            let money = |units: i64| Decimal::new(units * 100, 2);
            OrderRow {
                id: self.order_id(place),
                customer_id: self.customer_id(n),
                source: "website",
                order_id: &format!("DEMO-{}", 1001 + place),
                status: contents.status.as_str(),
                payment_status: contents.payment.as_str(),
                payment_method: Some(if contents.cod { "cod" } else { "online" }),
                currency: &self.shop.currency,
                subtotal: money(contents.subtotal),
                shipping: money(contents.shipping),
                tax: money(0),
                total: money(contents.total),
                refunded: money(contents.refunded),
                store_total: money(contents.total),
                store_refunded: money(contents.refunded),
                store_shipping_tax: money(contents.shipping),
                customer_name: Some(&self.seals.name(&person.name)?),
                phone: person.phone.as_ref().map(|p| self.seals.number(p)).transpose()?.as_deref(),
                address: Some(self.seals.street(n)),
                pincode: Some(self.seals.postcode(person.city)),
                city: Some(city),
                state: Some(state),
                country: Some("IN"),
                order_date: at,
                event_at: at,
                created_at: at,
                updated_at: at,
            }
            .write(rows)?;
            self.tick(place);
        }
        Ok(())
    }

    fn order_id(&self, place: usize) -> Uuid {
        self.id(Kind::OrderId, place, self.plan.season.at(self.plan.purchases[place].at))
    }

    /// The lines of the orders.
    pub fn items(&self, rows: &mut Rows) -> Result<()> {
        for (place, purchase) in self.plan.purchases.iter().enumerate() {
            let id = self.order_id(place);
            let (customer, at) =
                (self.customer_id(purchase.person as usize), self.plan.season.at(purchase.at));
            let contents = Contents::make_up(&self.plan, purchase);
            for (line, (product, quantity)) in contents.lines.iter().enumerate() {
                let price = Decimal::new(product.price * 100, 2);
                ItemRow {
                    order_id: id,
                    line: line as i32 + 1,
                    product_id: product.id,
                    name: product.name,
                    category: Some(product.category),
                    quantity: *quantity,
                    unit_price: price,
                    customer_id: customer,
                    order_date: at,
                    counted: contents.status.is_counted(),
                    store_amount: Some(price * Decimal::from(*quantity)),
                }
                .write(rows)?;
            }
            self.tick(place);
        }
        Ok(())
    }
}

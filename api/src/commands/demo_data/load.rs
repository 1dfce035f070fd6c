//! Stores a planned shop through the product's own functions, so that every total and rollup is right by
//! construction.

use super::{
    order,
    plan::{Person, Plan, Span, Visit},
    words,
};
use crate::{device, passwords, startup::Ready};
use chrono::{Duration, Months};
use patron_db::{
    Error, PgConnection, Result,
    consents::{self, Evidence, Wanted},
    customers,
    logins::{self, NewLogin, Origin},
    orders,
    profiles::{self, Details, NewProfile},
    sealed::Keyring,
    shop::Shop,
    users,
};
use patron_domain::{
    consent::{Act, ConsentBasis, ConsentState},
    customer::CustomerStatus,
    ids::{CustomerId, UserId},
    phone::Phone,
};
use serde_json::{Map, json};

/// People of a transaction.
const BATCH: usize = 50;

/// What the rows of the shop have in common.
struct Loader<'a> {
    keyring: &'a Keyring,
    shop: &'a Shop,
    /// Device of each of [`words::AGENTS`].
    devices: Vec<Option<String>>,
    /// Hash of a password that nobody knows.
    password_hash: String,
    /// Number of the last order.
    orders: u32,
}

/// Stores everybody; returns how many orders there are.
pub async fn store(ready: &Ready, shop: &Shop, plan: &Plan, span: &Span) -> Result<u32> {
    make_months(ready, span).await?;
    let devices = words::AGENTS.iter().map(|(agent, _)| device::describe(agent)).collect();
    let password = patron_db::random::token("")?;
    let password_hash = passwords::hash_now(&password).map_err(|e| Error::Invalid(e.to_string()))?;
    let mut loader = Loader { keyring: &ready.keyring, shop, devices, password_hash, orders: 1000 };
    for people in plan.people.chunks(BATCH) {
        let mut tx = ready.db.staff.begin().await?;
        for person in people {
            loader.person(&mut tx, person).await?;
        }
        tx.commit().await?;
    }
    let mut tx = ready.db.staff.begin().await?;
    for (email, visit) in &plan.strangers {
        loader.visit(&mut tx, None, email, visit).await?;
    }
    tx.commit().await?;
    Ok(loader.orders - 1000)
}

/// The login partitions of the half year.
async fn make_months(ready: &Ready, span: &Span) -> Result<()> {
    let mut at = span.start();
    while at < span.now {
        ready.db.staff.ensure_login_month(at).await?;
        at = at.checked_add_months(Months::new(1)).unwrap_or(span.now);
    }
    ready.db.staff.ensure_login_month(span.now).await
}

impl Loader<'_> {
    async fn person(&mut self, conn: &mut PgConnection, person: &Person) -> Result<()> {
        // whom staff typed in has no account
        let user = if person.visits.is_empty() { None } else { Some(self.account(conn, person).await?) };
        let id = self.profile(conn, person, user).await?;
        if let Some(user) = user.filter(|_| person.verified) {
            users::verify(conn, user, person.signup + Duration::minutes(4)).await?;
        }
        for visit in &person.visits {
            self.visit(conn, Some(id), &person.email, visit).await?;
        }
        for purchase in &person.purchases {
            self.orders += 1;
            let order = order::make_up(person, purchase, self.orders, &self.shop.currency)?;
            orders::upsert(conn, self.keyring, id, &order, &self.shop.currency, purchase.at).await?;
        }
        self.change_consent(conn, id, person).await?;
        self.change_status(conn, id, person).await
    }

    async fn account(&self, conn: &mut PgConnection, person: &Person) -> Result<UserId> {
        let mut metadata = Map::new();
        metadata.insert("full_name".into(), json!(person.name));
        let user = users::insert(conn, &person.email, &self.password_hash, &metadata, person.signup).await?;
        Ok(user.id)
    }

    async fn profile(
        &self,
        conn: &mut PgConnection,
        person: &Person,
        user_id: Option<UserId>,
    ) -> Result<CustomerId> {
        let email = parsed(patron_domain::email::Email::parse(&person.email))?;
        let phone = person.phone.as_deref().map(|p| Phone::parse(p, &self.shop.phone_country)).transpose();
        let (city, state, _) = words::CITIES[person.city];
        let details = Details {
            full_name: Some(person.name.clone()),
            phone: parsed(phone)?.flatten(),
            location: Some(format!("{city}, {state}")),
            categories: None,
        };
        let new = NewProfile {
            id: CustomerId::generate(),
            email: &email,
            user_id,
            details: &details,
            signup_method: person.method,
            source: person.source,
            touch: &person.touch,
            signup_date: person.signup,
            said: person.said,
        };
        let evidence = Evidence {
            act: Act::Person,
            method: "signup",
            notice_version: person.said.map(|_| "2026-04"),
            actor: "customer",
            reason: None,
            at: person.signup,
        };
        let id = profiles::insert(conn, self.keyring, self.shop, &new, &evidence).await?;
        id.ok_or(Error::Conflict(patron_db::error::Conflict::ProfileEmail))
    }

    async fn visit(
        &self,
        conn: &mut PgConnection,
        customer: Option<CustomerId>,
        email: &str,
        visit: &Visit,
    ) -> Result<()> {
        let origin = Origin {
            ip_address: Some(visit.ip.clone()),
            user_agent: words::AGENTS.get(visit.agent).map(|(agent, _)| (*agent).to_owned()),
            device_info: self.devices.get(visit.agent).cloned().flatten(),
        };
        let login = NewLogin {
            customer,
            email,
            at: visit.at,
            method: visit.method,
            success: visit.failed.is_none(),
            failure_reason: visit.failed,
            origin: &origin,
        };
        logins::record(conn, self.keyring, &login, visit.at).await.map(drop)
    }

    async fn change_consent(&self, conn: &mut PgConnection, id: CustomerId, person: &Person) -> Result<()> {
        let Some((at, agreed)) = person.consent else { return Ok(()) };
        let basis = ConsentBasis::Express;
        let wanted = match agreed {
            None => Wanted::withdraw_all(basis),
            Some(channel) => vec![Wanted { channel, state: ConsentState::Subscribed, basis: Some(basis) }],
        };
        let evidence = Evidence {
            act: Act::Person,
            method: "preferences",
            notice_version: Some("2026-04"),
            actor: "customer",
            reason: None,
            at,
        };
        consents::change(conn, id, &wanted, &evidence).await.map(drop)
    }

    async fn change_status(&self, conn: &mut PgConnection, id: CustomerId, person: &Person) -> Result<()> {
        let reason = match person.status {
            CustomerStatus::Active | CustomerStatus::Erased => return Ok(()),
            CustomerStatus::Inactive => "asked not to be written to for a while",
            CustomerStatus::Blocked => "orders refused at the door again and again",
        };
        let last = person.visits.last().map_or(person.signup, |visit| visit.at);
        let at = (last - Duration::hours(2)).max(person.signup);
        let before = customers::set_status(conn, id, person.status).await?;
        let details = json!({ "from": before, "to": person.status });
        profiles::log_change(conn, id, "demo", "status", Some(reason), details, at).await
    }
}

/// A value of ours that must be good.
pub fn parsed<T>(value: std::result::Result<T, patron_domain::FieldError>) -> Result<T> {
    value.map_err(|e| Error::Invalid(e.to_string()))
}

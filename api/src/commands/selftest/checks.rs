//! Checks 1 to 5. Each says in a sentence what it saw, or what it missed.

use super::{
    Checked,
    http::{self, Server},
    person::{Keys, Person},
};
use crate::startup::Ready;
use patron_api_types::{customers::Customer, logins::Login, page::Page, stats::Overview};
use patron_db::{consents, profiles, selftest, shop, users};
use patron_domain::{consent::ConsentPolicy, ids::CustomerId, login::FailureReason};
use reqwest::StatusCode;
use serde_json::json;
use std::cell::Cell;

/// What an installation must have.
const TABLES: &[&str] = &[
    "shop",
    "users",
    "sessions",
    "staff",
    "staff_sessions",
    "api_keys",
    "signing_keys",
    "customer_profiles",
    "consent_ledger",
    "customer_changes",
    "identities",
    "login_activities",
    "login_activities_default",
    "orders",
    "order_items",
    "customer_places",
    "rollup_totals",
    "rollup_daily",
    "export_tickets",
];

/// The headers of the marketing file, which other tools rely on.
const HEADERS: &str =
    "Email,Full Name,Mobile Number,Signup Date,Last Login,Login Count,Total Orders,Total Spent,Status";

/// Whether all tables are there.
pub async fn tables(ready: &Ready) -> Checked {
    let missing = selftest::missing_tables(&ready.db.owner, TABLES).await.map_err(|e| e.to_string())?;
    if missing.is_empty() {
        Ok(format!("all {} are there", TABLES.len()))
    } else {
        Err(format!("missing: {}", missing.join(", ")))
    }
}

/// The checks of one visit.
pub struct Checks<'a> {
    ready: &'a Ready,
    server: &'a Server,
    person: &'a Person,
    keys: &'a Keys,
    before: Option<Overview>,
    customer: Cell<Option<CustomerId>>,
}

impl<'a> Checks<'a> {
    /// Those of this person.
    pub const fn new(ready: &'a Ready, server: &'a Server, person: &'a Person, keys: &'a Keys) -> Self {
        Self { ready, server, person, keys, before: None, customer: Cell::new(None) }
    }

    async fn overview(&self) -> Result<Overview, String> {
        http::json(self.server.get("/api/v1/stats/overview").bearer_auth(&self.keys.reader)).await
    }

    /// Remembers the numbers before the visit.
    ///
    /// # Errors
    /// When the server doesn't take the key, most likely because it has another database.
    pub async fn look_before(&mut self) -> Result<(), String> {
        let before = self.overview().await.map_err(|e| {
            format!("{e}. The key was made in the database of these settings: does the server have the same?")
        })?;
        self.before = Some(before);
        Ok(())
    }

    /// A signup makes account, profile and consents.
    pub async fn profile(&self) -> Checked {
        let body = json!({
            "email": self.person.email, "password": self.person.password,
            "data": { "full_name": "Patron Selftest", "marketing_consent": true, "notice_version": "selftest" },
        });
        http::good(self.server.post("/auth/v1/signup").header("apikey", &self.keys.publishable).json(&body))
            .await?;
        let mut conn = self.ready.db.staff.acquire().await.map_err(|e| e.to_string())?;
        let text = |e: patron_db::Error| e.to_string();
        let user = users::by_email(&mut conn, &self.person.email).await.map_err(text)?;
        let user = user.ok_or("the signup worked, but there is no account in the database")?;
        let known = profiles::by_user(&mut conn, user.id).await.map_err(text)?;
        let known = known.ok_or("the account has no profile")?;
        let ledger = consents::list(&mut conn, known.id, 10, None).await.map_err(text)?;
        let entries = ledger.map_or(0, |slice| slice.items.len());
        if entries == 0 {
            return Err("the consent given in the signup is not in the ledger".into());
        }
        self.customer.set(Some(known.id));
        Ok(format!("account, profile and {entries} ledger row(s)"))
    }

    /// A wrong password is kept as failed, the right one counts.
    pub async fn login_tracking(&self) -> Checked {
        let id = self.customer.get().ok_or("there is no profile to look at")?;
        let wrong = self.sign_in("not the password").send().await.map_err(|e| e.to_string())?;
        if wrong.status() != StatusCode::BAD_REQUEST {
            return Err(format!("a wrong password: {}", http::described(wrong).await));
        }
        http::good(self.sign_in(&self.person.password)).await?;
        let read = |path: String| self.server.get(&path).bearer_auth(&self.keys.reader);
        let customer: Customer = http::json(read(format!("/api/v1/customers/{id}"))).await?;
        let logins: Page<Login> = http::json(read(format!("/api/v1/customers/{id}/logins"))).await?;
        let reason = Some(FailureReason::WrongPassword.as_str());
        let failed = |l: &&Login| !l.success && l.failure_reason.as_deref() == reason;
        let (failed, good) =
            (logins.items.iter().filter(failed).count(), logins.items.iter().filter(|l| l.success).count());
        // the signup is the first login
        if (failed, good, customer.row.login_count, customer.failed_login_count) != (1, 2, 2, 1) {
            return Err(format!(
                "expected 1 failed and 2 good logins; rows: {failed} and {good}, counters: {} and {}",
                customer.failed_login_count, customer.row.login_count
            ));
        }
        Ok("the wrong password is kept as failed, signup and login are counted".into())
    }

    fn sign_in(&self, password: &str) -> reqwest::RequestBuilder {
        let body = json!({ "email": self.person.email, "password": password });
        let request = self.server.post("/auth/v1/token?grant_type=password");
        request.header("apikey", &self.keys.publishable).json(&body)
    }

    /// The totals have risen. On a busy shop others sign up meanwhile, so by one at least.
    pub async fn statistics(&self) -> Checked {
        let before = self.before.as_ref().ok_or("the numbers of before are not known")?;
        let after = self.overview().await?;
        let customers = after.total_customers - before.total_customers;
        let logins = after.total_logins - before.total_logins;
        let failed = after.failed_logins - before.failed_logins;
        let risen = format!("customers +{customers}, logins +{logins}, failed logins +{failed}");
        if customers >= 1 && logins >= 2 && failed >= 1 {
            Ok(risen)
        } else {
            Err(format!("expected customers +1, logins +2, failed logins +1; got {risen}"))
        }
    }

    /// The person is in the marketing file. The set of new ones keeps it small.
    pub async fn export(&self) -> Checked {
        let request = self.server.get("/api/v1/exports/customers.csv?segment=recent_signups");
        let file = http::good(request.bearer_auth(&self.keys.exporter)).await?;
        let file = file.text().await.map_err(|e| format!("the file broke off: {e}"))?;
        let mut rows = csv::Reader::from_reader(file.as_bytes());
        let headers = rows.headers().map_err(|e| e.to_string())?.iter().collect::<Vec<_>>().join(",");
        if headers != HEADERS {
            return Err(format!("the headers are {headers}"));
        }
        let rows = rows.records().collect::<Result<Vec<_>, _>>().map_err(|e| e.to_string())?;
        let found = rows.iter().any(|row| row.get(0) == Some(&self.person.email));
        let expected = !self.must_confirm().await?;
        match (found, expected) {
            (true, true) => Ok(format!("nine headers, the person is among {} rows", rows.len())),
            (false, false) => Ok("nine headers; the person waits for confirmation (double opt-in)".into()),
            (false, true) => Err(format!("the person is not among {} rows", rows.len())),
            (true, false) => Err("the person is in the file without having confirmed (double opt-in)".into()),
        }
    }

    async fn must_confirm(&self) -> Result<bool, String> {
        let mut conn = self.ready.db.staff.acquire().await.map_err(|e| e.to_string())?;
        let shop = shop::get(&mut conn).await.map_err(|e| e.to_string())?;
        Ok(shop.is_some_and(|shop| shop.consent_policy == ConsentPolicy::DoubleOptIn))
    }
}

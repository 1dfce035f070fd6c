//! The customer list and one customer, as staff sees them. Lists are built from optional filters with
//! bound values only.

use crate::{
    Result, StaffDb,
    page::{self, Slice},
    rows::{LIST_COLUMNS, ListRow, PROFILE_COLUMNS, Profile},
    sealed::{Blind, Keyring},
};
use chrono::{DateTime, Utc};
use patron_domain::{
    consent::{Channel, ConsentBasis},
    customer::{CustomerSort as Sort, CustomerStatus, Source},
    email::Email,
    ids::CustomerId,
    money::Money,
    phone::{self, Phone},
    segment::Target,
};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use sqlx::{PgConnection, Postgres, QueryBuilder};
use std::{borrow::Cow, sync::LazyLock};
use uuid::Uuid;

/// Which customers. Absent filters don't restrict; erased people never match.
#[derive(Debug, Clone, Default)]
#[expect(missing_docs, reason = "named like the columns; ends are inclusive, instants half-open")]
pub struct Filter {
    pub search: Option<String>,
    /// Country of a searched phone number without a `+`; the shop's when absent.
    pub phone_country: Option<String>,
    pub status: Option<CustomerStatus>,
    /// SUBSCRIBED on this channel.
    pub consent: Option<Channel>,
    /// With `consent`: resting on this basis.
    pub basis: Option<ConsentBasis>,
    pub marketing_consent: Option<bool>,
    pub source: Option<Source>,
    pub max_orders: Option<i32>,
    pub max_spent: Option<Money>,
    /// Last login before this instant; never does not match.
    pub logged_in_before: Option<DateTime<Utc>>,
    /// Targeting conditions, those of a named set included.
    pub targets: Vec<Target>,
}

/// The columns behind consent on `channel`.
pub(crate) const fn consent_column(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "email_consent",
        Channel::Sms => "sms_consent",
        Channel::Whatsapp => "whatsapp_consent",
    }
}

const fn basis_column(channel: Channel) -> &'static str {
    match channel {
        Channel::Email => "email_consent_basis",
        Channel::Sms => "sms_consent_basis",
        Channel::Whatsapp => "whatsapp_consent_basis",
    }
}

/// Text for LIKE with its wildcards taken literally.
fn like_escape(text: &str) -> String {
    text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
}

impl Filter {
    /// This filter with the shop's phone country, if its search needs one.
    pub(crate) async fn resolved(&self, conn: &mut PgConnection) -> Result<Cow<'_, Self>> {
        let needed = self.phone_country.is_none()
            && self.search.as_deref().and_then(|s| phone_digits(s.trim())).is_some_and(|d| d.len() > 4);
        if !needed {
            return Ok(Cow::Borrowed(self));
        }
        let country = crate::shop::get(conn).await?.map(|s| s.phone_country);
        Ok(Cow::Owned(Self { phone_country: country, ..self.clone() }))
    }

    /// Appends the conditions, each bound. The first word is `where`.
    pub fn push_where(&self, q: &mut QueryBuilder<Postgres>, keyring: &Keyring) {
        q.push(" where status <> 'erased'");
        if let Some(search) = self.search.as_deref().map(str::trim).filter(|s| !s.is_empty()) {
            push_search(q, keyring, search, self.phone_country.as_deref());
        }
        if let Some(status) = self.status {
            q.push(" and status = ").push_bind(status.as_str());
        }
        if let Some(channel) = self.consent {
            q.push(" and ").push(consent_column(channel)).push(" = 'SUBSCRIBED'");
            if let Some(basis) = self.basis {
                q.push(" and ").push(basis_column(channel)).push(" = ").push_bind(basis.as_str());
            }
        }
        if let Some(consent) = self.marketing_consent {
            q.push(" and marketing_consent = ").push_bind(consent);
        }
        if let Some(source) = self.source {
            q.push(" and source = ").push_bind(source.as_str());
        }
        if let Some(n) = self.max_orders {
            q.push(" and total_orders <= ").push_bind(n);
        }
        if let Some(m) = self.max_spent {
            q.push(" and total_spent <= ").push_bind(m.amount());
        }
        if let Some(t) = self.logged_in_before {
            q.push(" and last_login_at < ").push_bind(t);
            q.push(" and last_login_day > '-infinity'");
        }
        for target in &self.targets {
            push_target(q, target);
        }
    }
}

/// Whether a search may mean a phone number, and its digits.
fn phone_digits(search: &str) -> Option<String> {
    let phone_like = search.chars().all(|c| c.is_ascii_digit() || " +-().".contains(c));
    Some(phone::digits(search)).filter(|d| phone_like && d.len() >= 4)
}

fn push_search(q: &mut QueryBuilder<Postgres>, keyring: &Keyring, search: &str, country: Option<&str>) {
    // lower() of the database on both sides, so that they always agree
    let text = like_escape(search);
    // under three letters there is no trigram: compare the beginning instead
    let pattern = if search.chars().count() < 3 { format!("{text}%") } else { format!("%{text}%") };
    q.push(" and (lower(email) like lower(").push_bind(pattern.clone());
    q.push(") or lower(full_name) like lower(").push_bind(pattern).push(")");
    let digits = phone_digits(search).unwrap_or_default();
    if digits.len() == 4 {
        q.push(" or mobile_last4_index = ").push_bind(keyring.blind(Blind::PhoneLast4, &digits));
    } else if digits.len() > 4 {
        // as E.164, as typed, and as a number of the shop's country
        let national = Phone::parse(search, country.unwrap_or_default()).ok().flatten();
        let forms = [Some(format!("+{digits}")), Some(digits), national.and_then(|p| p.e164)];
        let candidates: Vec<Vec<u8>> =
            forms.iter().flatten().map(|c| keyring.blind(Blind::Phone, c)).collect();
        q.push(" or mobile_index = any(").push_bind(candidates).push(")");
    }
    q.push(")");
}

fn push_target(q: &mut QueryBuilder<Postgres>, t: &Target) {
    if let Some(n) = t.min_orders {
        q.push(" and total_orders >= ").push_bind(n);
    }
    if let Some(m) = t.min_spent {
        q.push(" and total_spent >= ").push_bind(m.amount());
    }
    if let Some(at) = t.signup_after {
        q.push(" and signup_date >= ").push_bind(at);
    }
    if let Some(at) = t.signup_before {
        q.push(" and signup_date < ").push_bind(at);
    }
    if let Some(at) = t.last_login_after {
        q.push(" and last_login_at >= ").push_bind(at);
        q.push(" and last_login_day >= store_day(").push_bind(at).push(")");
    }
    if let Some(at) = t.last_login_before {
        // never is included; the day, which has the index, narrows first
        q.push(" and (last_login_at < ").push_bind(at);
        q.push(" or last_login_at is null) and last_login_day <= store_day(").push_bind(at).push(")");
    }
    if !t.categories.is_empty() {
        let lower: Vec<String> = t.categories.iter().map(|c| c.trim().to_lowercase()).collect();
        q.push(" and exists (select from unnest(preferred_categories) c where lower(c) = any(");
        q.push_bind(lower).push("))");
    }
}

/// The sort key of a row, as it stands in a cursor.
#[derive(Debug, Clone, Serialize, Deserialize)]
enum Key {
    Time(Option<DateTime<Utc>>),
    Text(String),
    Money(Decimal),
    Count(i32),
}

#[derive(Debug, Serialize, Deserialize)]
struct Cursor {
    sort: String,
    desc: bool,
    key: Key,
    id: Uuid,
}

fn key_of(row: &ListRow, sort: Sort) -> Key {
    match sort {
        Sort::Signup => Key::Time(Some(row.signup_date)),
        // as it is: the database lowers it, and nobody else, because their ideas of that differ
        Sort::Name => Key::Text(row.full_name.clone().unwrap_or_default()),
        Sort::Spent => Key::Money(row.total_spent.amount()),
        Sort::Orders => Key::Count(row.total_orders),
        Sort::LastLogin => Key::Time(row.last_login_at),
    }
}

/// Whether a cursor's key is one of this sort.
const fn fits(key: &Key, sort: Sort) -> bool {
    matches!(
        (key, sort),
        (Key::Time(_), Sort::Signup | Sort::LastLogin)
            | (Key::Text(_), Sort::Name)
            | (Key::Money(_), Sort::Spent)
            | (Key::Count(_), Sort::Orders)
    )
}

const fn sort_columns(sort: Sort) -> &'static [&'static str] {
    match sort {
        Sort::Signup => &["signup_date", "id"],
        Sort::Name => &["lower(coalesce(full_name, ''))", "id"],
        Sort::Spent => &["total_spent", "id"],
        Sort::Orders => &["total_orders", "id"],
        // the day has the index; within a day the rows are few
        Sort::LastLogin => &["last_login_day", "coalesce(last_login_at, '-infinity')", "id"],
    }
}

fn push_after(q: &mut QueryBuilder<Postgres>, sort: Sort, cursor: &Cursor) {
    q.push(" and (").push(sort_columns(sort).join(", "));
    q.push(if cursor.desc { ") < (" } else { ") > (" });
    match &cursor.key {
        Key::Time(at) if sort == Sort::LastLogin => {
            q.push("coalesce(store_day(").push_bind(*at).push("), '-infinity'), coalesce(");
            q.push_bind(*at).push(", '-infinity')");
        }
        Key::Time(at) => {
            q.push_bind(*at);
        }
        Key::Text(text) => {
            q.push("lower(").push_bind(text.clone()).push(")");
        }
        Key::Money(amount) => {
            q.push_bind(*amount);
        }
        Key::Count(n) => {
            q.push_bind(*n);
        }
    }
    q.push(", ").push_bind(cursor.id).push(")");
}

/// Order and place of a page.
#[derive(Debug, Clone, Copy)]
#[expect(missing_docs, reason = "they say it")]
pub struct PageBy<'a> {
    pub sort: Sort,
    pub desc: bool,
    pub limit: i64,
    pub cursor: Option<&'a str>,
}

/// A page of customers. `None` when the cursor was made for another sort.
///
/// # Errors
/// When the database can't be reached.
pub async fn list(
    conn: &mut PgConnection,
    keyring: &Keyring,
    filter: &Filter,
    by: PageBy<'_>,
) -> Result<Option<Slice<ListRow>>> {
    let filter = filter.resolved(conn).await?;
    let Some(mut q) = list_query(keyring, &filter, by) else { return Ok(None) };
    let rows: Vec<ListRow> = q.build_query_as().fetch_all(conn).await?;
    let cursor = |r: &ListRow| Cursor {
        sort: by.sort.as_str().to_owned(),
        desc: by.desc,
        key: key_of(r, by.sort),
        id: r.id.0,
    };
    Ok(Some(Slice::cut(rows, by.limit, cursor)))
}

/// The statement behind [`list`]; `None` when the cursor was made for another sort. Public for the benchmark,
/// which runs the same SQL without Patron.
pub fn list_query(keyring: &Keyring, filter: &Filter, by: PageBy<'_>) -> Option<QueryBuilder<Postgres>> {
    let mut q = QueryBuilder::new("select ");
    q.push(LIST_COLUMNS).push(" from customer_profiles");
    filter.push_where(&mut q, keyring);
    if let Some(text) = by.cursor {
        let fits = |c: &Cursor| c.sort == by.sort.as_str() && c.desc == by.desc && fits(&c.key, by.sort);
        push_after(&mut q, by.sort, &page::decode::<Cursor>(text).filter(fits)?);
    }
    let direction = if by.desc { " desc" } else { " asc" };
    let order: Vec<String> = sort_columns(by.sort).iter().map(|c| format!("{c}{direction}")).collect();
    q.push(" order by ").push(order.join(", ")).push(" limit ").push_bind(by.limit + 1);
    Some(q)
}

/// How many match.
///
/// # Errors
/// When the database can't be reached.
pub async fn count(conn: &mut PgConnection, keyring: &Keyring, filter: &Filter) -> Result<i64> {
    let filter = filter.resolved(conn).await?;
    let mut q = QueryBuilder::new("select count(*) from customer_profiles");
    filter.push_where(&mut q, keyring);
    Ok(q.build_query_scalar().fetch_one(conn).await?)
}

/// One live customer.
///
/// # Errors
/// When the database can't be reached.
pub async fn get(conn: &mut PgConnection, keyring: &Keyring, id: CustomerId) -> Result<Option<Profile>> {
    let row = sqlx::query(get_sql()).bind(id.0).fetch_optional(conn).await?;
    row.map(|r| Profile::read(&r, keyring)).transpose()
}

/// The statement behind [`get`]; public for the benchmark.
pub fn get_sql() -> &'static str {
    static SQL: LazyLock<String> = LazyLock::new(|| {
        format!(
            "select {LIST_COLUMNS}, {PROFILE_COLUMNS} from customer_profiles where id = $1 and status <> 'erased'"
        )
    });
    &SQL
}

/// Whether a live customer with this id exists.
///
/// # Errors
/// When the database can't be reached.
pub async fn exists(conn: &mut PgConnection, id: CustomerId) -> Result<bool> {
    Ok(sqlx::query_scalar!(
        r#"select exists (select from customer_profiles where id = $1 and status <> 'erased') as "e!""#,
        id.0
    )
    .fetch_one(conn)
    .await?)
}

/// Sets a new address; it counts as unconfirmed. False when there is no such customer.
///
/// # Errors
/// `Conflict::ProfileEmail` when another profile has it.
pub async fn set_email(conn: &mut PgConnection, id: CustomerId, email: &Email) -> Result<bool> {
    let done = sqlx::query!(
        "update customer_profiles set email = $2::text,
           email_verified = email_verified and lower(email) = lower($2::text)
         where id = $1 and status <> 'erased'",
        id.0,
        email.as_str()
    )
    .execute(conn)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// Sets the status and returns the one before; `None` when there is no such customer. A blocked person's
/// sessions end.
///
/// # Errors
/// When the database can't be reached.
pub async fn set_status(
    conn: &mut PgConnection,
    id: CustomerId,
    status: CustomerStatus,
) -> Result<Option<CustomerStatus>> {
    let before = sqlx::query!(
        "select status, user_id from customer_profiles where id = $1 and status <> 'erased' for no key update",
        id.0
    )
    .fetch_optional(&mut *conn)
    .await?;
    let Some(before) = before else { return Ok(None) };
    sqlx::query!("update customer_profiles set status = $2 where id = $1", id.0, status.as_str())
        .execute(&mut *conn)
        .await?;
    if let Some(user) = before.user_id.filter(|_| status == CustomerStatus::Blocked) {
        crate::sessions::end_all(conn, crate::sessions::Kind::Customer, user, None).await?;
    }
    crate::error::stored(&before.status, "status").map(Some)
}

/// Locks a customer's row until the transaction ends, so that totals are recounted by one at a time.
///
/// # Errors
/// When the database can't be reached.
pub async fn lock(conn: &mut PgConnection, id: CustomerId) -> Result<()> {
    sqlx::query("select from customer_profiles where id = $1 for no key update")
        .bind(id.0)
        .execute(conn)
        .await?;
    Ok(())
}

/// Convenience for callers that hold the pool: one customer on a connection of its own.
///
/// # Errors
/// When the database can't be reached.
pub async fn fetch(db: &StaffDb, id: CustomerId) -> Result<Option<Profile>> {
    get(&mut *db.acquire().await?, db.keyring(), id).await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn wildcards_typed_by_people_are_text() {
        assert_eq!(like_escape("50%_\\"), "50\\%\\_\\\\");
        let filter = Filter { search: Some("100%".into()), ..Filter::default() };
        let mut q = QueryBuilder::new("");
        filter.push_where(&mut q, &Keyring::for_tests());
        assert!(!q.sql().as_str().contains("100"), "only bound values");
    }
}

//! The order of a list, and where in it a page begins.

use crate::{page, rows::ListRow};
use chrono::{DateTime, Utc};
use patron_domain::customer::CustomerSort as Sort;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use sqlx::{Postgres, QueryBuilder};
use uuid::Uuid;

/// The sort key of a row, as it stands in a cursor.
#[derive(Debug, Clone, Serialize, Deserialize)]
enum Key {
    Time(Option<DateTime<Utc>>),
    Text(String),
    Money(Decimal),
    Count(i32),
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Cursor {
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
        Sort::Name => &["name_key", "id"],
        Sort::Spent => &["total_spent", "id"],
        Sort::Orders => &["total_orders", "id"],
        Sort::LastLogin => &["seen_at", "id"],
    }
}

/// Appends where the page begins, after `word`; `None` when the cursor was made for another sort.
pub(super) fn push_after(q: &mut QueryBuilder<Postgres>, word: &str, by: PageBy<'_>) -> Option<()> {
    let Some(text) = by.cursor else { return Some(()) };
    let fits = |c: &Cursor| c.sort == by.sort.as_str() && c.desc == by.desc && fits(&c.key, by.sort);
    let cursor = page::decode::<Cursor>(text).filter(fits)?;
    q.push(word).push("(").push(sort_columns(by.sort).join(", "));
    q.push(if cursor.desc { ") < (" } else { ") > (" });
    match cursor.key {
        Key::Time(at) if by.sort == Sort::LastLogin => {
            q.push("coalesce(").push_bind(at).push(", '-infinity')");
        }
        Key::Time(at) => {
            q.push_bind(at);
        }
        Key::Text(text) => {
            q.push("lower(").push_bind(text).push(")");
        }
        Key::Money(amount) => {
            q.push_bind(amount);
        }
        Key::Count(n) => {
            q.push_bind(n);
        }
    }
    q.push(", ").push_bind(cursor.id).push(")");
    Some(())
}

pub(super) fn push_cursor(q: &mut QueryBuilder<Postgres>, by: PageBy<'_>) -> Option<()> {
    push_after(q, " where ", by)
}

pub(super) fn push_order(q: &mut QueryBuilder<Postgres>, by: PageBy<'_>) {
    let direction = if by.desc { " desc" } else { " asc" };
    let order: Vec<String> = sort_columns(by.sort).iter().map(|c| format!("{c}{direction}")).collect();
    q.push(" order by ").push(order.join(", "));
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

impl Cursor {
    /// The one behind a row.
    pub(super) fn behind(row: &ListRow, by: PageBy<'_>) -> Self {
        Self { sort: by.sort.as_str().to_owned(), desc: by.desc, key: key_of(row, by.sort), id: row.id.0 }
    }
}

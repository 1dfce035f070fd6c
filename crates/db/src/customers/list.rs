//! The customer list: pages by key, in a time that does not grow with the shop.
//!
//! A page along an index is cheap only while hits are frequent along it; where they are rare it reads everybody, and
//! the planner's guess of which it is can be wrong a thousandfold. So a filtered list is asked in two steps:
//!
//! 1. Walk the sort's index from where the page begins, at most [`WALK`] people far. Common filters fill their
//!    page here. The statement is prepared once; its plan can't be another. Where the second step has an index of
//!    its own, the walk is a short one first, and a whole one only when that promises to fill the page.
//! 2. When that didn't fill the page, hits are rare: the planner chooses with the values at hand, a search goes
//!    through its own index first, and what the narrow table answers alone is asked of it.

mod order;

pub use order::PageBy;

use super::filter::Filter;
use crate::{
    Result,
    page::Slice,
    rows::{LIST_COLUMNS, ListRow},
    sealed::Keyring,
    segments::{
        LIMITS, ONE_WORKER,
        compile::{NARROW, Reach, Source, Wanted, Workers},
        covering::Covering,
        timed,
    },
};
use order::{Cursor, push_after, push_cursor, push_order};
use patron_domain::{customer::CustomerSort as Sort, rule::Attribute};
use sqlx::{Connection as _, PgConnection, Postgres, QueryBuilder};

/// How many people the first step looks at: about four milliseconds.
const WALK: u32 = 4000;

/// The same where each one's orders, events or logins are counted on the way.
const SLOW_WALK: u32 = 1000;

/// How many times as far the first step looks at last as it did at first, where the second has an index of its own.
const LONGER: usize = 10;
const SHORT_WALK: u32 = WALK / LONGER as u32;

/// What a list selects from. Last logins have their order in a narrow table, because an index on the profiles would
/// change with every login.
const fn people(sort: Sort) -> &'static str {
    match sort {
        Sort::LastLogin => {
            "select customer_profiles.*, seen_at from (select customer_id as id, last_login_at as seen_at \
             from customer_activity) a join customer_profiles using (id)"
        }
        Sort::Signup | Sort::Name | Sort::Spent | Sort::Orders => "select * from customer_profiles",
    }
}

/// A page of customers. `None` when the cursor was made for another sort.
///
/// # Errors
/// `Timeout` when it takes longer than ten seconds; when the database can't be reached.
pub async fn list(
    conn: &mut PgConnection,
    keyring: &Keyring,
    filter: &Filter,
    by: PageBy<'_>,
) -> Result<Option<Slice<ListRow>>> {
    let filter = filter.resolved(conn).await?;
    let full = usize::try_from(by.limit + 1).unwrap_or(usize::MAX);
    let mut rows: Vec<ListRow> = Vec::new();
    for walk in walks(&filter) {
        let Some(mut near) = walked(keyring, &filter, by, *walk) else { return Ok(None) };
        rows = near.build_query_as().fetch_all(&mut *conn).await.map_err(timed)?;
        // a walk ten times as long finds as many times more
        if rows.len() >= full || rows.len() * LONGER < full {
            break;
        }
    }
    if rows.len() < full && filter.narrows() {
        let Some(mut anywhere) = anywhere(keyring, &filter, by) else { return Ok(None) };
        // planned for these values, not for any
        let mut tx = conn.begin().await?;
        sqlx::raw_sql(LIMITS).execute(&mut *tx).await?;
        rows = anywhere.build_query_as().persistent(false).fetch_all(&mut *tx).await.map_err(timed)?;
        tx.rollback().await?;
    }
    let cursor = |row: &ListRow| Cursor::behind(row, by);
    Ok(Some(Slice::cut(rows, by.limit, cursor)))
}

/// The statement of the first step; the only one when nothing is filtered. `None` when the cursor was made for
/// another sort. Public for the benchmark, which runs the same SQL without Patron.
pub fn near(keyring: &Keyring, filter: &Filter, by: PageBy<'_>) -> Option<QueryBuilder<Postgres>> {
    walked(keyring, filter, by, *walks(filter).last()?)
}

/// How far the first step looks, and then once more.
fn walks(filter: &Filter) -> &'static [u32] {
    match filter.counts_rows() {
        _ if filter.found_soon() || filter.covering() == Some(Covering::Unrecorded) => &[SHORT_WALK, WALK],
        true => &[SLOW_WALK],
        false => &[WALK],
    }
}

/// The first step over so many people.
fn walked(keyring: &Keyring, filter: &Filter, by: PageBy<'_>, walk: u32) -> Option<QueryBuilder<Postgres>> {
    let mut q = QueryBuilder::new("select ");
    q.push(LIST_COLUMNS).push(" from (").push(people(by.sort));
    push_cursor(&mut q, by)?;
    if filter.narrows() {
        push_order(&mut q, by);
        q.push(format!(" limit {walk}"));
    }
    q.push(") as customer_profiles");
    filter.push_conditions(&mut q, keyring, (Source::Wide, Reach::Few));
    push_order(&mut q, by);
    q.push(" limit ").push_bind(by.limit + 1);
    Some(q)
}

/// The statement of the second step.
fn anywhere(keyring: &Keyring, filter: &Filter, by: PageBy<'_>) -> Option<QueryBuilder<Postgres>> {
    if let Some(index) = filter.covering()
        && match by.sort {
            // it has no amounts, and many people
            Sort::Spent => index != Covering::Unverified,
            Sort::Signup => matches!(index, Covering::Signups | Covering::Unrecorded),
            Sort::Name | Sort::Orders | Sort::LastLogin => false,
        }
    {
        return anywhere_covered(keyring, filter, by, index);
    }
    // it has no names
    if by.sort != Sort::Name && filter.source() == Source::Narrow {
        return anywhere_narrow(keyring, filter, by);
    }
    let mut q = QueryBuilder::new("select ");
    q.push(LIST_COLUMNS).push(" from (").push(people(by.sort));
    if filter.searched().is_some() {
        // `offset 0` keeps the planner from walking the sort's index instead
        q.push(" where true");
        filter.push_search(&mut q, keyring);
        q.push(" offset 0) as customer_profiles");
        let rest = Filter { search: None, ..filter.clone() };
        rest.push_where(&mut q, keyring);
        push_after(&mut q, " and ", by)?;
    } else {
        push_cursor(&mut q, by)?;
        q.push(") as customer_profiles");
        filter.push_where(&mut q, keyring);
        filter.push_hints(&mut q);
    }
    push_order(&mut q, by);
    q.push(" limit ").push_bind(by.limit + 1);
    Some(q)
}

/// The same where the narrow table answers: who is on the page is found there, and only they are read.
fn anywhere_narrow(keyring: &Keyring, filter: &Filter, by: PageBy<'_>) -> Option<QueryBuilder<Postgres>> {
    let seen = if by.sort == Sort::LastLogin { ", seen_at" } else { "" };
    let mut q = QueryBuilder::new("select ");
    q.push(LIST_COLUMNS).push(" from (select customer_profiles.id").push(seen).push(" from ");
    let wanted = match by.sort {
        Sort::Spent => Wanted::One(Attribute::TotalSpent),
        Sort::Signup => Wanted::One(Attribute::SignupDate),
        Sort::Name | Sort::Orders | Sort::LastLogin => Wanted::Narrow,
    };
    if filter.push_found(&mut q, keyring, wanted).is_none() {
        q.push(NARROW);
        filter.push_conditions(&mut q, keyring, (Source::Narrow, Reach::All));
    }
    push_after(&mut q, " and ", by)?;
    push_order(&mut q, by);
    q.push(" limit ").push_bind(by.limit + 1);
    q.push(") as found join customer_profiles using (id)");
    push_order(&mut q, by);
    Some(q)
}

/// The same where an index of the profiles holds filter and sort.
fn anywhere_covered(
    keyring: &Keyring,
    filter: &Filter,
    by: PageBy<'_>,
    index: Covering,
) -> Option<QueryBuilder<Postgres>> {
    let mut q = QueryBuilder::new("select ");
    q.push(LIST_COLUMNS)
        .push(" from (select id from (select id, total_spent, signup_date from customer_profiles");
    filter.push_where(&mut q, keyring);
    push_after(&mut q, " and ", by)?;
    // Who signed up or bought lately spent little, which the planner can't know: with `offset 0` it doesn't walk along
    // the sort's index again, where the first step found too few.
    q.push(if matches!(index, Covering::Buyers | Covering::Subscribers) {
        ") as hits"
    } else {
        " offset 0) as hits"
    });
    push_order(&mut q, by);
    q.push(" limit ").push_bind(by.limit + 1);
    q.push(") as found join customer_profiles using (id)");
    push_order(&mut q, by);
    Some(q)
}

/// How many match.
///
/// # Errors
/// As [`list`].
pub async fn count(conn: &mut PgConnection, keyring: &Keyring, filter: &Filter) -> Result<i64> {
    let filter = filter.resolved(conn).await?;
    let mut q = QueryBuilder::new("select count(*) from ");
    let workers = filter.push_found(&mut q, keyring, Wanted::Nothing);
    if workers.is_none() {
        let source = filter.counted_in();
        q.push(source.relation());
        filter.push_of(&mut q, keyring, source);
    }
    let mut tx = conn.begin().await?;
    sqlx::raw_sql(LIMITS).execute(&mut *tx).await?;
    if workers == Some(Workers::One) {
        sqlx::raw_sql(ONE_WORKER).execute(&mut *tx).await?;
    }
    let n = q.build_query_scalar().persistent(false).fetch_one(&mut *tx).await.map_err(timed)?;
    tx.rollback().await?;
    Ok(n)
}

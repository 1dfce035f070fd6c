//! How many match, as people edit a rule: no longer than ten seconds, and from the narrow table where that answers.

use super::compile::{self, Source, Wanted, Workers};
use crate::{Error, Result, StaffDb, customers::Filter};
use chrono::NaiveDate;
use patron_domain::{
    people_set::Moment,
    rule::{Compare, Condition, DateTest, ListTest, NumberTest, Rule, Test, TextTest, Unknown},
};
use rust_decimal::Decimal;
use sqlx::{Postgres, QueryBuilder, Transaction};

/// Whom a filter's people can be reached by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reach {
    /// Active, and SUBSCRIBED by email.
    pub email: i64,
    /// Active, and SUBSCRIBED on another channel only.
    pub other_only: i64,
    /// The others.
    pub none: i64,
    /// The sum of their lifetime values.
    pub lifetime_value: Decimal,
}

/// Of how many people a condition is true, and of how many it isn't known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[expect(missing_docs, reason = "they say it")]
pub struct Leaf {
    pub matched: i64,
    pub unknown: i64,
}

/// How many match, and whom of them the shop can reach.
///
/// # Errors
/// `Timeout` when it takes longer than ten seconds; when the database can't be reached.
pub async fn reach(db: &StaffDb, filter: &Filter) -> Result<(i64, Reach)> {
    let mut tx = begin(db).await?;
    let filter = filter.resolved(&mut tx).await?;
    let mut q = QueryBuilder::new(
        "select count(*), count(*) filter (where status = 'active' and email_consent = 'SUBSCRIBED'),
           count(*) filter (where status = 'active' and email_consent <> 'SUBSCRIBED'
             and 'SUBSCRIBED' in (sms_consent, whatsapp_consent)),
           coalesce(sum(lifetime_value), 0) from ",
    );
    match filter.push_found(&mut q, db.keyring(), Wanted::Narrow) {
        Some(Workers::Any) => {}
        Some(Workers::One) => {
            sqlx::raw_sql(ONE_WORKER).execute(&mut *tx).await?;
        }
        None => {
            let source = filter.source();
            q.push(source.relation());
            filter.push_of(&mut q, db.keyring(), source);
        }
    }
    let (people, email, other_only, lifetime_value) = q
        .build_query_as::<(i64, i64, i64, Decimal)>()
        .persistent(false)
        .fetch_one(&mut *tx)
        .await
        .map_err(timed)?;
    tx.rollback().await?;
    Ok((people, Reach { email, other_only, none: people - email - other_only, lifetime_value }))
}

/// Of how many people a single condition is true, and of how many it isn't known; people who are counted as unknown may
/// match too.
///
/// # Errors
/// As [`reach`].
pub async fn condition(db: &StaffDb, condition: &Condition, at: &Moment) -> Result<Leaf> {
    let mut tx = begin(db).await?;
    let source = source_of(condition);
    let mut leaf = Leaf { matched: matched(&mut tx, db, source, condition, at).await?, unknown: 0 };
    match twin(&condition.test) {
        // whom only one of a negative test's two answers has
        Some(negative) => {
            let including = Condition { test: negative, unknown: Unknown::Include, ..condition.clone() };
            let excluding = Condition { unknown: Unknown::Exclude, ..including.clone() };
            let all = matched(&mut tx, db, source, &including, at).await?;
            leaf.unknown = all - matched(&mut tx, db, source, &excluding, at).await?;
        }
        None => {
            let told = certain(&condition.test);
            if !told.is_empty() {
                let mut q = from("select count(*)", Source::Narrow);
                q.push(" where status <> 'erased'");
                leaf.unknown =
                    q.build_query_scalar().persistent(false).fetch_one(&mut *tx).await.map_err(timed)?;
            }
            for test in told {
                let one = Condition::new(condition.subject.clone(), test);
                leaf.unknown -= matched(&mut tx, db, source, &one, at).await?;
            }
        }
    }
    tx.rollback().await?;
    Ok(leaf)
}

/// A negative test that is unknown of the same people.
fn twin(test: &Test) -> Option<Test> {
    Some(match test {
        Test::Number(_) => Test::Number(NumberTest::NotEquals(Decimal::ZERO)),
        Test::Text(_) => Test::Text(TextTest::NotEquals("0".into())),
        Test::Date(
            DateTest::InMonth(_)
            | DateTest::AnniversaryToday
            | DateTest::AnniversaryInNext(_)
            | DateTest::AnniversaryInLast(_),
        ) => return None,
        Test::Date(_) => Test::Date(DateTest::NotOn(NaiveDate::default())),
        Test::List(ListTest::Length(..) | ListTest::IsEmpty) => return None,
        Test::List(_) => Test::List(ListTest::NotContains("0".into())),
        Test::IsSet | Test::IsNotSet | Test::Is(_) => return None,
    })
}

/// Tests of which exactly one is true of whomever the test can be answered of; none when it can of everybody.
fn certain(test: &Test) -> Vec<Test> {
    match test {
        Test::Is(_) => vec![Test::Is(true), Test::Is(false)],
        // each day of the year
        Test::Date(_) => vec![Test::Date(DateTest::AnniversaryInNext(366))],
        Test::List(ListTest::Length(..)) => vec![Test::List(ListTest::Length(Compare::AtLeast, 0))],
        _ => Vec::new(),
    }
}

async fn matched(
    tx: &mut Transaction<'static, Postgres>,
    db: &StaffDb,
    source: Source,
    condition: &Condition,
    at: &Moment,
) -> Result<i64> {
    let mut q = from("select count(*)", source);
    q.push(" where status <> 'erased' and ");
    compile::push_condition(&mut q, db.keyring(), source, condition, at);
    q.build_query_scalar().persistent(false).fetch_one(&mut **tx).await.map_err(timed)
}

/// How many are in the one, in the other, and in both.
///
/// # Errors
/// As [`reach`].
pub async fn overlap(db: &StaffDb, a: &Filter, b: &Filter) -> Result<(i64, i64, i64)> {
    let mut tx = begin(db).await?;
    let a = a.resolved(&mut tx).await?;
    let b = b.resolved(&mut tx).await?;
    let mut q = from("with a as materialized (select id", a.source());
    a.push_of(&mut q, db.keyring(), a.source());
    q.push("), b as materialized (select id from ").push(b.source().relation());
    b.push_of(&mut q, db.keyring(), b.source());
    q.push(
        ") select (select count(*) from a), (select count(*) from b),
           (select count(*) from a join b on b.id = a.id)",
    );
    let counts =
        q.build_query_as::<(i64, i64, i64)>().persistent(false).fetch_one(&mut *tx).await.map_err(timed)?;
    tx.rollback().await?;
    Ok(counts)
}

/// What a transaction sets that asks a rule of everybody: it gives up after ten seconds, has memory for hashes, and
/// isn't compiled first.
pub(crate) const LIMITS: &str =
    "set local statement_timeout = '10s'; set local work_mem = '64MB'; set local jit = off";

/// What it sets when several processes would do the same work.
pub(crate) const ONE_WORKER: &str = "set local max_parallel_workers_per_gather = 0";

/// A snapshot with the same limits.
async fn begin(db: &StaffDb) -> Result<Transaction<'static, Postgres>> {
    let mut tx = db.begin().await?;
    sqlx::raw_sql(
        "set transaction isolation level repeatable read, read only; set local statement_timeout = '10s'; \
         set local work_mem = '64MB'; set local jit = off",
    )
    .execute(&mut *tx)
    .await?;
    Ok(tx)
}

fn from(select: &str, source: Source) -> QueryBuilder<Postgres> {
    let mut q = QueryBuilder::new(select);
    q.push(" from ").push(source.relation());
    q
}

fn source_of(condition: &Condition) -> Source {
    if compile::covers(&Rule::Is(condition.clone())) { Source::Narrow } else { Source::Wide }
}

/// Tells a statement that took too long from a database that is away.
pub(crate) fn timed(e: sqlx::Error) -> Error {
    let late = e.as_database_error().and_then(|e| e.code()).is_some_and(|code| code == "57014");
    if late { Error::Timeout } else { e.into() }
}

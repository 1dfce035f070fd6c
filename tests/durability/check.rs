//! Compares what is there with what was acknowledged.

use crate::ledger::{Ledger, Order};
use patron_tests::private::PrivateApp;
use rust_decimal::Decimal;
use sqlx::{FromRow, PgConnection, postgres::PgRow};
use std::{collections::BTreeMap, fmt::Debug};

/// An acknowledgement means nothing without these.
pub async fn flushes_each_commit(conn: &mut PgConnection) {
    let off: Vec<(String, String)> = rows(
        conn,
        "select name, setting from pg_settings
         where name in ('fsync', 'synchronous_commit', 'full_page_writes') and setting <> 'on'",
    )
    .await;
    assert!(off.is_empty(), "{off:?}");
}

/// Where what is there is not what was acknowledged, each in a line.
pub async fn differences(app: &PrivateApp, ledger: &Ledger) -> Vec<String> {
    let mut conn = app.sql().await;
    let mut out = Vec::new();
    people(&mut conn, ledger, &mut out).await;
    activity(&mut conn, ledger, &mut out).await;
    orders(&mut conn, ledger, &mut out).await;
    consents(&mut conn, ledger, &mut out).await;
    leftovers(&mut conn, ledger, &mut out).await;
    let recount = app.patron(&["stats", "verify"]);
    if !recount.status.success() {
        let (said, error) =
            (String::from_utf8_lossy(&recount.stdout), String::from_utf8_lossy(&recount.stderr));
        out.push(format!("patron stats verify: {said}{error}"));
    }
    out
}

/// One profile for each address, and no other.
async fn people(conn: &mut PgConnection, ledger: &Ledger, out: &mut Vec<String>) {
    let there: Vec<(String, i64)> =
        rows(conn, "select lower(email), count(*) from customer_profiles group by 1").await;
    let wanted = ledger.profiles.iter().map(|email| (email.clone(), 1)).collect();
    compare("profiles of", &wanted, &there.into_iter().collect(), out);
}

async fn activity(conn: &mut PgConnection, ledger: &Ledger, out: &mut Vec<String>) {
    let logins: Vec<(String, bool, i64)> =
        rows(conn, "select lower(email), success, count(*) from login_activities group by 1, 2").await;
    let logins = logins.into_iter().map(|(email, success, n)| ((email, success), n)).collect();
    compare("login rows of", &ledger.logins, &logins, out);
    let events: Vec<(String, String, i64)> = rows(
        conn,
        "select e.name, coalesce(lower(p.email), 'nobody'), count(*) from events e
         left join customer_profiles p on p.id = e.customer_id group by 1, 2",
    )
    .await;
    let events = events.into_iter().map(|(name, email, n)| ((name, email), n)).collect();
    compare("event rows of", &ledger.events, &events, out);
}

async fn orders(conn: &mut PgConnection, ledger: &Ledger, out: &mut Vec<String>) {
    type Row = (String, String, Decimal, Decimal, String);
    let there: Vec<Row> = rows(
        conn,
        "select o.source || '/' || o.order_id, lower(p.email), o.total, o.refunded, o.status from orders o
         join customer_profiles p on p.id = o.customer_id",
    )
    .await;
    let there = there.into_iter().map(|(id, email, total, back, status)| (id, (email, total, back, status)));
    let wanted = ledger.orders.iter().map(|(id, order)| {
        let Order { email, total, refunded, status } = order.clone();
        let amounts = (Decimal::from(total), Decimal::from(refunded));
        (format!("website/{id}"), (email, amounts.0, amounts.1, status.as_str().to_owned()))
    });
    compare("order (address, total, refunded, status)", &wanted.collect(), &there.collect(), out);
}

/// The state that stands, and that its way there was written down once.
async fn consents(conn: &mut PgConnection, ledger: &Ledger, out: &mut Vec<String>) {
    let there: Vec<(String, String, String, i64)> = rows(
        conn,
        "select lower(p.email), c.channel, c.state, (select count(*) from consent_ledger l where l.customer_id = p.id
             and l.channel = c.channel and l.state = c.state and l.basis = 'express')
         from customer_profiles p cross join lateral (values ('email', p.email_consent), ('sms', p.sms_consent),
           ('whatsapp', p.whatsapp_consent)) as c (channel, state)",
    )
    .await;
    let there: BTreeMap<_, _> = there
        .into_iter()
        .map(|(email, channel, state, written)| ((email, channel), (state, written)))
        // what nobody was asked about is the shop's default
        .filter(|(who, _)| ledger.consents.contains_key(who))
        .collect();
    let wanted = ledger.consents.iter().map(|(who, state)| (who.clone(), (state.clone(), 1))).collect();
    compare("consent (state, rows in its ledger) of", &wanted, &there, out);
}

/// Each message id is remembered, and nothing waits or was refused.
async fn leftovers(conn: &mut PgConnection, ledger: &Ledger, out: &mut Vec<String>) {
    let there: Vec<(String, i64)> = rows(
        conn,
        "select 'message ids', count(*) from message_ids union all
         select 'waiting events', count(*) from waiting_events union all
         select 'rejected events', count(*) from rejected_events",
    )
    .await;
    let messages = i64::try_from(ledger.messages).unwrap_or(i64::MAX);
    let wanted = [("message ids", messages), ("waiting events", 0), ("rejected events", 0)];
    let wanted = wanted.map(|(what, n)| (what.to_owned(), n)).into_iter().collect();
    compare("number of", &wanted, &there.into_iter().collect(), out);
}

async fn rows<T>(conn: &mut PgConnection, sql: &'static str) -> Vec<T>
where
    T: for<'r> FromRow<'r, PgRow> + Send + Unpin,
{
    sqlx::query_as(sql).fetch_all(conn).await.expect("look into the database")
}

fn compare<K: Ord + Debug, V: PartialEq + Debug>(
    what: &str,
    wanted: &BTreeMap<K, V>,
    there: &BTreeMap<K, V>,
    out: &mut Vec<String>,
) {
    for (key, value) in wanted {
        match there.get(key) {
            Some(found) if found == value => {}
            Some(found) => out.push(format!("{what} {key:?}: acknowledged {value:?}, there is {found:?}")),
            None => out.push(format!("{what} {key:?}: acknowledged {value:?}, there is nothing")),
        }
    }
    for (key, found) in there.iter().filter(|(key, _)| !wanted.contains_key(*key)) {
        out.push(format!("{what} {key:?}: nothing acknowledged, there is {found:?}"));
    }
}

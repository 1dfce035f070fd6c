//! Stores a planned shop: accounts, then table by table, then indexes and rollups; all or nothing.

use super::{
    person::{self, ACCOUNTS},
    plan::Plan,
    seals::Seals,
    tally,
    write::Source,
};
use crate::{passwords, startup::Ready};
use chrono::Months;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use patron_db::{
    Error, Result,
    bulk::{BulkLoad, tables::*},
    shop::Shop,
    users,
};
use patron_domain::{ids::UserId, period::day_start};
use serde_json::{Map, json};
use std::{io::IsTerminal as _, ops::Range, sync::Arc};

/// What was stored.
pub struct Stored {
    pub logins: u64,
    pub orders: u64,
    /// The addresses that can sign in.
    pub accounts: Vec<String>,
}

/// Stores everything. `None` when the shop has customers already.
pub async fn store(ready: &Ready, shop: &Shop, plan: Plan, password: &str) -> Result<Option<Stored>> {
    let hash = passwords::hash_now(password).map_err(|e| Error::Invalid(e.to_string()))?;
    let tallies = tally::count(&plan);
    let seals = Seals::new(Arc::clone(&ready.keyring))?;
    let Some(mut load) = BulkLoad::begin(&ready.db.owner).await? else { return Ok(None) };
    let bar = bar(&plan, load.to_restore());
    let mut source = Source { plan, tallies, seals, shop: shop.clone(), accounts: Vec::new(), bar };
    source.accounts = make_accounts(&mut load, &source, &hash).await?;
    let source = Arc::new(source);
    let bar = &source.bar;

    bar.set_message("customers");
    let from = Arc::clone(&source);
    load.copy::<CustomerRow<'_>>(None, move |rows| from.customers(rows)).await?;
    let from = Arc::clone(&source);
    load.copy::<ActivityRow>(None, move |rows| from.activity(rows)).await?;
    bar.set_message("consents");
    let from = Arc::clone(&source);
    load.copy::<ConsentRow<'_>>(None, move |rows| from.ledger(rows)).await?;
    let from = Arc::clone(&source);
    load.copy::<ChangeRow<'_>>(None, move |rows| from.changes(rows)).await?;
    bar.set_message("logins");
    let mut logins = 0;
    for (month, places) in months(&source.plan) {
        let partition = load.login_partition(month).await?;
        let from = Arc::clone(&source);
        logins += load.copy::<LoginRow<'_>>(Some(&partition), move |rows| from.logins(rows, places)).await?;
    }
    bar.set_message("orders");
    let from = Arc::clone(&source);
    let orders = load.copy::<OrderRow<'_>>(None, move |rows| from.orders(rows)).await?;
    let from = Arc::clone(&source);
    load.copy::<ItemRow<'_>>(None, move |rows| from.items(rows)).await?;
    bar.set_message("indexes");
    let weight = index_weight(&source.plan, load.to_restore());
    load.restore(|| bar.inc(weight)).await?;
    bar.set_message("numbers");
    load.finish().await?;
    bar.finish_and_clear();
    let accounts = (0..source.accounts.len()).map(person::email).collect();
    Ok(Some(Stored { logins, orders, accounts }))
}

/// What the steps come to, in rows; indexes take about as long as all rows do.
fn bar(plan: &Plan, indexes: usize) -> ProgressBar {
    let rows = row_weight(plan) + index_weight(plan, indexes) * indexes as u64;
    let bar = ProgressBar::new(rows);
    if !std::io::stderr().is_terminal() {
        bar.set_draw_target(ProgressDrawTarget::hidden());
    }
    // a template of our own that is known to be good
    if let Ok(style) =
        ProgressStyle::with_template("{wide_bar} {percent:>3} % {msg:<10} {elapsed} / {duration}")
    {
        bar.set_style(style);
    }
    bar.enable_steady_tick(std::time::Duration::from_millis(200));
    bar
}

fn row_weight(plan: &Plan) -> u64 {
    (plan.signups.len() * 2 + plan.visits.len() + plan.purchases.len() * 2) as u64
}

fn index_weight(plan: &Plan, indexes: usize) -> u64 {
    row_weight(plan) / indexes.max(1) as u64
}

/// Accounts of the first few people, who share one password.
async fn make_accounts(load: &mut BulkLoad, source: &Source, hash: &str) -> Result<Vec<UserId>> {
    let mut accounts = Vec::new();
    for n in 0..ACCOUNTS.min(source.plan.signups.len()) {
        let at = source.signup(n);
        let mut metadata = Map::new();
        metadata.insert("full_name".into(), json!(person::Person::make_up(source.plan.seed, n).name));
        let user = users::insert(load.conn(), &person::email(n), hash, &metadata, at).await?;
        users::verify(load.conn(), user.id, at).await?;
        accounts.push(user.id);
    }
    Ok(accounts)
}

/// The months (UTC) of the plan, each with a moment of it and the places of its visits.
fn months(plan: &Plan) -> Vec<(chrono::DateTime<chrono::Utc>, Range<usize>)> {
    use chrono::{Datelike as _, TimeZone as _, Utc};
    let mut out = Vec::new();
    let mut begin = 0;
    let first = plan.season.at(0);
    let Some(mut month) = Utc.with_ymd_and_hms(first.year(), first.month(), 1, 0, 0, 0).single() else {
        return out;
    };
    while month < plan.season.end {
        let next = month.checked_add_months(Months::new(1)).unwrap_or(plan.season.end);
        let end = plan.visits.partition_point(|visit| plan.season.at(visit.at) < next);
        out.push((month, begin..end));
        (begin, month) = (end, next);
    }
    out
}

/// The end of a shop whose last day is `until`: that day's end, or now.
pub fn end_of(
    until: chrono::NaiveDate,
    zone: chrono_tz::Tz,
    now: chrono::DateTime<chrono::Utc>,
) -> chrono::DateTime<chrono::Utc> {
    let next = until.checked_add_days(chrono::Days::new(1)).unwrap_or(until);
    day_start(next, zone).min(now)
}

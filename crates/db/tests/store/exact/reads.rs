//! Compares what the answers of statistics say with a recount of the rows.

use super::reads_recount as recount;
use crate::support::Store;
use chrono::{DateTime, NaiveDate, Utc};
use patron_db::stats::{
    calendar::{self, Calendar, shifted},
    channels, consents, engagement, growth, overview,
    span::{Span, Step},
};
use patron_domain::acquisition::Touch;
use rust_decimal::Decimal;
use std::collections::{BTreeMap, BTreeSet};

/// Numbers by what they are of. What isn't there is zero.
#[derive(Default)]
pub(super) struct Numbers(BTreeMap<String, Decimal>);

impl Numbers {
    pub(super) fn count(&mut self, what: impl Into<String>, n: i64) {
        self.amount(what, Decimal::from(n));
    }

    pub(super) fn amount(&mut self, what: impl Into<String>, n: Decimal) {
        *self.0.entry(what.into()).or_default() += n;
    }

    /// What a statement gives, of `now` and of the words that it asks for.
    pub(super) async fn recounted(
        store: &Store,
        sql: &'static str,
        now: DateTime<Utc>,
        words: &[&'static str],
    ) -> Self {
        let mut tx = store.db.owner.pool().begin().await.unwrap();
        // compiling them takes longer than they take
        sqlx::raw_sql("set local jit = off").execute(&mut *tx).await.unwrap();
        let mut query = sqlx::query_as::<sqlx::Postgres, (String, Decimal)>(sql).bind(now);
        for word in words {
            query = query.bind(*word);
        }
        let rows = query.fetch_all(&mut *tx).await.unwrap();
        tx.commit().await.unwrap();
        Self(rows.into_iter().collect())
    }

    /// Those that are others in a recount, in words.
    pub(super) fn differences(&self, report: &str, recounted: &Self) -> Vec<String> {
        let all: BTreeSet<&String> = self.0.keys().chain(recounted.0.keys()).collect();
        let of = |numbers: &Self, what: &String| numbers.0.get(what).copied().unwrap_or_default();
        all.into_iter()
            .map(|what| (what, of(self, what), of(recounted, what)))
            .filter(|(_, read, recounted)| read != recounted)
            .map(|(what, read, recounted)| format!("{report}, {what}: read {read}, recounted {recounted}"))
            .collect()
    }
}

/// Each number that an answer has as of `now` and the rows have not, in words.
pub async fn differences(store: &Store, now: DateTime<Utc>) -> Vec<String> {
    let mut conn = store.staff().await;
    let calendar = calendar::ready(&mut conn).await.unwrap();
    let today = calendar.day(now);

    let read = overview::read(&mut conn, &calendar, now).await.unwrap().unwrap();
    let recounted = Numbers::recounted(store, recount::OVERVIEW, now, &[]).await;
    let mut words = of_overview(&read).differences("overview", &recounted);

    for (step, name, periods) in [(Step::Day, "day", 30), (Step::Week, "week", 12), (Step::Month, "month", 6)]
    {
        let span = span(&calendar, step, periods, today);
        let read = growth::read(&mut conn, &calendar, &span).await.unwrap().unwrap();
        let recounted = Numbers::recounted(store, recount::GROWTH, now, &[name]).await;
        words.extend(of_growth(&read).differences(&format!("growth by {name}"), &recounted));
    }

    let days = span(&calendar, Step::Day, 30, today);
    let read = engagement::read(&mut conn, &calendar, &days).await.unwrap().unwrap();
    let recounted = Numbers::recounted(store, recount::ENGAGEMENT, now, &[]).await;
    words.extend(of_engagement(&read).differences("engagement", &recounted));

    let read = channels::read(&mut conn, &calendar, Touch::First, None, None).await.unwrap().unwrap();
    let recounted = Numbers::recounted(store, recount::CHANNELS, now, &[]).await;
    words.extend(of_channels(&read).differences("channels", &recounted));

    let weeks = span(&calendar, Step::Week, 12, today);
    let read = consents::read(&mut conn, &calendar, &weeks).await.unwrap().unwrap();
    let recounted = Numbers::recounted(store, recount::CONSENTS, now, &[]).await;
    words.extend(of_consents(&read).differences("consents", &recounted));
    words
}

/// So many periods, the last of which has today.
fn span(calendar: &Calendar, step: Step, periods: i64, today: NaiveDate) -> Span {
    let last = match step {
        Step::Day => today,
        Step::Week => calendar.week_of(today),
        Step::Month => calendar.month_of(today),
    };
    Span { step, from: step.after(last, 1 - periods), end: shifted(step.after(last, 1), -1), today }
}

fn of_overview(o: &overview::Overview) -> Numbers {
    let mut n = Numbers::default();
    for (what, count) in [
        ("customers", o.total_customers),
        ("status active", o.active),
        ("status inactive", o.inactive),
        ("status blocked", o.blocked),
        ("inactive_30d", o.inactive_30d),
        ("disengaged_30d", o.disengaged_30d),
        ("new_wtd", o.new_wtd),
        ("new_wtd_before", o.new_wtd_before),
        ("new_mtd", o.new_mtd),
        ("new_mtd_before", o.new_mtd_before),
        ("logins", o.logins),
        ("failed", o.failed_logins),
        ("opt_ins", o.opt_ins),
        ("orders", o.orders),
        ("buyers", o.buyers),
        ("repeat_buyers", o.repeat_buyers),
    ] {
        n.count(what, count);
    }
    n.amount("revenue", o.revenue.amount());
    for (reason, count) in &o.failure_reasons {
        n.count(format!("reason {reason}"), *count);
    }
    for c in &o.channels {
        for (what, count) in [
            ("with_address", c.with_address),
            ("subscribed", c.subscribed),
            ("express", c.express),
            ("default", c.by_default),
            ("import", c.imported),
            ("pending", c.pending),
            ("unsubscribed", c.unsubscribed),
            ("reachable", c.reachable),
        ] {
            n.count(format!("{} {what}", c.channel), count);
        }
    }
    n.count("days", i64::try_from(o.days.len()).unwrap());
    for d in &o.days {
        for (what, count) in [
            ("signups", d.signups),
            ("logins", d.logins),
            ("failed", d.failed_logins),
            ("orders", d.orders),
            ("active", d.active),
            ("engaged", d.engaged_30d),
        ] {
            n.count(format!("{} {what}", d.day), count);
        }
        n.amount(format!("{} revenue", d.day), d.revenue.amount());
    }
    n
}

fn of_growth(growth: &growth::Growth) -> Numbers {
    let mut n = Numbers::default();
    for b in &growth.buckets {
        let start = b.period.start;
        for (what, count) in [
            ("periods", 1),
            ("new", b.new),
            ("new_before", b.new_before),
            ("cumulative", b.cumulative),
            ("active", b.active),
            ("active_new", b.active_new),
            ("orders", b.orders),
        ] {
            n.count(format!("{start} {what}"), count);
        }
        n.amount(format!("{start} revenue"), b.revenue.amount());
    }
    for (name, splits) in [("source", &growth.by_source), ("method", &growth.by_method)] {
        for split in splits {
            n.count(format!("{name} {}", split.key), split.total);
            for (bucket, value) in growth.buckets.iter().zip(&split.values) {
                n.count(format!("{} {name} {}", bucket.period.start, split.key), *value);
            }
        }
    }
    n
}

fn of_engagement(e: &engagement::Engagement) -> Numbers {
    let mut n = Numbers::default();
    for (what, count) in [
        ("dau", e.dau),
        ("wau", e.wau),
        ("mau", e.mau),
        ("active_days_30d", e.active_days_30d),
        ("logins_30d", e.logins_30d),
    ] {
        n.count(what, count);
    }
    for d in &e.days {
        for (what, count) in [
            ("dau", d.dau),
            ("wau", d.wau),
            ("mau", d.mau),
            ("logins", d.logins),
            ("failed", d.failed_logins),
        ] {
            n.count(format!("{} {what}", d.day), count);
        }
    }
    for (weekday, hours) in (1..).zip(&e.heat_map) {
        for (hour, count) in (0..).zip(hours) {
            n.count(format!("heat {weekday} {hour}"), *count);
        }
    }
    for (least, people) in &e.login_frequency {
        n.count(format!("frequency {least}"), *people);
    }
    for (name, shares) in [("method", &e.methods), ("device", &e.devices), ("reason", &e.failure_reasons)] {
        for (key, count) in shares {
            n.count(format!("{name} {key}"), *count);
        }
    }
    n
}

fn of_channels(rows: &[channels::Row]) -> Numbers {
    let mut n = Numbers::default();
    for r in rows {
        n.count(format!("{} customers", r.channel), r.customers);
        n.count(format!("{} buyers", r.channel), r.buyers);
        n.amount(format!("{} revenue", r.channel), r.revenue.amount());
    }
    n
}

fn of_consents(consents: &consents::Consents) -> Numbers {
    let mut n = Numbers::default();
    for b in &consents.buckets {
        for flow in &b.channels {
            n.count(format!("{} {} given", b.period.start, flow.channel), flow.given);
            n.count(format!("{} {} withdrawn", b.period.start, flow.channel), flow.withdrawn);
        }
    }
    n
}

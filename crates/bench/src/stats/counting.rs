//! Against plain SQL that counts the rows. It counts less than the answers tell, so the ratios are on the low side.

use super::{ENGAGEMENT, OVERVIEW, Paths, quantile};
use crate::{
    Bench, Failure,
    http::Load,
    shop::{Server, Shop},
    table::Goal,
};
use std::time::{Duration, Instant};

/// The cards, and two months of signups and logins by day.
const COUNTED_OVERVIEW: &[&str] = &[
    "select count(*), count(*) filter (where status = 'active'), count(*) filter (where status = 'inactive'),
       count(*) filter (where status = 'blocked'), count(*) filter (where marketing_consent),
       count(*) filter (where email_consent = 'SUBSCRIBED'),
       count(*) filter (where email_consent = 'SUBSCRIBED' and email_consent_basis = 'default'),
       count(*) filter (where email_consent = 'SUBSCRIBED' and status = 'active'),
       count(*) filter (where sms_consent = 'SUBSCRIBED'), count(*) filter (where whatsapp_consent = 'SUBSCRIBED'),
       count(*) filter (where total_orders >= 1), count(*) filter (where total_orders >= 2),
       sum(login_count), sum(total_orders), sum(total_spent)
     from customer_profiles where status <> 'erased'",
    "select (p.signup_date at time zone s.time_zone)::date, count(*) from customer_profiles p, shop s
     where p.status <> 'erased' and p.signup_date >= now() - interval '60 days' group by 1 order by 1",
    "select (l.login_time at time zone s.time_zone)::date, count(*) filter (where l.success),
       count(*) filter (where not l.success) from login_activities l, shop s
     where l.login_time >= now() - interval '60 days' group by 1 order by 1",
];

/// 18 months of signups by week and source, and of people who came.
const COUNTED_GROWTH: &[&str] = &[
    "select date_trunc('week', p.signup_date at time zone s.time_zone), p.source, count(*)
     from customer_profiles p, shop s
     where p.status <> 'erased' and p.signup_date >= now() - interval '18 months' group by 1, 2 order by 1, 2",
    "select date_trunc('week', a.at at time zone s.time_zone), count(distinct a.customer_id) from (
       select customer_id, login_time as at from login_activities
       where success and login_time >= now() - interval '18 months'
       union all
       select customer_id, order_date from orders
       where status not in ('cancelled', 'returned') and order_date >= now() - interval '18 months') a, shop s
     group by 1 order by 1",
];

/// 30 days of people who came by day, those of the last 7 and of all 30, and when they signed in.
const COUNTED_ENGAGEMENT: &[&str] = &[
    "select (a.at at time zone s.time_zone)::date, count(distinct a.customer_id) from (
       select customer_id, login_time as at from login_activities
       where success and login_time >= now() - interval '30 days'
       union all
       select customer_id, order_date from orders
       where status not in ('cancelled', 'returned') and order_date >= now() - interval '30 days') a, shop s
     group by 1 order by 1",
    "select count(distinct a.customer_id) filter (where a.at >= now() - interval '7 days'),
       count(distinct a.customer_id) from (
       select customer_id, login_time as at from login_activities
       where success and login_time >= now() - interval '30 days'
       union all
       select customer_id, order_date from orders
       where status not in ('cancelled', 'returned') and order_date >= now() - interval '30 days') a",
    "select extract(isodow from l.login_time at time zone s.time_zone),
       extract(hour from l.login_time at time zone s.time_zone), count(*) from login_activities l, shop s
     where l.success and l.login_time >= now() - interval '30 days' group by 1, 2 order by 1, 2",
];

/// How many times as fast as counting an answer must be.
const FASTER: f64 = 50.0;

/// Answers a second on one connection against what one connection counts.
pub async fn against_rows(bench: &mut Bench, paths: &Paths, server: &Server) -> Result<(), Failure> {
    let secret = bench.shop.secret.clone();
    for (name, path, statements) in [
        ("overview", OVERVIEW, COUNTED_OVERVIEW),
        ("growth, 18 months by week", paths.weeks.as_str(), COUNTED_GROWTH),
        ("engagement, 30 days", ENGAGEMENT, COUNTED_ENGAGEMENT),
    ] {
        let make = |_: &mut fastrand::Rng| server.target.get(path, &secret);
        server.target.load(Load::full(1, bench.time / 4), make).await?.good()?;
        let sample = server.target.load(Load::full(1, bench.time / 2), make).await?.good()?;
        let seconds = counted(&bench.shop, statements, bench.time).await?;
        bench.table.ratio(
            &format!("{name}, one connection, against counting the rows"),
            sample.rate(),
            "/s",
            1.0 / seconds.max(1e-9),
            Goal::AtLeast(FASTER),
        );
    }
    Ok(())
}

/// Seconds that these statements take together: the median of as many times as fit, after once that warms.
async fn counted(shop: &Shop, statements: &'static [&'static str], time: Duration) -> Result<f64, Failure> {
    let failed = |e| Failure::of("count the rows", e);
    let mut conn = shop.connect().await?;
    // the same role, so the same plans
    sqlx::raw_sql("set role patron_staff").execute(&mut conn).await.map_err(failed)?;
    let (mut warm, mut times) = (false, Vec::new());
    let begin = Instant::now();
    while times.is_empty() || begin.elapsed() < time {
        let start = Instant::now();
        for sql in statements {
            sqlx::query(*sql).fetch_all(&mut conn).await.map_err(failed)?;
        }
        if warm {
            times.push(start.elapsed().as_secs_f64());
        }
        warm = true;
    }
    Ok(quantile(times, 0.5))
}

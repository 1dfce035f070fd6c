//! What each prepared report is, in SQL that reads nothing but the rows and which calendar is ready: what, number; -1
//! stands for none. `$1` is now.

/// The calendar, and the first day of this week and this month.
macro_rules! calendar {
    () => {
        "with c as materialized (
           select x.*, x.today - (extract(isodow from x.today)::int + 7 - x.weekday) % 7 as week,
             date_trunc('month', x.today::timestamp) as month
           from (
             select time_zone as zone, case week_start when 'sunday' then 7 else 1 end as weekday,
               ($1::timestamptz at time zone time_zone)::date as today
             from rollup_calendars where ready) x),"
    };
}

/// `$2` says which events, `$3` the length of intervals. Of the intervals the first twelve have cohorts, the twelfth is
/// the current one, and the others lie ahead.
pub const RETENTION: &str = concat!(
    calendar!(),
    " i (n, start, next) as materialized (
       select n, c.week + 7 * (n - 11), c.week + 7 * (n - 10)
       from c cross join generate_series(0, 22) as n where $3::text = 'week'
       union all
       select n, (c.month + make_interval(months => n - 11))::date, (c.month + make_interval(months => n - 10))::date
       from c cross join generate_series(0, 22) as n where $3::text = 'month'),
     e as materialized (
       select distinct x.who, (x.at at time zone c.zone)::date as day
       from c cross join (
         select customer_id as who, login_time as at from login_activities where success and $2::text = 'login'
         union all
         select customer_id, order_date from orders
           where status not in ('cancelled', 'returned') and $2::text = 'order') x
       join customer_profiles p on p.id = x.who and p.status <> 'erased'),
     h as materialized (
       select f.who, i.n
       from (select who, min(day) as day from e group by who) f
       join i on f.day >= i.start and f.day < i.next where i.n <= 11),
     v as (
       select h.n, i.n - h.n as cell, count(distinct e.who) as people
       from h join e on e.who = h.who join i on e.day >= i.start and e.day < i.next group by 1, 2)
     select concat_ws(' ', k.start, 'cell', j), (case when j > 0 and then_.next > c.today then -1
       else coalesce(v.people, 0) end)::numeric
     from i k cross join generate_series(0, 11) as j
     join i then_ on then_.n = k.n + j
     cross join c
     left join v on v.n = k.n and v.cell = j
     where k.n <= 11
     union all
     select concat_ws(' ', i.start, 'size'), count(h.who)::numeric
     from i left join h on h.n = i.n where i.n <= 11 group by i.start
     union all
     select concat_ws(' ', i.start, 'cohorts'), 1::numeric from i where i.n <= 11"
);

/// Without shipping and tax, less refunds; a window is of so many times 24 hours after the first order.
pub const LIFETIME_VALUE: &str = concat!(
    calendar!(),
    " o as materialized (
       select o.customer_id as who, o.order_date as at,
         coalesce(greatest(o.store_total - o.store_refunded - o.store_shipping_tax, 0), 0) as worth
       from orders o join customer_profiles p on p.id = o.customer_id and p.status <> 'erased'
       where o.status not in ('cancelled', 'returned')),
     f as materialized (
       select x.who, x.at, (x.at at time zone c.zone)::date as day
       from c cross join (select who, min(at) as at from o group by who) x),
     b as materialized (
       select p.opening_spent + coalesce(x.worth, 0) as worth
       from customer_profiles p left join (select who, count(*) as n, sum(worth) as worth from o group by who) x
         on x.who = p.id
       where p.status <> 'erased' and p.opening_orders + coalesce(x.n, 0) >= 1),
     m as materialized (
       select (c.month - make_interval(months => n))::date as start,
         (c.month - make_interval(months => n - 1))::date as next
       from c cross join generate_series(0, 11) as n),
     w (days) as (values (30), (60), (90), (180), (365)),
     v as materialized (
       select m.start, w.days, count(f.who) as complete,
         sum((select sum(o.worth) from o where o.who = f.who and o.at < f.at + w.days * interval '24 hours')) as worth
       from m cross join w left join f on f.day >= m.start and f.day < m.next
         and f.at + w.days * interval '24 hours' <= $1::timestamptz
       group by m.start, w.days)
     select 'buyers'::text, count(*)::numeric from b
     union all select 'total', coalesce(sum(worth), 0) from b
     union all select 'average', coalesce(round(avg(worth), 2), -1) from b
     union all select concat_ws(' ', m.start, 'cohorts'), 1 from m
     union all select concat_ws(' ', m.start, 'size'), count(f.who)
       from m left join f on f.day >= m.start and f.day < m.next group by m.start
     union all select concat_ws(' ', v.start, v.days, 'days complete'), v.complete from v
     union all select concat_ws(' ', v.start, v.days, 'days average'),
       case when v.complete = 0 then -1 else round(v.worth / v.complete, 2) end from v"
);

/// Scores by thresholds of fewer than fifty buyers, and by the share of those who are not better of more.
pub const RFM: &str = concat!(
    calendar!(),
    " o as materialized (
       select o.customer_id as who, (o.order_date at time zone c.zone)::date as day,
         o.store_total - o.store_refunded as spent,
         (o.order_date at time zone c.zone)::date > c.today - 365 as lately
       from orders o join customer_profiles p on p.id = o.customer_id and p.status <> 'erased' cross join c
       where o.status not in ('cancelled', 'returned')),
     b as materialized (
       select o.who, greatest(max(c.today) - max(o.day), 0) as days, count(*) filter (where o.lately) as orders,
         coalesce(sum(o.spent) filter (where o.lately), 0) as spent
       from o cross join c group by o.who),
     t as materialized (
       select (select count(*) from b) as n,
         greatest(round(coalesce((select avg(spent) from o where lately), 0), 2), 0.01) as mean),
     s as materialized (
       select b.who, b.spent,
         case when t.n >= 50 then ceil(5.0 * (select count(*) from b y where y.days >= b.days) / t.n)
           when b.days <= 30 then 5 when b.days <= 60 then 4 when b.days <= 120 then 3 when b.days <= 240 then 2
           else 1 end::int as r,
         case when t.n >= 50 then ceil(5.0 * (select count(*) from b y where y.orders <= b.orders) / t.n)
           when b.orders >= 10 then 5 when b.orders >= 5 then 4 when b.orders >= 3 then 3 when b.orders >= 2 then 2
           else 1 end::int as f,
         case when t.n >= 50 then ceil(5.0 * (select count(*) from b y where y.spent <= b.spent) / t.n)
           when b.spent >= 10 * t.mean then 5 when b.spent >= 5 * t.mean then 4 when b.spent >= 3 * t.mean then 3
           when b.spent >= 2 * t.mean then 2 else 1 end::int as m
       from b cross join t),
     g as materialized (select s.who, s.spent, s.r, ceil((s.f + s.m) / 2.0)::int as v from s)
     select concat_ws(' ', g.who, x.what), x.value::numeric
     from g cross join lateral (values ('recency', g.r::numeric), ('value', g.v), ('spent', g.spent),
       ('group ' || case
         when g.r >= 5 and g.v >= 4 then 'CHAMPIONS' when g.r = 4 and g.v >= 4 then 'LOYAL'
         when g.r >= 4 and g.v = 3 then 'ACTIVE' when g.r >= 4 and g.v = 2 then 'PROMISING'
         when g.r >= 4 then 'NEW' when g.r >= 2 and g.v >= 4 then 'AT_RISK'
         when g.r = 3 and g.v >= 2 then 'NEEDS_ATTENTION' when g.r >= 2 then 'ALMOST_LOST'
         when g.v >= 4 then 'PREVIOUSLY_LOYAL' else 'DORMANT' end, 1)) x (what, value)
     union all select concat_ws(' ', 'cell', g.r, g.v, 'people'), count(*) from g group by g.r, g.v
     union all select concat_ws(' ', 'cell', g.r, g.v, 'spent'), sum(g.spent) from g group by g.r, g.v
     union all select 'buyers', count(*) from g
     union all select 'quantiles', (t.n >= 50)::int from t
     union all select 'prospects', count(*) from customer_profiles p
       where p.status <> 'erased' and p.opening_orders = 0 and not exists (select from g where g.who = p.id)"
);

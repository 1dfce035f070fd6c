//! What each answer of statistics is, in SQL that reads nothing but the rows and which calendar is ready: what, number.
//! `$1` is now.

/// The calendar, live profiles, attempts to sign in, orders that count, and the days on which each person was active.
macro_rules! rows {
    () => {
        "with c as materialized (
           select time_zone as zone, case week_start when 'sunday' then 7 else 1 end as weekday,
             ($1::timestamptz at time zone time_zone)::date as today
           from rollup_calendars where ready),
         l as materialized (
           select l.customer_id, l.success, l.login_method, l.device_info, l.failure_reason,
             l.login_time at time zone c.zone as local, (l.login_time at time zone c.zone)::date as day
           from login_activities l cross join c),
         o as materialized (
           select o.customer_id, (o.order_date at time zone c.zone)::date as day,
             coalesce(o.store_total - o.store_refunded, 0) as spent
           from orders o cross join c where o.status not in ('cancelled', 'returned')),
         p as materialized (
           select p.*, (p.signup_date at time zone c.zone)::date as signup,
             p.opening_logins + (select count(*) from l where l.customer_id = p.id and l.success) as logins,
             p.opening_orders + (select count(*) from o where o.customer_id = p.id) as bought,
             p.opening_spent + (select coalesce(sum(o.spent), 0) from o where o.customer_id = p.id) as spent
           from customer_profiles p cross join c where p.status <> 'erased'),
         a as materialized (
           select x.customer_id, x.day, bool_or(x.login) as login, p.signup
           from (
             select customer_id, day, true as login from l where success
             union all select customer_id, day, false from o
             union all select p.id, (p.opening_last_login_at at time zone c.zone)::date, true from p cross join c
               where p.opening_last_login_at is not null) x
           join p on p.id = x.customer_id group by x.customer_id, x.day, p.signup),
         f as (
           select day, case when failure_reason is null then 'unknown'
             when failure_reason ~ '^[a-z0-9_]{1,40}$' then failure_reason else 'other' end as reason
           from l where not success),"
    };
}

macro_rules! answer {
    () => {
        " select what, coalesce(value, 0)::numeric from r"
    };
}

pub const OVERVIEW: &str = concat!(
    rows!(),
    " d as (select c.today - n as day from c cross join generate_series(0, 59) as n),
     -- this week and this month, and when as much of the one before had gone
     s as (
       select b.name, b.start, b.before::timestamp at time zone c.zone as old_from,
         least((b.before + (c.today - b.start))::timestamp at time zone c.zone
             + ($1::timestamptz - (c.today::timestamp at time zone c.zone)),
           (b.before + (c.today - b.start) + 1)::timestamp at time zone c.zone,
           b.start::timestamp at time zone c.zone) as old_until
       from c
       cross join lateral (select c.today - (extract(isodow from c.today)::int + 7 - c.weekday) % 7 as week,
         date_trunc('month', c.today::timestamp) as month) t
       cross join lateral (values ('new_wtd', t.week, t.week - 7),
         ('new_mtd', t.month::date, (t.month - interval '1 month')::date)) b (name, start, before)),
     v as (
       select v.*, p.status from p cross join lateral (values
         ('email', p.email is not null, p.email_consent, p.email_consent_basis),
         ('sms', p.mobile_number is not null, p.sms_consent, p.sms_consent_basis),
         ('whatsapp', p.mobile_number is not null, p.whatsapp_consent, p.whatsapp_consent_basis))
         v (channel, address, state, basis)
       where v.address),
     r (what, value) as (
       select m.what, sum(m.value)
       from p cross join c cross join lateral (values
         ('customers', 1::numeric), ('status ' || p.status, 1), ('logins', p.logins), ('orders', p.bought),
         ('revenue', p.spent), ('buyers', (p.bought >= 1)::int), ('repeat_buyers', (p.bought >= 2)::int),
         ('opt_ins', ('SUBSCRIBED' in (p.email_consent, p.sms_consent, p.whatsapp_consent))::int),
         ('inactive_30d', (p.signup <= c.today - 30 and not exists (select from a
           where a.customer_id = p.id and a.login and a.day between c.today - 29 and c.today))::int),
         ('disengaged_30d', (p.signup <= c.today - 30 and not exists (select from a
           where a.customer_id = p.id and a.day between c.today - 29 and c.today))::int)) m (what, value)
       group by 1
       union all select s.name, count(*) from s join p on p.signup >= s.start group by 1
       union all select s.name || '_before', count(*) from s
         join p on p.signup_date >= s.old_from and p.signup_date < s.old_until group by 1
       union all select 'failed', count(*) from f
       union all select 'reason ' || f.reason, count(*) from f join c on f.day between c.today - 29 and c.today group by 1
       union all select concat_ws(' ', v.channel, m.what), count(*)
         from v cross join lateral (values ('with_address', true), ('subscribed', v.state = 'SUBSCRIBED'),
           (v.basis, v.state = 'SUBSCRIBED'), ('pending', v.state = 'PENDING'),
           ('unsubscribed', v.state = 'UNSUBSCRIBED'),
           ('reachable', v.state = 'SUBSCRIBED' and v.status = 'active')) m (what, counts)
         where m.counts and m.what is not null group by 1
       union all select 'days', count(*) from d
       union all select concat_ws(' ', d.day, 'signups'), count(*) from d join p on p.signup = d.day group by 1
       union all select concat_ws(' ', d.day, case when l.success then 'logins' else 'failed' end), count(*)
         from d join l on l.day = d.day group by 1
       union all select concat_ws(' ', d.day, 'orders'), count(*) from d join o on o.day = d.day group by 1
       union all select concat_ws(' ', d.day, 'revenue'), sum(o.spent) from d join o on o.day = d.day group by 1
       union all select concat_ws(' ', d.day, 'active'), count(*) from d join a on a.day = d.day group by 1
       union all select concat_ws(' ', d.day, 'engaged'), count(distinct a.customer_id)
         from d join a on a.day between d.day - 29 and d.day group by 1)",
    answer!()
);

/// `$2` is the length of a period.
pub const GROWTH: &str = concat!(
    rows!(),
    " b (start, next) as materialized (
       select c.today - n, c.today - n + 1 from c cross join generate_series(0, 29) as n where $2::text = 'day'
       union all
       select x.week - 7 * n, x.week - 7 * n + 7
       from (select today - (extract(isodow from today)::int + 7 - weekday) % 7 as week from c) x
       cross join generate_series(0, 11) as n where $2::text = 'week'
       union all
       select (x.month - make_interval(months => n))::date, (x.month - make_interval(months => n - 1))::date
       from (select date_trunc('month', today::timestamp) as month from c) x
       cross join generate_series(0, 5) as n where $2::text = 'month'),
     -- all of it, as far as it has gone
     w as (select min(b.start) as start, max(c.today) - min(b.start) + 1 as days from b cross join c),
     r (what, value) as (
       select concat_ws(' ', b.start, 'periods'), 1::numeric from b
       union all select concat_ws(' ', b.start, 'new'), count(*)
         from b join p on p.signup >= b.start and p.signup < b.next group by 1
       union all select concat_ws(' ', b.start, 'new_before'), count(*)
         from b cross join w
         join p on p.signup + w.days >= b.start and p.signup + w.days < b.next and p.signup < w.start group by 1
       union all select concat_ws(' ', b.start, 'cumulative'), count(*) from b join p on p.signup < b.next group by 1
       union all select concat_ws(' ', b.start, 'active'), count(distinct a.customer_id)
         from b join a on a.day >= b.start and a.day < b.next group by 1
       union all select concat_ws(' ', b.start, 'active_new'), count(distinct a.customer_id)
         from b join a on a.day >= b.start and a.day < b.next and a.signup >= b.start and a.signup < b.next group by 1
       union all select concat_ws(' ', b.start, 'orders'), count(*)
         from b join o on o.day >= b.start and o.day < b.next group by 1
       union all select concat_ws(' ', b.start, 'revenue'), sum(o.spent)
         from b join o on o.day >= b.start and o.day < b.next group by 1
       union all select m.what, count(*)
         from b join p on p.signup >= b.start and p.signup < b.next cross join lateral (values
           (concat_ws(' ', 'source', p.source)), (concat_ws(' ', b.start, 'source', p.source)),
           (concat_ws(' ', 'method', p.signup_method)), (concat_ws(' ', b.start, 'method', p.signup_method))) m (what)
         group by 1)",
    answer!()
);

/// Of thirty days.
pub const ENGAGEMENT: &str = concat!(
    rows!(),
    " d as (select c.today - n as day from c cross join generate_series(0, 29) as n),
     u as (
       select d.day, count(distinct a.customer_id) filter (where a.day = d.day) as dau,
         count(distinct a.customer_id) filter (where a.day >= d.day - 6) as wau, count(distinct a.customer_id) as mau
       from d join a on a.day between d.day - 29 and d.day group by 1),
     r (what, value) as (
       select concat_ws(' ', u.day, m.what), m.value::numeric
       from u cross join lateral (values ('dau', u.dau), ('wau', u.wau), ('mau', u.mau)) m (what, value)
       union all select m.what, m.value
         from u join c on c.today = u.day
         cross join lateral (values ('dau', u.dau), ('wau', u.wau), ('mau', u.mau)) m (what, value)
       union all select 'active_days_30d', sum(u.dau) from u
       union all select 'logins_30d', count(*) from d join l on l.day = d.day where l.success
       union all select concat_ws(' ', d.day, case when l.success then 'logins' else 'failed' end), count(*)
         from d join l on l.day = d.day group by 1
       union all select m.what, count(*)
         from d join l on l.day = d.day cross join lateral (values
           (concat_ws(' ', 'heat', extract(isodow from l.local)::int, extract(hour from l.local)::int)),
           ('method ' || l.login_method),
           ('device ' || coalesce(substring(l.device_info from '[(](phone|computer|tablet|bot|device)[)]$'), 'unknown')))
           m (what)
         where l.success group by 1
       union all select 'reason ' || f.reason, count(*) from d join f on f.day = d.day group by 1
       union all select 'frequency ' || case when p.logins > 50 then 51 when p.logins > 20 then 21 when p.logins > 10
           then 11 when p.logins > 5 then 6 when p.logins > 2 then 3 else p.logins end, count(*)
         from p group by 1)",
    answer!()
);

/// First touches are told by what the histories have.
pub const CHANNELS: &str = concat!(
    rows!(),
    " r (what, value) as (
       select concat_ws(' ', t.channel, m.what), sum(m.value)
       from p cross join lateral (
         select case when p.utm_source = 'google' then 'paid_search' when p.utm_source = 'instagram' then 'instagram'
           when p.utm_source = 'newsletter' then 'email' when p.referrer like '%google%' then 'organic_search'
           when p.referrer is not null then 'referral' when p.landing_path is not null then 'direct'
           else 'unknown' end as channel) t
       cross join lateral (values
         ('customers', 1::numeric), ('buyers', (p.bought >= 1)::int), ('revenue', p.spent)) m (what, value)
       group by 1)",
    answer!()
);

/// Of twelve weeks.
pub const CONSENTS: &str = concat!(
    rows!(),
    " g as (
       select g.channel, case g.state when 'SUBSCRIBED' then 'given' else 'withdrawn' end as turn,
         (g.occurred_at at time zone c.zone)::date as day
       from consent_ledger g cross join c where g.state in ('SUBSCRIBED', 'UNSUBSCRIBED')),
     b as (
       select c.today - (extract(isodow from c.today)::int + 7 - c.weekday) % 7 - 7 * n as start
       from c cross join generate_series(0, 11) as n),
     r (what, value) as (
       select concat_ws(' ', b.start, g.channel, g.turn), count(*)
       from b join g on g.day >= b.start and g.day < b.start + 7 group by 1)",
    answer!()
);

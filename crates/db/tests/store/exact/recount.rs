//! The recount: what each number is, in SQL that reads nothing but the rows. Each statement answers only with numbers
//! that are kept otherwise: metric, day, what is kept, what the rows come to.
//!
//! `$1` is the zone whose days count, `$2` the ISO number of the weekday on which weeks begin, `$3` days to look at.

/// Where two sets of (metric, day, value) differ: `k`, what is kept, and `r`, what is recounted.
macro_rules! compare {
    () => {
        "select metric, day::text, coalesce(k.value, 0)::numeric, coalesce(r.value, 0)::numeric
         from k full join r using (metric, day)
         where coalesce(k.value, 0) <> coalesce(r.value, 0) order by 2, 1"
    };
}

/// People, attempts to sign in, orders that count, and the days on which each person was active.
macro_rules! days {
    () => {
        "with p as materialized (
           select p.id, p.source, p.signup_method, p.opening_last_login_at, d.day as signup,
             d.day - (extract(isodow from d.day)::int + 7 - $2::int) % 7 as week,
             date_trunc('month', d.day::timestamp)::date as month
           from customer_profiles p
           cross join lateral (select (p.signup_date at time zone $1::text)::date as day) d
           where p.status <> 'erased'),
         l as materialized (
           select l.customer_id, l.success, l.login_method,
             case when l.failure_reason is null then 'unknown' when l.failure_reason ~ '^[a-z0-9_]{1,40}$' then l.failure_reason
               else 'other' end as reason,
             coalesce(substring(l.device_info from '[(](phone|computer|tablet|bot|device)[)]$'), 'unknown') as device,
             t.local::date as day, to_char(t.local, 'HH24') as hour
           from login_activities l
           cross join lateral (select l.login_time at time zone $1::text as local) t),
         o as materialized (
           select customer_id, (order_date at time zone $1::text)::date as day,
             coalesce(store_total - store_refunded, 0) as spent
           from orders where status not in ('cancelled', 'returned')),
         a as materialized (
           select x.customer_id, x.day, bool_or(x.login) as login,
             x.day - (extract(isodow from x.day)::int + 7 - $2::int) % 7 as week,
             date_trunc('month', x.day::timestamp)::date as month
           from (
             select customer_id, day, true as login from l where success and customer_id is not null
             union all select id, (opening_last_login_at at time zone $1::text)::date, true from p
               where opening_last_login_at is not null
             union all select customer_id, day, false from o) x
           group by x.customer_id, x.day),"
    };
}

/// Counts of a day, a week or a month.
pub const DAYS: &str = concat!(
    days!(),
    " c as (
       select (occurred_at at time zone $1::text)::date as day, channel, basis, method, notice_version,
         case state when 'SUBSCRIBED' then 'given' else 'withdrawn' end as turn
       from consent_ledger where state in ('SUBSCRIBED', 'UNSUBSCRIBED')),
     r (metric, day, value) as (
       select m.metric, p.signup, count(*)::numeric
       from p cross join lateral (values
         ('signups'), ('signups_source:' || p.source), ('signups_method:' || p.signup_method)) m (metric)
       group by 1, 2
       union all
       select m.metric, l.day, count(*)
       from l cross join lateral (values
         (case when l.success then 'logins' else 'failed_logins' end),
         (case when l.success then 'logins_method:' || l.login_method else 'failed_reason:' || l.reason end),
         (case when l.success then 'logins_device:' || l.device end),
         (case when l.success then 'logins_hour:' || l.hour end)) m (metric)
       where m.metric is not null group by 1, 2
       union all
       select m.metric, o.day, sum(m.value)
       from o cross join lateral (values ('orders', 1::numeric), ('revenue', o.spent)) m (metric, value) group by 1, 2
       union all
       select m.metric, m.day, count(distinct a.customer_id)
       from a join p on p.id = a.customer_id cross join lateral (values
         ('active', a.day, true), ('active_new', a.day, p.signup = a.day),
         ('active_week', a.week, true), ('active_week_new', a.week, p.week = a.week),
         ('active_month', a.month, true), ('active_month_new', a.month, p.month = a.month)) m (metric, day, counts)
       where m.counts group by 1, 2
       union all
       select m.metric, c.day, count(*)
       from c cross join lateral (values
         ('consent_' || c.turn || ':' || c.channel || case c.turn when 'given' then ':' || c.basis else '' end),
         ('consent_version:' || c.turn || ':' || coalesce(c.notice_version, 'none')),
         ('consent_method:' || c.turn || ':' || c.method)) m (metric)
       group by 1, 2),
     k (metric, day, value) as (
       select metric, day, sum(value) from daily_counts
       where metric not in ('wau', 'mau', 'engaged_cover', 'idle_cover') and metric not like 'level:%'
       group by 1, 2) ",
    compare!()
);

/// People of the seven or thirty days that end with each of the days asked; kept as differences from day to day.
pub const SPANS: &str = concat!(
    days!(),
    " t as (select day from unnest($3::date[]) as t (day)),
     r (metric, day, value) as (
       select m.metric, t.day, count(distinct a.customer_id)
       from t join a on a.day between t.day - 29 and t.day join p on p.id = a.customer_id
       cross join lateral (values
         ('wau', a.day >= t.day - 6), ('mau', true), ('engaged_cover', p.signup <= t.day - 30),
         ('idle_cover', p.signup <= t.day - 30 and a.login)) m (metric, counts)
       where m.counts group by 1, 2),
     k (metric, day, value) as (
       select d.metric, t.day, sum(d.value) from t join daily_counts d on d.day <= t.day
       where d.metric in ('wau', 'mau', 'engaged_cover', 'idle_cover') group by 1, 2) ",
    compare!()
);

/// Live profiles with their opening balance and rows put together.
macro_rules! people {
    () => {
        "with l as (
           select customer_id, count(*) as n from login_activities where success and customer_id is not null group by 1),
         o as (
           select customer_id, count(*) as n, coalesce(sum(store_total - store_refunded), 0) as spent,
             coalesce(sum(greatest(store_total - store_refunded - store_shipping_tax, 0)), 0) as worth
           from orders where status not in ('cancelled', 'returned') group by 1),
         p as materialized (
           select p.*, p.opening_logins + coalesce(l.n, 0) as logins, p.opening_orders + coalesce(o.n, 0) as bought,
             p.opening_spent + coalesce(o.spent, 0) as spent, p.opening_spent + coalesce(o.worth, 0) as worth,
             'SUBSCRIBED' in (p.email_consent, p.sms_consent, p.whatsapp_consent) as opted_in
           from customer_profiles p left join l on l.customer_id = p.id left join o on o.customer_id = p.id
           where p.status <> 'erased'),"
    };
}

/// Totals of now, and levels, whose changes by day come to what there is now.
pub const TOTALS: &str = concat!(
    people!(),
    // a row a person and channel
    " c as (
       select v.*, v.state = 'SUBSCRIBED' as subscribed, p.status from p cross join lateral (values
         ('email', p.email is not null, p.email_consent, p.email_consent_basis),
         ('sms', p.mobile_number is not null, p.sms_consent, p.sms_consent_basis),
         ('whatsapp', p.mobile_number is not null, p.whatsapp_consent, p.whatsapp_consent_basis))
         v (channel, address, state, basis)),
     r (metric, day, value) as (
       select m.metric, '', sum(m.value)
       from p cross join lateral (values
         ('customers', 1::numeric), ('status_' || p.status, 1), ('marketing_opt_ins', p.opted_in::int),
         ('logins', p.logins), ('orders', p.bought), ('revenue', p.spent), ('lifetime_value', p.worth),
         ('buyers', (p.bought >= 1)::int), ('repeat_buyers', (p.bought >= 2)::int),
         ('login_bucket:' || case when p.logins > 50 then 51 when p.logins > 20 then 21 when p.logins > 10 then 11
           when p.logins > 5 then 6 when p.logins > 2 then 3 else p.logins end, 1),
         ('level:status_active', (p.status = 'active')::int), ('level:marketing_opt_ins', p.opted_in::int),
         ('level:email_subscribed', (p.email_consent = 'SUBSCRIBED')::int),
         ('level:email_reachable', (p.email_consent = 'SUBSCRIBED' and p.status = 'active')::int)) m (metric, value)
       group by 1
       union all
       select c.channel || m.name, '', count(*)
       from c cross join lateral (values
         ('_with_address', true), ('_subscribed', c.subscribed), ('_subscribed_' || c.basis, c.subscribed),
         ('_pending', c.state = 'PENDING'), ('_unsubscribed', c.state = 'UNSUBSCRIBED'),
         ('_reachable', c.subscribed and c.status = 'active')) m (name, counts)
       where c.address and m.counts group by 1
       union all
       select 'failed_logins', '', count(*) from login_activities where not success),
     k (metric, day, value) as (
       select metric, '', sum(value) from rollup_totals group by 1
       union all select metric, '', sum(value) from daily_counts where metric like 'level:%' group by 1) ",
    compare!()
);

/// People by where they came from and the month of their sign-up. First touches are told by what the histories have.
pub const CHANNELS: &str = concat!(
    people!(),
    " r (metric, day, value) as (
       select concat_ws(' ', 'channel_counts', t.touch, t.channel, m.name),
         date_trunc('month', p.signup_date at time zone $1::text)::date, sum(m.value)
       from p cross join lateral (values
         ('first', case when p.utm_source = 'google' then 'paid_search' when p.utm_source = 'instagram' then 'instagram'
           when p.utm_source = 'newsletter' then 'email' when p.referrer like '%google%' then 'organic_search'
           when p.referrer is not null then 'referral' when p.landing_path is not null then 'direct' else 'unknown' end),
         ('last', p.last_channel)) t (touch, channel)
       cross join lateral (values
         ('customers', 1::numeric), ('buyers', (p.bought >= 1)::int), ('repeat_buyers', (p.bought >= 2)::int),
         ('opt_ins', p.opted_in::int), ('orders', p.bought), ('revenue', p.spent), ('lifetime_value', p.worth))
         m (name, value)
       group by 1, 2),
     k (metric, day, value) as (
       select concat_ws(' ', 'channel_counts', c.touch, c.channel, m.name), c.month, sum(m.value)
       from channel_counts c cross join lateral (values
         ('customers', c.customers::numeric), ('buyers', c.buyers), ('repeat_buyers', c.repeat_buyers),
         ('opt_ins', c.opt_ins), ('orders', c.orders), ('revenue', c.revenue), ('lifetime_value', c.lifetime_value))
         m (name, value)
       group by 1, 2) ",
    compare!()
);

/// Profiles whose last login or last activity is another than their rows say: an address of one, and how many.
pub const ACTIVITY: &str =
    "select 'profiles with a wrong customer_activity', min(p.email), count(*)::numeric, 0::numeric
     from customer_profiles p
     left join customer_activity a on a.customer_id = p.id
     cross join lateral (
       select greatest(p.opening_last_login_at, max(login_time)) as login from login_activities
       where customer_id = p.id and success) l
     cross join lateral (
       select max(order_date) as placed from orders
       where customer_id = p.id and status not in ('cancelled', 'returned')) o
     where (a.last_login_at, a.last_active_at) is distinct from
       (coalesce(l.login, '-infinity'), coalesce(greatest(l.login, o.placed), '-infinity'))
     having count(*) > 0";

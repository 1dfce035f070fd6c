-- What each row counts. One function a kind of row, so that adding, changing and removing it agree, and so does a
-- recount.

create function login_bucket(logins int) returns int language sql immutable parallel safe as $$
  select case when logins >= 51 then 51 when logins >= 21 then 21 when logins >= 11 then 11 when logins >= 6 then 6
    when logins >= 3 then 3 else greatest(logins, 0) end
$$;

-- What one live profile adds to each total. The one place that says what the cards count.
create or replace function profile_measures(p customer_profiles) returns table (metric text, value numeric)
language sql immutable as $$
  select m.metric, m.value from (values
    ('customers', 1::numeric),
    ('status_' || p.status, 1),
    ('marketing_opt_ins', p.marketing_consent::int),
    ('logins', p.login_count),
    ('login_bucket:' || login_bucket(p.login_count), 1),
    ('orders', p.total_orders),
    ('revenue', p.total_spent),
    ('lifetime_value', p.lifetime_value),
    ('buyers', (p.total_orders >= 1)::int),
    ('repeat_buyers', (p.total_orders >= 2)::int)
  ) as m (metric, value)
  where p.status <> 'erased' and m.value <> 0
  union all
  select c.channel || m.suffix, 1 from (values
    ('email', true, p.email_consent, p.email_consent_basis),
    ('sms', p.mobile_number is not null, p.sms_consent, p.sms_consent_basis),
    ('whatsapp', p.mobile_number is not null, p.whatsapp_consent, p.whatsapp_consent_basis)
  ) as c (channel, has_address, state, basis)
  cross join lateral (values
    ('_with_address', true),
    ('_subscribed', c.state = 'SUBSCRIBED'),
    ('_subscribed_' || c.basis, c.state = 'SUBSCRIBED'),
    ('_pending', c.state = 'PENDING'),
    ('_unsubscribed', c.state = 'UNSUBSCRIBED'),
    ('_reachable', c.state = 'SUBSCRIBED' and p.status = 'active')
  ) as m (suffix, holds)
  where p.status <> 'erased' and c.has_address and m.holds and m.suffix is not null
$$;

-- What one live profile adds to the day of its sign-up.
create function profile_days(p customer_profiles) returns table (metric text) language sql immutable as $$
  select m.metric from (values
    ('signups'), ('signups_source:' || p.source), ('signups_method:' || p.signup_method)) as m (metric)
  where p.status <> 'erased'
$$;

-- Totals whose past is kept as it was, day by day: the differences, by the day of the change. People of before, and
-- who comes with an import, are taken to have had their status since they signed up.
create function profile_levels(p customer_profiles) returns table (metric text) language sql immutable as $$
  select m.metric from (values
    ('level:status_active', p.status = 'active'),
    ('level:marketing_opt_ins', p.marketing_consent),
    ('level:email_subscribed', p.email_consent = 'SUBSCRIBED'),
    ('level:email_reachable', p.email_consent = 'SUBSCRIBED' and p.status = 'active')) as m (metric, holds)
  where p.status <> 'erased' and m.holds
$$;

-- The kind of device in words such as "Chrome Mobile on Android (phone)".
create function device_kind(device_info text) returns text language sql immutable parallel safe as
$$ select coalesce(substring(device_info from '\((phone|computer|tablet|bot|device)\)$'), 'unknown') $$;

-- What one attempt to sign in adds to its day.
create function login_measures(success boolean, login_method text, failure_reason text, device_info text, hour int)
returns table (metric text) language sql immutable parallel safe as $$
  select m.metric from (values
    (case when success then 'logins' else 'failed_logins' end),
    (case when success then 'logins_method:' || login_method else 'failed_reason:' || case
      -- what others report in words of their own must not make a metric each
      when failure_reason is null then 'unknown'
      when failure_reason ~ '^[a-z0-9_]{1,40}$' then failure_reason else 'other' end end),
    (case when success then 'logins_device:' || device_kind(device_info) end),
    (case when success then 'logins_hour:' || to_char(hour, 'FM00') end)) as m (metric)
  where m.metric is not null
$$;

create function order_counts(status text) returns boolean language sql immutable parallel safe as
$$ select status not in ('cancelled', 'returned') $$;

-- What one order adds to its day. One that could not be converted counts, and adds no revenue.
create function order_measures(o orders) returns table (metric text, value numeric) language sql immutable as $$
  select m.metric, m.value from (values
    ('orders', 1::numeric), ('revenue', coalesce(o.store_total - o.store_refunded, 0))) as m (metric, value)
  where order_counts(o.status) and m.value <> 0
$$;

-- What one row of the ledger of consent adds to its day.
create function consent_measures(c consent_ledger) returns table (metric text) language sql immutable as $$
  select m.metric from (values
    (case c.state when 'SUBSCRIBED' then 'consent_given:' || c.channel || ':' || coalesce(c.basis, 'none')
      when 'UNSUBSCRIBED' then 'consent_withdrawn:' || c.channel end),
    ('consent_version:' || case c.state when 'SUBSCRIBED' then 'given:' when 'UNSUBSCRIBED' then 'withdrawn:' end
      || coalesce(c.notice_version, 'none')),
    ('consent_method:' || case c.state when 'SUBSCRIBED' then 'given:' when 'UNSUBSCRIBED' then 'withdrawn:' end
      || c.method)) as m (metric)
  where m.metric is not null
$$;

create function week_of(day date, week_start text) returns date language sql immutable parallel safe as $$
  select day - case when week_start = 'sunday' then extract(dow from day) else extract(isodow from day) - 1 end::int
$$;

-- What one day on which somebody was active adds. `gap` is how many days after their last such day it is, `age` how
-- many after their sign-up; both are cut at 31, from where on nothing depends on them.
--
-- wau, mau and the covers are differences: summed up to a day, they count whose last active day is less than 7 or 30
-- days before it. So a day's figure moves with time alone, needs no nightly job, and a late event mends the past:
-- each active day adds the days that the one before it does not cover already.
--
-- Chain `active` is of logins and orders, chain `login` of logins alone. The covers count only people who signed up 30
-- days before or earlier: the others of those are disengaged or inactive.
create function activity_measures(chain text, day date, gap int, age int, week_start text)
returns table (metric text, at_day date, value int) language sql immutable as $$
  select m.metric, m.at_day, m.value from (
    select week_of(day, week_start) as week, date_trunc('month', day)::date as month,
      gap >= 7 or week_of(day - gap, week_start) <> week_of(day, week_start) as first_of_week,
      gap >= 31 or date_trunc('month', day - gap) <> date_trunc('month', day) as first_of_month,
      greatest(0, 7 - gap) as week_from, greatest(0, 30 - gap) as month_from, greatest(0, 30 - gap, 30 - age) as old_from
  ) d cross join lateral (values
    ('active', day, 1),
    ('active_new', day, (age = 0)::int),
    ('active_week', d.week, d.first_of_week::int),
    ('active_week_new', d.week, (d.first_of_week and abs(age) < 31 and week_of(day - age, week_start) = d.week)::int),
    ('active_month', d.month, d.first_of_month::int),
    ('active_month_new', d.month,
      (d.first_of_month and abs(age) < 31 and date_trunc('month', day - age) = d.month)::int),
    ('wau', day + d.week_from, 1),
    ('wau', day + 7, -1),
    ('mau', day + d.month_from, 1),
    ('mau', day + 30, -1),
    ('engaged_cover', day + d.old_from, (d.old_from < 30)::int),
    ('engaged_cover', day + 30, -(d.old_from < 30)::int)) as m (metric, at_day, value)
  where chain = 'active' and m.value <> 0
  union all
  select 'idle_cover', day + m.after, m.value
  from (select greatest(0, 30 - gap, 30 - age) as old_from) d
  cross join lateral (values (d.old_from, 1), (30, -1)) as m (after, value)
  where chain = 'login' and d.old_from < 30
$$;

revoke execute on function login_bucket(int), profile_days(customer_profiles), device_kind(text),
  login_measures(boolean, text, text, text, int), profile_levels(customer_profiles), order_measures(orders), consent_measures(consent_ledger),
  activity_measures(text, date, int, int, text) from public;

-- Keeps the statistics: the triggers of the tables whose rows are counted. Each works once a statement, on all of its
-- rows, and adds to rows of a slot that its transaction alone holds.

-- Profiles that came, changed or went.
create function count_profiles(after_rows customer_profiles[], before_rows customer_profiles[]) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  my_slot int := rollup_slot();
  is_new boolean := cardinality(before_rows) = 0;
begin
  insert into rollup_totals as r (metric, slot, value)
    select x.metric, my_slot, x.delta from (
      select m.metric, sum(d.sign * m.value) as delta from (
        select 1 as sign, p from unnest(after_rows) p union all select -1, p from unnest(before_rows) p) d
      cross join lateral profile_measures(d.p) m group by 1 having sum(d.sign * m.value) <> 0 order by 1) x
  on conflict on constraint rollup_totals_pkey do update set value = r.value + excluded.value;
  insert into rollup_daily as r (generation, metric, day, slot, value)
    select x.generation, x.metric, x.day, my_slot, x.delta from (
      select c.generation, m.metric, (m.at at time zone c.time_zone)::date as day, sum(d.sign) as delta from (
        select 1 as sign, p from unnest(after_rows) p union all select -1, p from unnest(before_rows) p) d
      cross join rollup_calendars c
      cross join lateral (
        select metric, (d.p).signup_date as at from profile_days(d.p)
        union all select metric, case when is_new then (d.p).signup_date else now() end from profile_levels(d.p)) m
      group by 1, 2, 3 having sum(d.sign) <> 0 order by 1, 2, 3) x
  on conflict on constraint rollup_daily_pkey do update set value = r.value + excluded.value;
  insert into rollup_channels as r
    select x.generation, x.touch, x.channel, x.month, my_slot, x.customers, x.buyers, x.repeat_buyers, x.opt_ins, x.orders,
      x.revenue, x.lifetime_value from (
      select c.generation, t.touch, t.channel, date_trunc('month', d.signup_date at time zone c.time_zone)::date as month,
        sum(d.sign) as customers, sum(d.sign * (d.total_orders >= 1)::int) as buyers,
        sum(d.sign * (d.total_orders >= 2)::int) as repeat_buyers, sum(d.sign * d.marketing_consent::int) as opt_ins,
        sum(d.sign * d.total_orders) as orders, sum(d.sign * d.total_spent) as revenue,
        sum(d.sign * d.lifetime_value) as lifetime_value
      from (
        select 1 as sign, p.* from unnest(after_rows) p union all select -1, p.* from unnest(before_rows) p) d
      cross join rollup_calendars c
      cross join lateral (values ('first', d.first_channel), ('last', d.last_channel)) as t (touch, channel)
      where d.status <> 'erased' group by 1, 2, 3, 4 order by 1, 2, 3, 4) x
    where (x.customers, x.buyers, x.repeat_buyers, x.opt_ins, x.orders, x.revenue, x.lifetime_value)
      <> (0, 0, 0, 0, 0, 0, 0)
  on conflict on constraint rollup_channels_pkey do update set customers = r.customers + excluded.customers,
    buyers = r.buyers + excluded.buyers, repeat_buyers = r.repeat_buyers + excluded.repeat_buyers,
    opt_ins = r.opt_ins + excluded.opt_ins, orders = r.orders + excluded.orders, revenue = r.revenue + excluded.revenue,
    lifetime_value = r.lifetime_value + excluded.lifetime_value;
end
$$;

create function count_logins(after_rows login_activities[], before_rows login_activities[]) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  my_slot int := rollup_slot();
begin
  insert into rollup_totals as r (metric, slot, value)
    select 'failed_logins', my_slot, x.delta from (
      select (select count(*) from unnest(after_rows) where not success)
        - (select count(*) from unnest(before_rows) where not success) as delta) x where x.delta <> 0
  on conflict on constraint rollup_totals_pkey do update set value = r.value + excluded.value;
  with changed as (
    select c.generation, m.metric, (d.local)::date as day, sum(d.sign) as delta,
      (d.local)::date < (now() at time zone c.time_zone)::date - 7 as late
    from rollup_calendars c
    cross join lateral (
      select 1 as sign, l.*, l.login_time at time zone c.time_zone as local from unnest(after_rows) l
      union all select -1, l.*, l.login_time at time zone c.time_zone from unnest(before_rows) l) d
    cross join lateral login_measures(d.success, d.login_method, d.failure_reason, d.device_info,
      extract(hour from d.local)::int) m
    group by 1, 2, 3, 5 having sum(d.sign) <> 0),
  restated as (
    insert into rollup_restated as r (generation, day, slot, restated_at)
      select distinct generation, day, my_slot, now() from changed where late order by 1, 2
    on conflict on constraint rollup_restated_pkey do update set restated_at = excluded.restated_at)
  insert into rollup_daily as r (generation, metric, day, slot, value)
    select generation, metric, day, my_slot, delta from changed order by 1, 2, 3
  on conflict on constraint rollup_daily_pkey do update set value = r.value + excluded.value;
end
$$;

create function count_orders(after_rows orders[], before_rows orders[]) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  my_slot int := rollup_slot();
begin
  with changed as (
    select c.generation, m.metric, (o.order_date at time zone c.time_zone)::date as day, sum(d.sign * m.value) as delta,
      (o.order_date at time zone c.time_zone)::date < (now() at time zone c.time_zone)::date - 7 as late
    from (select 1 as sign, o from unnest(after_rows) o union all select -1, o from unnest(before_rows) o) d
    cross join lateral (select (d.o).order_date) o
    cross join rollup_calendars c
    cross join lateral order_measures(d.o) m
    group by 1, 2, 3, 5 having sum(d.sign * m.value) <> 0),
  restated as (
    insert into rollup_restated as r (generation, day, slot, restated_at)
      select distinct generation, day, my_slot, now() from changed where late order by 1, 2
    on conflict on constraint rollup_restated_pkey do update set restated_at = excluded.restated_at)
  insert into rollup_daily as r (generation, metric, day, slot, value)
    select generation, metric, day, my_slot, delta from changed order by 1, 2, 3
  on conflict on constraint rollup_daily_pkey do update set value = r.value + excluded.value;
end
$$;

create function count_consents(counted consent_ledger[], sign int) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  my_slot int := rollup_slot();
begin
  insert into rollup_daily as r (generation, metric, day, slot, value)
    select x.generation, x.metric, x.day, my_slot, sign * x.n from (
      select c.generation, m.metric, (l.occurred_at at time zone c.time_zone)::date as day, count(*) as n
      from unnest(counted) l cross join rollup_calendars c cross join lateral consent_measures(l) m
      group by 1, 2, 3 order by 1, 2, 3) x
  on conflict on constraint rollup_daily_pkey do update set value = r.value + excluded.value;
end
$$;

-- What changes between two sets of evidence of who was active when. A row says how often it is seen now and before
-- (counts, summed up by day), and when its customer signed up.
create function activity_count(customers uuid[], are_logins boolean[], times timestamptz[], nows int[], befores int[],
  signups timestamptz[]) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  my_slot int := rollup_slot();
begin
  with days as (
    select c.generation, c.week_start, e.customer_id, k.chain, (e.at at time zone c.time_zone)::date as day,
      min((e.signup at time zone c.time_zone)::date) as signup_day, sum(e.now) as now, sum(e.before) as before
    from unnest(customers, are_logins, times, nows, befores, signups)
      as e (customer_id, is_login, at, now, before, signup)
    cross join rollup_calendars c cross join (values ('active'), ('login')) as k (chain)
    where k.chain = 'active' or e.is_login group by 1, 2, 3, 4, 5),
  sides as (
    select d.generation, d.week_start, d.chain, d.day, d.signup_day, s.sign,
      lag(d.day) over (partition by s.sign, d.generation, d.customer_id, d.chain order by d.day) as last_day
    from days d cross join lateral (values (1, d.now > 0), (-1, d.before > 0)) as s (sign, there) where s.there),
  pairs as (
    select generation, week_start, chain, day, least(coalesce(day - last_day, 31), 31) as gap,
      greatest(-31, least(31, day - signup_day)) as age, sum(sign) as n
    from sides group by 1, 2, 3, 4, 5, 6 having sum(sign) <> 0)
  insert into rollup_daily as r (generation, metric, day, slot, value)
    select x.generation, x.metric, x.at_day, my_slot, x.delta from (
      select p.generation, m.metric, m.at_day, sum(p.n * m.value) as delta
      from pairs p cross join lateral activity_measures(p.chain, p.day, p.gap, p.age, p.week_start) m
      group by 1, 2, 3 having sum(p.n * m.value) <> 0 order by 1, 2, 3) x
  on conflict on constraint rollup_daily_pkey do update set value = r.value + excluded.value;
end
$$;

-- Sets the latest login and activity of some people from their rows.
create function activity_state(customers uuid[]) returns void
language sql security definer set search_path = public, pg_temp as $$
  update customer_activity a set last_login_at = x.last_login_at, last_active_at = greatest(x.last_login_at, x.last_order_at)
  from (
    select p.id, coalesce(greatest(p.opening_last_login_at, (
        select max(l.login_time) from login_activities l where l.customer_id = p.id and l.success)),
        '-infinity') as last_login_at,
      (select max(o.order_date) from orders o where o.customer_id = p.id and order_counts(o.status)) as last_order_at
    from customer_profiles p where p.id = any(customers)) x
  where a.customer_id = x.id and (a.last_login_at, a.last_active_at)
    is distinct from (x.last_login_at, greatest(x.last_login_at, x.last_order_at))
$$;

-- For people with events that are not later than all before: their rows, as far as a day depends on them. That is 31
-- days, and some hours for the zone. What was seen before is what is there now without what came, and with what went.
create function activity_count_late(of_logins boolean, customers uuid[], times timestamptz[], signs int[]) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  seen record;
begin
  with said as (select * from unnest(customers, times, signs) as s (customer_id, at, sign)),
  who as (
    select customer_id, min(at) - interval '34 days' as since, max(at) + interval '34 days' as until from said group by 1),
  evidence as (
    select customer_id, of_logins as is_login, at, 0 as now, -sign as before from said
    union all
    select w.customer_id, l.is_login, l.at, 1, 1 from who w cross join lateral (
      select true as is_login, login_time as at from login_activities
      where customer_id = w.customer_id and success and login_time between w.since and w.until
      union all
      select false, order_date from orders
      where customer_id = w.customer_id and order_counts(status) and order_date between w.since and w.until
      union all
      select true, opening_last_login_at from customer_profiles
      where id = w.customer_id and opening_last_login_at between w.since and w.until offset 0) l)
  select array_agg(e.customer_id) as customers, array_agg(e.is_login) as logins, array_agg(e.at) as times,
    array_agg(e.now) as nows, array_agg(e.before) as befores, array_agg(p.signup_date) as signups
  into seen from evidence e join customer_profiles p on p.id = e.customer_id;
  perform activity_count(seen.customers, seen.logins, seen.times, seen.nows, seen.befores, seen.signups);
end
$$;

-- Logins (or orders that count) of some people came (sign 1) or went (-1). Mostly each is later than all before: then
-- the latest of before is all there is to know.
create function activity_changed(of_logins boolean, customers uuid[], times timestamptz[], signs int[]) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  late uuid[];
  gone uuid[];
  seen record;
begin
  select array_agg(s.customer_id), array_agg(s.customer_id) filter (where s.least_sign < 0) into late, gone from (
    select e.customer_id, min(e.at) as first_at, min(e.sign) as least_sign
    from unnest(customers, times, signs) as e (customer_id, at, sign) group by 1) s
  join customer_activity a on a.customer_id = s.customer_id
  where s.least_sign < 0 or s.first_at < a.last_active_at;
  if late is not null then
    -- a statement of its own, because its plan opens every month of logins
    perform activity_count_late(of_logins, array_agg(s.customer_id), array_agg(s.at), array_agg(s.sign))
    from unnest(customers, times, signs) as s (customer_id, at, sign) where s.customer_id = any(late);
  end if;
  with said as (
    select s.customer_id, s.at, a.last_login_at, a.last_active_at, p.signup_date
    from unnest(customers, times) as s (customer_id, at)
    join customer_activity a on a.customer_id = s.customer_id join customer_profiles p on p.id = s.customer_id
    where late is null or s.customer_id <> all(late)),
  evidence as (
    select customer_id, of_logins as is_login, at, 1 as now, 0 as before, signup_date from said
    union all
    select s.customer_id, k.is_login, k.at, 1, 1, s.signup_date from (
      select distinct customer_id, last_login_at, last_active_at, signup_date from said) s
    cross join lateral (values (true, s.last_login_at), (false, s.last_active_at)) as k (is_login, at)
    where k.at > '-infinity')
  select array_agg(customer_id) as customers, array_agg(is_login) as logins, array_agg(at) as times,
    array_agg(now) as nows, array_agg(before) as befores, array_agg(signup_date) as signups
  into seen from evidence;
  if seen.customers is not null then
    perform activity_count(seen.customers, seen.logins, seen.times, seen.nows, seen.befores, seen.signups);
  end if;
  update customer_activity a set last_active_at = greatest(a.last_active_at, x.last_at),
    last_login_at = case when of_logins then greatest(a.last_login_at, x.last_at) else a.last_login_at end
  from (
    select s.customer_id, max(s.at) as last_at from unnest(customers, times) as s (customer_id, at)
    where gone is null or s.customer_id <> all(gone) group by 1) x
  where a.customer_id = x.customer_id
    and (x.last_at > a.last_active_at or (of_logins and x.last_at > a.last_login_at));
  if gone is not null then
    perform activity_state(gone);
  end if;
end
$$;

-- Adds (sign 1) or takes back (-1) all days of some people, with this last login of an opening balance and this
-- sign-up: what changes on a profile and not on its rows.
create function activity_restate(customers uuid[], openings timestamptz[], signups timestamptz[], sign int) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  seen record;
begin
  with evidence as (
    select w.customer_id, l.is_login, l.at, w.signup
    from unnest(customers, openings, signups) as w (customer_id, opening, signup)
    cross join lateral (
      select true as is_login, login_time as at from login_activities where customer_id = w.customer_id and success
      union all
      select false, order_date from orders where customer_id = w.customer_id and order_counts(status)
      union all
      select true, w.opening where w.opening is not null offset 0) l)
  select array_agg(customer_id) as customers, array_agg(is_login) as logins, array_agg(at) as times,
    array_agg(greatest(sign, 0)) as nows, array_agg(greatest(-sign, 0)) as befores, array_agg(signup) as signups
  into seen from evidence;
  if seen.customers is not null then
    perform activity_count(seen.customers, seen.logins, seen.times, seen.nows, seen.befores, seen.signups);
  end if;
end
$$;

-- Profiles.

create or replace function rollup_profiles_inserted() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  seen record;
begin
  perform count_profiles(array(select p::customer_profiles from added p), '{}');
  select array_agg(id) as customers, array_agg(opening_last_login_at) as openings, array_agg(signup_date) as signups
  into seen from added where opening_last_login_at is not null;
  if seen.customers is not null then
    perform activity_restate(seen.customers, seen.openings, seen.signups, 1);
  end if;
  insert into customer_activity (customer_id, last_login_at, last_active_at)
    select id, coalesce(opening_last_login_at, '-infinity'), coalesce(opening_last_login_at, '-infinity') from added;
  return null;
end
$$;
drop trigger customer_profiles_activity_insert on customer_profiles;
drop function activity_profiles_inserted();

create or replace function profiles_deleted() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  seen record;
begin
  perform count_profiles('{}', array(select p::customer_profiles from gone p));
  -- its rows went before it
  select array_agg(id) as customers, array_agg(opening_last_login_at) as openings, array_agg(signup_date) as signups
  into seen from gone where opening_last_login_at is not null;
  if seen.customers is not null then
    perform activity_restate(seen.customers, seen.openings, seen.signups, -1);
  end if;
  return null;
end
$$;

create or replace function profiles_updated() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  moved uuid[];
begin
  -- Nothing here joins the two sets: their sizes are unknown when the plan is made, and one made for a single row would
  -- compare each row with each other row of the next batch.
  --
  -- Most statements are logins, which change nothing else that is counted.
  if not exists (
    select id, status, marketing_consent, email_consent, email_consent_basis, sms_consent, sms_consent_basis,
      whatsapp_consent, whatsapp_consent_basis, mobile_number is null, total_orders, total_spent, lifetime_value,
      signup_date, opening_last_login_at, source, signup_method, first_channel, last_channel
    from after
    except
    select id, status, marketing_consent, email_consent, email_consent_basis, sms_consent, sms_consent_basis,
      whatsapp_consent, whatsapp_consent_basis, mobile_number is null, total_orders, total_spent, lifetime_value,
      signup_date, opening_last_login_at, source, signup_method, first_channel, last_channel
    from before)
  then
    insert into rollup_totals as r (metric, slot, value)
      select x.metric, rollup_slot(), x.delta from (
        select m.metric, sum(d.sign * m.value) as delta from (
          select 1 as sign, login_count from after where status <> 'erased'
          union all select -1, login_count from before where status <> 'erased') d
        cross join lateral (values ('logins', d.login_count), ('login_bucket:' || login_bucket(d.login_count), 1))
          as m (metric, value)
        group by 1 having sum(d.sign * m.value) <> 0 order by 1) x
    on conflict on constraint rollup_totals_pkey do update set value = r.value + excluded.value;
    return null;
  end if;
  perform count_profiles(array(select p::customer_profiles from after p), array(select p::customer_profiles from before p));
  select array_agg(distinct x.id) into moved from (
    select id from (
      select id, opening_last_login_at, signup_date, 1 as sign from after
      union all select id, opening_last_login_at, signup_date, -1 from before) d
    group by id, opening_last_login_at, signup_date having sum(sign) <> 0) x;
  if moved is not null then
    perform activity_restate(array_agg(id), array_agg(opening_last_login_at), array_agg(signup_date), -1)
    from before where id = any(moved);
    perform activity_restate(array_agg(id), array_agg(opening_last_login_at), array_agg(signup_date), 1)
    from after where id = any(moved);
    perform activity_state(moved);
  end if;
  return null;
end
$$;

-- Logins. They change only in whose they are, and go only with the person of a self-test.

create or replace function rollup_logins_inserted() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform count_logins(array(select l::login_activities from added l), '{}');
  perform activity_changed(true, array_agg(customer_id), array_agg(login_time), array_agg(1))
  from added where success and customer_id is not null having count(*) > 0;
  return null;
end
$$;

create function logins_moved() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform activity_changed(true, array_agg(customer_id), array_agg(login_time), array_agg(sign)) from (
    select id, customer_id, login_time, sum(sign)::int as sign from (
      select id, customer_id, login_time, 1 as sign from after where success and customer_id is not null
      union all select id, customer_id, login_time, -1 from before where success and customer_id is not null) d
    group by id, customer_id, login_time having sum(sign) <> 0) x
  having count(*) > 0;
  return null;
end
$$;

create function logins_deleted() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform count_logins('{}', array(select l::login_activities from gone l));
  perform activity_changed(true, array_agg(customer_id), array_agg(login_time), array_agg(-1))
  from gone where success and customer_id is not null having count(*) > 0;
  return null;
end
$$;

create trigger login_activities_moved after update on login_activities
  referencing old table as before new table as after for each statement execute function logins_moved();
create trigger login_activities_deleted after delete on login_activities
  referencing old table as gone for each statement execute function logins_deleted();

-- Orders.

create function orders_inserted() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform count_orders(array(select o::orders from added o), '{}');
  perform activity_changed(false, array_agg(customer_id), array_agg(order_date), array_agg(1))
  from added where order_counts(status) having count(*) > 0;
  return null;
end
$$;

create function orders_updated() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform count_orders(array(select o::orders from after o), array(select o::orders from before o));
  perform activity_changed(false, array_agg(customer_id), array_agg(order_date), array_agg(sign)) from (
    select id, customer_id, order_date, sum(sign)::int as sign from (
      select id, customer_id, order_date, 1 as sign from after where order_counts(status)
      union all select id, customer_id, order_date, -1 from before where order_counts(status)) d
    group by id, customer_id, order_date having sum(sign) <> 0) x
  having count(*) > 0;
  return null;
end
$$;

create function orders_deleted() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform count_orders('{}', array(select o::orders from gone o));
  perform activity_changed(false, array_agg(customer_id), array_agg(order_date), array_agg(-1))
  from gone where order_counts(status) having count(*) > 0;
  return null;
end
$$;

create trigger orders_counted_insert after insert on orders
  referencing new table as added for each statement execute function orders_inserted();
create trigger orders_counted_update after update on orders
  referencing old table as before new table as after for each statement execute function orders_updated();
create trigger orders_counted_delete after delete on orders
  referencing old table as gone for each statement execute function orders_deleted();

-- The ledger of consent: rows are added, and go only with the person of a self-test.

create function consents_counted() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if tg_op = 'INSERT' then
    perform count_consents(array(select l::consent_ledger from added l), 1);
  else
    perform count_consents(array(select l::consent_ledger from gone l), -1);
  end if;
  return null;
end
$$;

create trigger consent_ledger_counted_insert after insert on consent_ledger
  referencing new table as added for each statement execute function consents_counted();
create trigger consent_ledger_counted_delete after delete on consent_ledger
  referencing old table as gone for each statement execute function consents_counted();

revoke execute on function count_profiles(customer_profiles[], customer_profiles[]),
  count_logins(login_activities[], login_activities[]), count_orders(orders[], orders[]),
  count_consents(consent_ledger[], int), activity_count(uuid[], boolean[], timestamptz[], int[], int[], timestamptz[]),
  activity_state(uuid[]), activity_count_late(boolean, uuid[], timestamptz[], int[]),
  activity_changed(boolean, uuid[], timestamptz[], int[]),
  activity_restate(uuid[], timestamptz[], timestamptz[], int), logins_moved(), logins_deleted(), orders_inserted(),
  orders_updated(), orders_deleted(), consents_counted() from public;
drop function rollup_add_daily(text, date, numeric);

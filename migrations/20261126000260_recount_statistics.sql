-- Counting everything from the rows: for a check, after a bulk load, and for a new calendar.

-- Figures by day, as a calendar has them. Levels are not among them: their past stands in no row.
create function recount_days(in_zone text, first_day text) returns table (metric text, day date, value numeric)
language sql stable as $$
  select m.metric, (p.signup_date at time zone in_zone)::date, count(*)::numeric
  from customer_profiles p cross join lateral profile_days(p) m group by 1, 2
  union all
  select m.metric, l.day, sum(l.n) from (
    select (login_time at time zone in_zone)::date as day, extract(hour from login_time at time zone in_zone)::int as hour,
      success, login_method, failure_reason, device_info, count(*) as n
    from login_activities group by 1, 2, 3, 4, 5, 6) l
  cross join lateral login_measures(l.success, l.login_method, l.failure_reason, l.device_info, l.hour) m group by 1, 2
  union all
  select m.metric, (o.order_date at time zone in_zone)::date, sum(m.value)
  from orders o cross join lateral order_measures(o) m group by 1, 2
  union all
  select m.metric, (c.occurred_at at time zone in_zone)::date, count(*)
  from consent_ledger c cross join lateral consent_measures(c) m group by 1, 2
  union all
  select m.metric, m.at_day, sum(a.n * m.value) from (
    select k.chain, t.day, least(coalesce(t.day - k.last_day, 31), 31) as gap,
      greatest(-31, least(31, t.day - (p.signup_date at time zone in_zone)::date)) as age, count(*) as n
    from (
      select d.customer_id, d.day, d.is_login, lag(d.day) over w as last_day,
        max(d.day) filter (where d.is_login) over (w rows between unbounded preceding and 1 preceding) as last_login_day
      from (
        select e.customer_id, e.day, bool_or(e.is_login) as is_login from (
          select customer_id, (login_time at time zone in_zone)::date as day, true as is_login
          from login_activities where success and customer_id is not null
          union all
          select customer_id, (order_date at time zone in_zone)::date, false from orders where order_counts(status)
          union all
          select id, (opening_last_login_at at time zone in_zone)::date, true
          from customer_profiles where opening_last_login_at is not null) e
        group by 1, 2) d
      window w as (partition by d.customer_id order by d.day)) t
    join customer_profiles p on p.id = t.customer_id
    cross join lateral (values ('active', t.last_day, true), ('login', t.last_login_day, t.is_login))
      as k (chain, last_day, there)
    where k.there group by 1, 2, 3, 4) a
  cross join lateral activity_measures(a.chain, a.day, a.gap, a.age, first_day) m group by 1, 2
$$;

create function recount_channels(in_zone text) returns table (touch text, channel text, month date, customers bigint,
  buyers bigint, repeat_buyers bigint, opt_ins bigint, orders bigint, revenue numeric, lifetime_value numeric)
language sql stable as $$
  select t.touch, t.channel, date_trunc('month', p.signup_date at time zone in_zone)::date, count(*),
    count(*) filter (where p.total_orders >= 1), count(*) filter (where p.total_orders >= 2),
    count(*) filter (where p.marketing_consent), sum(p.total_orders), sum(p.total_spent), sum(p.lifetime_value)
  from customer_profiles p
  cross join lateral (values ('first', p.first_channel), ('last', p.last_channel)) as t (touch, channel)
  where p.status <> 'erased' group by 1, 2, 3
$$;

-- Totals, which are those of any calendar.
create function recount_totals() returns table (metric text, value numeric) language sql stable as $$
  select m.metric, sum(m.value) from customer_profiles p cross join lateral profile_measures(p) m group by 1
  union all
  select 'failed_logins', count(*) from login_activities where not success having count(*) > 0
$$;

-- Counts a generation from the rows that this transaction sees, into one slot of it.
create function count_generation(to_generation smallint, in_zone text, first_day text, to_slot int) returns void
language sql security definer set search_path = public, pg_temp as $$
  insert into rollup_daily (generation, metric, day, slot, value)
    select to_generation, metric, day, to_slot, value from recount_days(in_zone, first_day) where value <> 0;
  insert into rollup_channels
    select to_generation, touch, channel, month, to_slot, customers, buyers, repeat_buyers, opt_ins, orders, revenue,
      lifetime_value from recount_channels(in_zone)
$$;

-- Recounts everything at once; who writes waits. For an empty shop's first load, and to mend.
create or replace function rebuild_rollups() returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  -- Whoever writes a rollup has a lock on the profiles first (logins::record also for unknown people), so
  -- this one lock keeps all of them out. Exclusive, because who has a row locked wants to write it next.
  lock table customer_profiles in exclusive mode;
  create temporary table kept_levels on commit drop as
    select metric, day, sum(value) as value from rollup_daily
    where metric like 'level:%' and generation = (select generation from rollup_calendars where ready) group by 1, 2;
  delete from rollup_totals;
  delete from rollup_daily;
  delete from rollup_channels;
  delete from rollup_calendars;
  insert into rollup_calendars (generation, time_zone, week_start, ready)
    select 1, time_zone, week_start, true from shop;
  insert into rollup_totals (metric, slot, value)
    select metric, 0, value from recount_totals();
  perform count_generation(1::smallint, time_zone, week_start, 0) from shop;
  if exists (select from kept_levels) then
    -- the past stays as it was recorded; what is missing came today
    insert into rollup_daily (generation, metric, day, slot, value)
      select 1, metric, day, 0, value from kept_levels;
    insert into rollup_daily as r (generation, metric, day, slot, value)
      select 1, coalesce(k.metric, t.metric), store_day(now()), 0, coalesce(t.value, 0) - coalesce(k.value, 0)
      from (select metric, sum(value) as value from kept_levels group by 1) k
      full join (
        select m.metric, count(*) as value from customer_profiles p cross join lateral profile_levels(p) m group by 1) t
        on t.metric = k.metric
      where coalesce(t.value, 0) <> coalesce(k.value, 0)
    on conflict on constraint rollup_daily_pkey do update set value = r.value + excluded.value;
  else
    insert into rollup_daily (generation, metric, day, slot, value)
      select 1, m.metric, store_day(p.signup_date), 0, count(*)
      from customer_profiles p cross join lateral profile_levels(p) m group by 2, 3;
  end if;
  drop table kept_levels;
end
$$;

-- A new calendar, begun: from the moment this commits, writers keep it too. It waits for those who write now, and for
-- that long others wait for it. Whoever takes a snapshot before it commits sees all that they wrote, and nothing that
-- they don't count themselves.
create function begin_calendar(in_zone text, first_day text) returns smallint
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  next_generation smallint;
begin
  lock table customer_profiles in exclusive mode;
  -- of a change that was broken off
  delete from rollup_calendars where not ready;
  select coalesce(max(generation), 0) + 1 into next_generation from (
    select generation from rollup_calendars union all (select generation from rollup_daily order by 1 desc limit 1)) g;
  insert into rollup_calendars (generation, time_zone, week_start, ready)
    values (next_generation, in_zone, first_day, false);
  return next_generation;
end
$$;

-- The rows of before, counted for it, in slot -1, which no writer has. Recorded levels are taken over as they are.
create function count_calendar(to_generation smallint, in_zone text, first_day text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform count_generation(to_generation, in_zone, first_day, -1);
  insert into rollup_daily (generation, metric, day, slot, value)
    select to_generation, metric, day, -1, sum(value) from rollup_daily
    where metric like 'level:%' and generation = (select generation from rollup_calendars where ready) group by 2, 3;
end
$$;

-- Shows it instead of the one of before.
create function show_calendar(of_generation smallint) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  delete from rollup_calendars where ready;
  update rollup_calendars set ready = true where generation = of_generation;
end
$$;

-- Removes what belongs to no calendar. A writer of a moment ago may still add to one that is gone.
create function drop_generations() returns void
language sql security definer set search_path = public, pg_temp as $$
  delete from rollup_daily where generation not in (select generation from rollup_calendars);
  delete from rollup_channels where generation not in (select generation from rollup_calendars);
  delete from rollup_restated where generation not in (select generation from rollup_calendars)
$$;

create or replace function compact_rollups(slot_group int) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  held int[] := '{}';
begin
  lock table customer_profiles in row exclusive mode;
  for candidate in slot_group * 16 .. slot_group * 16 + 15 loop
    if pg_try_advisory_xact_lock(7106, candidate) then
      held := held || candidate;
    end if;
  end loop;
  if cardinality(held) < 1 then
    return;
  end if;
  if slot_group = 0 and not exists (select from rollup_calendars where not ready) then
    -- what a new calendar began with; nobody writes it any more
    held := held || -1;
  end if;
  if cardinality(held) < 2 then
    return;
  end if;
  with gone as (
    delete from rollup_totals where slot = any(held[2:]) returning metric, value)
  insert into rollup_totals as r (metric, slot, value)
    select metric, held[1], sum(value) from gone group by metric
  on conflict on constraint rollup_totals_pkey do update set value = r.value + excluded.value;
  with gone as (
    delete from rollup_daily where slot = any(held[2:]) returning generation, metric, day, value)
  insert into rollup_daily as r (generation, metric, day, slot, value)
    select generation, metric, day, held[1], sum(value) from gone group by 1, 2, 3
  on conflict on constraint rollup_daily_pkey do update set value = r.value + excluded.value;
  with gone as (
    delete from rollup_channels where slot = any(held[2:]) returning *)
  insert into rollup_channels as r
    select generation, touch, channel, month, held[1], sum(customers), sum(buyers), sum(repeat_buyers), sum(opt_ins),
      sum(orders), sum(revenue), sum(lifetime_value)
    from gone group by 1, 2, 3, 4
  on conflict on constraint rollup_channels_pkey do update set customers = r.customers + excluded.customers,
    buyers = r.buyers + excluded.buyers, repeat_buyers = r.repeat_buyers + excluded.repeat_buyers,
    opt_ins = r.opt_ins + excluded.opt_ins, orders = r.orders + excluded.orders, revenue = r.revenue + excluded.revenue,
    lifetime_value = r.lifetime_value + excluded.lifetime_value;
  with gone as (
    delete from rollup_restated where slot = any(held[2:]) returning *)
  insert into rollup_restated as r
    select generation, day, held[1], max(restated_at) from gone group by 1, 2
  on conflict on constraint rollup_restated_pkey do update set
    restated_at = greatest(r.restated_at, excluded.restated_at);
end
$$;

revoke execute on function recount_days(text, text), recount_channels(text), recount_totals(),
  count_generation(smallint, text, text, int), begin_calendar(text, text), count_calendar(smallint, text, text),
  show_calendar(smallint), drop_generations() from public;
select rebuild_rollups() where exists (select from shop);

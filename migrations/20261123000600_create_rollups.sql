-- Counts that the overview reads, changed by the transactions that write the rows.
--
-- A single row for "today" would make all writers queue. So each count is spread over slots, and a
-- transaction writes only in slots that it alone holds (an advisory lock that it tries, never waits for; it
-- is released after the commit is visible, so the next holder adds to what it sees).
-- Nobody waits for a rollup row, so rollups can neither deadlock nor make a hot row. Readers sum the slots.
create table rollup_totals (
  metric text not null,
  slot int not null,
  value numeric not null,
  constraint rollup_totals_pkey primary key (metric, slot)
) with (fillfactor = 50);

create table rollup_daily (
  metric text not null,
  day date not null,
  slot int not null,
  value numeric not null,
  constraint rollup_daily_pkey primary key (metric, day, slot)
) with (fillfactor = 50);

-- A slot that this transaction alone holds until its end.
create function rollup_slot() returns int language plpgsql as $$
declare
  slots constant int := 64;
  candidate int;
begin
  for i in 0 .. slots - 1 loop
    candidate := (pg_backend_pid() + i) % slots;
    if pg_try_advisory_xact_lock(7106, candidate) then
      return candidate;
    end if;
  end loop;
  -- more writers at once than slots: one that no other backend can have
  return slots + pg_backend_pid();
end
$$;

create function rollup_add_total(metric_name text, delta numeric) returns void language plpgsql as $$
begin
  if delta <> 0 then
    insert into rollup_totals as r (metric, slot, value) values (metric_name, rollup_slot(), delta)
    on conflict on constraint rollup_totals_pkey do update set value = r.value + excluded.value;
  end if;
end
$$;

create function rollup_add_daily(metric_name text, on_day date, delta numeric) returns void language plpgsql as $$
begin
  if delta <> 0 then
    insert into rollup_daily as r (metric, day, slot, value) values (metric_name, on_day, rollup_slot(), delta)
    on conflict on constraint rollup_daily_pkey do update set value = r.value + excluded.value;
  end if;
end
$$;

-- What one live profile adds to each total. The one place that says what the cards count.
create function profile_measures(p customer_profiles) returns table (metric text, value numeric)
language sql immutable as $$
  select m.metric, m.value from (values
    ('customers', 1::numeric),
    ('status_' || p.status, 1),
    ('marketing_opt_ins', p.marketing_consent::int),
    ('email_subscribed', (p.email_consent = 'SUBSCRIBED')::int),
    ('email_subscribed_default', (p.email_consent = 'SUBSCRIBED' and p.email_consent_basis = 'default')::int),
    ('email_reachable', (p.email_consent = 'SUBSCRIBED' and p.status = 'active')::int),
    ('logins', p.login_count),
    ('orders', p.total_orders),
    ('revenue', p.total_spent)
  ) as m (metric, value)
  where p.status <> 'erased' and m.value <> 0
$$;

create function rollup_profiles_inserted() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform rollup_add_total(x.metric, x.value) from (
    select m.metric, sum(m.value) as value from added p cross join lateral profile_measures(p.*) m
    group by m.metric order by m.metric) x;
  perform rollup_add_daily('signups', x.day, x.n) from (
    select store_day(signup_date) as day, count(*) as n from added where status <> 'erased'
    group by 1 order by 1) x;
  return null;
end
$$;

-- Only called when something that is counted has changed.
create function rollup_profile_updated() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform rollup_add_total(x.metric, x.delta) from (
    select metric, sum(value) as delta from (
      select metric, value from profile_measures(new)
      union all select metric, -value from profile_measures(old)) d
    group by metric having sum(value) <> 0 order by metric) x;
  if old.signup_date is distinct from new.signup_date
     or (old.status = 'erased') <> (new.status = 'erased') then
    perform rollup_add_daily('signups', store_day(old.signup_date), -1) where old.status <> 'erased';
    perform rollup_add_daily('signups', store_day(new.signup_date), 1) where new.status <> 'erased';
  end if;
  return null;
end
$$;

create function rollup_logins_inserted() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform rollup_add_daily(x.metric, x.day, x.n) from (
    select case when success then 'logins' else 'failed_logins' end as metric,
           store_day(login_time) as day, count(*) as n
    from added group by 1, 2 order by 1, 2) x;
  return null;
end
$$;

create trigger customer_profiles_rollup_insert after insert on customer_profiles
  referencing new table as added for each statement execute function rollup_profiles_inserted();
create trigger customer_profiles_rollup_update after update on customer_profiles
  for each row when (
    (old.status, old.marketing_consent, old.email_consent, old.email_consent_basis, old.login_count,
     old.total_orders, old.total_spent, old.signup_date)
    is distinct from
    (new.status, new.marketing_consent, new.email_consent, new.email_consent_basis, new.login_count,
     new.total_orders, new.total_spent, new.signup_date))
  execute function rollup_profile_updated();
create trigger login_activities_rollup_insert after insert on login_activities
  referencing new table as added for each statement execute function rollup_logins_inserted();

-- Recounts everything from the rows; used after a change of the store's zone and by checks.
create function rebuild_rollups() returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  -- Whoever writes a rollup has a lock on the profiles first (logins::record also for unknown people), so
  -- this one lock keeps all of them out. Exclusive, because who has a row locked wants to write it next.
  lock table customer_profiles in exclusive mode;
  delete from rollup_totals;
  delete from rollup_daily;
  insert into rollup_totals (metric, slot, value)
    select m.metric, 0, sum(m.value) from customer_profiles p cross join lateral profile_measures(p.*) m group by 1;
  insert into rollup_daily (metric, day, slot, value)
    select 'signups', store_day(signup_date), 0, count(*) from customer_profiles where status <> 'erased' group by 2;
  insert into rollup_daily (metric, day, slot, value)
    select case when success then 'logins' else 'failed_logins' end, store_day(login_time), 0, count(*)
    from login_activities group by 1, 2;
end
$$;
revoke execute on function rebuild_rollups() from public;
revoke execute on function rollup_slot(), rollup_add_total(text, numeric), rollup_add_daily(text, date, numeric)
  from public;

grant select on rollup_totals, rollup_daily to patron_staff;

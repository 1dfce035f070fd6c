-- Rollups of changed profiles: once a statement instead of once a row, so that a batch of five hundred logins adds five
-- hundred to one row instead of one to a row five hundred times.

-- What a set of changed profiles does to each total; the metrics are those of profile_measures.
create function profiles_updated() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  more_logins bigint;
begin
  -- Most statements are logins, which change nothing else that is counted.
  if not exists (
    select from before b join after a using (id)
    where (b.status, b.marketing_consent, b.email_consent, b.email_consent_basis, b.total_orders, b.total_spent,
        b.signup_date)
      is distinct from
      (a.status, a.marketing_consent, a.email_consent, a.email_consent_basis, a.total_orders, a.total_spent,
        a.signup_date))
  then
    select sum(a.login_count - b.login_count) into more_logins
    from before b join after a using (id) where a.status <> 'erased';
    if more_logins <> 0 then
      insert into rollup_totals as r (metric, slot, value) values ('logins', rollup_slot(), more_logins)
      on conflict on constraint rollup_totals_pkey do update set value = r.value + excluded.value;
    end if;
  else
    insert into rollup_totals as r (metric, slot, value)
      select x.metric, rollup_slot(), x.delta from (
        select d.metric, sum(d.value) as delta from (
          select m.metric, m.value from after p cross join lateral profile_measures(p.*) m
          union all select m.metric, -m.value from before p cross join lateral profile_measures(p.*) m) d
        group by d.metric having sum(d.value) <> 0 order by d.metric) x
    on conflict on constraint rollup_totals_pkey do update set value = r.value + excluded.value;
    if exists (
      select from before b join after a using (id)
      where b.signup_date is distinct from a.signup_date or (b.status = 'erased') <> (a.status = 'erased'))
    then
      insert into rollup_daily as r (metric, day, slot, value)
        select 'signups', x.day, rollup_slot(), x.delta from (
          select store_day(d.signup_date) as day, sum(d.value) as delta from (
            select signup_date, 1 as value from after where status <> 'erased'
            union all select signup_date, -1 from before where status <> 'erased') d
          group by 1 having sum(d.value) <> 0 order by 1) x
      on conflict on constraint rollup_daily_pkey do update set value = r.value + excluded.value;
    end if;
  end if;
  update customer_activity c set last_login_at = coalesce(a.last_login_at, '-infinity')
  from before b join after a using (id)
  where c.customer_id = a.id and b.last_login_at is distinct from a.last_login_at;
  return null;
end
$$;
revoke execute on function profiles_updated() from public;

drop trigger customer_profiles_rollup_update on customer_profiles;
drop trigger customer_profiles_logged_in on customer_profiles;
drop trigger customer_profiles_activity_update on customer_profiles;
drop function rollup_profile_updated();
drop function profile_logged_in();
drop function activity_profile_updated();

create trigger customer_profiles_updated after update on customer_profiles
  referencing old table as before new table as after for each statement execute function profiles_updated();

-- Rollups of changed profiles: once a statement instead of once a row, so that a batch of five hundred logins adds five
-- hundred to one row instead of one to a row five hundred times.

-- What a set of changed profiles does to each total; the metrics are those of profile_measures.
create function profiles_updated() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  more_logins bigint;
begin
  -- Nothing here joins the two sets: their sizes are unknown when the plan is made, and one made for a single row would
  -- compare each row with each other row of the next batch.
  --
  -- Most statements are logins, which change nothing else that is counted.
  if not exists (
    select id, status, marketing_consent, email_consent, email_consent_basis, total_orders, total_spent, signup_date
    from after
    except
    select id, status, marketing_consent, email_consent, email_consent_basis, total_orders, total_spent, signup_date
    from before)
  then
    select coalesce((select sum(login_count) from after where status <> 'erased'), 0)
         - coalesce((select sum(login_count) from before where status <> 'erased'), 0) into more_logins;
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
    insert into rollup_daily as r (metric, day, slot, value)
      select 'signups', x.day, rollup_slot(), x.delta from (
        select store_day(d.signup_date) as day, sum(d.value) as delta from (
          select signup_date, 1 as value from after where status <> 'erased'
          union all select signup_date, -1 from before where status <> 'erased') d
        group by 1 having sum(d.value) <> 0 order by 1) x
    on conflict on constraint rollup_daily_pkey do update set value = r.value + excluded.value;
  end if;
  update customer_activity c set last_login_at = coalesce(x.last_login_at, '-infinity')
  from (select id, last_login_at from after except select id, last_login_at from before) x
  where c.customer_id = x.id;
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

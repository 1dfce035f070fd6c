-- When each customer last signed in, in a narrow table of its own, for the sort and the filters by last login.
--
-- Nearly every login is its customer's first of the day, so the day that stood in an index of the wide row made a
-- new version of it in all twelve indexes at nearly every login. Now no index of the wide row changes with a login
-- (its updates are HOT), two small ones here do, and the order is exact instead of by day.
create table customer_activity (
  customer_id uuid not null,
  -- '-infinity' is never, so that everybody has a place in the order
  last_login_at timestamptz not null,
  constraint customer_activity_pkey primary key (customer_id),
  constraint customer_activity_customer_id_fkey foreign key (customer_id) references customer_profiles (id)
    on delete cascade
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05);

insert into customer_activity select id, coalesce(last_login_at, '-infinity') from customer_profiles;
create index customer_activity_last_login_idx on customer_activity (last_login_at, customer_id);

alter table customer_activity enable row level security;
create policy customer_activity_staff on customer_activity to patron_staff using (true);
grant select on customer_activity to patron_staff;

-- Kept by the transactions that write profiles, whoever they act as; nobody writes it directly.
create function activity_profiles_inserted() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into customer_activity select id, coalesce(last_login_at, '-infinity') from added;
  return null;
end
$$;

create function activity_profile_updated() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  update customer_activity set last_login_at = coalesce(new.last_login_at, '-infinity')
  where customer_id = new.id;
  return null;
end
$$;

create trigger customer_profiles_activity_insert after insert on customer_profiles
  referencing new table as added for each statement execute function activity_profiles_inserted();
create trigger customer_profiles_activity_update after update on customer_profiles
  for each row when (old.last_login_at is distinct from new.last_login_at)
  execute function activity_profile_updated();
revoke execute on function activity_profiles_inserted(), activity_profile_updated() from public;

-- No release has had it, so it goes at once.
alter table customer_profiles drop column last_login_day;

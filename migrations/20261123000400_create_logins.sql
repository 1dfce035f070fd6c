-- Login attempts, for good: one row each, partitioned by month of login_time.
create table login_activities (
  id uuid not null,
  customer_id uuid,
  email varchar(255) not null,
  login_time timestamptz not null,
  login_method varchar(50) not null default 'password',
  success boolean not null default true,
  ip_address bytea,
  user_agent bytea,
  device_info varchar(100),
  failure_reason text,
  created_at timestamptz not null,
  constraint login_activities_pkey primary key (id, login_time),
  constraint login_activities_customer_id_fkey foreign key (customer_id) references customer_profiles (id),
  constraint login_activities_login_method_check check (
    login_method in ('password', 'otp', 'recovery', 'anonymous', 'social', 'external', 'admin'))
) partition by range (login_time);
create index login_activities_customer_idx on login_activities (customer_id, login_time desc, id desc);

-- Catches rows of a month nobody prepared. Stays empty; `patron doctor` says if not.
create table login_activities_default partition of login_activities default;

alter table login_activities enable row level security;
alter table login_activities_default enable row level security;
create policy login_activities_default_staff on login_activities_default to patron_staff using (true);
create policy login_activities_staff on login_activities to patron_staff using (true) with check (true);
create policy login_activities_own on login_activities for select to patron_customer
  using (customer_id = current_customer() and login_time >= history_from());
grant select, insert on login_activities to patron_staff;
grant select on login_activities_default to patron_staff;
grant select on login_activities to patron_customer;

-- Makes the partition of the month (UTC) that `at` falls in, unless it is there. Owned by the owner and
-- called by the others: they may have a month made, and nothing else.
--
-- Attaching locks the default partition (readers of logins wait) and, for the foreign key, the profiles
-- (writers wait). So it takes those locks first and in the order of the writers, profiles before logins, and
-- gives up before the deadlock detector wakes: it never costs anyone else's transaction. Callers try again.
create function ensure_login_partition(at timestamptz) returns text
language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '500ms' as $$
declare
  month_start timestamptz := date_trunc('month', at at time zone 'UTC') at time zone 'UTC';
  month_end timestamptz := (date_trunc('month', at at time zone 'UTC') + interval '1 month') at time zone 'UTC';
  part text := 'login_activities_' || to_char(at at time zone 'UTC', 'YYYYMM');
begin
  if at < timestamptz '1990-01-01 00:00Z' or at > now() + interval '2 years' then
    raise exception 'login_time % is outside what Patron stores', at using errcode = '22008';
  end if;
  if to_regclass(part) is not null then
    return part;
  end if;
  lock table customer_profiles in share row exclusive mode;
  lock table login_activities_default in access exclusive mode;
  -- Another caller may have made it meanwhile. Looked up after a table's lock, because only that brings in
  -- what other sessions did to the catalog; an advisory lock does not.
  if to_regclass(part) is not null then
    return part;
  end if;
  execute format('create table %I (like login_activities including defaults including constraints)', part);
  execute format('alter table %I enable row level security', part);
  execute format('alter table login_activities attach partition %I for values from (%L) to (%L)',
    part, month_start, month_end);
  return part;
end
$$;
revoke execute on function ensure_login_partition(timestamptz) from public;
grant execute on function ensure_login_partition(timestamptz) to patron_staff;

-- Message ids of reported events: remembered per key, so that a retry is counted once.
create table message_ids (
  key_id uuid not null,
  digest bytea not null,
  received_at timestamptz not null,
  constraint message_ids_pkey primary key (key_id, digest),
  constraint message_ids_key_id_fkey foreign key (key_id) references api_keys (id)
);
create index message_ids_received_at_idx on message_ids (received_at);
grant select, insert, delete on message_ids to patron_staff;

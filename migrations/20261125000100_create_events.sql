-- What shops report besides logins and orders, and what reporting needs: events with their properties, people known
-- only by a foreign id, what waits for its person or order, what was refused.

-- Keys of the Segment protocol: one for servers, and a public one that stands in web pages.
alter table api_keys drop constraint api_keys_kind_check;
alter table api_keys add
  constraint api_keys_kind_check check (kind in ('publishable', 'secret', 'write_server', 'write_browser'));
-- a storefront's server, which may report everything there was so far, may report events
update api_keys set scopes = scopes || '{events:write}'
where kind = 'secret' and scopes @> '{profiles:write,orders:write,logins:write}' and not scopes @> '{events:write}';

-- Events, for good, partitioned by the month in which they were received: that is always about now, so no partition is
-- ever made for an old date, and what retention drops is a table. No foreign key to profiles, whose lock every new
-- partition would need: a profile is only deleted by a merge, which moves its events first, and the writer sets only ids that it holds locked.
create table events (
  id uuid not null,
  customer_id uuid,
  -- the cluster of foreign ids (identities.root_id) it came under
  root_id uuid,
  kind text not null,
  name varchar(255) not null,
  properties jsonb not null,
  context jsonb not null,
  ip_address bytea,
  user_agent bytea,
  device_info varchar(100),
  -- corrected by the sender's clock; as the sender said
  occurred_at timestamptz not null,
  original_at timestamptz,
  received_at timestamptz not null,
  key_id uuid,
  constraint events_pkey primary key (id, received_at),
  constraint events_kind_check check (kind in ('track', 'page', 'screen', 'group'))
) partition by range (received_at);
create index events_customer_idx on events (customer_id, occurred_at desc, id desc) where customer_id is not null;
create index events_root_idx on events (root_id) where customer_id is null;
create index events_name_idx on events (name, occurred_at);
create table events_default partition of events default;

alter table events enable row level security;
alter table events_default enable row level security;
create policy events_staff on events to patron_staff using (true) with check (true);
create policy events_default_staff on events_default to patron_staff using (true);
grant select, insert, update on events to patron_staff;
grant select on events_default to patron_staff;

-- Makes the partition of the month (UTC) that `at` falls in, unless it is there. As ensure_login_partition, but the only
-- lock it needs is the default partition's, which stays empty.
create function ensure_event_partition(at timestamptz) returns text
language plpgsql security definer set search_path = public, pg_temp set lock_timeout = '500ms' as $$
declare
  month_start timestamptz := date_trunc('month', at at time zone 'UTC') at time zone 'UTC';
  month_end timestamptz := (date_trunc('month', at at time zone 'UTC') + interval '1 month') at time zone 'UTC';
  part text := 'events_' || to_char(at at time zone 'UTC', 'YYYYMM');
begin
  if at < now() - interval '2 months' or at > now() + interval '2 years' then
    raise exception 'received_at % is outside what Patron stores', at using errcode = '22008';
  end if;
  if to_regclass(part) is not null then
    return part;
  end if;
  lock table events_default in access exclusive mode;
  if to_regclass(part) is not null then
    return part;
  end if;
  execute format('create table %I (like events including defaults including constraints)', part);
  execute format('alter table %I enable row level security', part);
  execute format('alter table events attach partition %I for values from (%L) to (%L)', part, month_start, month_end);
  return part;
end
$$;
revoke execute on function ensure_event_partition(timestamptz) from public;
grant execute on function ensure_event_partition(timestamptz) to patron_staff;

-- Ids of one person belong together (root_id) before and after an address is known. Traits of people without a
-- profile wait here; with when each was said, because the newest wins.
alter table identities add column root_id uuid;
update identities set root_id = coalesce(customer_id, id);
alter table identities alter column root_id set not null;
alter table identities add column traits jsonb not null default '{}';
alter table identities add column trait_times jsonb not null default '{}';
create index identities_root_idx on identities (root_id);

-- Traits that are no column of the profile.
create table customer_traits (
  customer_id uuid not null,
  traits jsonb not null,
  trait_times jsonb not null,
  constraint customer_traits_pkey primary key (customer_id),
  constraint customer_traits_customer_id_fkey foreign key (customer_id) references customer_profiles (id)
    on delete cascade
);
alter table customer_traits enable row level security;
create policy customer_traits_staff on customer_traits to patron_staff using (true) with check (true);
grant select, insert, update, delete on customer_traits to patron_staff;

-- Events that speak of a person or an order nobody knows yet: sealed whole, and done when that arrives.
create table waiting_events (
  id uuid not null,
  -- a digest of what it waits for
  waits_for bytea not null,
  event bytea not null,
  received_at timestamptz not null,
  constraint waiting_events_pkey primary key (id)
);
create index waiting_events_waits_for_idx on waiting_events (waits_for);
grant select, insert, update, delete on waiting_events to patron_staff;

-- Events that were refused, with the reason; sealed, because nobody knows what stands in them.
create table rejected_events (
  id uuid not null,
  key_id uuid not null,
  digest bytea not null,
  message_id varchar(255),
  kind text,
  name varchar(255),
  code text not null,
  reason text not null,
  -- null when it was too large to keep
  event bytea,
  received_at timestamptz not null,
  status text not null default 'waiting',
  resolved_at timestamptz,
  resolved_by text,
  constraint rejected_events_pkey primary key (id),
  constraint rejected_events_digest_key unique (key_id, digest),
  constraint rejected_events_key_id_fkey foreign key (key_id) references api_keys (id),
  constraint rejected_events_status_check check (status in ('waiting', 'replayed', 'discarded'))
);
create index rejected_events_waiting_idx on rejected_events (received_at desc, id desc) where status = 'waiting';
create index rejected_events_received_idx on rejected_events (received_at desc, id desc);
grant select, insert, update on rejected_events to patron_staff;

-- How many events came in, by minute and outcome: what the page about ingestion shows. Spread over slots as rollups are.
create table ingest_minutes (
  minute timestamptz not null,
  outcome text not null,
  slot int not null,
  events bigint not null,
  constraint ingest_minutes_pkey primary key (minute, outcome, slot),
  constraint ingest_minutes_outcome_check check (outcome in ('stored', 'duplicate', 'waiting', 'rejected'))
) with (fillfactor = 50);
grant select, delete on ingest_minutes to patron_staff;

-- Adds to the counts of a minute, in a slot of this transaction's own.
create function count_ingested(at_minute timestamptz, stored bigint, duplicate bigint, waiting bigint, rejected bigint)
returns void language sql security definer set search_path = public, pg_temp as $$
  insert into ingest_minutes as m (minute, outcome, slot, events)
    select at_minute, o.outcome, rollup_slot(), o.n
    from (values ('stored', stored), ('duplicate', duplicate), ('waiting', waiting), ('rejected', rejected)) o (outcome, n)
    where o.n > 0
  on conflict on constraint ingest_minutes_pkey do update set events = m.events + excluded.events
$$;
revoke execute on function count_ingested(timestamptz, bigint, bigint, bigint, bigint) from public;
grant execute on function count_ingested(timestamptz, bigint, bigint, bigint, bigint) to patron_staff;

-- Every message would lock its key's row, which is everybody's; keys are never deleted.
alter table message_ids drop constraint message_ids_key_id_fkey;

-- The newest event that wrote an order: an older one that comes late changes nothing that it said.
alter table orders add column event_at timestamptz;
update orders set event_at = updated_at;
alter table orders alter column event_at set not null;

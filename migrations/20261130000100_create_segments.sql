-- Segments: rules that are kept, their size day by day, and who was in them when they were last looked at.

create table segments (
  id uuid not null,
  title varchar(100) not null,
  definition varchar(500) not null default '',
  audience text not null,
  channel text not null,
  -- the rule's tree, and the same as text
  rule jsonb not null,
  rule_text text not null,
  actor text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint segments_pkey primary key (id),
  constraint segments_audience_check check (audience in ('marketing', 'analysis')),
  constraint segments_channel_check check (channel in ('email', 'sms', 'whatsapp'))
);
create unique index segments_title_key on segments (lower(title));

-- Which segments a segment's rule refers to: what may not be deleted.
create table segment_references (
  segment_id uuid not null,
  refers_to uuid not null,
  constraint segment_references_pkey primary key (segment_id, refers_to),
  constraint segment_references_segment_id_fkey foreign key (segment_id) references segments (id) on delete cascade,
  constraint segment_references_refers_to_fkey foreign key (refers_to) references segments (id)
);
create index segment_references_refers_to_idx on segment_references (refers_to);

-- In what follows a segment is its key: the id, or the name of one that every shop starts with.

-- The last count of each.
create table segment_counts (
  segment text not null,
  people bigint not null,
  reachable_email bigint not null,
  counted_at timestamptz not null,
  took_ms int not null,
  failure text,
  -- in which days began and ended for it
  time_zone text not null,
  constraint segment_counts_pkey primary key (segment)
);

-- Its size at the end of each day (of the running day: when it was last looked at).
create table segment_points (
  segment text not null,
  day date not null,
  people bigint not null,
  reachable_email bigint not null,
  constraint segment_points_pkey primary key (segment, day)
);

-- Who was in it when it was last compared, in pieces of some thousands: ids only, 16 bytes a person.
create table segment_members (
  segment text not null,
  n int not null,
  ids uuid[] not null,
  constraint segment_members_pkey primary key (segment, n)
);

-- When that was, and since when there is a comparison.
create table segment_tracks (
  segment text not null,
  tracked_since timestamptz not null,
  compared_at timestamptz not null,
  constraint segment_tracks_pkey primary key (segment)
);

-- Who came and who left between two comparisons.
create table segment_changes (
  segment text not null,
  compared_at timestamptz not null,
  customer_id uuid not null,
  entered boolean not null,
  constraint segment_changes_pkey primary key (segment, customer_id, compared_at)
);
create index segment_changes_compared_idx on segment_changes (segment, compared_at);
create index segment_changes_customer_idx on segment_changes (customer_id);

alter table segment_members enable row level security;
alter table segment_changes enable row level security;
create policy segment_members_staff on segment_members to patron_staff using (true) with check (true);
create policy segment_changes_staff on segment_changes to patron_staff using (true) with check (true);
grant select, insert, update, delete on segments, segment_references, segment_counts, segment_points, segment_members,
  segment_tracks, segment_changes to patron_staff;

-- A trait that is meant to be a day, such as 1990-05-17 or 1990-05-17T00:00:00Z; null when it isn't one.
create function text_day(t text) returns date language sql immutable strict parallel safe as $$
  select case
    -- not \d: under some locales that is also a digit of another script, which no cast reads
    when t !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}([T ].*)?$' then null
    when substr(t, 1, 4)::int < 1 then null
    when substr(t, 6, 2)::int not between 1 and 12 then null
    when substr(t, 9, 2)::int < 1 then null
    when substr(t, 9, 2)::int > extract(day from
      make_date(substr(t, 1, 4)::int, substr(t, 6, 2)::int, 1) + interval '1 month - 1 day') then null
    else make_date(substr(t, 1, 4)::int, substr(t, 6, 2)::int, substr(t, 9, 2)::int)
  end
$$;

-- A trait or property that is meant to be a number; null when it isn't one.
create function json_number(v jsonb) returns numeric language sql immutable strict parallel safe as $$
  select case
    when jsonb_typeof(v) = 'number' then (v #>> '{}')::numeric
    when jsonb_typeof(v) = 'string' and v #>> '{}' ~ '^-?[0-9]{1,18}(\.[0-9]{1,6})?$' then (v #>> '{}')::numeric
  end
$$;

-- How texts are compared: without case, trimmed, in NFC; an empty one is null.
create function text_key(t text) returns text language sql immutable parallel safe as $$
  select nullif(lower(normalize(btrim(t, E' \t\n\r'))), '')
$$;

-- A person's place in a random order that a salt makes, 0 to less than 4294967296: the first four bytes of the SHA-256 of
-- the salt, a colon and the id. Patron's own code computes the same.
create function random_place(salt text, id uuid) returns bigint language sql immutable strict parallel safe as $$
  select ('x' || encode(substr(sha256(convert_to(salt || ':' || id::text, 'UTF8')), 1, 4), 'hex'))::bit(32)::bigint
$$;

-- What rules ask of related rows.
create index order_items_product_idx on order_items (text_key(product_id));

-- Rules over orders, and over signups: these hold all that such a rule and its first page ask, so that the profiles stay
-- unread. None of their columns changes with a login.
create index customer_profiles_buyers_idx on customer_profiles (total_orders, total_spent, id)
  include (status) where status <> 'erased';
create index customer_profiles_subscribers_idx on customer_profiles (total_orders, total_spent, id)
  include (status) where status <> 'erased' and email_consent = 'SUBSCRIBED';
create index customer_profiles_last_order_idx on customer_profiles (last_order_at, total_orders, total_spent, id)
  include (status) where status <> 'erased';
create index customer_profiles_signups_idx on customer_profiles (signup_date, total_spent, id)
  include (status) where status <> 'erased';

-- Who failed to sign in lately, without the rows.
drop index login_activities_failed_idx;
create index login_activities_failed_idx on login_activities (login_time) include (customer_id) where not success;

-- Birthdays, taken out of the traits once when they are written; the key is month and day, such as 517.
alter table customer_traits
  add column birthday date generated always as (text_day(traits ->> 'birthday')) stored,
  add column birthday_key int generated always as (
    (extract(month from text_day(traits ->> 'birthday')) * 100
      + extract(day from text_day(traits ->> 'birthday')))::int) stored;
create index customer_traits_birthday_idx on customer_traits (birthday_key) include (customer_id)
  where birthday_key is not null;

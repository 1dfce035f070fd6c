-- Two profiles of one person become one, and can be parted again for thirty days.
--
-- The profile that goes into the other leaves customer_profiles, so lists, segments, exports and counts need to know
-- nothing of merges. What it was stands in merge_snapshots, which of its rows moved in merge_moves.

-- What deleted profiles do to the totals: the counterpart of rollup_profiles_inserted. Erased ones count nothing.
create function profiles_deleted() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into rollup_totals as r (metric, slot, value)
    select x.metric, rollup_slot(), -x.value from (
      select m.metric, sum(m.value) as value from gone p cross join lateral profile_measures(p.*) m
      group by m.metric order by m.metric) x
  on conflict on constraint rollup_totals_pkey do update set value = r.value + excluded.value;
  insert into rollup_daily as r (metric, day, slot, value)
    select 'signups', x.day, rollup_slot(), -x.n from (
      select store_day(signup_date) as day, count(*) as n from gone where status <> 'erased'
      group by 1 order by 1) x
  on conflict on constraint rollup_daily_pkey do update set value = r.value + excluded.value;
  return null;
end
$$;
revoke execute on function profiles_deleted() from public;
create trigger customer_profiles_deleted after delete on customer_profiles
  referencing old table as gone for each statement execute function profiles_deleted();

-- Going over to another profile is no change of the order.
drop trigger orders_set_updated_at on orders;
create trigger orders_set_updated_at before update on orders
  for each row when (old.customer_id = new.customer_id) execute function set_updated_at();

-- Postcodes are sealed; by this keyed index the same one is found. Orders of before get theirs from the server.
alter table orders add column pincode_index bytea;
create index orders_pincode_unindexed_idx on orders (id) where pincode is not null and pincode_index is null;

-- The mailbox that an address leads to: without a tag and, at Gmail, without dots.
create function mailbox_key(email text) returns text language sql immutable parallel safe as $$
  select case when split_part(lower(email), '@', 2) in ('gmail.com', 'googlemail.com')
    then replace(split_part(split_part(lower(email), '@', 1), '+', 1), '.', '') || '@gmail.com'
    else split_part(split_part(lower(email), '@', 1), '+', 1) || '@' || split_part(lower(email), '@', 2) end
$$;

-- No foreign keys to profiles: the merged one is gone, and the kept one may go into a third.
create table merges (
  id uuid not null,
  kept_id uuid not null,
  merged_id uuid not null,
  merged_email varchar(255),
  actor text not null,
  reason varchar(500),
  merged_at timestamptz not null,
  undo_until timestamptz not null,
  undone_at timestamptz,
  undone_by text,
  constraint merges_pkey primary key (id),
  constraint merges_sides_check check (kept_id <> merged_id)
);
create index merges_merged_at_idx on merges (merged_at desc, id desc);
create index merges_kept_idx on merges (kept_id) where undone_at is null;
create index merges_merged_idx on merges (merged_id) where undone_at is null;
create index merges_merged_email_idx on merges (lower(merged_email)) where undone_at is null;

-- Whole rows as JSON, what was sealed still sealed; until the merge can no longer be undone.
create table merge_snapshots (
  merge_id uuid not null,
  side text not null,
  content jsonb not null,
  constraint merge_snapshots_pkey primary key (merge_id, side),
  constraint merge_snapshots_merge_id_fkey foreign key (merge_id) references merges (id) on delete cascade,
  constraint merge_snapshots_side_check check (
    side in ('merged', 'kept_before', 'kept_after', 'merged_traits', 'kept_traits', 'taken_traits'))
);

-- The ids of the rows that moved, by table; until the merge can no longer be undone.
create table merge_moves (
  merge_id uuid not null,
  table_name text not null,
  ids uuid[] not null,
  constraint merge_moves_pkey primary key (merge_id, table_name),
  constraint merge_moves_merge_id_fkey foreign key (merge_id) references merges (id) on delete cascade
);

-- Two profiles that may be one person. A dismissed pair stays, so that it is not suggested again.
create table merge_suggestions (
  id uuid not null,
  low_id uuid not null,
  high_id uuid not null,
  -- the strongest first
  reasons text[] not null,
  found_at timestamptz not null,
  dismissed_at timestamptz,
  dismissed_by text,
  constraint merge_suggestions_pkey primary key (id),
  constraint merge_suggestions_pair_key unique (low_id, high_id),
  constraint merge_suggestions_order_check check (low_id < high_id)
);
create index merge_suggestions_high_idx on merge_suggestions (high_id);

-- When the whole shop was last searched, and how many phones are those of too many people to tell.
create table merge_searches (
  only_row boolean not null default true,
  searched_at timestamptz not null,
  skipped_groups bigint not null default 0,
  constraint merge_searches_pkey primary key (only_row),
  constraint merge_searches_only_row_check check (only_row)
);

alter table merges enable row level security;
alter table merge_snapshots enable row level security;
alter table merge_moves enable row level security;
alter table merge_suggestions enable row level security;
create policy merges_staff on merges to patron_staff using (true) with check (true);
create policy merge_snapshots_staff on merge_snapshots to patron_staff using (true) with check (true);
create policy merge_moves_staff on merge_moves to patron_staff using (true) with check (true);
create policy merge_suggestions_staff on merge_suggestions to patron_staff using (true) with check (true);
grant select, insert, update on merges to patron_staff;
grant select, insert, delete on merge_snapshots to patron_staff;
grant select, delete on merge_moves to patron_staff;
grant select, insert, update, delete on merge_suggestions to patron_staff;
grant select, insert, update on merge_searches to patron_staff;

-- The tables whose rows say by customer_id whose they are.
create function merge_tables() returns text[] language sql immutable as
$$ select '{identities,consent_ledger,customer_changes,login_activities,orders,events}'::text[] $$;

-- Gives the rows of a merge's other profile to the kept one, and removes that profile. Owned by the owner: staff may
-- neither delete a profile nor give away rows of the ledger but so, whole and with a record that leads back.
create function merge_take(of_merge uuid) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  pair merges;
  part text;
begin
  select * into strict pair from merges where id = of_merge and undone_at is null;
  insert into merge_snapshots (merge_id, side, content)
    select of_merge, 'kept_before', to_jsonb(p) from customer_profiles p where p.id = pair.kept_id
    union all select of_merge, 'merged', to_jsonb(p) from customer_profiles p where p.id = pair.merged_id
    union all select of_merge, 'kept_traits', to_jsonb(t) from customer_traits t where t.customer_id = pair.kept_id
    union all select of_merge, 'merged_traits', to_jsonb(t) from customer_traits t where t.customer_id = pair.merged_id;
  if (select count(*) from merge_snapshots where merge_id = of_merge and side in ('kept_before', 'merged')) <> 2 then
    raise exception 'a profile of merge % is not there', of_merge using errcode = '40001';
  end if;
  foreach part in array merge_tables() loop
    execute format('with moved as (update %1$I set customer_id = $1 where customer_id = $2 returning id)
      insert into merge_moves (merge_id, table_name, ids) select $3, %1$L, array_agg(id) from moved
      having count(*) > 0', part)
    using pair.kept_id, pair.merged_id, of_merge;
  end loop;
  perform merge_take_traits(pair);
  delete from customer_profiles where id = pair.merged_id;
end
$$;

-- Traits: of each the one that was said last. What is taken over is remembered.
create function merge_take_traits(pair merges) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  taken jsonb;
  times jsonb;
begin
  select jsonb_object_agg(o.key, o.value), jsonb_object_agg(o.key, o.said) filter (where o.said is not null)
  into taken, times
  from (
    select e.key, e.value, t.trait_times -> e.key as said
    from customer_traits t cross join lateral jsonb_each(t.traits) e where t.customer_id = pair.merged_id) o
  left join customer_traits k on k.customer_id = pair.kept_id
  where coalesce((o.said #>> '{}')::timestamptz > (k.trait_times ->> o.key)::timestamptz,
    not coalesce(k.traits ? o.key, false));
  if taken is null then
    return;
  end if;
  times := coalesce(times, '{}');
  insert into merge_snapshots (merge_id, side, content)
    values (pair.id, 'taken_traits', jsonb_build_object('traits', taken, 'trait_times', times));
  insert into customer_traits as k (customer_id, traits, trait_times) values (pair.kept_id, taken, times)
  on conflict on constraint customer_traits_pkey do update set
    traits = k.traits || excluded.traits, trait_times = k.trait_times || excluded.trait_times;
end
$$;

-- The way back: the profile with its old id and columns, and the rows that moved, as far as the kept one still has
-- them. Its account comes along only if the kept profile has let go of it.
create function merge_give_back(of_merge uuid, with_account boolean) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  pair merges;
  old_row jsonb;
  names text;
  part text;
begin
  select * into strict pair from merges where id = of_merge and undone_at is null;
  select content into strict old_row from merge_snapshots where merge_id = of_merge and side = 'merged';
  if not with_account then
    old_row := old_row || '{"user_id": null}';
  end if;
  -- the columns that there were and still are; one that came since gets its default
  select string_agg(quote_ident(attname), ', ' order by attnum) into names from pg_attribute
  where attrelid = 'customer_profiles'::regclass and attnum > 0 and not attisdropped and attgenerated = ''
    and old_row ? attname::text;
  execute format('insert into customer_profiles (%1$s)
    select %1$s from jsonb_populate_record(null::customer_profiles, $1)', names) using old_row;
  foreach part in array merge_tables() loop
    execute format('update %1$I t set customer_id = $1
      from merge_moves v cross join lateral unnest(v.ids) as moved (id)
      where v.merge_id = $3 and v.table_name = %1$L and t.id = moved.id and t.customer_id = $2', part)
    using pair.merged_id, pair.kept_id, of_merge;
  end loop;
  -- ids of one root are one person's: what joined them since goes with them
  update identities set customer_id = pair.merged_id
  where customer_id = pair.kept_id
    and root_id in (select i.root_id from identities i where i.customer_id = pair.merged_id);
  perform merge_give_back_traits(pair);
end
$$;

-- Traits that were taken over and not said anew since become what they were before.
create function merge_give_back_traits(pair merges) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  sides jsonb;
  keys text[];
begin
  select coalesce(jsonb_object_agg(side, content), '{}') into sides from merge_snapshots
  where merge_id = pair.id and side in ('merged_traits', 'kept_traits', 'taken_traits');
  insert into customer_traits (customer_id, traits, trait_times)
    select pair.merged_id, sides #> '{merged_traits,traits}', sides #> '{merged_traits,trait_times}'
    where sides ? 'merged_traits';
  select coalesce(array_agg(e.key), '{}') into keys
  from customer_traits k cross join lateral jsonb_each(sides #> '{taken_traits,traits}') e
  where k.customer_id = pair.kept_id and k.traits -> e.key = e.value
    and (k.trait_times -> e.key) is not distinct from (sides #> '{taken_traits,trait_times}' -> e.key);
  update customer_traits k set
    traits = (k.traits - keys) || (
      select coalesce(jsonb_object_agg(b.key, b.value), '{}')
      from jsonb_each(sides #> '{kept_traits,traits}') b where b.key = any(keys)),
    trait_times = (k.trait_times - keys) || (
      select coalesce(jsonb_object_agg(b.key, b.value), '{}')
      from jsonb_each(sides #> '{kept_traits,trait_times}') b where b.key = any(keys))
  where k.customer_id = pair.kept_id and cardinality(keys) > 0;
  delete from customer_traits where customer_id = pair.kept_id and traits = '{}' and not sides ? 'kept_traits';
end
$$;
revoke execute on function merge_take(uuid), merge_take_traits(merges), merge_give_back(uuid, boolean),
  merge_give_back_traits(merges) from public;
grant execute on function merge_take(uuid), merge_give_back(uuid, boolean) to patron_staff;

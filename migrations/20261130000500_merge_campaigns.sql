-- Who is in a campaign goes along when two profiles become one, and back when they are two again.

alter table merge_snapshots drop constraint merge_snapshots_side_check;
alter table merge_snapshots add
  constraint merge_snapshots_side_check check (
  side in ('merged', 'kept_before', 'kept_after', 'merged_traits', 'kept_traits', 'taken_traits', 'campaigns'));

-- Of a campaign in which both were, the kept one's place counts: a person can't be both written to and held out. What the
-- merged one's places were, and which of them the kept one took over, is remembered.
create function merge_take_campaigns(pair merges) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  places jsonb;
begin
  select jsonb_object_agg(m.campaign_id::text, jsonb_build_object('held_out', m.held_out, 'taken', not exists (
      select from campaign_members k where k.campaign_id = m.campaign_id and k.customer_id = pair.kept_id)))
  into places from campaign_members m where m.customer_id = pair.merged_id;
  if places is null then
    return;
  end if;
  insert into merge_snapshots (merge_id, side, content) values (pair.id, 'campaigns', places);
  delete from campaign_members where customer_id = pair.merged_id;
  insert into campaign_members (campaign_id, customer_id, held_out)
    select e.key::uuid, pair.kept_id, (e.value ->> 'held_out')::boolean from jsonb_each(places) e
    where (e.value ->> 'taken')::boolean;
end
$$;

create function merge_give_back_campaigns(pair merges) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  places jsonb;
begin
  select content into places from merge_snapshots where merge_id = pair.id and side = 'campaigns';
  if places is null then
    return;
  end if;
  delete from campaign_members k using jsonb_each(places) e
  where k.customer_id = pair.kept_id and k.campaign_id = e.key::uuid and (e.value ->> 'taken')::boolean;
  insert into campaign_members (campaign_id, customer_id, held_out)
    select e.key::uuid, pair.merged_id, (e.value ->> 'held_out')::boolean from jsonb_each(places) e
  on conflict on constraint campaign_members_pkey do nothing;
end
$$;

create or replace function merge_take(of_merge uuid) returns void
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
  perform merge_take_campaigns(pair);
  delete from customer_profiles where id = pair.merged_id;
end
$$;

create or replace function merge_give_back(of_merge uuid, with_account boolean) returns void
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
  perform merge_give_back_campaigns(pair);
end
$$;
revoke execute on function merge_take_campaigns(merges), merge_give_back_campaigns(merges) from public;

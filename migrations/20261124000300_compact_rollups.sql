-- Puts the slots of a rollup together again: after a busy day each metric has as many rows as there were writers at
-- once, and the overview reads them all.
--
-- A group of sixteen slots at a time, so that writers meanwhile find others. It holds their locks like a writer, so
-- nobody else can be in them; and like a writer it has a lock on the profiles, which keeps a rebuild out.
create function compact_rollups(slot_group int) returns void
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
  if cardinality(held) < 2 then
    return;
  end if;
  with gone as (
    delete from rollup_totals where slot = any(held[2:]) returning metric, value)
  insert into rollup_totals as r (metric, slot, value)
    select metric, held[1], sum(value) from gone group by metric
  on conflict on constraint rollup_totals_pkey do update set value = r.value + excluded.value;
  with gone as (
    delete from rollup_daily where slot = any(held[2:]) returning metric, day, value)
  insert into rollup_daily as r (metric, day, slot, value)
    select metric, day, held[1], sum(value) from gone group by metric, day
  on conflict on constraint rollup_daily_pkey do update set value = r.value + excluded.value;
end
$$;
revoke execute on function compact_rollups(int) from public;
grant execute on function compact_rollups(int) to patron_staff;

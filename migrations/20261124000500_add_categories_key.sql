-- Categories in lower case, which filters compare: an index answers, where each profile's list was taken apart before.
create function lower_all(texts text[]) returns text[] language sql immutable parallel safe as
$$ select coalesce(array_agg(lower(t) order by n), '{}') from unnest(texts) with ordinality as u (t, n) $$;

alter table customer_profiles
  add column categories_key text[] not null generated always as (lower_all(preferred_categories)) stored;
drop index customer_profiles_categories_idx;
create index customer_profiles_categories_idx on customer_profiles using gin (categories_key);

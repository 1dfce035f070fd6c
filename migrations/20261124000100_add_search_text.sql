-- What searches and the sort by name compare, lowered once when it is written and not for every row that a
-- search looks at: lower() took most of a search's time.
--
-- search_text is address and name, apart by a line end, which no search can hold: one index and one comparison
-- serve both.
alter table customer_profiles
  add column name_key text not null generated always as (lower(coalesce(full_name, ''))) stored,
  add column search_text text not null
    generated always as (lower(coalesce(email, '')) || E'\n' || lower(coalesce(full_name, ''))) stored;

drop index customer_profiles_search_idx;
drop index customer_profiles_email_prefix_idx;
drop index customer_profiles_full_name_idx;
create index customer_profiles_search_idx on customer_profiles using gin (search_text gin_trgm_ops);
create index customer_profiles_name_idx on customer_profiles (name_key, id);

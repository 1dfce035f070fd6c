-- The shop's settings: one row, because all nodes must agree on the zone whose days are counted.
create extension if not exists pg_trgm;

create table shop (
  only_row boolean not null default true,
  name text not null,
  currency char(3) not null,
  time_zone text not null,
  week_start text not null,
  phone_country char(2) not null,
  consent_policy text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint shop_pkey primary key (only_row),
  constraint shop_only_row_check check (only_row),
  constraint shop_currency_check check (currency ~ '^[A-Z]{3}$'),
  constraint shop_week_start_check check (week_start in ('monday', 'sunday')),
  constraint shop_phone_country_check check (phone_country ~ '^[A-Z]{2}$'),
  constraint shop_consent_policy_check check (consent_policy in ('opt_in', 'opt_out', 'double_opt_in'))
);

create function set_updated_at() returns trigger language plpgsql as $$
begin
  new.updated_at := now();
  return new;
end
$$;

create trigger shop_set_updated_at before update on shop
  for each row execute function set_updated_at();

-- The day of an instant in the store's zone.
create function store_day(at timestamptz) returns date language sql stable as
$$ select (at at time zone (select time_zone from shop))::date $$;

-- The customer whose rows the current transaction may see; null when unset.
create function current_customer() returns uuid language sql stable as
$$ select nullif(current_setting('patron.customer_id', true), '')::uuid $$;

-- From when on that customer may see history; -infinity once the address is confirmed.
create function history_from() returns timestamptz language sql stable as
$$ select coalesce(nullif(current_setting('patron.history_from', true), '')::timestamptz, 'infinity') $$;

grant usage on schema public to patron_staff, patron_customer;
grant select, insert, update on shop to patron_staff;
grant select on shop to patron_customer;

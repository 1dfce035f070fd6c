-- What rules ask of products, places and orders stands where it can be read without a join: a line knows of its order
-- whose it is, when it was, whether it counts and what the line came to in the store's currency; a table has the places to
-- which a customer's orders went.
--
-- All of it follows the orders, by triggers that work once a statement. Nobody else writes it, but who adds a line says
-- what its order says; for a server of before, which doesn't, a trigger fills it in. A trigger for each line would have made
-- every batch of orders slower.

-- In the order in which the product's own transactions lock them. (As a block, because whoever applies this file line by
-- line has no transaction.)
do $$ begin lock table customer_profiles, orders, order_items in access exclusive mode; end $$;

-- What a line came to in the store's currency, as its order was converted; null when that could not be.
create function line_amount(unit_price numeric, quantity int, total numeric, store_total numeric, exchange_rate numeric)
returns numeric language sql immutable parallel safe as $$
  select case when store_total = total then unit_price * quantity
    when store_total is not null
      then round(unit_price * quantity * coalesce(exchange_rate, store_total / nullif(total, 0)), 2) end
$$;

-- Lines. The amount has no width: a price times a quantity may be longer than any other sum.

alter table order_items
  add column customer_id uuid,
  add column order_date timestamptz,
  add column counted boolean,
  add column store_amount numeric;
update order_items i set customer_id = o.customer_id, order_date = o.order_date, counted = order_counts(o.status),
  store_amount = line_amount(i.unit_price, i.quantity, o.total, o.store_total, o.exchange_rate)
from orders o where o.id = i.order_id;
-- a stored column writes the table anew, without what the update left behind
alter table order_items
  add column category_key text generated always as (text_key(category)) stored;

create function order_lines_filled() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (select from added where customer_id is null) then
    update order_items i set customer_id = o.customer_id, order_date = o.order_date, counted = order_counts(o.status),
      store_amount = line_amount(i.unit_price, i.quantity, o.total, o.store_total, o.exchange_rate)
    from orders o where o.id = i.order_id and i.customer_id is null
      and i.order_id in (select order_id from added where customer_id is null);
  end if;
  return null;
end
$$;
create trigger order_items_filled after insert on order_items
  referencing new table as added for each statement execute function order_lines_filled();

create function order_lines_follow() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  changed uuid[];
begin
  select array_agg(x.id) into changed from (
    select id, customer_id, order_date, order_counts(status), total, store_total, exchange_rate from after
    except
    select id, customer_id, order_date, order_counts(status), total, store_total, exchange_rate from before) x;
  if changed is not null then
    update order_items i set customer_id = o.customer_id, order_date = o.order_date, counted = order_counts(o.status),
      store_amount = line_amount(i.unit_price, i.quantity, o.total, o.store_total, o.exchange_rate)
    from orders o where o.id = i.order_id and i.order_id = any(changed);
  end if;
  return null;
end
$$;
create trigger orders_lines_update after update on orders
  referencing old table as before new table as after for each statement execute function order_lines_follow();

-- Orders and profiles.

alter table orders
  add column store_net numeric(14, 2) generated always as (store_total - store_refunded) stored;
alter table customer_profiles
  add column email_domain text generated always as (text_key(substring(email from '@([^@]*)$'))) stored;

-- Places: the cities, states and countries of all orders of a customer, whatever became of them.

create table customer_places (
  kind text not null,
  -- as texts are compared
  key text not null,
  customer_id uuid not null,
  constraint customer_places_kind_check check (kind in ('city', 'state', 'country'))
);

create function order_places(city text, state text, country text) returns table (kind text, key text)
language sql immutable parallel safe as $$
  select p.kind, p.key from (
    values ('city', text_key(city)), ('state', text_key(state)), ('country', text_key(country))) as p (kind, key)
  where p.key is not null
$$;

-- Fills the table from the orders; who writes waits. After a load of many rows, and to mend.
create function rebuild_customer_places() returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  -- whoever writes orders has locked the rows of their customers before
  lock table customer_profiles in exclusive mode;
  truncate customer_places;
  insert into customer_places (kind, key, customer_id)
    select distinct p.kind, p.key, o.customer_id
    from (select distinct customer_id, city, state, country from orders) o
    cross join lateral order_places(o.city, o.state, o.country) p;
end
$$;

select rebuild_customer_places();
alter table customer_places add
  constraint customer_places_pkey primary key (kind, key, customer_id);
alter table customer_places add
  constraint customer_places_customer_id_fkey foreign key (customer_id) references customer_profiles (id)
    on delete cascade;
create index customer_places_customer_idx on customer_places (customer_id, kind);

alter table customer_places enable row level security;
create policy customer_places_staff on customer_places to patron_staff using (true);
grant select on customer_places to patron_staff;

-- Removes, of these places, those that no order of the customer has any more.
--
-- What makes that right while others write: a batch, a merge and the undoing of one lock the rows of all customers whose
-- orders they write (for no key update or more) before they write the first. So no two transactions write orders of one
-- customer at the same time, and this statement, whose snapshot is newer than the lock, sees what everybody before has
-- left. For the same reason nobody waits here for a place that somebody else is about to add. What changes orders without
-- that lock (the index of postcodes) changes neither whose they are nor where they went.
create function forget_places(customers uuid[], kinds text[], keys text[]) returns void
language sql security definer set search_path = public, pg_temp as $$
  delete from customer_places c using unnest(customers, kinds, keys) as x (customer_id, kind, key)
  where c.kind = x.kind and c.key = x.key and c.customer_id = x.customer_id
    and not exists (
      select from orders o cross join lateral order_places(o.city, o.state, o.country) p
      where o.customer_id = c.customer_id and p.kind = c.kind and p.key = c.key
      -- looks at one customer's orders at a time and never at all of them
      offset 0)
$$;

create function order_places_added() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into customer_places (kind, key, customer_id)
    select distinct p.kind, p.key, o.customer_id
    from added o cross join lateral order_places(o.city, o.state, o.country) p order by 1, 2, 3
  on conflict on constraint customer_places_pkey do nothing;
  return null;
end
$$;

create function order_places_changed() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  -- most changes are of the state, the payment or the time of the last word
  if not exists (
    select id, customer_id, city, state, country from after
    except
    select id, customer_id, city, state, country from before)
  then
    return null;
  end if;
  perform forget_places(array_agg(x.customer_id), array_agg(x.kind), array_agg(x.key)) from (
    select o.customer_id, p.kind, p.key
    from before o cross join lateral order_places(o.city, o.state, o.country) p
    except
    select o.customer_id, p.kind, p.key
    from after o cross join lateral order_places(o.city, o.state, o.country) p) x
  having count(*) > 0;
  insert into customer_places (kind, key, customer_id)
    select x.kind, x.key, x.customer_id from (
      select o.customer_id, p.kind, p.key
      from after o cross join lateral order_places(o.city, o.state, o.country) p
      except
      select o.customer_id, p.kind, p.key
      from before o cross join lateral order_places(o.city, o.state, o.country) p) x
    order by 1, 2, 3
  on conflict on constraint customer_places_pkey do nothing;
  return null;
end
$$;

create function order_places_gone() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform forget_places(array_agg(x.customer_id), array_agg(x.kind), array_agg(x.key)) from (
    select distinct o.customer_id, p.kind, p.key
    from gone o cross join lateral order_places(o.city, o.state, o.country) p) x
  having count(*) > 0;
  return null;
end
$$;

create trigger orders_places_insert after insert on orders
  referencing new table as added for each statement execute function order_places_added();
create trigger orders_places_update after update on orders
  referencing old table as before new table as after for each statement execute function order_places_changed();
create trigger orders_places_delete after delete on orders
  referencing old table as gone for each statement execute function order_places_gone();

revoke execute on function order_places(text, text, text), rebuild_customer_places(),
  forget_places(uuid[], text[], text[]), order_lines_filled(), order_lines_follow(), order_places_added(),
  order_places_changed(), order_places_gone() from public;

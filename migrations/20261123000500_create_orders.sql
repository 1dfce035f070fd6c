-- Orders are rows, unique by (source, order_id); totals on the profile are projections of them.
create table orders (
  id uuid not null,
  customer_id uuid not null,
  source varchar(50) not null,
  order_id varchar(255) not null,
  status text not null,
  payment_status text not null,
  payment_method varchar(50),
  currency char(3) not null,
  exchange_rate numeric(18, 8),
  subtotal numeric(14, 2) not null,
  shipping numeric(14, 2) not null,
  tax numeric(14, 2) not null,
  total numeric(14, 2) not null,
  refunded numeric(14, 2) not null,
  -- in store currency; null when it could not be converted, and then it is not summed
  store_total numeric(14, 2),
  store_refunded numeric(14, 2),
  store_shipping_tax numeric(14, 2),
  customer_name bytea,
  phone bytea,
  address bytea,
  pincode bytea,
  city varchar(255),
  state varchar(255),
  country char(2),
  order_date timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint orders_pkey primary key (id),
  constraint orders_order_id_key unique (source, order_id),
  constraint orders_customer_id_fkey foreign key (customer_id) references customer_profiles (id),
  constraint orders_status_check
    check (status in ('placed', 'confirmed', 'fulfilled', 'delivered', 'cancelled', 'returned')),
  constraint orders_payment_status_check check (payment_status in ('unpaid', 'paid', 'partly_refunded', 'refunded')),
  constraint orders_amounts_check check (
    subtotal >= 0 and shipping >= 0 and tax >= 0 and total >= 0 and refunded >= 0 and refunded <= total)
);
create index orders_customer_idx on orders (customer_id, order_date desc, id desc);
create trigger orders_set_updated_at before update on orders
  for each row execute function set_updated_at();

create table order_items (
  order_id uuid not null,
  line int not null,
  product_id varchar(255) not null,
  name varchar(255) not null,
  category varchar(100),
  quantity int not null,
  unit_price numeric(14, 2) not null,
  constraint order_items_pkey primary key (order_id, line),
  constraint order_items_order_id_fkey foreign key (order_id) references orders (id) on delete cascade,
  constraint order_items_quantity_check check (quantity > 0)
);

alter table orders enable row level security;
alter table order_items enable row level security;
create policy orders_staff on orders to patron_staff using (true) with check (true);
create policy order_items_staff on order_items to patron_staff using (true) with check (true);
-- an order of before is history also when it was reported later
create policy orders_own on orders for select to patron_customer
  using (customer_id = current_customer() and least(created_at, order_date) >= history_from());
create policy order_items_own on order_items for select to patron_customer
  using (order_id in (select id from orders));
grant select, insert, update on orders to patron_staff;
grant select, insert, delete on order_items to patron_staff;
grant select on orders, order_items to patron_customer;

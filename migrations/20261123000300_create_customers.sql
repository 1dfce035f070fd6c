-- Profiles: the 21 columns of the first version in one table, then what Patron adds.
-- Sealed columns (bytea) are AEAD ciphertexts made by the server; *_index are keyed blind indexes.
create table customer_profiles (
  id uuid not null,
  user_id uuid,
  email varchar(255),
  full_name varchar(255),
  mobile_number bytea,
  signup_date timestamptz not null,
  email_verified boolean not null default false,
  signup_method varchar(50) not null default 'email',
  last_login_at timestamptz,
  login_count int not null default 0,
  total_orders int not null default 0,
  total_spent numeric(14, 2) not null default 0,
  preferred_categories text[] not null default '{}',
  marketing_consent boolean not null default false,
  status varchar(20) not null default 'active',
  source varchar(50) not null default 'website',
  ip_address bytea,
  user_agent bytea,
  location varchar(255),
  created_at timestamptz not null,
  updated_at timestamptz not null,

  -- phone
  mobile_e164 bytea,
  mobile_index bytea,
  mobile_last4_index bytea,
  phone_country char(2),
  -- consent: state and basis per channel
  email_consent text not null default 'NOT_SUBSCRIBED',
  email_consent_basis text,
  email_consent_at timestamptz,
  sms_consent text not null default 'NOT_SUBSCRIBED',
  sms_consent_basis text,
  sms_consent_at timestamptz,
  whatsapp_consent text not null default 'NOT_SUBSCRIBED',
  whatsapp_consent_basis text,
  whatsapp_consent_at timestamptz,
  -- logins: the day-grained copy is what indexes and filters use; '-infinity' is never
  last_login_day date not null default '-infinity',
  failed_login_count int not null default 0,
  device_info varchar(100),
  -- first touch
  utm_source varchar(255),
  utm_medium varchar(255),
  utm_campaign varchar(255),
  referrer varchar(2048),
  landing_path varchar(2048),
  -- orders
  first_order_at timestamptz,
  last_order_at timestamptz,
  lifetime_value numeric(14, 2) not null default 0,
  -- opening balance: what an import brought for rows that stayed behind
  opening_orders int not null default 0,
  opening_spent numeric(14, 2) not null default 0,
  opening_logins int not null default 0,
  opening_last_login_at timestamptz,
  opening_as_of date,
  -- when an account was linked to a profile that was there before; null: nothing to hide
  linked_at timestamptz,

  constraint customer_profiles_pkey primary key (id),
  constraint customer_profiles_user_id_key unique (user_id),
  constraint customer_profiles_user_id_fkey foreign key (user_id) references users (id) on delete set null,
  constraint customer_profiles_email_check check (email is not null or status = 'erased'),
  constraint customer_profiles_status_check check (status in ('active', 'inactive', 'blocked', 'erased')),
  constraint customer_profiles_signup_method_check
    check (signup_method in ('email', 'google', 'facebook', 'manual')),
  constraint customer_profiles_source_check check (source in ('website', 'mobile', 'admin')),
  constraint customer_profiles_counters_check
    check (login_count >= 0 and total_orders >= 0 and failed_login_count >= 0),
  constraint customer_profiles_email_consent_check
    check (email_consent in ('SUBSCRIBED', 'PENDING', 'UNSUBSCRIBED', 'NOT_SUBSCRIBED')),
  constraint customer_profiles_sms_consent_check
    check (sms_consent in ('SUBSCRIBED', 'PENDING', 'UNSUBSCRIBED', 'NOT_SUBSCRIBED')),
  constraint customer_profiles_whatsapp_consent_check
    check (whatsapp_consent in ('SUBSCRIBED', 'PENDING', 'UNSUBSCRIBED', 'NOT_SUBSCRIBED')),
  constraint customer_profiles_marketing_consent_check check (
    marketing_consent = ('SUBSCRIBED' in (email_consent, sms_consent, whatsapp_consent)))
) with (fillfactor = 80, autovacuum_vacuum_scale_factor = 0.05, autovacuum_vacuum_insert_scale_factor = 0.05);

create unique index customer_profiles_email_key on customer_profiles (lower(email));
create index customer_profiles_signup_date_idx on customer_profiles (signup_date, id);
create index customer_profiles_total_spent_idx on customer_profiles (total_spent, id);
create index customer_profiles_total_orders_idx on customer_profiles (total_orders, id);
create index customer_profiles_last_login_day_idx on customer_profiles (last_login_day);
create index customer_profiles_full_name_idx on customer_profiles (lower(coalesce(full_name, '')), id);
create index customer_profiles_email_prefix_idx on customer_profiles (lower(email) text_pattern_ops);
create index customer_profiles_search_idx on customer_profiles
  using gin (lower(email) gin_trgm_ops, lower(full_name) gin_trgm_ops);
create index customer_profiles_mobile_index_idx on customer_profiles (mobile_index) where mobile_index is not null;
create index customer_profiles_mobile_last4_idx on customer_profiles (mobile_last4_index)
  where mobile_last4_index is not null;
create index customer_profiles_categories_idx on customer_profiles using gin (preferred_categories);

create trigger customer_profiles_set_updated_at before update on customer_profiles
  for each row execute function set_updated_at();

-- The ledger of consent: rows are added, never changed.
create table consent_ledger (
  id uuid not null,
  customer_id uuid not null,
  channel text not null,
  state text not null,
  basis text,
  method text not null,
  notice_version varchar(100),
  actor text not null,
  reason varchar(500),
  occurred_at timestamptz not null,
  recorded_at timestamptz not null default now(),
  constraint consent_ledger_pkey primary key (id),
  constraint consent_ledger_customer_id_fkey foreign key (customer_id) references customer_profiles (id),
  constraint consent_ledger_channel_check check (channel in ('email', 'sms', 'whatsapp')),
  constraint consent_ledger_state_check
    check (state in ('SUBSCRIBED', 'PENDING', 'UNSUBSCRIBED', 'NOT_SUBSCRIBED')),
  constraint consent_ledger_basis_check check (basis in ('express', 'default', 'import'))
);
create index consent_ledger_customer_idx on consent_ledger (customer_id, occurred_at desc, id desc);

-- Who changed what on a profile and why (details, status).
create table customer_changes (
  id uuid not null,
  customer_id uuid not null,
  actor text not null,
  action text not null,
  reason varchar(500),
  details jsonb not null default '{}',
  changed_at timestamptz not null,
  constraint customer_changes_pkey primary key (id),
  constraint customer_changes_customer_id_fkey foreign key (customer_id) references customer_profiles (id)
);
create index customer_changes_customer_idx on customer_changes (customer_id, changed_at desc);

-- Foreign ids and people without an address; they join a profile when an address arrives.
create table identities (
  id uuid not null,
  kind text not null,
  source varchar(50) not null,
  value varchar(255) not null,
  customer_id uuid,
  created_at timestamptz not null default now(),
  constraint identities_pkey primary key (id),
  constraint identities_value_key unique (kind, source, value),
  constraint identities_kind_check check (kind in ('user_id', 'anonymous_id')),
  constraint identities_customer_id_fkey foreign key (customer_id) references customer_profiles (id)
);
create index identities_customer_idx on identities (customer_id);

alter table customer_profiles enable row level security;
alter table consent_ledger enable row level security;
alter table customer_changes enable row level security;
alter table identities enable row level security;

create policy customer_profiles_staff on customer_profiles to patron_staff using (true) with check (true);
create policy consent_ledger_staff on consent_ledger to patron_staff using (true) with check (true);
create policy customer_changes_staff on customer_changes to patron_staff using (true) with check (true);
create policy identities_staff on identities to patron_staff using (true) with check (true);
create policy customer_profiles_own on customer_profiles to patron_customer
  using (id = current_customer()) with check (id = current_customer());
create policy consent_ledger_own on consent_ledger for select to patron_customer
  using (customer_id = current_customer() and occurred_at >= history_from());
create policy consent_ledger_own_insert on consent_ledger for insert to patron_customer
  with check (customer_id = current_customer());
create policy customer_changes_own_insert on customer_changes for insert to patron_customer
  with check (customer_id = current_customer());

grant select, insert, update on customer_profiles, identities to patron_staff;
grant select, insert on consent_ledger, customer_changes to patron_staff;
grant select on customer_profiles to patron_customer;
grant update (full_name, mobile_number, mobile_e164, mobile_index, mobile_last4_index, phone_country, location,
  preferred_categories, marketing_consent, email_consent, email_consent_basis, email_consent_at, sms_consent,
  sms_consent_basis, sms_consent_at, whatsapp_consent, whatsapp_consent_basis, whatsapp_consent_at)
  on customer_profiles to patron_customer;
grant select, insert on consent_ledger to patron_customer;
grant insert on customer_changes to patron_customer;

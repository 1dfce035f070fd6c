-- Imports of files as jobs: what was uploaded, how it is read, how far it has come, and what was refused.

create table imports (
  id uuid not null,
  file_name varchar(255) not null,
  kind text not null,
  format text not null,
  status text not null,
  -- the file's header, in order
  columns text[] not null,
  -- which field each column is taken for
  mapping jsonb not null,
  as_of date not null,
  bytes bigint not null,
  row_count bigint not null,
  rows_done bigint not null default 0,
  created bigint not null default 0,
  updated bigint not null default 0,
  unchanged bigint not null default 0,
  refused bigint not null default 0,
  actor text not null,
  created_at timestamptz not null,
  started_at timestamptz,
  finished_at timestamptz,
  failure text,
  -- whether the bytes are still here
  has_file boolean not null default true,
  -- which process works on it, and when that was last alive; null while it waits for one
  runner uuid,
  heartbeat_at timestamptz,
  constraint imports_pkey primary key (id),
  constraint imports_kind_check check (kind in ('customers', 'orders', 'suppressions')),
  constraint imports_format_check check (
    format in ('patron', 'shopify', 'woocommerce', 'mailchimp', 'mailchimp_suppressed', 'custom')),
  constraint imports_status_check check (
    status in ('uploaded', 'checking', 'checked', 'running', 'done', 'cancelled', 'failed'))
);
create index imports_created_idx on imports (created_at desc, id desc);
create index imports_waiting_idx on imports (created_at) where status in ('checking', 'running');
grant select, insert, update on imports to patron_staff;

-- The uploaded file in sealed pieces. No foreign key: the pieces come before the import, which is made when the whole
-- file is here; pieces of an upload that broke off are removed by age.
create table import_chunks (
  import_id uuid not null,
  n int not null,
  bytes bytea not null,
  created_at timestamptz not null,
  constraint import_chunks_pkey primary key (import_id, n)
);
-- ciphertext does not get smaller
alter table import_chunks alter column bytes set storage external;
alter table import_chunks enable row level security;
create policy import_chunks_staff on import_chunks to patron_staff using (true) with check (true);
grant select, insert, delete on import_chunks to patron_staff;

-- How many chunks of rows of each lane are stored: written in the transaction that stores them.
create table import_progress (
  import_id uuid not null,
  lane int not null,
  chunks bigint not null,
  constraint import_progress_pkey primary key (import_id, lane),
  constraint import_progress_import_id_fkey foreign key (import_id) references imports (id) on delete cascade
);
grant select, insert, update, delete on import_progress to patron_staff;

-- Refused rows and, of a check, the first ones; the cells are sealed.
create table import_rows (
  import_id uuid not null,
  line bigint not null,
  action text not null,
  detail text,
  cells bytea not null,
  constraint import_rows_pkey primary key (import_id, line),
  constraint import_rows_import_id_fkey foreign key (import_id) references imports (id) on delete cascade,
  constraint import_rows_action_check check (action in ('create', 'update', 'unchanged', 'refuse'))
);
alter table import_rows enable row level security;
create policy import_rows_staff on import_rows to patron_staff using (true) with check (true);
grant select, insert, delete on import_rows to patron_staff;

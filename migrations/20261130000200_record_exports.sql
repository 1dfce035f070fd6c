-- The record of every export, the files that are kept for a day, and who was in each.

create table export_presets (
  id uuid not null,
  title varchar(100) not null,
  -- [{"field": …, "header": …}], in order
  columns jsonb not null,
  file text not null,
  flavour text not null,
  channel text not null,
  actor text not null,
  created_at timestamptz not null,
  constraint export_presets_pkey primary key (id),
  constraint export_presets_channel_check check (channel in ('email', 'sms', 'whatsapp'))
);
create unique index export_presets_title_key on export_presets (lower(title));

create table exports (
  id uuid not null,
  format text not null,
  -- the saved preset's name then
  preset varchar(100),
  file text not null,
  flavour text not null,
  hashed boolean not null default false,
  -- the query it was asked with, whole
  query jsonb not null,
  segment text,
  segment_title varchar(100),
  rule jsonb,
  rule_text text,
  campaign_id uuid,
  campaign_name varchar(100),
  channel text,
  basis text,
  purpose varchar(200),
  -- the headers
  columns text[] not null,
  status text not null,
  -- sent to the caller as it was made; no file is kept
  streamed boolean not null,
  rows_done bigint not null default 0,
  rows_expected bigint,
  withdrawn bigint,
  not_asked bigint,
  not_active bigint,
  bytes bigint not null default 0,
  sha256 bytea,
  actor text not null,
  created_at timestamptz not null,
  -- when the snapshot was taken of whose people it is: withdrawals count from here
  snapshot_at timestamptz,
  finished_at timestamptz,
  expires_at timestamptz,
  failure text,
  attempts int not null default 0,
  -- which process works on it, and when that was last alive; null while it waits for one
  runner uuid,
  heartbeat_at timestamptz,
  constraint exports_pkey primary key (id),
  constraint exports_status_check check (status in ('waiting', 'running', 'done', 'cancelled', 'failed', 'expired'))
);
create index exports_created_idx on exports (created_at desc, id desc);
create index exports_waiting_idx on exports (created_at) where status in ('waiting', 'running');
create index exports_expires_idx on exports (expires_at) where status = 'done' and not streamed;
create index exports_campaign_idx on exports (campaign_id) where campaign_id is not null;

-- A kept file in sealed pieces.
create table export_chunks (
  export_id uuid not null,
  n int not null,
  bytes bytea not null,
  constraint export_chunks_pkey primary key (export_id, n),
  constraint export_chunks_export_id_fkey foreign key (export_id) references exports (id) on delete cascade
);
alter table export_chunks alter column bytes set storage external;

-- Who was in a file, in pieces of some thousands.
create table export_people (
  export_id uuid not null,
  n int not null,
  ids uuid[] not null,
  constraint export_people_pkey primary key (export_id, n),
  constraint export_people_export_id_fkey foreign key (export_id) references exports (id) on delete cascade
);

alter table export_chunks enable row level security;
alter table export_people enable row level security;
create policy export_chunks_staff on export_chunks to patron_staff using (true) with check (true);
create policy export_people_staff on export_people to patron_staff using (true) with check (true);
grant select, insert, update, delete on export_presets to patron_staff;
grant select, insert, update on exports to patron_staff;
grant select, insert, delete on export_chunks, export_people to patron_staff;

-- A ticket may also open one kept file, or the suppression file of an export.
alter table export_tickets drop column row_count;
alter table export_tickets add column export_id uuid;
alter table export_tickets add
  constraint export_tickets_export_id_fkey foreign key (export_id) references exports (id) on delete cascade;
create index export_tickets_export_id_idx on export_tickets (export_id) where export_id is not null;

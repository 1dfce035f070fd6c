-- Single-use download links of 60 seconds; only a digest of the ticket is kept. Used ones stay as the
-- record of who exported what.
create table export_tickets (
  id uuid not null,
  digest bytea not null,
  query jsonb not null,
  actor text not null,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz,
  row_count bigint,
  constraint export_tickets_pkey primary key (id),
  constraint export_tickets_digest_key unique (digest)
);
grant select, insert, update on export_tickets to patron_staff;

-- Reports that can't be rolled up: retention, lifetime value, RFM. Computed in the background, read as they are.
create table prepared_reports (
  kind text not null,
  -- as of when
  computed_at timestamptz not null,
  took_ms bigint not null,
  content jsonb not null,
  constraint prepared_reports_pkey primary key (kind)
);

-- The computation that is under way, or the last one. Whether somebody works on it is told by an advisory lock, which
-- goes with its server; a row would stay.
create table report_run (
  only_row boolean not null default true,
  started_at timestamptz,
  step text,
  done int not null default 0,
  steps int not null default 0,
  finished_at timestamptz,
  -- of the last whole one
  took_ms bigint,
  error text,
  -- somebody wants a new one; null again when it begins
  asked_at timestamptz,
  -- what the figures were when the last whole one began
  mark text,
  constraint report_run_pkey primary key (only_row),
  constraint report_run_only_row_check check (only_row)
);
insert into report_run default values;

-- Where each buyer stands in the grid. No foreign key: it would have writers of profiles wait for the one who writes
-- here. Whoever reads it looks for the live profile too.
create table customer_rfm (
  customer_id uuid not null,
  recency smallint not null,
  value smallint not null,
  rfm_group text not null,
  -- in the window, less refunds
  spent numeric(14, 2) not null,
  constraint customer_rfm_pkey primary key (customer_id),
  constraint customer_rfm_scores_check check (recency between 1 and 5 and value between 1 and 5)
);
create index customer_rfm_group_idx on customer_rfm (rfm_group);
create index customer_rfm_cell_idx on customer_rfm (recency, value);

-- What a computation is about to change in customer_rfm; scores are null where somebody is no buyer any more. Empty in
-- between, and nothing is lost with it.
create unlogged table rfm_changes (
  n bigint not null,
  customer_id uuid not null,
  recency smallint,
  value smallint,
  rfm_group text,
  spent numeric(14, 2),
  constraint rfm_changes_pkey primary key (n)
);

alter table prepared_reports enable row level security;
alter table report_run enable row level security;
alter table customer_rfm enable row level security;
alter table rfm_changes enable row level security;
create policy prepared_reports_staff on prepared_reports to patron_staff using (true);
create policy report_run_staff on report_run to patron_staff using (true) with check (true);
create policy customer_rfm_staff on customer_rfm to patron_staff using (true);
grant select on prepared_reports, report_run, customer_rfm to patron_staff;
grant update (asked_at) on report_run to patron_staff;

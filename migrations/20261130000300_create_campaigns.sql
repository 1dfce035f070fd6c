-- Campaigns: a segment's people at one moment, some of them held out.

create table campaigns (
  id uuid not null,
  name varchar(100) not null,
  segment text,
  segment_title varchar(100),
  rule jsonb not null,
  rule_text text not null,
  channel text not null,
  purpose varchar(200) not null,
  holdout_percent numeric(5, 2) not null,
  -- who is held out is told by random_place(salt, customer)
  salt text not null,
  cost numeric(14, 2),
  currency char(3) not null,
  window_days int not null,
  exclude_days int,
  started_at timestamptz not null,
  window_ends_at timestamptz not null,
  withdrawn bigint not null,
  not_asked bigint not null,
  not_active bigint not null,
  left_out_recent bigint not null,
  -- counted once: lists show them, and who is in it never changes
  treated bigint not null,
  held_out bigint not null,
  actor text not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint campaigns_pkey primary key (id),
  constraint campaigns_channel_check check (channel in ('email', 'sms', 'whatsapp')),
  constraint campaigns_holdout_percent_check check (holdout_percent between 0 and 50),
  constraint campaigns_window_days_check check (window_days between 1 and 90)
);
create index campaigns_started_idx on campaigns (started_at desc, id desc);

-- Who is in it: never changes, so that each counts where chance put them.
create table campaign_members (
  campaign_id uuid not null,
  customer_id uuid not null,
  held_out boolean not null,
  constraint campaign_members_pkey primary key (campaign_id, customer_id),
  constraint campaign_members_campaign_id_fkey foreign key (campaign_id) references campaigns (id) on delete cascade
);
create index campaign_members_customer_idx on campaign_members (customer_id);

alter table campaign_members enable row level security;
create policy campaign_members_staff on campaign_members to patron_staff using (true) with check (true);
grant select, insert, update on campaigns to patron_staff;
grant select, insert, delete on campaign_members to patron_staff;
alter table exports add
  constraint exports_campaign_id_fkey foreign key (campaign_id) references campaigns (id);

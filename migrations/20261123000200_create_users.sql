-- Sign-in accounts of customers, apart from their profiles: removing a login keeps the history.
create table users (
  id uuid not null,
  email text not null,
  password_hash text,
  -- when the address was accepted for sign-in; under autoconfirm that is the signup
  email_confirmed_at timestamptz,
  -- when the person proved that the address is theirs
  email_verified_at timestamptz,
  last_sign_in_at timestamptz,
  user_metadata jsonb not null default '{}',
  app_metadata jsonb not null default '{"provider": "email", "providers": ["email"]}',
  created_at timestamptz not null,
  updated_at timestamptz not null,
  constraint users_pkey primary key (id),
  constraint users_email_key unique (email),
  constraint users_email_lower_check check (email = lower(email))
);

-- One row a session. A refresh token is derived from the session and `counter`, so none is stored.
create table sessions (
  id uuid not null,
  user_id uuid not null,
  counter bigint not null default 0,
  created_at timestamptz not null,
  refreshed_at timestamptz not null,
  constraint sessions_pkey primary key (id),
  constraint sessions_user_id_fkey foreign key (user_id) references users (id) on delete cascade
);
create index sessions_user_id_idx on sessions (user_id);

-- When each recent counter was used: a repetition within ten seconds is answered, not punished.
create table session_rotations (
  session_id uuid not null,
  counter bigint not null,
  rotated_at timestamptz not null,
  constraint session_rotations_pkey primary key (session_id, counter),
  constraint session_rotations_session_id_fkey foreign key (session_id) references sessions (id) on delete cascade
);

-- Members of staff: a table of their own, no signup.
create table staff (
  id uuid not null,
  email text not null,
  full_name text,
  password_hash text not null,
  role text not null,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint staff_pkey primary key (id),
  constraint staff_email_key unique (email),
  constraint staff_email_lower_check check (email = lower(email)),
  constraint staff_role_check check (role in ('owner'))
);
create trigger staff_set_updated_at before update on staff
  for each row execute function set_updated_at();

create table staff_sessions (
  id uuid not null,
  staff_id uuid not null,
  counter bigint not null default 0,
  created_at timestamptz not null,
  refreshed_at timestamptz not null,
  constraint staff_sessions_pkey primary key (id),
  constraint staff_sessions_staff_id_fkey foreign key (staff_id) references staff (id) on delete cascade
);
create index staff_sessions_staff_id_idx on staff_sessions (staff_id);

create table staff_session_rotations (
  session_id uuid not null,
  counter bigint not null,
  rotated_at timestamptz not null,
  constraint staff_session_rotations_pkey primary key (session_id, counter),
  constraint staff_session_rotations_session_id_fkey
    foreign key (session_id) references staff_sessions (id) on delete cascade
);

-- Keys of the shop: only their SHA-256 is kept (they are long and random).
create table api_keys (
  id uuid not null,
  kind text not null,
  name text not null,
  hint text not null,
  digest bytea not null,
  scopes text[] not null default '{}',
  created_at timestamptz not null default now(),
  revoked_at timestamptz,
  constraint api_keys_pkey primary key (id),
  constraint api_keys_digest_key unique (digest),
  constraint api_keys_kind_check check (kind in ('publishable', 'secret'))
);

-- Keys that sign access tokens; the private part is sealed.
create table signing_keys (
  id text not null,
  private_key bytea not null,
  public_jwk jsonb not null,
  created_at timestamptz not null default now(),
  retired_at timestamptz,
  constraint signing_keys_pkey primary key (id)
);

-- Failed logins per account and per address, as keyed digests. What the throttle refuses is counted per
-- minute and not stored one by one.
create table login_throttles (
  bucket bytea not null,
  failures int not null,
  window_start timestamptz not null,
  constraint login_throttles_pkey primary key (bucket)
);
create index login_throttles_window_start_idx on login_throttles (window_start);

create table throttled_logins (
  minute timestamptz not null,
  kind text not null,
  attempts bigint not null,
  constraint throttled_logins_pkey primary key (minute, kind),
  constraint throttled_logins_kind_check check (kind in ('account', 'address', 'staff'))
);

grant select, insert, update, delete on users, sessions, session_rotations, staff_sessions,
  staff_session_rotations, login_throttles, throttled_logins to patron_staff;
grant select, insert, update on staff, api_keys, signing_keys to patron_staff;

-- What segments ask most, beside the last login in the narrow table: a rule over these reads a sixth of what the profiles
-- are, and none of their text. The columns are those of the profiles and mean the same.
--
-- Nothing here changes with a login but what did before. Fixed widths come first: a scan takes a row apart only as far
-- as it needs.

alter table customer_activity
  add column signup_date timestamptz,
  add column first_order_at timestamptz,
  add column last_order_at timestamptz,
  add column total_orders int not null default 0,
  add column email_verified boolean not null default false,
  add column total_spent numeric(14, 2) not null default 0,
  add column lifetime_value numeric(14, 2) not null default 0,
  add column status varchar(20) not null default 'active',
  add column email_consent text not null default 'NOT_SUBSCRIBED',
  add column sms_consent text not null default 'NOT_SUBSCRIBED',
  add column whatsapp_consent text not null default 'NOT_SUBSCRIBED',
  add column email_consent_basis text,
  add column sms_consent_basis text,
  add column whatsapp_consent_basis text;

update customer_activity a set signup_date = p.signup_date, first_order_at = p.first_order_at,
  last_order_at = p.last_order_at, total_orders = p.total_orders, email_verified = p.email_verified,
  total_spent = p.total_spent, lifetime_value = p.lifetime_value, status = p.status, email_consent = p.email_consent,
  sms_consent = p.sms_consent, whatsapp_consent = p.whatsapp_consent, email_consent_basis = p.email_consent_basis,
  sms_consent_basis = p.sms_consent_basis, whatsapp_consent_basis = p.whatsapp_consent_basis
from customer_profiles p where p.id = a.customer_id;
alter table customer_activity alter column signup_date set not null;

create or replace function rollup_profiles_inserted() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  seen record;
begin
  perform count_profiles(array(select p::customer_profiles from added p), '{}');
  select array_agg(id) as customers, array_agg(opening_last_login_at) as openings, array_agg(signup_date) as signups
  into seen from added where opening_last_login_at is not null;
  if seen.customers is not null then
    perform activity_restate(seen.customers, seen.openings, seen.signups, 1);
  end if;
  insert into customer_activity (customer_id, last_login_at, last_active_at, signup_date, first_order_at, last_order_at,
      total_orders, email_verified, total_spent, lifetime_value, status, email_consent, sms_consent, whatsapp_consent,
      email_consent_basis, sms_consent_basis, whatsapp_consent_basis)
    select id, coalesce(opening_last_login_at, '-infinity'), coalesce(opening_last_login_at, '-infinity'), signup_date,
      first_order_at, last_order_at, total_orders, email_verified, total_spent, lifetime_value, status, email_consent,
      sms_consent, whatsapp_consent, email_consent_basis, sms_consent_basis, whatsapp_consent_basis
    from added;
  return null;
end
$$;

create or replace function profiles_updated() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  moved uuid[];
begin
  -- Nothing here joins the two sets: their sizes are unknown when the plan is made, and one made for a single row would
  -- compare each row with each other row of the next batch.
  --
  -- Most statements are logins, which change nothing else that is counted.
  if not exists (
    select id, status, marketing_consent, email_consent, email_consent_basis, sms_consent, sms_consent_basis,
      whatsapp_consent, whatsapp_consent_basis, mobile_number is null, total_orders, total_spent, lifetime_value,
      signup_date, opening_last_login_at, source, signup_method, first_channel, last_channel, email_verified,
      first_order_at, last_order_at
    from after
    except
    select id, status, marketing_consent, email_consent, email_consent_basis, sms_consent, sms_consent_basis,
      whatsapp_consent, whatsapp_consent_basis, mobile_number is null, total_orders, total_spent, lifetime_value,
      signup_date, opening_last_login_at, source, signup_method, first_channel, last_channel, email_verified,
      first_order_at, last_order_at
    from before)
  then
    insert into rollup_totals as r (metric, slot, value)
      select x.metric, rollup_slot(), x.delta from (
        select m.metric, sum(d.sign * m.value) as delta from (
          select 1 as sign, login_count from after where status <> 'erased'
          union all select -1, login_count from before where status <> 'erased') d
        cross join lateral (values ('logins', d.login_count), ('login_bucket:' || login_bucket(d.login_count), 1))
          as m (metric, value)
        group by 1 having sum(d.sign * m.value) <> 0 order by 1) x
    on conflict on constraint rollup_totals_pkey do update set value = r.value + excluded.value;
    return null;
  end if;
  update customer_activity a set signup_date = x.signup_date, first_order_at = x.first_order_at,
    last_order_at = x.last_order_at, total_orders = x.total_orders, email_verified = x.email_verified,
    total_spent = x.total_spent, lifetime_value = x.lifetime_value, status = x.status, email_consent = x.email_consent,
    sms_consent = x.sms_consent, whatsapp_consent = x.whatsapp_consent, email_consent_basis = x.email_consent_basis,
    sms_consent_basis = x.sms_consent_basis, whatsapp_consent_basis = x.whatsapp_consent_basis
  from (
    select id, signup_date, first_order_at, last_order_at, total_orders, email_verified, total_spent, lifetime_value, status,
      email_consent, sms_consent, whatsapp_consent, email_consent_basis, sms_consent_basis, whatsapp_consent_basis
    from after
    except
    select id, signup_date, first_order_at, last_order_at, total_orders, email_verified, total_spent, lifetime_value, status,
      email_consent, sms_consent, whatsapp_consent, email_consent_basis, sms_consent_basis, whatsapp_consent_basis
    from before) x
  where a.customer_id = x.id;
  perform count_profiles(array(select p::customer_profiles from after p), array(select p::customer_profiles from before p));
  select array_agg(distinct x.id) into moved from (
    select id from (
      select id, opening_last_login_at, signup_date, 1 as sign from after
      union all select id, opening_last_login_at, signup_date, -1 from before) d
    group by id, opening_last_login_at, signup_date having sum(sign) <> 0) x;
  if moved is not null then
    perform activity_restate(array_agg(id), array_agg(opening_last_login_at), array_agg(signup_date), -1)
    from before where id = any(moved);
    perform activity_restate(array_agg(id), array_agg(opening_last_login_at), array_agg(signup_date), 1)
    from after where id = any(moved);
    perform activity_state(moved);
  end if;
  return null;
end
$$;

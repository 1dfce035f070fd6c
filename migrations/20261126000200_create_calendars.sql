-- Statistics: what is counted besides the first cards, and in which calendar.
--
-- A calendar is a zone and a first day of the week. Figures of one calendar are a generation of rows: a change of the
-- zone counts the next generation beside the one that is shown, while writers keep both, and then shows it.
create table rollup_calendars (
  generation smallint not null,
  time_zone text not null,
  week_start text not null,
  -- shown; another one is being counted
  ready boolean not null,
  begun_at timestamptz not null default now(),
  constraint rollup_calendars_pkey primary key (generation),
  constraint rollup_calendars_week_start_check check (week_start in ('monday', 'sunday'))
);
create unique index rollup_calendars_ready_idx on rollup_calendars (ready) where ready;
insert into rollup_calendars (generation, time_zone, week_start, ready)
  select 1, time_zone, week_start, true from shop;

-- The day of an instant as the figures have it.
create or replace function store_day(at timestamptz) returns date language sql stable as
$$ select (at at time zone (select time_zone from rollup_calendars where ready))::date $$;

drop table rollup_daily;
create table rollup_daily (
  generation smallint not null,
  -- by bytes, so that a family of metrics is a range whatever the database's language
  metric text collate "C" not null,
  day date not null,
  slot int not null,
  value numeric not null,
  constraint rollup_daily_pkey primary key (generation, metric, day, slot)
) with (fillfactor = 50);

-- People by channel and month of their sign-up.
create table rollup_channels (
  generation smallint not null,
  touch text not null,
  channel text not null,
  month date not null,
  slot int not null,
  customers bigint not null,
  buyers bigint not null,
  repeat_buyers bigint not null,
  opt_ins bigint not null,
  orders bigint not null,
  revenue numeric not null,
  lifetime_value numeric not null,
  constraint rollup_channels_pkey primary key (generation, touch, channel, month, slot)
) with (fillfactor = 50);

-- Days that got a login or an order more than seven days late, and when last.
create table rollup_restated (
  generation smallint not null,
  day date not null,
  slot int not null,
  restated_at timestamptz not null,
  constraint rollup_restated_pkey primary key (generation, day, slot)
) with (fillfactor = 50);

create view daily_counts as
  select metric, day, sum(value) as value from rollup_daily
  where generation = (select generation from rollup_calendars where ready) group by metric, day;
create view channel_counts as
  select touch, channel, month, sum(customers) as customers, sum(buyers) as buyers, sum(repeat_buyers) as repeat_buyers,
    sum(opt_ins) as opt_ins, sum(orders) as orders, sum(revenue) as revenue, sum(lifetime_value) as lifetime_value
  from rollup_channels where generation = (select generation from rollup_calendars where ready)
  group by touch, channel, month;
create view restated_days as
  select day, max(restated_at) as restated_at from rollup_restated
  where generation = (select generation from rollup_calendars where ready) group by day;
grant select on rollup_calendars, rollup_daily, rollup_channels, rollup_restated, daily_counts, channel_counts,
  restated_days to patron_staff;

-- Where somebody came from, in one word: campaign parameters, then the referrer's host, then direct where a page was
-- seen; unknown where nobody said anything. The words are those of domain::acquisition.
create function acquisition_channel(source text, medium text, campaign text, referrer text, landing_path text)
returns text language sql immutable parallel safe as $$
  select case
    when coalesce(source, medium, campaign) is not null then case
      when medium ~* '^(cpc|ppc|paid[-_ ]?search|sem|paid|ads?)$' or source ~* '(adwords|google[-_ ]?ads|bing[-_ ]?ads)'
        then case when source ~* '(facebook|instagram|^fb$|^ig$|meta|tiktok|linkedin|pinterest|twitter|snapchat|reddit)'
          then 'paid_social' else 'paid_search' end
      when medium ~* '^(paid[-_ ]?social|social[-_ ]?paid|cpm)$' then 'paid_social'
      when medium ~* '^(e-?mail|newsletter)$' or source ~* '(newsletter|mailchimp|klaviyo|brevo|^e-?mail$)' then 'email'
      when medium ~* '^(affiliates?|partners?)$' then 'affiliate'
      when medium ~* '^(sms|whatsapp|messag(e|ing)|telegram)$' or source ~* '(whatsapp|telegram|^sms$|^wa$)'
        then 'messaging'
      when medium ~* '^(offline|qr|print|store|pos)$' or source ~* '^(store|pos|offline|(shop[-_ ]?)?counter)$' then 'offline'
      when source ~* '(instagram|^ig$)' then 'instagram'
      when source ~* '(facebook|^fb$)' then 'facebook'
      when source ~* '(youtube|^yt$)' then 'youtube'
      when source ~* '(twitter|^x$|tiktok|pinterest|linkedin|snapchat|reddit|threads)' or medium ~* 'social'
        then 'other_social'
      when medium ~* '^organic' or (medium is null and source ~* '(google|bing|duckduckgo|yahoo|ecosia|yandex|baidu)')
        then 'organic_search'
      when medium ~* '^referr' then 'referral'
      else 'other_campaign' end
    when substring(referrer from '(?i)^[a-z][a-z0-9+.-]*://([^/:?#]+)') is not null then (
      select case
        when host ~ '(^|\.)(mail\.google\.com|outlook\.(com|live\.com|office\.com)|mail\.yahoo\.com)$' then 'email'
        when host ~ '(^|\.)instagram\.com$' then 'instagram'
        when host ~ '(^|\.)(facebook\.com|fb\.com|fb\.me)$' then 'facebook'
        when host ~ '(^|\.)(youtube\.com|youtu\.be)$' then 'youtube'
        when host ~ '(^|\.)(whatsapp\.com|wa\.me|telegram\.org|t\.me)$' then 'messaging'
        when host ~ '(^|\.)(twitter\.com|x\.com|t\.co|tiktok\.com|pinterest\.[a-z.]+|linkedin\.com|lnkd\.in|snapchat\.com|reddit\.com|threads\.net)$'
          then 'other_social'
        when host ~ '(^|\.)(google\.[a-z.]+|bing\.com|duckduckgo\.com|search\.yahoo\.com|ecosia\.org|yandex\.[a-z.]+|baidu\.com)$'
          then 'organic_search'
        else 'referral' end
      from (select lower(substring(referrer from '(?i)^[a-z][a-z0-9+.-]*://([^/:?#]+)')) as host) r)
    when landing_path is not null then 'direct'
    else 'unknown' end
$$;

-- How somebody came when they signed up, where that is not how they first came; nothing said means the same.
alter table customer_profiles
  add column last_utm_source varchar(255),
  add column last_utm_medium varchar(255),
  add column last_utm_campaign varchar(255),
  add column last_referrer varchar(2048),
  add column last_landing_path varchar(2048),
  add column first_channel text not null generated always as (
    acquisition_channel(utm_source, utm_medium, utm_campaign, referrer, landing_path)) stored,
  add column last_channel text not null generated always as (
    case when coalesce(last_utm_source, last_utm_medium, last_utm_campaign, last_referrer, last_landing_path) is null
      then acquisition_channel(utm_source, utm_medium, utm_campaign, referrer, landing_path)
      else acquisition_channel(last_utm_source, last_utm_medium, last_utm_campaign, last_referrer, last_landing_path)
    end) stored;

-- The latest successful login or order that counts; like last_login_at kept by what counts the rows.
alter table customer_activity add column last_active_at timestamptz not null default '-infinity';
update customer_activity a set last_active_at = greatest(a.last_login_at, p.last_order_at)
from customer_profiles p where p.id = a.customer_id and greatest(a.last_login_at, p.last_order_at) > '-infinity';

-- Failed attempts of the last day, for the page of login health.
create index login_activities_failed_idx on login_activities (login_time) where not success;
-- Whoever's last login is that of an opening balance has no row that tells the day.
create index customer_profiles_opening_login_idx on customer_profiles (opening_last_login_at)
  where opening_last_login_at is not null;

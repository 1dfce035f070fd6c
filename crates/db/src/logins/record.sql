-- An attempt and all that it does, in one round trip: the profile's counters and origin, and for a sign-in the
-- account's stamp, a session, and the end of its failures. The profile's row lock makes concurrent logins of one
-- person add up, and has a sign-in see a block that came a moment before; then nothing is stored.
with counted as (
  update customer_profiles p set
    login_count = p.login_count + $6::bool::int,
    failed_login_count = p.failed_login_count + (not $6)::int,
    last_login_at = case when $6 then greatest(p.last_login_at, $4) else p.last_login_at end,
    ip_address = case when $6 and coalesce($4 >= p.last_login_at, true)
      then coalesce($7, p.ip_address) else p.ip_address end,
    user_agent = case when $6 and coalesce($4 >= p.last_login_at, true)
      then coalesce($8, p.user_agent) else p.user_agent end,
    device_info = case when $6 and coalesce($4 >= p.last_login_at, true)
      then coalesce($9, p.device_info) else p.device_info end
  where p.id = $2 and ($12::uuid is null or p.status not in ('blocked', 'erased'))
  returning p.id),
allowed as (
  select where $12::uuid is null or $2::uuid is null or exists (select from counted)),
stamped as (
  update users set last_sign_in_at = greatest(last_sign_in_at, $4), updated_at = $4
  from allowed where id = $13),
opened as (
  insert into sessions (id, user_id, created_at, refreshed_at)
  select $12, $13, $4, $4 from allowed where $12 is not null),
forgiven as (
  delete from login_throttles using allowed where bucket = $14)
insert into login_activities (id, customer_id, email, login_time, login_method, success, ip_address,
  user_agent, device_info, failure_reason, created_at)
select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11 from allowed

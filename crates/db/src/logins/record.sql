-- An attempt and what it does to its profile: one statement, one round trip. The profile's row lock makes
-- concurrent logins of one person add up.
with counted as (
  update customer_profiles p set
    login_count = p.login_count + $6::bool::int,
    failed_login_count = p.failed_login_count + (not $6)::int,
    last_login_at = case when $6 then greatest(p.last_login_at, $4) else p.last_login_at end,
    last_login_day = case when $6 then greatest(p.last_login_day, store_day($4)) else p.last_login_day end,
    ip_address = case when $6 and coalesce($4 >= p.last_login_at, true)
      then coalesce($7, p.ip_address) else p.ip_address end,
    user_agent = case when $6 and coalesce($4 >= p.last_login_at, true)
      then coalesce($8, p.user_agent) else p.user_agent end,
    device_info = case when $6 and coalesce($4 >= p.last_login_at, true)
      then coalesce($9, p.device_info) else p.device_info end
  where p.id = $2)
insert into login_activities (id, customer_id, email, login_time, login_method, success, ip_address,
  user_agent, device_info, failure_reason, created_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)

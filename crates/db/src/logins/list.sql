-- A page of one customer's attempts, newest first.
select id, customer_id, email, login_time, login_method, success, failure_reason, ip_address, user_agent,
  device_info
from login_activities
where customer_id = $1 and ($2::timestamptz is null or (login_time, id) < ($2, $3::uuid))
order by login_time desc, id desc limit $4

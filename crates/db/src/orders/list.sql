-- A page of one customer's orders, newest first.
select id, customer_id, source, order_id, status, payment_status, payment_method,
  currency as "currency!", subtotal, shipping, tax, total, refunded, city, state, order_date
from orders
where customer_id = $1 and ($2::timestamptz is null or (order_date, id) < ($2, $3::uuid))
order by order_date desc, id desc limit $4

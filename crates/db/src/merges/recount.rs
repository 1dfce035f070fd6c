//! A profile's counted columns after its rows changed hands: opening balance plus rows, as `stats::verify` has it.

use crate::Result;
use sqlx::PgConnection;
use uuid::Uuid;

/// Recounts logins and orders. A profile whose numbers are right is not touched, so that one that comes back is
/// what it was, to the time of its last change.
pub(super) async fn recount(conn: &mut PgConnection, customer: Uuid) -> Result<()> {
    sqlx::query!(
        "update customer_profiles p set login_count = n.logins, failed_login_count = n.failed,
           last_login_at = n.last_at, total_orders = n.orders, total_spent = n.spent, lifetime_value = n.value,
           first_order_at = n.first_order_at, last_order_at = n.last_order_at
         from (
           select q.opening_logins + l.logins as logins, l.failed,
             greatest(q.opening_last_login_at, l.last_at) as last_at, q.opening_orders + o.orders as orders,
             q.opening_spent + o.spent as spent, q.opening_spent + o.value as value, o.first_order_at, o.last_order_at
           from customer_profiles q
           cross join (
             select (count(*) filter (where success))::int as logins,
               (count(*) filter (where not success))::int as failed, max(login_time) filter (where success) as last_at
             from login_activities where customer_id = $1) l
           cross join (
             select count(*)::int as orders, coalesce(sum(store_total - store_refunded), 0) as spent,
               coalesce(sum(greatest(store_total - store_refunded - store_shipping_tax, 0)), 0) as value,
               min(order_date) as first_order_at, max(order_date) as last_order_at
             from orders where customer_id = $1 and status not in ('cancelled', 'returned')) o
           where q.id = $1) n
         where p.id = $1 and (p.login_count, p.failed_login_count, p.last_login_at, p.total_orders, p.total_spent,
             p.lifetime_value, p.first_order_at, p.last_order_at)
           is distinct from (n.logins, n.failed, n.last_at, n.orders, n.spent, n.value, n.first_order_at,
             n.last_order_at)",
        customer
    )
    .execute(conn)
    .await?;
    Ok(())
}

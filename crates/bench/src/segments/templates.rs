//! The templates by hand.

use super::rules::Hand;

/// By a template's name.
pub fn hand(name: &str) -> Option<Hand> {
    HANDS.iter().find(|(of, _)| *of == name).map(|(_, hand)| *hand)
}

const ACTIVITY_BY_ORDERS: &str = "create index on customer_activity (total_orders, total_spent, customer_id) \
    where status <> 'erased'";
const BY_LAST_ORDER: &str = "create index on customer_activity (last_order_at) where status <> 'erased'";
/// Built over all months; only failures are in it.
pub const FAILURES: &str =
    "create index on login_activities (login_time) include (customer_id) where not success";

const HANDS: &[(&str, Hand)] = &[
    (
        "high_value",
        Hand {
            from: "customer_activity a where total_orders >= 3 and total_spent >= 1000 and status <> 'erased'",
            page: Some("total_orders >= 3 and total_spent >= 1000"),
            own: &[ACTIVITY_BY_ORDERS],
        },
    ),
    (
        "recent_signups",
        Hand {
            from: "(select id as customer_id, total_spent from customer_profiles \
                where signup_date >= {start:6} and status <> 'erased') a",
            page: None,
            own: &[
                "create index on customer_profiles (signup_date, total_spent, id) where status <> 'erased'",
            ],
        },
    ),
    (
        "inactive_30d",
        Hand {
            // who never signed in has -infinity here
            from: "customer_activity a where last_login_at < {start:29} and signup_date < {start:29} \
                and status <> 'erased'",
            page: Some("(last_login_at < {start:29} or last_login_at is null) and signup_date < {start:29}"),
            own: &["create index on customer_activity (last_login_at, signup_date) where status <> 'erased'"],
        },
    ),
    (
        "never_ordered",
        Hand {
            from: "customer_activity a where total_orders = 0 and status <> 'erased'",
            page: None,
            own: &[ACTIVITY_BY_ORDERS],
        },
    ),
    (
        "first_time_buyers",
        Hand {
            from: "customer_activity a where total_orders = 1 and status <> 'erased'",
            page: None,
            own: &[ACTIVITY_BY_ORDERS],
        },
    ),
    (
        "repeat_buyers",
        Hand {
            from: "customer_activity a where total_orders >= 2 and status <> 'erased'",
            page: Some("total_orders >= 2"),
            own: &[ACTIVITY_BY_ORDERS],
        },
    ),
    (
        "lapsed_90d",
        Hand {
            from: "customer_activity a where last_order_at < {start:89} and status <> 'erased'",
            page: Some("last_order_at < {start:89}"),
            own: &[BY_LAST_ORDER],
        },
    ),
    (
        "lapsed_180d",
        Hand {
            from: "customer_activity a where last_order_at < {start:179} and status <> 'erased'",
            page: Some("last_order_at < {start:179}"),
            own: &[BY_LAST_ORDER],
        },
    ),
    (
        "at_risk",
        Hand {
            from: "customer_rfm r join customer_activity a using (customer_id) \
                where r.rfm_group = 'AT_RISK' and a.status <> 'erased'",
            page: None,
            own: &["create index on customer_rfm (rfm_group, customer_id)"],
        },
    ),
    (
        "birthday_30d",
        Hand {
            from: "customer_traits t join customer_activity a using (customer_id) \
                where (extract(month from text_day(t.traits ->> 'birthday')) * 100 \
                  + extract(day from text_day(t.traits ->> 'birthday')))::integer = any({days}) \
                and a.status <> 'erased'",
            page: None,
            own: &[
                "create index on customer_traits (((extract(month from text_day(traits ->> 'birthday')) * 100 \
                   + extract(day from text_day(traits ->> 'birthday')))::integer))",
                "analyze customer_traits",
            ],
        },
    ),
    (
        "abandoned_checkout",
        Hand {
            from: "customer_activity a where customer_id in (select customer_id from events \
                where name = 'Checkout Started' and occurred_at >= {start:6} and customer_id is not null) \
                and not exists (select from orders o where o.customer_id = a.customer_id \
                  and o.order_date >= {start:6} and o.status not in ('cancelled', 'returned')) \
                and status <> 'erased'",
            page: None,
            own: &["create index on events (name, occurred_at) include (customer_id)"],
        },
    ),
    (
        "subscribed_never_ordered",
        Hand {
            from: "customer_activity a where email_consent = 'SUBSCRIBED' and total_orders = 0 and status <> 'erased'",
            page: None,
            own: &["create index on customer_activity (total_spent, customer_id) \
                where email_consent = 'SUBSCRIBED' and total_orders = 0 and status <> 'erased'"],
        },
    ),
    (
        "no_consent_record",
        Hand {
            from: "customer_profiles a where email_consent_basis is null and sms_consent_basis is null \
                and whatsapp_consent_basis is null and status <> 'erased'",
            page: Some(
                "email_consent_basis is null and sms_consent_basis is null and whatsapp_consent_basis is null",
            ),
            own: &["create index on customer_profiles (total_spent, id) where email_consent_basis is null \
                and sms_consent_basis is null and whatsapp_consent_basis is null and status <> 'erased'"],
        },
    ),
    (
        "unverified_email",
        Hand {
            from: "customer_activity a where not email_verified and status <> 'erased'",
            page: Some("not email_verified"),
            own: &["create index on customer_activity (total_spent, customer_id) \
                where not email_verified and status <> 'erased'"],
        },
    ),
    (
        "failed_login_spike",
        Hand {
            from: "(select customer_id from login_activities where not success and login_time >= {ago:24} \
                and customer_id is not null group by 1 having count(*) >= 5) l \
                join customer_activity a using (customer_id) where a.status <> 'erased'",
            page: None,
            own: &[FAILURES],
        },
    ),
    (
        "big_spender_by_category",
        Hand {
            from: "(select i.customer_id from order_items i where i.category_key = 'kitchen' and i.counted \
                group by 1 having sum(i.store_amount) >= 5000) s \
                join customer_activity a using (customer_id) where a.status <> 'erased'",
            page: None,
            own: &[],
        },
    ),
];

//! Ten rules as people put them together, beside the same by hand.

use super::{
    rules::{Hand, Measured},
    templates::FAILURES,
};

/// The rules.
pub const RULES: &[Measured] = &[
    Measured {
        name: "orders over 1500 in 30 days, verified",
        text: "orders(amount >= 1500, date in last 30 days).count >= 1 and email_verified = true",
        hand: Hand {
            from: "customer_activity a where email_verified and status <> 'erased' and customer_id in ( \
                select o.customer_id from orders o where o.order_date >= {start:29} \
                and o.status not in ('cancelled', 'returned') and o.store_net >= 1500)",
            page: None,
            own: &["create index on orders (order_date) include (customer_id) \
                where status not in ('cancelled', 'returned') and store_net >= 1500"],
        },
    },
    Measured {
        name: "two orders over 500 in 90 days, spent 5000",
        text: "orders(amount >= 500, date in last 90 days).count >= 2 and total_spent >= 5000",
        hand: Hand {
            from: "(select o.customer_id from orders o where o.order_date >= {start:89} \
                and o.status not in ('cancelled', 'returned') and o.store_net >= 500 \
                group by 1 having count(*) >= 2) s join customer_activity a using (customer_id) \
                where a.total_spent >= 5000 and a.status <> 'erased'",
            page: None,
            own: &[
                "create index on orders (order_date) include (customer_id) \
                   where status not in ('cancelled', 'returned') and store_net >= 500",
                "create index on customer_activity (total_spent, customer_id) where status <> 'erased'",
            ],
        },
    },
    Measured {
        name: "an order in 7 days, or one over 5000 in 180",
        text: "orders(date in last 7 days).count >= 1 or orders(amount >= 5000, date in last 180 days).count >= 1",
        hand: Hand {
            from: "customer_activity a where status <> 'erased' and customer_id in ( \
                select o.customer_id from orders o where o.order_date >= {start:6} \
                  and o.status not in ('cancelled', 'returned') \
                union select o.customer_id from orders o where o.order_date >= {start:179} \
                  and o.status not in ('cancelled', 'returned') and o.store_net >= 5000)",
            page: None,
            own: &["create index on orders (order_date) include (customer_id) \
                where status not in ('cancelled', 'returned') and store_net >= 5000"],
        },
    },
    Measured {
        name: "textiles for 4000 in 60 days, active",
        text: "products(category = \"Textiles\", date in last 60 days).sum(amount) >= 4000 and status = \"active\"",
        hand: Hand {
            from: "(select i.customer_id from order_items i where i.order_date >= {start:59} and i.counted \
                and i.category_key = 'textiles' group by 1 having sum(i.store_amount) >= 4000) s \
                join customer_activity a using (customer_id) where a.status = 'active'",
            page: None,
            own: &[],
        },
    },
    Measured {
        name: "checkout with kitchenware in 14 days, buyers",
        text: "event(\"Checkout Started\", property(\"category\") = \"Kitchen\", date in last 14 days).count >= 1 \
               and total_orders >= 1",
        hand: Hand {
            from: "customer_activity a where total_orders >= 1 and status <> 'erased' and customer_id in ( \
                select e.customer_id from events e where e.name = 'Checkout Started' \
                and e.occurred_at >= {start:13} and lower(e.properties ->> 'category') = 'kitchen' \
                and e.customer_id is not null)",
            page: None,
            own: &["create index on events (name, lower(properties ->> 'category'), occurred_at)"],
        },
    },
    Measured {
        name: "two failed sign-ins in 7 days, spent 500",
        text: "failed_logins(date in last 7 days).count >= 2 and total_spent >= 500",
        hand: Hand {
            from: "(select customer_id from login_activities where not success and login_time >= {start:6} \
                and customer_id is not null group by 1 having count(*) >= 2) l \
                join customer_activity a using (customer_id) where a.total_spent >= 500 and a.status <> 'erased'",
            page: None,
            own: &[FAILURES],
        },
    },
    Measured {
        name: "a name, and a category liked",
        text: "full_name contains \"marigold\" and preferred_categories contains \"Kitchen\"",
        hand: Hand {
            from: "(select id as customer_id from customer_profiles where search_text like '%marigold%' \
                and name_key like '%marigold%' and categories_key @> array['kitchen'] and status <> 'erased') a",
            page: Some(
                "search_text like '%marigold%' and name_key like '%marigold%' and categories_key @> array['kitchen']",
            ),
            own: &[],
        },
    },
    Measured {
        name: "good buyers who stay away",
        text: "rfm_group in (\"CHAMPIONS\", \"LOYAL\") and not (last_login_at in last 14 days)",
        hand: Hand {
            from: "customer_rfm r join customer_activity a using (customer_id) \
                where r.rfm_group in ('CHAMPIONS', 'LOYAL') and a.last_login_at < {start:13} \
                and a.status <> 'erased'",
            page: None,
            own: &["create index on customer_rfm (rfm_group, customer_id)"],
        },
    },
    Measured {
        name: "two cities, bought, not in 90 days",
        text: "city contains any (\"Pune\", \"Mumbai\") and total_orders >= 1 and orders(date in last 90 days).count = 0",
        hand: Hand {
            from: "customer_activity a where total_orders >= 1 and status <> 'erased' \
                and exists (select from customer_places p where p.customer_id = a.customer_id \
                  and p.kind = 'city' and p.key in ('pune', 'mumbai')) and a.last_order_at < {start:89}",
            page: Some(
                "total_orders >= 1 and last_order_at < {start:89} \
                 and exists (select from customer_places p where p.customer_id = customer_profiles.id \
                   and p.kind = 'city' and p.key in ('pune', 'mumbai'))",
            ),
            own: &["create index on customer_activity (last_order_at, customer_id) \
                where total_orders >= 1 and status <> 'erased'"],
        },
    },
    Measured {
        name: "a country, three negations, 90 days",
        text: "country contains \"IN\" and not (status = \"blocked\") and email_domain != \"example.org\" \
               and not (signup_date not in last 90 days)",
        hand: Hand {
            from: "(select p.id as customer_id from customer_profiles p where p.signup_date >= {start:89} \
                and p.status not in ('blocked', 'erased') and p.email_domain is distinct from 'example.org' \
                and exists (select from customer_places c where c.customer_id = p.id \
                  and c.kind = 'country' and c.key = 'in')) a",
            page: Some(
                "signup_date >= {start:89} and status <> 'blocked' and email_domain is distinct from 'example.org' \
                 and exists (select from customer_places c where c.customer_id = customer_profiles.id \
                   and c.kind = 'country' and c.key = 'in')",
            ),
            own: &["create index on customer_profiles (signup_date) include (id, email_domain, status)"],
        },
    },
];
